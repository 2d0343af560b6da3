"""The report of a run folder, written as one file."""

from __future__ import annotations

import os
from pathlib import Path

from stabwin.errors import RequestError
from stabwin.extras import require
from stabwin.screening.finished_run import FinishedRun, read_run
from stabwin.writing import write_file

FORMATS = ("html", "md", "csv")


def write_report(
    run_folder: str | os.PathLike[str],
    *,
    format: str = "html",  # noqa: A002 (what the option is called)
    out: str | os.PathLike[str] | None = None,
) -> Path:
    """Write the report of a study that was run.

    Parameters
    ----------
    run_folder : path
        The folder that ``stabwin screen`` made.
    format : str
        "html": one page with everything, which opens from disk without a network. "md": the answer,
        provenance and citations as Markdown. "csv": the answer as one flat table.
    out : path, optional
        Default: ``report.html``, ``report.md`` or ``report.csv`` in the run folder.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RequestError
        There is no such run, or no such format.
    DamagedDataError
        The run did not end, or a file of it can't be read.
    OutputError
        The file can't be written there.
    MissingExtraError
        The HTML report needs packages that are not installed.
    """
    if format not in FORMATS:
        raise RequestError(f"{format!r} is not a format of reports: choose one of {', '.join(FORMATS)}.")
    folder = Path(run_folder)
    text = _text(read_run(folder), format)
    where = folder / f"report.{format}" if out is None else Path(out)
    write_file(where, text)
    return where


def _text(run: FinishedRun, form: str) -> str:
    if form == "html":
        for package in ("jinja2", "plotly"):
            require(package, "The HTML report")
        from stabwin.report.page.build import build_page

        return build_page(run)
    if form == "md":
        from stabwin.report.markdown_report import markdown_report

        return markdown_report(run)
    from stabwin.report.csv_report import csv_report

    return csv_report(run)
