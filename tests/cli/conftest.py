"""The command as a user runs it: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

Run = Callable[..., subprocess.CompletedProcess[str]]

# What a terminal or a continuous-integration service may set, and tests must not inherit.
_OF_TERMINALS = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "PYTHONIOENCODING")


@pytest.fixture(scope="session")
def program() -> str:
    """The installed script that belongs to this interpreter."""
    return str(Path(sys.executable).with_name("stabwin"))


@pytest.fixture(scope="session")
def run(program: str) -> Run:
    """Run the command with arguments, and environment variables by keyword."""

    def run_command(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if k not in _OF_TERMINALS} | variables
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


@pytest.fixture(scope="session")
def validate() -> Callable[[Mapping[str, Any]], None]:
    """Check a document against the schema that it names."""

    def check(document: Mapping[str, Any]) -> None:
        _, command, version = document["schema"].split("/")
        folder = resources.files("stabwin.data").joinpath("schemas")
        schema = json.loads(folder.joinpath(f"{command}-{version}.schema.json").read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        errors = [
            f"{error.json_path}: {error.message[:300]}"
            for error in Draft202012Validator(schema).iter_errors(document)
        ]
        assert not errors, "\n".join(errors[:10])

    return check


@pytest.fixture
def phases_file(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    """Write a file of phases and give its path."""

    def write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write
