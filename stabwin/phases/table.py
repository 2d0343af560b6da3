"""The phase table: what exists, in which energy scheme, complete for which elements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.catalogue import resolve
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.formula import Formula, amounts_of_key, reduce_formula
from stabwin.errors import CoverageError, ExclusionError, PhaseFileError, SchemeError
from stabwin.hull.select import dense_columns, rows_within
from stabwin.phases.columns import (
    PhaseColumns,
    PhaseRecord,
    element_mask,
    mask_elements,
    mask_words,
)
from stabwin.phases.coverage import Coverage
from stabwin.phases.schemes import Scheme, find_scheme
from stabwin.phases.source import TableSource
from stabwin.phases.stability import Stability
from stabwin.phases.system import KeptSystems, System

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class PhaseTable:
    """Phases with formation energies in one energy scheme.

    Made by `stabwin.load_phases`, `from_dataframe` or `from_entries`; never changed afterwards:
    `with_scheme` and `excluding` give new tables.

    Attributes
    ----------
    columns : PhaseColumns
    source : TableSource
    coverage : Coverage
        The element sets the table is complete for.
    scheme : Scheme
    excluded : tuple of str
        Formulas of the phases left out.
    reference_energies_ev_per_atom : dict
        Total energies of the elements, where the table was made from total energies.
    """

    columns: PhaseColumns
    source: TableSource
    coverage: Coverage
    scheme: Scheme
    excluded: tuple[str, ...] = ()
    reference_energies_ev_per_atom: Mapping[str, float] = field(default_factory=dict)
    known_stability: Stability | None = field(default=None, repr=False)
    _systems: KeptSystems = field(default_factory=KeptSystems, repr=False, compare=False)
    _near_rows: dict[float, npt.NDArray[np.int64]] = field(default_factory=dict, repr=False, compare=False)
    _fingerprints: dict[int, str] = field(default_factory=dict, repr=False, compare=False)
    _printed: dict[int, tuple[str, float]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.columns)

    def __repr__(self) -> str:
        return (
            f"PhaseTable({self.source.name!r}: {len(self)} phases of "
            f"{len(self.coverage.elements)} elements, scheme {self.scheme.name!r})"
        )

    @classmethod
    def from_records(
        cls,
        records: Iterable[PhaseRecord],
        *,
        name: str,
        description: str = "",
        coverage: Coverage | None = None,
        scheme: str | None = None,
        schemes: Sequence[str] = ("database", "literature"),
        citations: Sequence[str] = (),
        reference_energies_ev_per_atom: Mapping[str, float] | None = None,
    ) -> PhaseTable:
        """A table from phases one by one; complete for all of its elements unless told otherwise.

        Raises
        ------
        PhaseFileError
            There are no phases, or an energy can't be one.
        SchemeError
            The scheme is not among ``schemes``.
        """
        columns = PhaseColumns.build(records, name)
        if not len(columns):
            raise PhaseFileError(f"{name} holds no phases.")
        if coverage is None:
            coverage = Coverage.of([mask_elements(_union(columns.masks))])
        return cls(
            columns=columns,
            source=TableSource(
                name=name,
                description=description,
                fingerprint=columns.fingerprint(coverage.to_lines()),
                schemes=tuple(schemes),
                citations=tuple(citations),
            ),
            coverage=coverage,
            scheme=find_scheme(scheme or schemes[0], tuple(schemes)),
            reference_energies_ev_per_atom=dict(reference_energies_ev_per_atom or {}),
        )

    @classmethod
    def from_dataframe(
        cls, frame: pd.DataFrame, *, name: str = "dataframe", scheme: str | None = None
    ) -> PhaseTable:
        """A table from a DataFrame, taken as complete for its elements.

        Parameters
        ----------
        frame : pandas.DataFrame
            Columns ``formula`` and ``formation_energy_ev_per_atom``, optional ``band_gap_ev`` and
            ``material_id``. Of several rows with one composition the lowest counts.
        name : str
            How results name the table.
        scheme : str, optional
            "database" (default: energies as they are) or "literature".

        Raises
        ------
        PhaseFileError
            A column is missing or an energy is not a finite number.
        FormulaError
            A formula can't be read.
        """
        from stabwin.phases.sources.files import records_of_rows

        rows = frame.to_dict("records")
        names = [str(column) for column in frame.columns]
        numbered = ((number, {str(k): v for k, v in row.items()}) for number, row in enumerate(rows))
        records = records_of_rows(numbered, names, name)
        return cls.from_records(records, name=name, scheme=scheme)

    @classmethod
    def from_entries(
        cls, entries: Iterable[Any], *, name: str = "entries", description: str = ""
    ) -> PhaseTable:
        """A table from pymatgen entries with total energies.

        Parameters
        ----------
        entries : iterable of pymatgen ComputedEntry or PDEntry
            All of one energy scheme; the lowest entry of each element is its reference.
        name, description : str
            How results name the table.

        Raises
        ------
        PhaseFileError
            There is no entry, or an element has none of its own.
        """
        from stabwin.phases.sources.entries import formation_records

        records, references = formation_records(entries)
        return cls.from_records(
            records,
            name=name,
            description=description,
            schemes=("database",),
            reference_energies_ev_per_atom=references,
        )

    def to_entries(self) -> list[Any]:
        """The phases as pymatgen ``ComputedEntry`` objects, whose formation energies are ours.

        Total energies count where the table knows those of the elements; else elements have energy 0.
        """
        from stabwin.phases.sources.entries import entries_of

        return entries_of(self)

    def with_scheme(self, name: str) -> PhaseTable:
        """The same phases in another energy scheme (SchemeError if there is none of that name)."""
        if name == self.scheme.name:
            return self
        scheme = find_scheme(name, self.source.schemes)
        if scheme.starts_from != self.scheme.starts_from:
            raise SchemeError(
                f"This table holds {self.scheme.starts_from} energies: open the store with the scheme "
                f"{name!r} instead (load_phases).",
                scheme=name,
            )
        return replace(
            self,
            scheme=scheme,
            known_stability=None,
            _systems=KeptSystems(),
            _near_rows={},
            _printed={},
            _fingerprints={},
        )

    def excluding(self, formulas: Iterable[str]) -> PhaseTable:
        """The table without some phases; only the systems that hold them are solved again.

        Raises
        ------
        FormulaError
            A formula can't be read.
        ExclusionError
            A formula is an element, or no phase of the table.
        """
        rows: dict[int, str] = {}
        for text in formulas:
            if not text.strip():
                continue
            formula = resolve(text)[0]
            if len(formula.elements) == 1:
                raise ExclusionError(
                    f"{text.strip()} is an element: all energies are relative to the elements, so "
                    "none can be left out.",
                    formula=text,
                )
            row = self.columns.keys.find(formula.key)
            if row is None:
                raise ExclusionError(
                    f"{text.strip()} is no phase of {self.source.name}: there is nothing to leave out.",
                    formula=text,
                )
            rows[row] = formula.reduced
        if not rows:
            return self
        keep = np.ones(len(self), dtype=np.bool_)
        keep[list(rows)] = False
        columns = self.columns.subset(keep)
        known = self.stability.without(self.columns.masks[~keep], keep, columns)
        return replace(
            self,
            columns=columns,
            excluded=tuple(sorted({*self.excluded, *rows.values()})),
            known_stability=known,
            _systems=KeptSystems(),
            _near_rows={},
            _printed={},
            _fingerprints={},
        )

    @cached_property
    def stability(self) -> Stability:
        """Energies in the scheme and what the hull says of them; found once."""
        return self.known_stability or Stability.of(self.columns, self.scheme)

    @cached_property
    def _stable_rows(self) -> npt.NDArray[np.int64]:
        return np.flatnonzero(self.stability.stable).astype(np.int64)

    @cached_property
    def _all_rows(self) -> npt.NDArray[np.int64]:
        return np.arange(len(self), dtype=np.int64)

    @cached_property
    def _masks(self) -> npt.NDArray[np.uint64]:
        return np.ascontiguousarray(self.columns.masks)

    def _rows_within_reach(self, reach_ev_per_atom: float) -> npt.NDArray[np.int64]:
        if reach_ev_per_atom == 0:
            return self._stable_rows
        known = self._near_rows.get(reach_ev_per_atom)
        if known is None:
            stability = self.stability
            near = stability.energies - stability.hull_energies <= reach_ev_per_atom
            known = np.flatnonzero(near | stability.stable).astype(np.int64)
            self._near_rows[reach_ev_per_atom] = known
        return known

    def system(self, elements: Iterable[str], reach_ev_per_atom: float = 0.0) -> System:
        """The stable phases of a set of elements, as columns.

        Parameters
        ----------
        elements : iterable of str
        reach_ev_per_atom : float
            Also those that lie no further than this above the hull.

        Raises
        ------
        CoverageError
            The table is not complete for these elements.
        """
        mask = element_mask(elements)
        known = self._systems.get(mask, reach_ev_per_atom)
        if known is not None:
            return known
        symbols = mask_elements(mask)
        if not self.coverage.covers(mask):
            raise self._not_covered(mask)
        low, high = mask_words(mask)
        candidates = self._rows_within_reach(reach_ev_per_atom)
        rows = rows_within(self._masks, candidates, np.uint64(low), np.uint64(high))
        place = np.full(119, -1, dtype=np.int64)
        for i, symbol in enumerate(symbols):
            place[ATOMIC_NUMBER[symbol]] = i
        columns = self.columns
        matrix = dense_columns(columns.starts, columns.elements, columns.fractions, rows, place)
        units = self._element_columns(symbols, matrix)
        system = System(
            table=self,
            elements=symbols,
            rows=rows,
            matrix=matrix,
            costs=self.stability.energies[rows],
            units=units,
        )
        self._systems.keep(mask, reach_ev_per_atom, system)
        return system

    def _element_columns(
        self, symbols: tuple[str, ...], matrix: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.int64]:
        """The column of each element's own phase (CoverageError where one has none)."""
        found = [np.flatnonzero(row == 1.0) for row in matrix]
        found += [np.empty(0, dtype=np.intp)] * (len(symbols) - len(found))
        absent = [e for e, columns in zip(symbols, found, strict=True) if not len(columns)]
        if absent:
            raise CoverageError(
                f"The {self.source.name} phases hold no phase of the element {', '.join(absent)}, which "
                f"energies of {'-'.join(symbols)} are relative to.",
                elements=symbols,
                missing=absent,
            )
        return np.array([columns[0] for columns in found], dtype=np.int64)

    def _not_covered(self, mask: int) -> CoverageError:
        symbols = mask_elements(mask)
        absent = [e for e in symbols if e not in self.coverage.elements]
        gaps = ["-".join(gap) for gap in self.coverage.missing(mask)]
        if absent:
            what = f"hold no phases of {', '.join(absent)}"
        elif gaps and (self.coverage.systems or self.coverage.sizes):
            more = f" and {len(gaps) - 3} more" if len(gaps) > 3 else ""
            what = f"lack the chemical systems {', '.join(gaps[:3])}{more}"
        else:
            what = "are not complete together"
        return CoverageError(
            f"The {self.source.name} phases {what} for {'-'.join(symbols)}. "
            + self.source.help_when_missing.format(elements=",".join(symbols)),
            elements=symbols,
            missing=gaps,
        )

    def find(self, formula: Formula) -> int | None:
        """The row of a composition; None if the table has no such phase."""
        return self.columns.keys.find(formula.key)

    def printed(self, row: int) -> tuple[str, float]:
        """Reduced formula of a row, and its atoms per formula unit."""
        known = self._printed.get(row)
        if known is None:
            amounts = amounts_of_key(self.columns.keys[row])
            text, units = reduce_formula(amounts)
            known = self._printed[row] = text, sum(amounts.values()) / float(units)
        return known

    def system_fingerprint(self, elements: Iterable[str]) -> str:
        """sha256 of the formulas and energies of all phases in some elements; found once."""
        mask = element_mask(elements)
        known = self._fingerprints.get(mask)
        if known is None:
            digest = hashlib.sha256(self.digests_within(mask_elements(mask)))
            known = self._fingerprints[mask] = f"sha256:{digest.hexdigest()}"
        return known

    def digests_within(self, elements: Iterable[str]) -> bytes:
        """A digest of formula and energy of every phase in some elements, in canonical order."""
        low, high = mask_words(element_mask(elements))
        rows = rows_within(self._masks, self._all_rows, np.uint64(low), np.uint64(high))
        digests: bytes = self.stability.digests[rows].tobytes()
        return digests

    def to_dataframe(self) -> pd.DataFrame:
        """One row per phase: formula, energies in the scheme, energy above hull, gap, identifier."""
        import pandas as pd

        stability = self.stability
        above = np.maximum(stability.energies - stability.hull_energies, 0.0)
        return pd.DataFrame(
            {
                "formula": [self.printed(row)[0] for row in range(len(self))],
                "formation_energy_ev_per_atom": stability.energies,
                "energy_above_hull_ev_per_atom": above,
                "band_gap_ev": np.array(self.columns.band_gaps),
                "material_id": self.columns.material_ids.to_list(),
            }
        )


def _union(masks: npt.NDArray[np.uint64]) -> int:
    low, high = np.bitwise_or.reduce(masks, axis=0).tolist()
    return int(low) | int(high) << 64
