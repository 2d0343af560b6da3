"""CSV as stabwin writes it: full numbers, and texts that no spreadsheet takes for a formula.

A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break is written with an apostrophe
before it. One that begins with apostrophes and such a sign gets one more, so that what was written is
read back as it was. Numbers are left alone, negative ones also where they are a text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

# The wide forms are what some spreadsheets take for the plain ones.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NEGATIVE = re.compile(r"-(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_FIRST = frozenset("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_ROWS_AT_ONCE = 50_000


def neutralised(value: Any) -> Any:
    """A value as it is written: a text that looks like a formula gets an apostrophe."""
    if type(value) is str and value[:1] in _FIRST and _FORMULA.match(value):
        return value if _NEGATIVE.fullmatch(value) else f"'{value}"
    return value


def restored(text: str) -> str:
    """The text of a field that `neutralised` wrote."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text


def csv_of_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """Flat rows with the columns of all rows, in the order they first appear; empty where none is."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return _lines([names, *([row.get(name, "") for name in names] for row in rows)])


def csv_of_columns(columns: Mapping[str, Sequence[Any]]) -> Iterator[bytes]:
    """Columns of one length, some rows at a time: a large table is never in memory as text."""
    rows: Iterator[Sequence[Any]] = zip(*columns.values(), strict=True)
    some: list[Sequence[Any]] = [tuple(columns)]
    while some:
        yield _lines(some).encode()
        some = list(islice(rows, _ROWS_AT_ONCE))


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    text = _Lines()
    # Named as the end of lines, a carriage return within a text is put in quotes.
    csv.writer(text, lineterminator="\r\n").writerows([neutralised(value) for value in row] for row in rows)
    return text.getvalue()


class _Lines(io.StringIO):
    """Lines that end in a line feed alone; the writer of `csv` gives them one at a time."""

    def __init__(self) -> None:
        super().__init__(newline="")

    def write(self, line: str) -> int:
        """Write a line that ends in both."""
        return super().write(f"{line[:-2]}\n")
