"""Tables on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from stabwin.report.column import NAME, NUMERIC, SPREAD, VERDICT, Column
from stabwin.report.render.cells import SPREAD_HEADING, cell_text, is_missing
from stabwin.report.render.narrow_table import NarrowTable
from stabwin.report.table import Row, Table
from stabwin.report.verdicts import BAD, FAIR, GOOD, UNKNOWN, Verdict

# Colours of verdicts; the words carry the meaning.
_TONES = {GOOD: "green", FAIR: "yellow", BAD: "red", UNKNOWN: "dim"}

# A verdict is not broken within "electrolyte" or "undecided at".
_LONGEST_WORDS = 12


def terminal_table(table: Table) -> NarrowTable:
    """A table without lines; lesser columns are left out where there is no room for them."""
    headings = {column.name: _heading(column) for column in table.columns}
    lesser = [headings[name] for name in table.lesser if name in headings]
    shown = NarrowTable(lesser, in_blocks=table.shaded)
    shown.title = table.title or None
    shown.caption = table.note or None
    for column in table.columns:
        shown.add_column(
            headings[column.name],
            justify="right" if column.kind in NUMERIC else "left",
            overflow="fold",  # a number that is cut would be another number
            min_width=_LONGEST_WORDS if column.kind == VERDICT else None,
            no_wrap=column.name == "formula",  # Li1.3Al0.3 is not broken before its digits
        )
    for number, row in enumerate(table.rows):
        marked = [name for place, name in table.marked if place == number]
        shown.add_row(*_cells(table.columns, row, marked))
    return shown


def _heading(column: Column) -> str:
    """A heading of two lines where it is long."""
    if column.kind == SPREAD:
        return f"{column.words_and_unit}\n{SPREAD_HEADING}"
    if not column.unit:
        return column.heading
    if not column.heading:
        return column.unit
    between = " " if "\n" in column.heading or column.unit == "V" else "\n"
    return f"{column.heading}{between}({column.unit})"


def _cells(columns: Sequence[Column], row: Row, marked: Sequence[str]) -> list[str | Text]:
    cells: list[str | Text] = []
    for place, column in enumerate(columns):
        value = row.get(column.name)
        text = column.missing if is_missing(value) else cell_text(column, row)
        if column.name in marked:
            text += " *"
        if isinstance(value, Verdict):
            cells.append(Text(text, style=_TONES[value.tone]))
        elif place == 0 and column.kind == NAME:
            cells.append(Text(text, style="bold"))
        else:
            cells.append(text)
    return cells
