"""Flat rows where --csv asks for them: a file, or standard output in the place of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stabwin.cli.output import emit
from stabwin.csv_fields import csv_of_rows
from stabwin.errors import OutputError, RequestError
from stabwin.extras import require
from stabwin.writing import write_bytes, write_file

_EXCEL = ".xlsx"
# Endings of what a table of text is not.
_OTHERS = (".xls", ".xlsm", ".ods", ".parquet", ".json", ".html", ".svg", ".pdf", ".png", ".gz", ".zip")


def is_stdout(path: Path | None) -> bool:
    """Whether rows go to standard output."""
    return path is not None and str(path) == "-"


def check_rows(path: Path | None, *, json: bool) -> None:
    """See before anything is computed that rows can be written so.

    Raises
    ------
    OutputError
        The name asks for another kind of file.
    MissingExtraError
        It is an Excel file, and what writes them is not installed.
    RequestError
        Standard output is to hold JSON as well.
    """
    if path is None:
        return
    if is_stdout(path) and json:
        raise RequestError("--csv - and --json both print to standard output: give --csv a file.")
    ending = path.suffix.lower()
    if ending in _OTHERS:
        raise OutputError(
            f"--csv writes no {ending} file, which {path} asks for: end its name with .csv or {_EXCEL}.",
            path=str(path),
        )
    if ending == _EXCEL:
        require("openpyxl", "An Excel file")


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as CSV or Excel, by the ending; - is standard output (errors as `write_file`)."""
    if is_stdout(path):
        emit(csv_of_rows(rows).removesuffix("\n"))
    elif path.suffix.lower() == _EXCEL:
        from stabwin.report.render.excel import excel_of_rows

        write_bytes(path, excel_of_rows(rows))
    else:
        write_file(path, csv_of_rows(rows))
