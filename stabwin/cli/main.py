"""The command ``stabwin``: its subcommands, and errors as one sentence and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from stabwin.cli.catalogue import catalogue
from stabwin.cli.cite import cite
from stabwin.cli.coatings import coatings
from stabwin.cli.data import data
from stabwin.cli.fetch import fetch
from stabwin.cli.import_files import import_files
from stabwin.cli.interface import interface
from stabwin.cli.output import say
from stabwin.cli.profile import profile
from stabwin.cli.screen import screen
from stabwin.cli.window import window
from stabwin.errors import StabwinError

app = typer.Typer(
    name="stabwin",
    help="Stability of solid battery electrolytes from first-principles data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(window)
app.command()(profile)
app.command()(interface)
app.command()(coatings)
app.command()(screen)
app.command()(fetch)
app.command("import")(import_files)
app.add_typer(data, name="data")
app.command()(catalogue)
app.command()(cite)


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from stabwin.analysis.provenance import program_version

        print(f"stabwin {program_version()}")
        raise typer.Exit


def run() -> None:
    """Run the command line; errors that stabwin raises become one sentence on stderr."""
    try:
        app()
    except StabwinError as error:
        say(f"stabwin: {error.message}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe went away (stabwin ... | head): nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
