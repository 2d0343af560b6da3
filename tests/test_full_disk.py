"""A disk that fills up at every write: one sentence, nothing lost, and with room the same answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import stabwin

if find_spec("resource") is None:
    pytest.skip("There is no limit on the size of files here.", allow_module_level=True)

SCRIPT = Path(__file__).parents[1] / "scripts" / "fill-disk"
OLD = "what was there before"
STUDY = """
name = "full"
[phases]
source = "own.csv"
[windows]
targets = ["Li3PS4", "Li2S"]
[interfaces]
a = ["Li3PS4"]
b = ["Li2S", "Li"]
"""
OUTPUTS = {  # a command, and the codes of what can't be written
    "window": ("window Li3PS4 --phases own.csv --csv out.csv --plot out.svg", {2}),
    "PDF": ("window Li3PS4 --phases own.csv --plot out.pdf", {2}),
    "PNG": ("window Li3PS4 --phases own.csv --plot out.png", {2}),
    "page": ("profile Li3PS4 --phases own.csv --csv out.csv --plot out.html", {2}),
    "interface": ("interface Li3PS4 Li2S --phases own.csv --csv out.csv --plot out.svg", {2}),
    "coatings": (
        "coatings --phases own.csv --electrolyte Li3PS4 --cathode Li2S --candidates LiP --jobs 1 --out out",
        {2, 3},
    ),
    "compare": ("compare Li3PS4 --tables own.csv,other.csv --csv out.csv", {2}),
    "catalogue": ("catalogue --csv out.csv", {2}),
    "export": ("data export out.parquet --phases own.csv", {2}),
    "import": ("import own.csv", {3}),
    "screen": ("screen study.toml --jobs 1 --out out", {2, 3}),
    "workers": ("screen study.toml --jobs 2 --out out", {2, 3}),
    "report": ("report run --out out.html", {2}),
    "markdown": ("report run --format md --out out.md", {2}),
    "table": ("report run --format csv --out out.csv", {2}),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, starter: stabwin.PhaseTable) -> Path:
    """A folder with a table, a study and a run."""
    folder = tmp_path_factory.mktemp("place")
    frame = starter.to_dataframe()
    small = frame[frame["formula"].str.fullmatch(r"((Li|P|S)[0-9()]*)+")]
    columns = ["formula", "formation_energy_ev_per_atom", "material_id"]
    small[columns].to_csv(folder / "own.csv", index=False)
    small[columns][:-1].to_csv(folder / "other.csv", index=False)
    (folder / "study.toml").write_text(STUDY)
    (folder / "cache").mkdir()
    return folder


def run(
    warm_program: Any, folder: Path, command: str, largest_file: int | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    environment["STABWIN_CACHE"] = str(folder / "cache")
    return warm_program(command.split(), environment, folder, 120, largest_file)


def fresh(place: Path, folder: Path, command: str) -> Path:
    """A copy of a place, with old files where a command writes."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(place, folder)
    for word in command.split():
        if word.startswith("out."):
            (folder / word).write_text(OLD)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """The files of a folder, but for the log and what the cache may hold or not."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "log.txt" and path.relative_to(folder).parts[0] != "cache"
    }


@pytest.mark.parametrize("name", OUTPUTS)
def test_each_write_that_finds_no_room(place: Path, warm_program: Any, tmp_path: Path, name: str) -> None:
    """A limit just below the size of each file that a command writes makes that file fail."""
    command, codes = OUTPUTS[name]
    if command.startswith("report") and not (place / "run").exists():
        run(warm_program, place, "screen study.toml --jobs 1 --out run")
        shutil.rmtree(place / "cache" / "results")
    folder = fresh(place, tmp_path / "folder", command)
    before = {path for path in folder.rglob("*") if path.is_file() and path.read_bytes() != OLD.encode()}
    whole = run(warm_program, folder, command)
    assert whole.returncode == 0, whole.stderr
    expected = files(folder)
    written = [path for path in folder.rglob("*") if path.is_file() and path not in before]
    sizes = {path.stat().st_size - 1 for path in written if path.name != "log.txt"}
    assert sizes
    failed = 0
    # Workers take seconds to start, and write through the same functions.
    for largest in sorted({0, *sizes})[:: 4 if name == "workers" else 1]:
        fresh(place, folder, command)
        old = files(folder)
        done = run(warm_program, folder, command, largest)
        after = files(folder)
        assert "Traceback" not in done.stderr
        if done.returncode == 0:  # only a cache had no room, which is none of the user's business
            assert (done.stdout, after) == (whole.stdout, expected)
        else:
            failed += 1
            assert done.returncode in codes, done.stderr
            said = [line for line in done.stderr.splitlines() if line.startswith("stabwin: ")]
            assert len(said) == 1, done.stderr
            assert "File too large" in said[0] or "make room" in said[0]
            for file, content in old.items():
                assert after[file] in (content, expected[file]), f"{file} with files of {largest} bytes"
        assert not list(folder.rglob("*.part"))
        again = run(warm_program, folder, command)
        assert again.returncode == 0, again.stderr
        assert files(folder) == expected
    assert failed


@pytest.mark.skipif(not SCRIPT.exists(), reason="there are no scripts beside the tests")
def test_a_small_disk_that_is_full() -> None:
    """A real one: the commands of the script, of which this is the quickest."""
    rights = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "stabwin", "/mnt"]
    try:
        possible = subprocess.run(["unshare", "--mount", *rights, *mount], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("There is no unshare here.")
    if possible.returncode:
        pytest.skip("A disk can't be mounted here.")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "catalogue"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 faults" in done.stdout
