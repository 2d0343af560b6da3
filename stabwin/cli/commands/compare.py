"""``stabwin compare``."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from stabwin.cli import options
from stabwin.cli.exit_codes import OK, SOME_FAILED, shared_code
from stabwin.cli.groups import PhaseOptions
from stabwin.cli.messages import say, say_errors, say_grouped
from stabwin.cli.output import emit
from stabwin.cli.rows import check_rows, is_stdout, write_rows
from stabwin.cli.targets import TargetReader
from stabwin.writing import json_text


def compare(
    targets: options.Targets,
    schemes: Annotated[
        str | None,
        typer.Option(
            help="Energy schemes of one table, the first as the reference [default: all there are].",
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
    ion: options.Ion = None,
    *,
    which: PhaseOptions,
    csv: options.Csv = None,
    json: options.Json = False,
) -> None:
    """Compare windows between energy schemes or phase tables.

    What changes, by how much, and which phases and energies cause it.
    """
    from stabwin.analysis.compare import compare as compare_windows
    from stabwin.report.data_line import data_line
    from stabwin.report.sections.comparison import comparison_table

    check_rows(csv, json=json)
    named = [name.strip() for name in (schemes or "").split(",") if name.strip()]
    found = compare_windows(
        TargetReader().targets(targets),
        schemes=named,
        tables=[
            replace(which, phases=name.strip(), scheme=None, exclude=None, include=None).choice()
            for name in (tables or "").split(",")
            if name.strip()
        ],
        scheme=which.scheme,
        phases=replace(which, scheme=None, exclude=None, include=None).choice(),
        exclude=tuple(which.exclude or ()),
        include=tuple(which.include or ()),
        ion=ion,
    )
    if not found.sides[0].results:
        say_errors(failure.error.message for failure in found.failures)
        raise typer.Exit(shared_code(type(failure.error) for failure in found.failures))
    if csv is not None:
        write_rows(csv, found.to_rows())
    if json:
        emit(json_text(found.to_dict()))
    else:
        if not is_stdout(csv):
            emit(comparison_table(found))
        say_grouped("failed", ((failure.error.message, failure.target) for failure in found.failures))
        for side in found.sides:
            formulas = [window.formula for window in side.results]
            ions = [window.ion for window in side.results]
            say(f"{side.name}: phases {data_line(side.provenance, formulas, ions)}")
    raise typer.Exit(SOME_FAILED if found.failures else OK)
