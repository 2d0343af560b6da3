"""Many flat rows in little memory: the names of the columns once, every text and number once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

Names = tuple[str, ...]

# Values kept once: what a contact releases is told in several rankings. (No zero has a sign here.)
_SHARED = frozenset((str, float))


class RowTable(Sequence[dict[str, Any]]):
    """Rows as mappings; those that are read are made anew, so that changing one changes nothing here.

    Parameters
    ----------
    rows : iterable of mapping
    texts : dict, optional
        Every text and number that was met, shared by tables that hold the same ones.
    """

    __slots__ = ("_rows", "_shapes", "_texts")

    def __init__(self, rows: Iterable[Mapping[str, Any]] = (), texts: dict[Any, Any] | None = None) -> None:
        self._texts: dict[Any, Any] = {} if texts is None else texts
        self._shapes: dict[Names, Names] = {}
        self._rows: list[tuple[Names, tuple[Any, ...]]] = []
        self.extend(rows)

    def append(self, row: Mapping[str, Any]) -> None:
        """Add a row."""
        names = tuple(row)
        texts = self._texts
        values = tuple([texts.setdefault(v, v) if type(v) in _SHARED else v for v in row.values()])
        self._rows.append((self._shapes.setdefault(names, names), values))

    def extend(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows; those of another table are shared."""
        if isinstance(rows, RowTable):
            self._rows += [(self._shapes.setdefault(names, names), values) for names, values in rows.raw]
            return
        for row in rows:
            self.append(row)

    @property
    def raw(self) -> Sequence[tuple[Names, tuple[Any, ...]]]:
        """The names and values of every row."""
        return self._rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        """One row, or some."""
        if isinstance(index, slice):
            return [dict(zip(*row, strict=True)) for row in self._rows[index]]
        return dict(zip(*self._rows[index], strict=True))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(*row, strict=True)) for row in self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it can change

    def __repr__(self) -> str:
        return f"RowTable({len(self)} rows)"

    @property
    def names(self) -> list[str]:
        """The columns, in the order in which they first appear."""
        return list(dict.fromkeys(name for names in self._shapes for name in names))

    def column(self, name: str) -> list[Any]:
        """The values of one column; None where a row has none."""
        places = {names: names.index(name) if name in names else -1 for names in self._shapes}
        return [None if places[names] < 0 else values[places[names]] for names, values in self._rows]

    def numbers_by(self, *names: str) -> dict[tuple[Any, ...], list[int]]:
        """The numbers of the rows with the same values in some columns."""
        found: dict[tuple[Any, ...], list[int]] = {}
        for number, key in enumerate(zip(*(self.column(name) for name in names), strict=True)):
            found.setdefault(key, []).append(number)
        return found

    def without(self, name: str) -> RowTable:
        """The same rows without a column."""
        found = RowTable(texts=self._texts)
        for names, values in self._rows:
            row = dict(zip(names, values, strict=True))
            row.pop(name, None)
            found.append(row)
        return found
