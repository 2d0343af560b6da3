"""For which elements a phase table is complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from stabwin.elements import ATOMIC_NUMBER
from stabwin.phases.columns import element_mask


@dataclass(frozen=True)
class Coverage:
    """Sets of elements; the table holds every phase of any combination within one of them.

    Attributes
    ----------
    sets : tuple of tuple of str
        Each sorted by atomic number.
    """

    sets: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, sets: Iterable[Iterable[str]]) -> Coverage:
        """Coverage from sets of element symbols in any order."""
        ordered = {tuple(sorted(one, key=ATOMIC_NUMBER.__getitem__)) for one in sets}
        return cls(tuple(sorted(ordered, key=lambda one: (-len(one), one))))

    @cached_property
    def _masks(self) -> tuple[int, ...]:
        return tuple(element_mask(one) for one in self.sets)

    @cached_property
    def elements(self) -> frozenset[str]:
        """Every element of any set."""
        return frozenset(symbol for one in self.sets for symbol in one)

    def covers(self, mask: int) -> bool:
        """Whether some set contains all elements of a mask."""
        return any(mask & ~one == 0 for one in self._masks)

    def to_lines(self) -> list[str]:
        """One text per set, in a fixed order."""
        return [" ".join(one) for one in self.sets]
