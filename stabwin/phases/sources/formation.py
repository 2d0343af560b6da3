"""Formation energies of what was read: as they were given, or from total energies and the elements'."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stabwin.chemistry.formula import write_formula
from stabwin.errors import PhaseFileError
from stabwin.phases.record import PhaseRecord
from stabwin.phases.references import elements_energy, lowest_element_energies
from stabwin.phases.sources.energy_bounds import check_formation_energy
from stabwin.phases.sources.entry_mixtures import check_is_total, check_mixture
from stabwin.phases.sources.phase_reading import PhaseRead
from stabwin.phases.sources.rows import FORMATION_ENERGY, TOTAL_ENERGY

# Own and borrowed energies of one element may differ by this much (eV/atom) and still be one reference.
REFERENCE_AGREEMENT_EV = 0.005

Row = dict[str, Any]


def with_formation_energies(
    read: Sequence[PhaseRead], others: Callable[[], Mapping[str, float]] | None = None
) -> tuple[list[Row], tuple[str, ...]]:
    """Rows of phases with their formation energies, and the elements whose energies are borrowed.

    Parameters
    ----------
    read : sequence of PhaseRead
    others : callable, optional
        Gives total energies of elements, eV/atom, that are borrowed where there are none of one's own.

    Raises
    ------
    PhaseFileError
        The energies can't stand beside each other, there is none of an element, or one can't be meant.
    """
    check_mixture(phase.says for phase in read if phase.says is not None)
    references, borrowed = _references(read, others)
    rows = []
    for phase in read:
        row = {**phase.columns, "formula": write_formula(phase.amounts)}
        if FORMATION_ENERGY not in row:
            row[FORMATION_ENERGY] = row[TOTAL_ENERGY] - elements_energy(phase.amounts, references)
            if len(phase.amounts) > 1:
                check_is_total(row[FORMATION_ENERGY], row[TOTAL_ENERGY], phase.atoms, row["formula"])
            check_formation_energy(
                row[FORMATION_ENERGY], row["formula"], "With the energies of its elements"
            )
        rows.append(row)
    return rows, borrowed


def records_of(read: Sequence[PhaseRead], where: str) -> list[PhaseRecord]:
    """Phases as they stand in a table of a name, the elements' energies among them (errors as above)."""
    try:
        rows, _ = with_formation_energies(read)
    except PhaseFileError as error:
        raise PhaseFileError(f"{where}: {error.message}", path=where) from error
    return [
        PhaseRecord(
            amounts=phase.amounts,
            formation_energy_ev_per_atom=row[FORMATION_ENERGY],
            material_id=row["material_id"] or "",
            **{field: row[column] for field, column in _KNOWN.items() if row.get(column) is not None},
            band_gap_of="" if row["band_gap_ev"] is None else "phase",
        )
        for phase, row in zip(read, rows, strict=True)
    ]


_KNOWN = {"band_gap_ev": "band_gap_ev", "uncertainty_ev_per_atom": "energy_uncertainty_ev_per_atom"}


def _references(
    read: Sequence[PhaseRead], others: Callable[[], Mapping[str, float]] | None
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Total energies of the elements that total energies are compared with, and which are borrowed."""
    needed = {
        element for phase in read if FORMATION_ENERGY not in phase.columns for element in phase.amounts
    }
    own = lowest_element_energies(
        (phase.amounts, float(phase.columns[TOTAL_ENERGY]))
        for phase in read
        if TOTAL_ENERGY in phase.columns
    )
    missing = needed - set(own)
    if not missing:
        return own, ()
    known = others() if others is not None else {}
    still_missing = sorted(missing - set(known))
    if still_missing:
        raise PhaseFileError(
            f"There is no energy of the element {', '.join(still_missing)}: total energies need one for "
            "every element."
        )
    for element, energy in own.items():
        if element in known and abs(known[element] - energy) > REFERENCE_AGREEMENT_EV:
            raise PhaseFileError(
                f"The energy of {element} is {energy:.4f} eV/atom here and {known[element]:.4f} in the "
                f"fetched data, so that those of {', '.join(sorted(missing))} can't be borrowed: add them."
            )
    return {**known, **own}, tuple(sorted(missing))
