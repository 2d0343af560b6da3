"""Tables as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from stabwin.report.column import NUMBER, NUMERIC, REACTION, Column
from stabwin.report.render.cells import cell_text, is_missing, value_text
from stabwin.report.render.typesetting import true_minus
from stabwin.report.table import Row, Table, range_of

# What Markdown or the HTML in it would read as mark-up.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")


def markdown_table(table: Table) -> Iterator[str]:
    """The title with the note, and the table."""
    yield f"**{escaped(table.title)}**" + (f": {escaped(table.note)}" if table.note else "")
    lines = [
        _line(escaped(column.words_and_unit) for column in table.columns),
        _line("---:" if column.kind in NUMERIC else "---" for column in table.columns),
        *(_line(_cell(column, row) for column in table.columns) for row in table.rows),
    ]
    yield "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(column: Column, row: Row) -> str:
    text, value = cell_text(column, row), row.get(column.name)
    if is_missing(value):
        return text
    if column.kind == NUMBER:
        ends = range_of(row, column.name)
        bar = f" ({' to '.join(value_text(column, end) for end in ends)})" if ends else ""
        return true_minus(text + bar)
    if column.kind in NUMERIC:
        return true_minus(text)
    text = escaped(text)
    return text.replace("-\\>", "\N{RIGHTWARDS ARROW}") if column.kind == REACTION else text


def escaped(text: str) -> str:
    r"""A text that Markdown shows as it is.

    Examples
    --------
    >>> print(escaped("a|b <b>"))
    a\|b \<b\>
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
