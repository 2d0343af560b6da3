"""pymatgen entries to formation energies, and back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from stabwin.chemistry.formula import from_amounts
from stabwin.errors import PhaseFileError
from stabwin.phases.columns import PhaseRecord

if TYPE_CHECKING:
    from stabwin.phases.table import PhaseTable


def formation_records(
    entries: Iterable[Any],
) -> tuple[list[PhaseRecord], dict[str, float]]:
    """Formation energies of entries, and the elements' energies they refer to.

    Parameters
    ----------
    entries : iterable
        Objects with ``composition`` and ``energy_per_atom`` (pymatgen's entries, corrections
        included), all of one energy scheme.

    Returns
    -------
    records : list of PhaseRecord
    references : dict
        Element to eV per atom of its lowest entry.

    Raises
    ------
    PhaseFileError
        There is no entry at all, or an element has none of its own.
    """
    listed = [(entry_amounts(entry), float(entry.energy_per_atom), entry) for entry in entries]
    if not listed:
        raise PhaseFileError("There are no entries: give at least one for each element.")
    references: dict[str, float] = {}
    for amounts, energy, _ in listed:
        if len(amounts) == 1:
            (element,) = amounts
            references[element] = min(energy, references.get(element, energy))
    missing = sorted({e for amounts, _, _ in listed for e in amounts} - set(references))
    if missing:
        raise PhaseFileError(
            f"No entry of the element {', '.join(missing)}: formation energies need one for every "
            "element of the entries.",
            missing=missing,
        )
    records = []
    for amounts, energy, entry in listed:
        total = sum(amounts.values())
        reference = sum(references[e] * amount for e, amount in amounts.items()) / total
        data = getattr(entry, "data", None) or {}
        gap = data.get("band_gap")
        records.append(
            PhaseRecord(
                amounts=from_amounts(amounts).amounts,
                formation_energy_ev_per_atom=energy - reference,
                band_gap_ev=float("nan") if gap is None else float(gap),
                band_gap_of="" if gap is None else "phase",
                material_id=str(getattr(entry, "entry_id", None) or ""),
            )
        )
    return records, references


def entry_amounts(entry: Any) -> Mapping[str, float]:
    """Atoms per element of an entry, oxidation states dropped."""
    return {e: n for e, n in entry.composition.get_el_amt_dict().items() if n > 0}


def entries_of(table: PhaseTable) -> list[Any]:
    """A table's phases as pymatgen entries with total energies, in the table's scheme.

    Parameters
    ----------
    table : PhaseTable

    Returns
    -------
    list of pymatgen ComputedEntry
        One per phase, of its reduced formula. Total energies are formation energies and the elements'
        energies, which count as 0 where the table does not know them: differences are the same.
        ``data`` holds the band gap, where one is known.
    """
    from pymatgen.core.composition import Composition
    from pymatgen.core.entries import ComputedEntry

    references = table.reference_energies_ev_per_atom
    found = []
    for row, energy in enumerate(table.stability.energies.tolist()):
        formula, atoms = table.printed(row)
        composition = Composition(formula)
        elements = sum(
            references.get(symbol, 0.0) * amount for symbol, amount in composition.get_el_amt_dict().items()
        )
        gap = float(table.columns.band_gaps[row])
        found.append(
            ComputedEntry(
                composition,
                energy * atoms + elements,
                entry_id=table.columns.material_ids[row] or None,
                data={} if math.isnan(gap) else {"band_gap": gap},
            )
        )
    return found
