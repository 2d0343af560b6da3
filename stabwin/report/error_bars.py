"""Error bars of rows, where samples were drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stabwin.report.columns import NUMBER, Column, column
from stabwin.report.verdicts import Bar

Row = Mapping[str, Any]


def bar_of(row: Row, name: str) -> Bar | None:
    """The ends of the error bar of a number; None where it has none."""
    low, high = row.get(f"{name}_p05"), row.get(f"{name}_p95")
    return None if low is None or high is None else (float(low), float(high))


def probability_columns(rows: Iterable[Row], *named: tuple[str, str]) -> list[Column]:
    """Columns of those probabilities that the rows have, each with its heading."""
    names = {name for row in rows for name, value in row.items() if value is not None}
    return [column(name, NUMBER, head=head) for name, head in named if name in names]
