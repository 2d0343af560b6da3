"""Many flat rows in little memory: columns, each with its name once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload


class ColumnTable(Sequence[dict[str, Any]]):
    """Rows kept as columns; a row that is read is made anew, so that changing it changes nothing here.

    Parameters
    ----------
    rows : iterable of mapping
    """

    __slots__ = ("_columns", "_count")

    def __init__(self, rows: Iterable[Mapping[str, Any]] = ()) -> None:
        self._columns: dict[str, list[Any]] = {}
        self._count = 0
        self.extend(rows)

    def append(self, row: Mapping[str, Any]) -> None:
        """Add a row; columns that it is the first to have are empty in the rows before it."""
        columns, count = self._columns, self._count
        for name, value in row.items():
            column = columns.get(name)
            if column is None:
                column = columns[name] = [None] * count
            column.append(value)
        self._count = count + 1
        if len(row) < len(columns):
            for column in columns.values():
                if len(column) == count:
                    column.append(None)

    def extend(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows."""
        for row in rows:
            self.append(row)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        """One row, or some."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._count))]
        return {name: column[index] for name, column in self._columns.items()}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[place] for place in range(self._count))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it can change

    def __repr__(self) -> str:
        return f"ColumnTable({len(self)} rows)"

    @property
    def names(self) -> list[str]:
        """The columns, in the order in which they first appear."""
        return list(self._columns)

    def column(self, name: str) -> list[Any]:
        """The values of one column; None where a row has none."""
        return self._columns.get(name) or [None] * self._count

    @property
    def columns(self) -> Mapping[str, list[Any]]:
        """All of them by name."""
        return self._columns
