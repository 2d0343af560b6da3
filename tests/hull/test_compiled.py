"""Where nothing that is compiled can be kept, the program runs all the same and says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import stabwin

HOW = "import sys; sys.argv[0] = 'stabwin'; from stabwin.cli.main import run; run()"
NOTE = "set NUMBA_CACHE_DIR to a folder that can be written."


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package beside whose modules nothing can be kept: a file is in the way."""
    copied = tmp_path / "copied"
    shutil.copytree(
        Path(stabwin.__file__).parent, copied / "stabwin", ignore=shutil.ignore_patterns("__pycache__")
    )
    (copied / "stabwin" / "hull" / "__pycache__").write_text("in the way")
    return copied


def answer(package: Path, tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    nowhere = {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null/cache", "PYTHONDONTWRITEBYTECODE": "1"}
    cache = {"STABWIN_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(package)}
    return subprocess.run(
        [sys.executable, "-c", HOW, "window", "LGPS", "--phases", "starter"],
        env={**kept, **nowhere, **cache, **variables},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_without_a_place_to_keep_it_is_said_once(package: Path, tmp_path: Path) -> None:
    done = answer(package, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2.143" in done.stdout
    assert done.stderr.count(NOTE) == 1


def test_the_variable_gives_a_place(package: Path, tmp_path: Path) -> None:
    done = answer(package, tmp_path, NUMBA_CACHE_DIR=str(tmp_path / "kept"))
    assert done.returncode == 0, done.stderr
    assert NOTE not in done.stderr
    assert list((tmp_path / "kept").rglob("*.nbi"))


MODULE = """
from stabwin.hull import compiled

@compiled.compiled
def doubled(x):
    return 2 * x

print(doubled(21), len(compiled.not_kept))
"""


def doubled(folder: Path, largest_file: int | None = None) -> str:
    """What a module with a compiled function prints, in a process whose files may have so many bytes."""
    resource = pytest.importorskip("resource")
    (folder / "doubling.py").write_text(MODULE)
    os.utime(folder / "doubling.py", (0, 0))  # by which numba knows a changed module
    limits = None if largest_file is None else (largest_file, largest_file)
    done = subprocess.run(
        [sys.executable, "-c", "import doubling"],
        env={**os.environ, "NUMBA_CACHE_DIR": str(folder / "kept"), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=folder,
        preexec_fn=None if limits is None else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("largest_file", [100, 2000], ids=["index", "function"])
def test_on_a_full_disk_nothing_is_kept_and_the_answer_is_the_same(
    tmp_path: Path, largest_file: int
) -> None:
    """A limit on the size of files fails like a disk without room: in the middle of writing."""
    assert doubled(tmp_path, largest_file) == "42 1\n"
    assert not list((tmp_path / "kept").rglob("*.nbc"))
    assert doubled(tmp_path) == "42 0\n"
    assert list((tmp_path / "kept").rglob("*.nbc"))


@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_what_is_kept_and_damaged_is_compiled_and_kept_anew(tmp_path: Path, ending: str) -> None:
    assert doubled(tmp_path) == "42 0\n"
    (file,) = (tmp_path / "kept").rglob(f"*.{ending}")
    whole = file.stat().st_size
    file.write_bytes(file.read_bytes()[: whole // 2])
    assert doubled(tmp_path) == "42 0\n"
    assert file.stat().st_size >= whole - 10
