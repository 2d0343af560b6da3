"""Flat rows as an Excel file: the same rows, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from stabwin.extras import require

# What XML can't hold.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DATES = re.compile(rb">\d{4}-\d\d-\d\dT[\d:.]+Z<")
# Not those with leading zeros or many digits, which are names.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def excel_of_rows(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A sheet with the columns of all rows, in the order in which they first appear.

    Texts are texts, also where they look like a formula.

    Raises
    ------
    MissingExtraError
        What writes such files is not installed.
    """
    require("openpyxl", "An Excel file")
    import openpyxl

    names = list(dict.fromkeys(name for row in rows for name in row))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "stabwin"
    sheet.freeze_panes = "A2"
    lines: list[list[Any]] = [names, *([row.get(name) for name in names] for row in rows)]
    for number, values in enumerate(lines, start=1):
        for place, value in enumerate(values, start=1):
            plain = _plain(value)
            if isinstance(plain, str):
                cell = sheet.cell(number, place)
                cell.value = plain
                cell.data_type = "s"
            elif plain is not None:
                sheet.cell(number, place, plain)
    content = io.BytesIO()
    book.save(content)
    return _without_times(content.getvalue())


def _plain(value: Any) -> str | float | None:
    """A value as a sheet holds it: numbers of a table in CSV, which are texts, become numbers."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = _UNSEEN.sub("", str(value))
    return float(text) if _NUMBER.fullmatch(text) else text


def _without_times(content: bytes) -> bytes:
    """The file without the time at which it was made."""
    plain = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as file,
    ):
        for part in made.infolist():
            text = made.read(part)
            if part.filename == "docProps/core.xml":
                text = _DATES.sub(b">1980-01-01T00:00:00Z<", text)
            entry = zipfile.ZipInfo(part.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, text)
    return plain.getvalue()
