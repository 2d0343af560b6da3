"""``stabwin compare``."""

from __future__ import annotations

from typing import Annotated

import typer

from stabwin.cli import options
from stabwin.cli.exit_codes import OK, SOME_FAILED, shared_code
from stabwin.cli.messages import say, say_errors, say_grouped
from stabwin.cli.output import emit
from stabwin.writing import csv_text, json_text, write_file


def compare(
    targets: options.Targets,
    schemes: Annotated[
        str | None,
        typer.Option(
            help="Energy schemes of one table, the first as the reference [default: literature,database].",
            metavar="A,B",
            show_default=False,
        ),
    ] = None,
    tables: Annotated[
        str | None,
        typer.Option(
            help="Phase tables instead: starter, store or files, the first as the reference.",
            metavar="A,B",
            show_default=False,
        ),
    ] = None,
    phases: options.Phases = None,
    exclude: options.Exclude = "",
    ion: options.Ion = None,
    database_version: options.DatabaseVersion = None,
    cache: options.Cache = None,
    offline: options.Offline = False,  # noqa: ARG001 (these commands never touch the network)
    csv: options.Csv = None,
    json: options.Json = False,
) -> None:
    """Windows in several energy schemes or phase tables: what moved, by how much, because of what."""
    from stabwin.analysis.compare import compare as compare_windows
    from stabwin.report.sections.comparison import comparison_table

    named = [name.strip() for name in (schemes or "").split(",") if name.strip()]
    if not named and tables is None:
        named = ["literature", "database"]
    found = compare_windows(
        targets,
        schemes=named,
        tables=[
            options.phase_choice(name.strip(), None, "", database_version, cache)
            for name in (tables or "").split(",")
            if name.strip()
        ],
        phases=options.phase_choice(phases, None, "", database_version, cache),
        exclude=exclude,
        ion=ion,
    )
    if not found.sides[0].results:
        say_errors(failure.error.message for failure in found.failures)
        raise typer.Exit(shared_code(type(failure.error) for failure in found.failures))
    if csv is not None:
        write_file(csv, csv_text(found.to_rows()))
    if json:
        emit(json_text(found.to_dict()))
    else:
        emit(comparison_table(found))
        say_grouped("failed", ((failure.error.message, failure.target) for failure in found.failures))
        for side in found.sides:
            where = side.provenance
            say(f"{side.name}: phases {where.phases}, scheme {where.scheme}. {where.description}.")
    raise typer.Exit(SOME_FAILED if found.failures else OK)
