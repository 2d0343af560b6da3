"""Tables of a user's own, of any columns: CSV with any usual separator, Excel, Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from stabwin.csv_fields import restored
from stabwin.errors import RequestError
from stabwin.extras import require
from stabwin.reading import _UnreadableError, plain_message, rows_of_parquet, unpacked

_SEPARATORS = (",", ";", "\t")
_MOST_ROWS = 1_048_576  # of a sheet of Excel


class Rows(NamedTuple):
    """A table.

    Attributes
    ----------
    names : tuple of str
        Of its columns.
    rows : list of tuple
        One value for each column.
    """

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def rows_of_table(name: str, content: bytes) -> Rows:
    """The rows of a table.

    Parameters
    ----------
    name : str
        Of the file; its ending says what it is (CSV unless .xlsx or .parquet).
    content : bytes

    Raises
    ------
    RequestError
        It is damaged, or a row has more values than there are columns.
    MissingExtraError
        It is an Excel file, and what reads them is not installed.
    """
    ending = name.casefold()
    try:
        if ending.endswith(".xlsx"):
            lines: Iterable[Sequence[Any]] = _of_excel(content)
        elif ending.endswith(".parquet"):
            rows, names = rows_of_parquet(content)
            lines = [names, *([row[column] for column in names] for row in rows)]
        else:
            lines = _of_csv(content)
    except _UnreadableError as error:
        raise RequestError(f"{name} can't be read: {error}.") from error
    return _checked(name, list(lines))


def _of_csv(content: bytes) -> list[list[str]]:
    try:
        text = unpacked(content).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _UnreadableError("it is not text in UTF-8, save it as CSV UTF-8") from error
    header = text.lstrip("\r\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[restored(field) for field in fields] for fields in reader]
    except csv.Error as error:
        raise _UnreadableError(plain_message(error)) from error


def _of_excel(content: bytes) -> list[tuple[Any, ...]]:
    """The values of the first sheet; of a formula, the value that was saved."""
    require("openpyxl", "An Excel file")
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return list(sheet.iter_rows(values_only=True, max_row=_MOST_ROWS))
    except Exception as error:
        raise _UnreadableError(
            f"it is not an Excel file, or is damaged ({plain_message(error)})"
        ) from error


def _checked(name: str, lines: list[Sequence[Any]]) -> Rows:
    """The table with as many values in every row as it has columns."""
    filled = [line for line in lines if any(value not in (None, "") for value in line)]
    if not filled:
        raise RequestError(f"{name} is empty: its first row must name its columns.")
    names = ["" if one is None else str(one).strip() for one in filled[0]]
    while names and not names[-1]:
        names.pop()
    names = [one or f"column {place}" for place, one in enumerate(names, start=1)]
    rows = []
    for number, line in enumerate(filled[1:], start=2):
        values = list(line)
        while len(values) > len(names) and values[-1] in (None, ""):
            values.pop()
        if len(values) > len(names):
            raise RequestError(
                f"{name}, row {number}: it has {len(values)} values and the header {len(names)}: put texts "
                "that hold the separator in quotation marks."
            )
        rows.append((*values, *[None] * (len(names) - len(values))))
    return Rows(tuple(names), rows)
