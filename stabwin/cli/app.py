"""The command ``stabwin`` and its subcommands."""

from __future__ import annotations

from typing import Annotated

import typer

from stabwin.cli.commands.air import air
from stabwin.cli.commands.catalogue import catalogue
from stabwin.cli.commands.cite import cite
from stabwin.cli.commands.coatings import coatings
from stabwin.cli.commands.compare import compare
from stabwin.cli.commands.data import data
from stabwin.cli.commands.fetch import fetch
from stabwin.cli.commands.heat import heat
from stabwin.cli.commands.import_files import import_files
from stabwin.cli.commands.interface import interface
from stabwin.cli.commands.profile import profile
from stabwin.cli.commands.report import report
from stabwin.cli.commands.screen import screen
from stabwin.cli.commands.validate import validate
from stabwin.cli.commands.window import window
from stabwin.cli.groups import expanded
from stabwin.cli.help import Command, Group
from stabwin.cli.output import emit

app = typer.Typer(
    name="stabwin",
    cls=Group,
    help="Stability of solid battery electrolytes from first-principles data.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(cls=Command)(expanded(window))
app.command(cls=Command)(expanded(profile))
app.command(cls=Command)(expanded(interface))
app.command(cls=Command)(expanded(coatings))
app.command(cls=Command)(expanded(air))
app.command(cls=Command)(expanded(heat))
app.command(cls=Command)(expanded(compare))
app.command(cls=Command)(expanded(validate))
app.command(cls=Command)(expanded(screen))
app.command(cls=Command)(expanded(report))
app.command(cls=Command)(expanded(fetch))
app.command("import", cls=Command)(import_files)
app.add_typer(data, name="data")
app.command(cls=Command)(expanded(catalogue))
app.command(cls=Command)(expanded(cite))


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
