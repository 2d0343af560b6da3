"""Screens as a user runs them: the command in a process of its own, and its run folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

# What a terminal or a continuous-integration service may set, and tests must not inherit.
_OF_TERMINALS = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "PYTHONIOENCODING")

# Some hundred tasks in several chunks: every kind of question, failures by name and by pattern, and
# candidates without lithium.
STUDY = """
question = "What do some oxides do between LPSCl and LCO?"

[phases]
source = "starter"

[windows]
targets = ["LGPS", "LLZO", "role:coating", "no-such-thing", "Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.25"]
voltage_v = 3.0

[profiles]
targets = ["LGPS", "LATP"]

[interfaces]
a = ["LGPS", "LLZO", "LPSCl", "LATP"]
b = ["LCO", "NMC811", "LFP", "Li"]
state = "both"
voltages_v = [2.5, 4.0]
voltage_range_v = [3.0, 4.2]

[coatings]
electrolytes = ["LPSCl"]
electrodes = ["LCO"]
candidates = ["LiNbO3", "Al2O3", "Li-M-O with M in [P, B, Nb, Ta, Ti, Zr, Al, Si, Pu, He]"]
top = 5
"""


@pytest.fixture(scope="session")
def program() -> str:
    """The installed script that belongs to this interpreter."""
    return str(Path(sys.executable).with_name("stabwin"))


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in _OF_TERMINALS}


@pytest.fixture(scope="session")
def run(warm_program: Any, environment: dict[str, str]) -> Run:
    """Run the command with arguments, in a folder by keyword."""

    def run_command(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return warm_program([*map(str, arguments)], environment, cwd, timeout=180)

    return run_command


@pytest.fixture(scope="session")
def run_from_nothing(program: str, environment: dict[str, str]) -> Run:
    """The same, in a process that has yet to read its modules."""

    def run_command(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=environment,
            timeout=180,
            cwd=cwd,
        )

    return run_command


@pytest.fixture(scope="session")
def study_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("studies") / "oxides.toml"
    path.write_text(STUDY, "utf-8")
    return path


@pytest.fixture(scope="session")
def results_of() -> Callable[[Path], dict[str, bytes]]:
    """The files of a run folder by name: all but the log, and what a killed process left half-written."""

    def read(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "log.txt" and path.suffix != ".part"
        }

    return read
