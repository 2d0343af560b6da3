"""The command as a whole: version, help, and what is no command."""

from __future__ import annotations

from importlib import metadata

import pytest


def test_the_version_is_that_of_the_package(run):
    found = run("--version")
    assert found.returncode == 0
    assert found.stdout.strip() == f"stabwin {metadata.version('stabwin')}"
    assert found.stderr == ""


@pytest.mark.parametrize("command", [(), ("window",), ("profile",), ("catalogue",)])
def test_help_is_on_stdout(run, command):
    found = run(*command, "--help")
    assert found.returncode == 0
    assert "Usage: stabwin" in found.stdout
    assert found.stderr == ""


@pytest.mark.parametrize("arguments", [("windw",), ("window",), ("window", "LGPS", "--vol", "1")])
def test_what_is_no_command_is_exit_code_2_with_a_hint(run, arguments):
    found = run(*arguments)
    assert found.returncode == 2
    assert found.stdout == ""
    assert "--help" in found.stderr
    assert "Traceback" not in found.stderr
