"""``stabwin report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stabwin.cli.output import emit


def report(
    run_folder: Annotated[
        Path,
        typer.Argument(
            help="The run folder of the study, as stabwin screen wrote it.",
            metavar="RUN_DIR",
            show_default=False,
        ),
    ],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="html (one page with everything), md or csv (the answer).",
            metavar="html|md|csv",
        ),
    ] = "html",
    out: Annotated[
        Path | None,
        typer.Option(
            help="The file to write [default: report.FORMAT in RUN_DIR].",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the report of a study.

    The HTML report is one page that opens from disk and needs no network.
    """
    from stabwin.report.write import write_report

    emit(str(write_report(run_folder, format=form, out=out)))
