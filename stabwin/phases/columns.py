"""The columns of a phase table: one row per composition, sorted by canonical formula."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.formula import (
    amounts_of_key,
    composition_key,
    reduce_formula,
    whole_amounts,
    write_formula,
)
from stabwin.errors import PhaseFileError
from stabwin.phases.element_sets import element_mask, mask_words
from stabwin.phases.record import PhaseRecord
from stabwin.phases.text_column import TextColumn

# An element's own phase may be this far below zero (eV/atom) by rounding in a file.
REFERENCE_TOLERANCE = 1e-5


@dataclass(frozen=True, kw_only=True)
class PhaseColumns:
    """The arrays of a phase table.

    Attributes
    ----------
    keys : TextColumn
        Canonical formulas (`stabwin.chemistry.formula.composition_key`), ascending.
    masks : array of uint64, shape (phases, 2)
        Element sets as bits, see `stabwin.hull.select`.
    starts, elements, fractions : arrays
        Sparse atomic fractions: phase i has ``elements[starts[i]:starts[i + 1]]``.
    energies : array, shape (phases,)
        Formation energies as the source gives them, eV/atom.
    band_gaps : array, shape (phases,)
        eV; NaN where unknown.
    uncertainties : array, shape (phases,)
        What the source states for the corrections, eV/atom; NaN where it does not.
    band_gap_of, material_ids : TextColumn
        What the gap belongs to, and the source's identifier; empty where unknown.
    """

    keys: TextColumn
    masks: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]
    elements: npt.NDArray[np.uint8]
    fractions: npt.NDArray[np.float64]
    energies: npt.NDArray[np.float64]
    band_gaps: npt.NDArray[np.float64]
    uncertainties: npt.NDArray[np.float64]
    band_gap_of: TextColumn
    material_ids: TextColumn

    @classmethod
    def build(cls, records: Iterable[PhaseRecord], source: str = "The table") -> PhaseColumns:
        """Keep the lowest phase of each composition and add the elements, whose energy is 0.

        Raises
        ------
        PhaseFileError
            An energy is not finite, or an element's own phase lies below zero.
        """
        lowest: dict[str, PhaseRecord] = {}
        for record in records:
            energy = record.formation_energy_ev_per_atom
            if not math.isfinite(energy):
                raise PhaseFileError(
                    f"The formation energy of {write_formula(record.amounts)} is {energy}: "
                    "give a finite number in eV per atom or leave the phase out."
                )
            key = composition_key(record.amounts)
            known = lowest.get(key)
            if known is None or _preference(record) < _preference(known):
                lowest[key] = record
        for element in {element for record in lowest.values() for element in record.amounts}:
            key = f"{element}1"
            own = lowest.get(key)
            energy = own.formation_energy_ev_per_atom if own else 0.0
            if energy < -REFERENCE_TOLERANCE:
                raise PhaseFileError(
                    f"{source}: the element {element} has the formation energy {energy} eV/atom: energies "
                    "must be relative to the elements, whose own energy is 0."
                )
            lowest[key] = PhaseRecord(
                amounts={element: 1},
                formation_energy_ev_per_atom=0.0,
                band_gap_ev=own.band_gap_ev if own else math.nan,
                band_gap_of=own.band_gap_of if own else "",
                material_id=own.material_id if own and energy <= REFERENCE_TOLERANCE else "",
            )
        return cls._pack(lowest)

    @classmethod
    def _pack(cls, lowest: dict[str, PhaseRecord]) -> PhaseColumns:
        keys = sorted(lowest)
        masks: list[tuple[int, int]] = []
        starts, elements, fractions = [0], [], []
        for key in keys:
            amounts = whole_amounts(lowest[key].amounts)
            total = sum(amounts.values())
            for symbol in sorted(amounts):
                elements.append(ATOMIC_NUMBER[symbol])
                fractions.append(amounts[symbol] / total)
            starts.append(len(elements))
            masks.append(mask_words(element_mask(amounts)))
        kept = [lowest[key] for key in keys]
        return cls(
            keys=TextColumn.of(keys),
            masks=np.array(masks, dtype=np.uint64).reshape(len(keys), 2),
            starts=np.array(starts, dtype=np.int64),
            elements=np.array(elements, dtype=np.uint8),
            fractions=np.array(fractions),
            energies=np.array([record.formation_energy_ev_per_atom + 0.0 for record in kept]),
            band_gaps=np.array([record.band_gap_ev for record in kept], dtype=np.float64),
            uncertainties=np.array([record.uncertainty_ev_per_atom for record in kept]),
            band_gap_of=TextColumn.of(record.band_gap_of for record in kept),
            material_ids=TextColumn.of(record.material_id for record in kept),
        )

    def __len__(self) -> int:
        return len(self.energies)

    def printed(self, row: int) -> tuple[str, float]:
        """Reduced formula of a row, and its atoms per formula unit."""
        printed = self._printed.get(row)
        if printed is None:
            amounts = amounts_of_key(self.keys[row])
            text, units = reduce_formula(amounts)
            printed = self._printed[row] = text, sum(amounts.values()) / float(units)
        return printed

    @cached_property
    def _printed(self) -> dict[int, tuple[str, float]]:
        return {}

    @cached_property
    def is_compound(self) -> npt.NDArray[np.bool_]:
        """Which rows hold more than one element."""
        return np.diff(self.starts) > 1

    def fraction_of(self, element: str) -> npt.NDArray[np.float64]:
        """Atomic fraction of one element in every phase."""
        fractions = np.zeros(len(self))
        row_of_entry = np.repeat(np.arange(len(self)), np.diff(self.starts))
        here = self.elements == ATOMIC_NUMBER[element]
        fractions[row_of_entry[here]] = self.fractions[here]
        return fractions

    def subset(self, keep: npt.NDArray[np.bool_]) -> PhaseColumns:
        """The columns of some of the phases, in the same order."""
        rows = np.flatnonzero(keep)
        entries = np.repeat(keep, np.diff(self.starts))
        lengths = np.diff(self.starts)[rows]

        def texts(column: TextColumn) -> TextColumn:
            return TextColumn.of(column[row] for row in rows.tolist())

        return PhaseColumns(
            keys=texts(self.keys),
            masks=self.masks[rows],
            starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            elements=self.elements[entries],
            fractions=self.fractions[entries],
            energies=self.energies[rows],
            band_gaps=self.band_gaps[rows],
            uncertainties=self.uncertainties[rows],
            band_gap_of=texts(self.band_gap_of),
            material_ids=texts(self.material_ids),
        )

    def adding(self, records: Iterable[PhaseRecord]) -> PhaseColumns:
        """The columns with further phases; the lowest of each composition stays."""
        own = (
            PhaseRecord(
                amounts=amounts_of_key(self.keys[row]),
                formation_energy_ev_per_atom=float(self.energies[row]),
                band_gap_ev=float(self.band_gaps[row]),
                band_gap_of=self.band_gap_of[row],
                material_id=self.material_ids[row],
                uncertainty_ev_per_atom=float(self.uncertainties[row]),
            )
            for row in range(len(self))
        )
        return PhaseColumns.build([*own, *records])

    def fingerprint(self, coverage: Iterable[str]) -> str:
        """sha256 of the contents, the same for every row order and file format."""
        digest = hashlib.sha256()
        rows = zip(
            self.keys.to_list(),
            self.energies.tolist(),
            self.band_gaps.tolist(),
            self.material_ids.to_list(),
            strict=True,
        )
        for key, energy, gap, identifier in rows:
            digest.update(f"{key}\t{energy!r}\t{gap!r}\t{identifier}\n".encode())
        for line in coverage:
            digest.update(f"{line}\n".encode())
        return f"sha256:{digest.hexdigest()}"


def _preference(record: PhaseRecord) -> tuple[float | str, ...]:
    """Which of two phases of one composition counts: the lowest, and then one order for all files."""
    gap, uncertainty = record.band_gap_ev, record.uncertainty_ev_per_atom
    return (
        record.formation_energy_ev_per_atom,
        record.material_id,
        math.inf if math.isnan(gap) else gap,
        record.band_gap_of,
        math.inf if math.isnan(uncertainty) else uncertainty,
    )


COLUMN_NAMES = tuple(field.name for field in fields(PhaseColumns))
