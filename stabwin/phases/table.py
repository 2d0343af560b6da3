"""The phase table: what exists, in which energy scheme, complete for which elements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.formula import Formula
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.contents import Contents, in_other_scheme, usual_or_asked
from stabwin.phases.coverage import Coverage
from stabwin.phases.exclusion import rows_to_leave_out
from stabwin.phases.frame import frame_of, read_frame
from stabwin.phases.left_out import formulas_of
from stabwin.phases.opened import absent_of_own, told_of_own
from stabwin.phases.record import PhaseRecord
from stabwin.phases.schemes import Scheme, find_scheme
from stabwin.phases.source import TableSource
from stabwin.phases.sources.entries import formation_records, table_entries
from stabwin.phases.sources.named_scheme import UNKNOWN
from stabwin.phases.stability import Stability
from stabwin.phases.store.cache_folder import cache_folder
from stabwin.phases.system_fingerprints import SystemFingerprints
from stabwin.thermo.gibbs.nodes import Temperature
from stabwin.thermo.left_out import left_out

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, eq=False)
class PhaseTable:
    """Phases with formation energies in one energy scheme.

    Made by `stabwin.load_phases`, `from_dataframe` or `from_entries`; never changed afterwards:
    `with_scheme` and `excluding` give new tables. Two tables with the same contents have the same
    ``source.fingerprint``; a table equals only itself.

    Attributes
    ----------
    columns : PhaseColumns
    source : TableSource
    coverage : Coverage
        The element sets the table is complete for.
    scheme : Scheme
    excluded : tuple of str
        Formulas of the phases left out on request.
    left_out : tuple of str
        What the scheme leaves out, as such phases do not exist; see `load_phases`.
    included : tuple of str
        Formulas of the phases taken back on request.
    reference_energies_ev_per_atom : dict
        Total energies of the elements, where the table was made from total energies.
    """

    columns: PhaseColumns
    source: TableSource
    coverage: Coverage
    scheme: Scheme
    excluded: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    included: tuple[str, ...] = ()
    reference_energies_ev_per_atom: Mapping[str, float] = field(default_factory=dict)
    known_stability: Stability | None = field(default=None, repr=False)

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
        schemes: Sequence[str] = UNKNOWN,
        citations: Sequence[str] = (),
        reference_energies_ev_per_atom: Mapping[str, float] | None = None,
        taken_back: tuple[str, ...] = (),  # keys of phases that the scheme would leave out
        temperature_k: Temperature = None,
    ) -> PhaseTable:
        """A table from phases one by one; complete for all of its elements unless told otherwise.

        Raises
        ------
        PhaseFileError
            There are no phases, or an energy can't be one.
        SchemeError
            The scheme is not among ``schemes``.
        """
        contents = Contents.of(
            records,
            name=name,
            coverage=coverage,
            scheme=scheme,
            schemes=schemes,
            taken_back=taken_back,
            temperature_k=temperature_k,
        )
        return cls(
            columns=contents.columns,
            source=TableSource(
                name=name,
                description=description,
                fingerprint=contents.fingerprint,
                schemes=tuple(schemes),
                citations=tuple(citations),
            ),
            coverage=contents.coverage,
            scheme=contents.scheme,
            left_out=contents.left_out,
            included=formulas_of(taken_back),
            reference_energies_ev_per_atom=dict(reference_energies_ev_per_atom or {}),
        )

    @classmethod
    def from_dataframe(
        cls,
        frame: pd.DataFrame,
        *,
        name: str = "dataframe",
        scheme: str | None = None,
        complete: bool = False,
        temperature_k: Temperature = None,
    ) -> PhaseTable:
        """A table from a DataFrame.

        Parameters
        ----------
        frame : pandas.DataFrame
            Columns ``formula`` and ``formation_energy_ev_per_atom`` (or total energies as
            ``energy_ev_per_atom``, each element among them), optional ``band_gap_ev``,
            ``material_id`` and ``scheme``, what the energies are: "database" (with the Materials
            Project's corrections of 2019), "mp2020" ... The lowest row of a composition counts.
        name : str
            How results name the table.
        scheme : str, optional
            Default: energies as they are. "measured" needs those of "database" or "mp2020".
        complete : bool
            Whether the phases are complete though they lack compounds that the starter has stable. Without
            it targets of these elements are refused; ``load_phases("starter", own=...)`` puts them on top.
        temperature_k : float or "none", optional
            As for `stabwin.load_phases`.

        Raises
        ------
        PhaseFileError
            A column is missing, an energy is not a finite number, or rows are of several schemes.
        FormulaError, SchemeError
            A formula can't be read, or the energies not in the scheme.
        """
        records, schemes = read_frame(frame, name)
        table = cls.from_records(
            records, name=name, scheme=scheme, schemes=schemes, temperature_k=temperature_k
        )
        return _compared(table, records, complete)

    @classmethod
    def from_entries(
        cls, entries: Iterable[Any], *, name: str = "entries", description: str = "", complete: bool = False
    ) -> PhaseTable:
        """A table from pymatgen entries with total energies.

        Parameters
        ----------
        entries : iterable of pymatgen ComputedEntry or PDEntry
            All of one energy scheme; the lowest entry of each element is its reference.
        name, description : str
            How results name the table.
        complete : bool
            As in `from_dataframe`.

        Raises
        ------
        PhaseFileError
            There is no entry, or an element has none of its own.
        """
        records, references, schemes = formation_records(entries)
        table = cls.from_records(
            records,
            name=name,
            description=description,
            schemes=schemes,
            reference_energies_ev_per_atom=references,
        )
        return _compared(table, records, complete)

    def to_entries(self) -> list[Any]:
        """The phases as pymatgen ``ComputedEntry`` objects, whose formation energies are ours.

        Total energies count where the table knows those of the elements; else elements have energy 0.
        """
        phases = [self.printed(row) for row in range(len(self))]
        energies = self.stability.energies.tolist()
        return table_entries(phases, energies, self.columns, self.reference_energies_ev_per_atom)

    def with_scheme(self, name: str) -> PhaseTable:
        """The same phases in another energy scheme (SchemeError if there is none of that name)."""
        if name == self.scheme.name:
            return self
        scheme = find_scheme(name, self.source.schemes).at(usual_or_asked(self.scheme))
        columns, missing = in_other_scheme(
            self.columns, self.left_out, self.scheme, scheme, self.source.name
        )
        return replace(self, columns=columns, scheme=scheme, left_out=missing, known_stability=None)

    def excluding(self, formulas: Iterable[str]) -> PhaseTable:
        """The table without some phases; only the systems that hold them are solved again.

        Raises
        ------
        FormulaError
            A formula can't be read.
        ExclusionError
            A formula is an element, or no phase of the table.
        """
        gone = left_out() if self.left_out else ()
        rows, note = rows_to_leave_out(self.columns, formulas, self.source.name, gone)
        source = self.source.with_note(note)
        if not rows:
            return replace(self, source=source) if note else self
        keep = np.ones(len(self), dtype=np.bool_)
        keep[list(rows)] = False
        columns = self.columns.subset(keep)
        known = self.stability.without(self.columns.masks[~keep], keep, columns)
        return replace(
            self,
            columns=columns,
            source=source,
            excluded=tuple(sorted({*self.excluded, *rows.values()})),
            known_stability=known,
        )

    @cached_property
    def stability(self) -> Stability:
        """Energies in the scheme and what the hull says of them; found once."""
        return self.known_stability or Stability.of(self.columns, self.scheme)

    @cached_property
    def masks(self) -> npt.NDArray[np.uint64]:
        """Element sets of the phases as bits, in one block for the compiled passes."""
        return np.ascontiguousarray(self.columns.masks)

    @cached_property
    def kept(self) -> dict[object, Any]:
        """What was made of this table and may be asked for again; whoever keeps it bounds it."""
        return {}

    @cached_property
    def _fingerprints(self) -> SystemFingerprints:
        return SystemFingerprints(self.masks, self.stability.digests)

    def require_coverage(self, mask: int) -> None:
        """See that the table is complete for the elements of a mask.

        Raises
        ------
        CoverageError
            It is not; the sentence says what is missing and how to get it.
        """
        if self.coverage.covers(mask):
            return
        raise self.coverage.refusal(mask, self.source.name, self.source.help_when_missing)

    def find(self, formula: Formula) -> int | None:
        """The row of a composition; None if the table has no such phase."""
        return self.columns.keys.find(formula.key)

    def printed(self, row: int) -> tuple[str, float]:
        """Reduced formula of a row, and its atoms per formula unit."""
        return self.columns.printed(row)

    def system_fingerprint(self, elements: Iterable[str]) -> str:
        """sha256 of the formulas and energies of all phases in some elements; found once."""
        return self._fingerprints.of(elements)

    def to_dataframe(self) -> pd.DataFrame:
        """One row per phase: energies, half 90 % intervals ("measured" only), gap, scheme if known."""
        return frame_of(self.columns, self.stability, self.scheme, self.source.schemes)


def _compared(table: PhaseTable, own: Sequence[PhaseRecord], complete: bool) -> PhaseTable:
    """A table of the user's own phases, with what it lacks and what is to be told of it."""
    folder, source = cache_folder(), table.source
    absent = () if complete else absent_of_own(table.columns, table.stability, table.scheme, folder)
    note = told_of_own(own, table.scheme, source.schemes, source.name, folder)
    return replace(table, coverage=replace(table.coverage, absent=absent), source=source.with_note(note))
