"""Files in the current folder never take the place of Python's own modules."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HOSTILE = ("random", "signal", "types", "copy", "queue", "numbers")

STUDY = """
[windows]
targets = ["LGPS", "LLZO", "LPSCl", "LATP", "Li3PS4", "Li2S", "role:coating"]
"""


@pytest.fixture
def hostile_folder(tmp_path):
    """The current folder of a user who has scripts with such names."""
    folder = tmp_path / "scripts of mine"
    folder.mkdir()
    for name in HOSTILE:
        message = f"{name}.py of the current folder was imported"
        (folder / f"{name}.py").write_text(f"raise RuntimeError({message!r})\n")
    (folder / "study.toml").write_text(STUDY)
    return folder


def test_a_parallel_screen_does_not_import_from_the_current_folder(
    run_from_nothing, hostile_folder, tmp_path
):
    out = tmp_path / "out"
    done = run_from_nothing(
        "screen", "study.toml", "--jobs", 2, "--cache", tmp_path / "cache", "--out", out, cwd=hostile_folder
    )
    assert done.returncode == 0, done.stderr
    assert "was imported" not in done.stderr
    # The answers came from workers: the table was written for them.
    assert list((tmp_path / "cache" / "compiled").glob("*.table"))
    alone = tmp_path / "alone"
    done = run_from_nothing(
        "screen", "study.toml", "--cache", tmp_path / "other", "--out", alone, cwd=hostile_folder
    )
    assert done.returncode == 0, done.stderr
    assert (out / "windows.csv").read_bytes() == (alone / "windows.csv").read_bytes()


def test_the_module_does_not_import_from_the_current_folder(hostile_folder, environment):
    # Python imports types.py before it starts a module at all.
    (hostile_folder / "types.py").unlink()
    done = subprocess.run(
        [sys.executable, "-m", "stabwin", "window", "LGPS", "--json"],
        cwd=hostile_folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["results"][0]["target"] == "LGPS"
