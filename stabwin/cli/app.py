"""The command ``stabwin`` and its subcommands."""

from __future__ import annotations

from typing import Annotated

import typer

from stabwin.cli.catalogue import catalogue
from stabwin.cli.cite import cite
from stabwin.cli.coatings import coatings
from stabwin.cli.compare import compare
from stabwin.cli.data import data
from stabwin.cli.fetch import fetch
from stabwin.cli.import_files import import_files
from stabwin.cli.interface import interface
from stabwin.cli.output import emit
from stabwin.cli.profile import profile
from stabwin.cli.report import report
from stabwin.cli.screen import screen
from stabwin.cli.window import window

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
app.command()(compare)
app.command()(screen)
app.command()(report)
app.command()(fetch)
app.command("import")(import_files)
app.add_typer(data, name="data")
app.command()(catalogue)
app.command()(cite)


def _print_version(wanted: bool) -> None:
    if wanted:
        from stabwin.analysis.provenance import program_version

        emit(f"stabwin {program_version()}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Stability of solid battery electrolytes from first-principles data."""
