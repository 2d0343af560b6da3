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
