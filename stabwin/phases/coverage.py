"""For which elements a phase table is complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.formula import parse
from stabwin.errors import CoverageError
from stabwin.phases.element_sets import element_mask, mask_elements

# Beyond this many elements single systems can't be listed one by one: over a million subsystems.
LARGEST_LISTED_SYSTEM = 20

# Up to this many elements an error lists what is missing: four thousand subsystems.
_LARGEST_NAMED_SYSTEM = 12

# So many missing systems are named in an error.
_NAMED_GAPS = 3


# In the names of tables with own phases on top of others; and what is said where these hold none.
_ON_TOP = "+"
_NO_PHASES = "hold no phases of"


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What a table is complete for.

    A request is covered if every chemical system within its elements is.

    Attributes
    ----------
    sets : tuple of tuple of str
        Sets of elements, any combination of which is covered.
    systems : tuple of tuple of str
        Single chemical systems that are covered.
    sizes : tuple of int
        Numbers of elements: every system of so many is covered.
    sizes_from : int or None
        Every system of at least so many elements is covered.
    absent : tuple of str
        Formulas of known compounds that the table should hold and does not: what holds their elements is
        not covered.
    """

    sets: tuple[tuple[str, ...], ...] = ()
    systems: tuple[tuple[str, ...], ...] = ()
    sizes: tuple[int, ...] = ()
    sizes_from: int | None = None
    absent: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        sets: Iterable[Iterable[str]] = (),
        *,
        systems: Iterable[Iterable[str]] = (),
        sizes: Iterable[int] = (),
        sizes_from: int | None = None,
        absent: Iterable[str] = (),
    ) -> Coverage:
        """Coverage from symbols in any order."""
        return cls(
            sets=_ordered(sets),
            systems=_ordered(systems),
            sizes=tuple(sorted(set(sizes))),
            sizes_from=sizes_from,
            absent=tuple(dict.fromkeys(absent)),
        )

    @classmethod
    def joined(cls, coverages: Iterable[Coverage]) -> Coverage:
        """What several cover together."""
        listed = list(coverages)
        starts = [coverage.sizes_from for coverage in listed if coverage.sizes_from is not None]
        return cls.of(
            (elements for coverage in listed for elements in coverage.sets),
            systems=(elements for coverage in listed for elements in coverage.systems),
            sizes=(size for coverage in listed for size in coverage.sizes),
            sizes_from=min(starts, default=None),
            absent=(formula for coverage in listed for formula in coverage.absent),
        )

    @cached_property
    def _set_masks(self) -> tuple[int, ...]:
        return tuple(element_mask(elements) for elements in self.sets)

    @cached_property
    def _system_masks(self) -> frozenset[int]:
        return frozenset(element_mask(elements) for elements in self.systems)

    @cached_property
    def elements(self) -> frozenset[str]:
        """Every element of any set or system; all there are where every single element is covered."""
        if 1 in self.sizes:
            return frozenset(ATOMIC_NUMBER)
        return frozenset(symbol for elements in (*self.sets, *self.systems) for symbol in elements)

    @cached_property
    def _absent_masks(self) -> tuple[int, ...]:
        return tuple(element_mask(parse(formula).elements) for formula in self.absent)

    def absent_within(self, mask: int) -> list[str]:
        """The compounds that are absent of those within the elements of a mask."""
        pairs = zip(self.absent, self._absent_masks, strict=True)
        return [formula for formula, elements in pairs if elements & ~mask == 0]

    def covers(self, mask: int) -> bool:
        """Whether every chemical system within the elements of a mask is covered."""
        if self.absent and self.absent_within(mask):
            return False
        if any(mask & ~covered == 0 for covered in self._set_masks):
            return True
        return self._lists_systems(mask) and next(self._gaps(mask), None) is None

    def _lists_systems(self, mask: int) -> bool:
        if not (self.systems or self.sizes or self.sizes_from):
            return False
        return mask.bit_count() <= LARGEST_LISTED_SYSTEM or self.covers_everything

    @property
    def covers_everything(self) -> bool:
        """Whether every chemical system there can be is covered."""
        first = self.sizes_from
        return first is not None and set(range(1, first)) <= set(self.sizes)

    def missing(self, mask: int) -> list[tuple[str, ...]]:
        """The systems within a mask that are not covered, small ones first; [] where it is large."""
        if mask.bit_count() > _LARGEST_NAMED_SYSTEM or self.covers(mask):
            return []
        gaps = [mask_elements(gap) for gap in self._gaps(mask)]
        return sorted(gaps, key=lambda gap: (len(gap), gap))

    def refusal(self, mask: int, name: str, help_when_missing: str) -> CoverageError:
        """What to say where the phases of a table do not cover the elements of a mask."""
        symbols, missing = mask_elements(mask), self.missing(mask)
        absent = self.absent_within(mask)
        if absent:
            more = f" and {len(absent) - _NAMED_GAPS} more compounds" if len(absent) > _NAMED_GAPS else ""
            return CoverageError(
                f"The {name} phases lack {', '.join(absent[:_NAMED_GAPS])}{more} that the starter has "
                f"stable in {'-'.join(symbols)}, so that the hull would be incomplete. "
                "Put them on top of the starter (--phases starter+FILE; load_phases('starter', own=...) in "
                "Python), or say that they are complete (--complete; complete=True in Python and in "
                "studies).",
                elements=symbols,
                missing=absent,
            )
        words = self.gap_in_words(mask, missing)
        if _ON_TOP in name and words.startswith(_NO_PHASES):  # the own ones alone are no hull
            words += " beside your own"
        return CoverageError(
            f"The {name} phases {words} for {'-'.join(symbols)}. "
            + help_when_missing.format(elements=",".join(symbols)),
            elements=symbols,
            missing=["-".join(gap) for gap in missing],
        )

    def gap_in_words(self, mask: int, missing: list[tuple[str, ...]]) -> str:
        """What is `missing` for the elements of a mask; the text goes on after "The phases"."""
        absent = [symbol for symbol in mask_elements(mask) if symbol not in self.elements]
        if absent:
            return f"{_NO_PHASES} {', '.join(absent)}"
        gaps = ["-".join(gap) for gap in missing]
        if gaps and (self.systems or self.sizes):
            more = f" and {len(gaps) - _NAMED_GAPS} more" if len(gaps) > _NAMED_GAPS else ""
            return f"lack the chemical systems {', '.join(gaps[:_NAMED_GAPS])}{more}"
        return "are not complete together"

    def _gaps(self, mask: int) -> Iterator[int]:
        """The subsets of a mask that are not covered."""
        if self.covers_everything:
            return
        subset = mask
        while subset:
            if self.lacks(subset):
                yield subset
            subset = (subset - 1) & mask

    def lacks(self, system: int) -> bool:
        """Whether one chemical system, by its mask, is not covered (its subsystems aside)."""
        size = system.bit_count()
        return not (
            system in self._system_masks
            or size in self.sizes
            or (self.sizes_from is not None and size >= self.sizes_from)
            or any(system & ~covered == 0 for covered in self._set_masks)
        )

    def to_lines(self) -> list[str]:
        """One text per statement, in a fixed order."""
        lines = [" ".join(elements) for elements in self.sets]
        lines += [f"system {' '.join(elements)}" for elements in self.systems]
        lines += [f"size {size}" for size in self.sizes]
        if self.sizes_from is not None:
            lines.append(f"sizes from {self.sizes_from}")
        return lines

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "sets": [list(elements) for elements in self.sets],
            "systems": ["-".join(elements) for elements in self.systems],
            "sizes": list(self.sizes),
            "sizes_from": self.sizes_from,
            **({"absent": list(self.absent)} if self.absent else {}),
        }

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Coverage:
        """Coverage from what `to_dict` gave."""
        return cls.of(
            plain["sets"],
            systems=(name.split("-") for name in plain["systems"]),
            sizes=plain["sizes"],
            sizes_from=plain["sizes_from"],
            absent=plain.get("absent", ()),
        )


def _ordered(sets: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    ordered = {tuple(sorted(elements, key=ATOMIC_NUMBER.__getitem__)) for elements in sets}
    return tuple(sorted(ordered, key=lambda elements: (-len(elements), elements)))
