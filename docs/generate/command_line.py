"""Every command with its arguments and options, from the command line itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from generate.markdown import code, table
from stabwin.cli.app import app

# Some versions of typer say that what is typed is text, where a name of it says more.
_KIND = re.compile(r" <list\[str\]>| \[.*\]$")


def command_line() -> str:
    """One section for each command."""
    return "\n\n".join(_sections(typer.main.get_command(app), "stabwin"))


def _sections(command: Any, name: str) -> Iterator[str]:
    context = typer.Context(command, info_name=name)
    if hasattr(command, "commands"):
        for word in command.list_commands(context):
            yield from _sections(command.commands[word], f"{name} {word}")
        return
    yield f"## {name}\n\n{command.help}"
    records = [parameter.get_help_record(context) for parameter in command.params]
    yield table(
        ("", "what"),
        [(code(_KIND.sub("", names)), _plain(about)) for names, about in filter(None, records)],
    )


def _plain(about: str) -> str:
    """A help text in which nothing is taken for mark-up."""
    return about.replace("[", "\\[").replace("<", "\\<").replace("*", "\\*")
