"""A table, whatever shows it: columns, and rows of plain values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stabwin.report.column import Column

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns, rows, and what is said above and below them.

    Attributes
    ----------
    columns : sequence of Column
    rows : sequence of mapping
        Values by column name; more than the columns show may be there. A `Verdict` where the column is
        one. A text in a column of numbers stands for a number that there is not.
    title : str
    note : str
        What the table shows, and what it leaves out; lines are broken where it has line breaks.
    lesser : sequence of str
        Names of the columns that a narrow terminal does without, the first to go first.
    marked : collection of (number of the row, name of the column)
        Numbers with an asterisk, which the note explains.
    shaded : bool
        Whether energies are cells of a matrix, shaded by their size.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    title: str = ""
    note: str = ""
    lesser: Sequence[str] = ()
    marked: Collection[tuple[int, str]] = ()
    shaded: bool = False

    @property
    def darkest(self) -> float:
        """The energy that has the deepest shade: the largest of all cells, but not beyond 1 eV."""
        cells = (row.get(column.name) for row in self.rows for column in self.columns)
        return min(max((-cell for cell in cells if isinstance(cell, float)), default=0.0) or 1.0, 1.0)

    def largest(self, name: str) -> float:
        """The largest magnitude in a column; never 0."""
        return max((abs(row[name]) for row in self.rows if row.get(name)), default=0.0) or 1.0


def range_of(row: Row, name: str) -> tuple[float, float] | None:
    """The ends of the error bar of a number; None where it has none."""
    low, high = row.get(f"{name}_p05"), row.get(f"{name}_p95")
    return None if low is None or high is None else (float(low), float(high))


def filled(columns: Sequence[Column], rows: Sequence[Row]) -> list[Column]:
    """The columns that hold a value in any of the rows."""
    return [column for column in columns if any(row.get(column.name) is not None for row in rows)]
