"""``stabwin validate``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from stabwin.cli import options
from stabwin.cli.exit_codes import OK, code_of
from stabwin.cli.groups import PhaseOptions
from stabwin.cli.messages import say
from stabwin.cli.output import apart, emit
from stabwin.cli.rows import check_rows, is_stdout, write_rows
from stabwin.errors import CoverageError
from stabwin.writing import json_text


def validate(
    classes: Annotated[
        list[str] | None,
        typer.Option(
            "--class",
            help="Measurements of this class alone: enthalpies, limits, onsets, voltages, products, "
            "stability; may be repeated [default: all].",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    samples: Annotated[
        int,
        typer.Option(
            help="Samples of the error bars of voltages, at least 20; 0: none.", metavar="N", min=0
        ),
    ] = 200,
    *,
    which: PhaseOptions,
    csv: options.Csv = None,
    json: options.Json = False,
) -> None:
    """Compare the program with measurements.

    Enthalpies by class, limits of binary salts, onsets of oxidation and reduction, cell voltages and
    products, each with its source, the program's value, its error bar and a verdict.
    """
    from stabwin.report.data_line import data_line
    from stabwin.report.sections.validation import validation_tables
    from stabwin.screening.progress import TaskProgress
    from stabwin.validation.facts import KINDS
    from stabwin.validation.result import NOT_COVERED
    from stabwin.validation.validate import validate as compare_with_measurements

    check_rows(csv, json=json)
    with TaskProgress("comparing", sys.stderr) as progress:
        found = compare_with_measurements(
            phases=which.choice(),
            classes=classes or KINDS,
            uncertainty=samples or None,
            progress=progress.show,
        )
    if csv is not None:
        write_rows(csv, found.to_rows() or [one.to_dict() for one in found.classes])
    if json:
        emit(json_text(found.to_dict()))
    else:
        if not is_stdout(csv):
            emit(*apart(validation_tables(found)))
        say(f"phases: {data_line(found.provenance, (), ())}")
    nothing = found.rows and all(row.verdict == NOT_COVERED for row in found.rows) and not found.classes
    raise typer.Exit(code_of(CoverageError) if nothing else OK)
