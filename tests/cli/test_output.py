"""Results on stdout, whatever becomes of it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from stabwin.cli.app import app

FULL = Path("/dev/full")

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")

OWN_PHASES = "formula,formation_energy_ev_per_atom\nLi2S,-1.4\nP2S5,-0.7\nLi3PS4,-1.3\n"


def names_of(command: object, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command, by the words to type."""
    inner = getattr(command, "commands", {})
    return [words, *(found for word, one in inner.items() for found in names_of(one, (*words, word)))]


HELP = [(*words, "--help") for words in names_of(typer.main.get_command(app))]

# Commands that print something without a study or a network.
SHORT = [
    ("--version",),
    ("window", "Li2S", "--phases", "starter"),
    ("profile", "Li2S", "--phases", "starter", "--json"),
    ("screen", "--list"),
    ("catalogue",),
    ("cite",),
    ("data", "status"),
    ("data", "verify"),
    ("data", "remove", "mine"),
]


@pytest.fixture(scope="module")
def on_a_full_disk(
    program: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command with stdout on a full disk, and phases called "mine" in the store."""
    folder = tmp_path_factory.mktemp("full")
    environment = os.environ | {"STABWIN_CACHE": str(folder / "cache")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        with FULL.open("w") as full:
            return subprocess.run(
                [program, *arguments],
                stdout=full,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                check=False,
                env=environment,
                timeout=120,
            )

    table = folder / "mine.csv"
    table.write_text(OWN_PHASES)
    subprocess.run([program, "import", str(table)], env=environment, check=True, capture_output=True)
    return run


@pytest.mark.parametrize("arguments", [*HELP, *SHORT], ids=" ".join)
def test_a_full_disk_is_one_sentence(on_a_full_disk, arguments):
    done = on_a_full_disk(*arguments)
    assert (done.returncode, done.stderr) == (
        2,
        "stabwin: The results can't be written (No space left on device).\n",
    )


def test_messages_that_cannot_be_written_take_nothing_from_the_results(program):
    command = [program, "window", "Li2S", "Xx3", "--phases", "starter"]
    plain = subprocess.run(command, capture_output=True, check=False, timeout=120)
    with FULL.open("w") as full:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, check=False, timeout=120)
    assert plain.stderr
    assert (done.returncode, done.stdout) == (plain.returncode, plain.stdout)


@pytest.mark.parametrize("arguments", ["--help", "window Li2S --phases starter", "catalogue --json"])
def test_a_closed_standard_output_is_one_sentence(program, arguments):
    done = subprocess.run(
        f"{program} {arguments} >&-", shell=True, stderr=subprocess.PIPE, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (
        2,
        "stabwin: The results can't be written (standard output is closed).\n",
    )


def test_closed_streams_take_nothing_from_what_is_written(program, tmp_path):
    table = tmp_path / "windows.csv"
    line = f"{program} window Li2S Xx3 --phases starter --csv {table} <&- 2>&-"
    done = subprocess.run(line, shell=True, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "Li2S" in done.stdout
    assert "failed" not in done.stdout
    assert table.read_text("utf-8").startswith("target,")
