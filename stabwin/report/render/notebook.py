"""Tables in a notebook: HTML without colours of its own."""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.report.column import FORMULA, NAME, NUMERIC, REACTION, SPREAD, Column
from stabwin.report.render.cells import SPREAD_HEADING, cell_text, is_missing
from stabwin.report.render.typesetting import (
    escape,
    true_minus,
    typeset,
    typeset_reaction,
    typeset_sentence,
)
from stabwin.report.table import Row, Table

_LEFT = ' style="text-align: left"'


def notebook_html(tables: Iterable[Table]) -> str:
    """Tables, one below the other."""
    return "\n".join(_table(table) for table in tables)


def _table(table: Table) -> str:
    title = table.title and typeset_sentence(table.title)
    caption = f'<caption style="text-align: left; caption-side: top">{title}</caption>' if title else ""
    head = "".join(f"<th{_LEFT}>{_heading(column)}</th>" for column in table.columns)
    marked = set(table.marked)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{_LEFT}>{_cell(column, row)}{' *' if (number, column.name) in marked else ''}</td>"
            for column in table.columns
        )
        + "</tr>"
        for number, row in enumerate(table.rows)
    )
    note = "".join(f"<p>{typeset_sentence(line)}</p>" for line in table.note.splitlines())
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _heading(column: Column) -> str:
    heading = typeset_sentence(column.words_and_unit if column.heading else column.unit)
    return f"{heading}: {SPREAD_HEADING}" if column.kind == SPREAD else heading


def _cell(column: Column, row: Row) -> str:
    text, value = cell_text(column, row), row.get(column.name)
    if is_missing(value):
        return escape(text)
    if column.kind in NUMERIC:
        return true_minus(escape(text))
    if column.kind == NAME:
        return f"<b>{typeset(text)}</b>"
    if column.kind == FORMULA:
        return typeset(text)
    return typeset_reaction(text) if column.kind == REACTION else escape(text)
