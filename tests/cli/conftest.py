"""The command as a user runs it: in a process of its own."""

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


# What Python and its packages read when they start: such a command starts from nothing.
_OF_THE_START = ("PYTHON", "NUMBA", "LANG", "LC_")


@pytest.fixture(scope="session")
def program() -> str:
    """The installed script that belongs to this interpreter."""
    return str(Path(sys.executable).with_name("stabwin"))


@pytest.fixture(scope="session")
def run(program: str, warm_program: Any) -> Run:
    """Run the command with arguments, and environment variables by keyword."""

    def run_command(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if k not in _OF_TERMINALS} | variables
        if not any(name.startswith(_OF_THE_START) for name in variables):
            return warm_program(arguments, environment)
        return subprocess.run(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=environment,
            timeout=120,
        )

    return run_command


@pytest.fixture
def phases_file(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    """Write a file of phases and give its path."""

    def write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write
