"""Targets from files: one per line of a text, or a column of a table with its other columns beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stabwin.errors import RequestError
from stabwin.lists.listed import Listed
from stabwin.lists.tables import Rows, rows_of_table
from stabwin.lists.text import split_list
from stabwin.reading import _UnreadableError, file_bytes, unpacked

_TABLE = re.compile(r"(.+\.(?:csv|tsv|xlsx|parquet|csv\.gz|tsv\.gz))(?::(.*))?", re.IGNORECASE | re.DOTALL)
_OLD_FORM = re.compile(r"csv:([^#]*)(?:#(.*))?", re.DOTALL)
_TEXT = re.compile(r"\S.*\.txt", re.IGNORECASE)
_OLD_BOOK = re.compile(r".+\.(?:xls|xlsm|ods)(?::.*)?", re.IGNORECASE)

# Columns that are taken without being asked for, where a table has one of them.
_USUAL = ("target", "formula", "composition")


def rows_of_file(text: str, folder: Path) -> list[Listed] | None:
    """The targets of the file that a text names; None where it names none.

    Parameters
    ----------
    text : str
        ``@FILE`` (one target per line; blank lines and what follows # are skipped) or ``FILE:COLUMN`` (CSV,
        Excel or Parquet; without the column, that of the name target, formula or composition).
    folder : Path
        What relative names start from.

    Raises
    ------
    RequestError
        The file or its column can't be read, or it holds no target.
    MissingExtraError
        It is an Excel file, and what reads them is not installed.
    """
    path, column, is_table = _named(text)
    if path is None:
        return None
    where = folder / Path(path.strip()).expanduser()
    try:
        content = file_bytes(where)
        if not is_table:
            return lines_of(unpacked(content), str(where))
        return column_of(rows_of_table(where.name, content), column, str(where))
    except _UnreadableError as error:
        raise RequestError(f"The list {where} can't be read: {error}.", path=str(where)) from error


def _named(text: str) -> tuple[str | None, str | None, bool]:
    """The file that a text names, its column, and whether it is a table."""
    if match := _OLD_FORM.fullmatch(text):
        if match[2] is None:
            raise RequestError(f"{text!r} names no column: write csv:FILE#COLUMN, or FILE:COLUMN.")
        return match[1], match[2], True
    named = text.removeprefix("@")
    if match := _TABLE.fullmatch(named):
        return match[1], match[2], True
    if _OLD_BOOK.fullmatch(named):
        raise RequestError(f"{named!r} is no kind of table that is read: save it as .xlsx or as CSV.")
    if text.startswith("@"):
        if not named.strip():
            raise RequestError("@ names no file: write @list.txt.")
        return named, None, False
    if _TEXT.fullmatch(text):
        raise RequestError(f"{text!r} looks like a file: write @{text} for the targets in its lines.")
    return None, None, False


def lines_of(content: bytes, where: str) -> list[Listed]:
    """The targets in the lines of a text.

    Raises
    ------
    RequestError
        It is no text, or holds no target.
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise RequestError(f"{where} is not text in UTF-8: save it as such.") from error
    texts = [text for line in lines for text in split_list(line.partition("#")[0]) if text]
    if not texts:
        raise RequestError(f"{where} holds no targets: write one per line.")
    for text in texts:
        if text.startswith("@") or _TABLE.fullmatch(text):
            raise RequestError(f"{where} names another list, {text!r}: give each list itself.")
    return [Listed(target=text) for text in texts]


def column_of(table: Rows, column: str | None, where: str) -> list[Listed]:
    """The targets in a column of a table, each with its row; rows without any value are left out.

    Raises
    ------
    RequestError
        There is no such column, or it holds no target.
    """
    name = _column(table.names, column, where)
    place = table.names.index(name)
    rows = [row for row in table.rows if any(_written(value) for value in row)]
    if not any(_written(row[place]) for row in rows):
        raise RequestError(f"The column {name!r} of {where} is empty: it holds no targets.")
    return [
        Listed(target=_written(row[place]), columns=tuple(zip(table.names, row, strict=True)), as_is=True)
        for row in rows
    ]


def _column(names: Sequence[str], wanted: str | None, where: str) -> str:
    shown = ", ".join(names[:20])
    if wanted is None or not wanted.strip():
        usual = [name for name in names if name.strip().casefold() in _USUAL]
        chosen = names if len(names) == 1 else usual
        if len(chosen) != 1:
            raise RequestError(
                f"{where} has the columns {shown}: say which holds the targets ({where}:COLUMN)."
            )
        return chosen[0]
    exact = [name for name in names if name == wanted]
    near = exact or [name for name in names if name.strip().casefold() == wanted.strip().casefold()]
    if not near:
        raise RequestError(f"{where} has no column {wanted!r}: it has {shown}.")
    if len(near) > 1:
        raise RequestError(f"{where} has {len(near)} columns {wanted!r}: give them different names.")
    return near[0]


def _written(value: Any) -> str:
    """The value of a cell as text, without space around it."""
    return "" if value is None or value != value else str(value).strip()  # noqa: PLR0124 (nan)
