"""Many flat rows in little memory: columns, each with its name once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any, overload

_ROWS_AT_ONCE = 1_000


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
        self.extend((row,))

    def extend(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows; those that follow each other and have the same columns are added at once."""
        waiting = iter(rows)
        while some := list(islice(waiting, _ROWS_AT_ONCE)):
            for names, alike in groupby(some, tuple):
                self._add(names, [row.values() for row in alike])

    def _add(self, names: tuple[str, ...], rows: Sequence[Iterable[Any]]) -> None:
        before = self._count
        self._count += len(rows)
        for name, values in zip(names, zip(*rows, strict=True), strict=True):
            column = self._columns.get(name)
            if column is None:
                column = self._columns[name] = [None] * before
            column.extend(values)
        for column in self._columns.values():
            column.extend([None] * (self._count - len(column)))

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
