"""What a cell says as plain text, the same on a terminal, in a notebook, in Markdown and on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stabwin.chemistry.formula import write_amount
from stabwin.report.column import COUNT, FLAG, NUMBER, PERCENT, QUANTITY, SPREAD, TEXT, Column
from stabwin.report.columns import column as column_named
from stabwin.report.render.typesetting import percent
from stabwin.report.table import Row

BETWEEN_PERCENTILES = " | "
SPREAD_HEADING = BETWEEN_PERCENTILES.join(("5 %", "median", "95 %"))


def is_missing(value: object) -> bool:
    """Whether a cell has no value; an empty text is a cell that is empty."""
    return value is None


def cell_text(column: Column, row: Row) -> str:
    """What a cell says, with the hyphen for a minus sign."""
    value: Any = row.get(column.name)
    if is_missing(value):
        return column.missing_words
    if column.kind == QUANTITY and value:
        return column_named(str(value)).words_and_unit
    if column.kind == SPREAD:
        return BETWEEN_PERCENTILES.join(_spread(column, value))
    if isinstance(value, str):
        return value.replace("_", " ") if column.kind == TEXT else value
    if column.kind in (NUMBER, PERCENT, COUNT, FLAG):
        return value_text(_like_quantity(column, row), value)
    return str(value.text)  # a verdict


def value_text(column: Column, value: Any) -> str:
    """A number, share, count or flag as a column writes it.

    Examples
    --------
    >>> value_text(column_named("reduction_limit_v"), 1.72066)
    '1.721'
    >>> value_text(column_named("ions_per_formula"), 10.0)
    '+10'
    """
    if column.kind == FLAG:
        return "yes" if value else "no"
    if column.kind == PERCENT:
        return percent(value)
    if column.kind == COUNT:
        return f"{value:,}"
    sign = "+" if column.signed and value > 0 else ""
    if column.decimals is not None:
        return f"{sign}{round(value, column.decimals) + 0.0:.{column.decimals}f}"
    return sign + ("-" if value < 0 else "") + write_amount(abs(value))


def _spread(column: Column, parts: Sequence[float | None]) -> list[str]:
    return [column.missing_words if part is None else value_text(column, part) for part in parts]


def _like_quantity(column: Column, row: Row) -> Column:
    """The column with the decimals of the number that the row is about."""
    return column.formatted_like(column_named(row["quantity"])) if column.like_quantity else column
