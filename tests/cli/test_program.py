"""The command as a whole: version, help, and what is no command."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from importlib import metadata
from subprocess import PIPE

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


def test_without_a_command_the_help_is_shown(run):
    found = run()
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith("Usage: stabwin")


# Half a minute of work, which is stopped while modules are read, and later.
LONG = ("window", "LATP", "LAGP", "LLTO", "NMC811", "NMC622", "LNMO", "--uncertainty", "100000")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
@pytest.mark.parametrize("after_s", [0.3, 3.0])
def test_an_interrupt_is_one_sentence_and_exit_code_130(program, after_s):
    process = subprocess.Popen([program, *LONG], stdout=PIPE, stderr=PIPE, encoding="utf-8")
    time.sleep(after_s)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout, stderr) == (130, "", "stabwin: interrupted.\n")


def test_what_to_cite_keeps_its_schema(run, validate):
    validate(json.loads(run("cite", "--json").stdout))


def test_the_module_runs_as_the_program():
    done = subprocess.run(
        [sys.executable, "-m", "stabwin", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("stabwin ")
