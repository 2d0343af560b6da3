"""``stabwin report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stabwin.cli.output import emit


def report(
    run_folder: Annotated[
        Path,
        typer.Argument(help="The folder that stabwin screen made.", metavar="RUN_DIR", show_default=False),
    ],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="html (one page, with everything), md, or csv (the answer).",
            metavar="html|md|csv",
        ),
    ] = "html",
    out: Annotated[
        Path | None,
        typer.Option(help="The file [default: RUN_DIR/report.html].", metavar="FILE", show_default=False),
    ] = None,
) -> None:
    """Write the report of a study: one page that opens from disk, without a network."""
    from stabwin.report.write import write_report

    emit(str(write_report(run_folder, format=form, out=out)))
