"""The command as a whole: version, help, and what is no command."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import fields
from importlib import metadata
from subprocess import PIPE

import pytest
import typer

from stabwin.cli.app import app
from stabwin.cli.groups import ErrorOptions, OutputOptions, PhaseOptions, RunOptions

SHARED = {
    field.name
    for group in (ErrorOptions, OutputOptions, PhaseOptions, RunOptions)
    for field in fields(group)
}
SHARED -= {"database_version", "out"}  # import and report mean their own by these


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


@pytest.mark.parametrize("command", [(), ("data",)])
def test_the_summary_of_each_command_is_one_whole_sentence(run, command):
    listed = run(*command, "--help", COLUMNS="80").stdout.partition("Commands:\n")[2].splitlines()
    assert len(listed) >= 4
    for line in listed:
        assert re.fullmatch(r"  [a-z]+ +[A-Z][^.]+[.]", line), line


def every_parameter(command, words=()):
    for word, inner in getattr(command, "commands", {}).items():
        yield from every_parameter(inner, (*words, word))
    yield from ((" ".join(words), parameter) for parameter in command.params)


def test_every_option_says_in_sentences_what_it_does():
    for command, parameter in every_parameter(typer.main.get_command(app)):
        assert parameter.help, (command, parameter.name)
        assert parameter.help.endswith("."), (command, parameter.name)


def test_options_that_commands_share_say_the_same_everywhere():
    helps = defaultdict(set)
    for _, parameter in every_parameter(typer.main.get_command(app)):
        if parameter.name in SHARED:
            helps[parameter.name].add((parameter.help, str(parameter.default)))
    assert set(helps) == SHARED
    assert {name: found for name, found in helps.items() if len(found) > 1} == {}


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
