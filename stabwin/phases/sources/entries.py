"""pymatgen entries to formation energies, and back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stabwin.chemistry.formula import from_amounts
from stabwin.errors import PhaseFileError
from stabwin.extras import require
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.record import PhaseRecord
from stabwin.phases.references import elements_energy, lowest_element_energies
from stabwin.phases.schemes import DATABASE
from stabwin.phases.sources.energy_bounds import check_formation_energy
from stabwin.phases.sources.entry_mixtures import check_is_total, check_mixture, says_of
from stabwin.phases.sources.entry_scheme import scheme_of_entry, shared_scheme
from stabwin.phases.sources.named_scheme import schemes_of


def formation_records(
    entries: Iterable[Any],
) -> tuple[list[PhaseRecord], dict[str, float], tuple[str, ...]]:
    """Formation energies of entries, the elements' energies they refer to, and the schemes they have.

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
    schemes : tuple of str
        Those of MP2020 where the entries say that they have its corrections, else "database" alone.

    Raises
    ------
    PhaseFileError
        There are no entries, an element has none of its own, or they can't stand beside each other.
    """
    listed = [
        (entry_amounts(entry), float(entry.energy_per_atom), entry) for entry in listed_entries(entries)
    ]
    if not listed:
        raise PhaseFileError("There are no entries: give at least one for each element.")
    check_mixture(says_of(entry, from_amounts(amounts).text) for amounts, _, entry in listed)
    references = lowest_element_energies((amounts, energy) for amounts, energy, _ in listed)
    missing = sorted({e for amounts, _, _ in listed for e in amounts} - set(references))
    if missing:
        raise PhaseFileError(
            f"No entry of the element {', '.join(missing)}: formation energies need one for every "
            "element of the entries.",
            missing=missing,
        )
    records = []
    for amounts, energy, entry in listed:
        data = getattr(entry, "data", None) or {}
        gap = data.get("band_gap")
        formation = energy - elements_energy(amounts, references)
        formula = from_amounts(amounts).text
        if len(amounts) > 1:
            check_is_total(formation, energy, sum(amounts.values()), formula)
        check_formation_energy(formation, formula, "With the energies of its elements")
        records.append(
            PhaseRecord(
                amounts=from_amounts(amounts).amounts,
                formation_energy_ev_per_atom=formation,
                band_gap_ev=float("nan") if gap is None else float(gap),
                band_gap_of="" if gap is None else "phase",
                material_id=str(getattr(entry, "entry_id", None) or ""),
            )
        )
    scheme = shared_scheme(scheme_of_entry(entry) for *_, entry in listed)
    return records, references, schemes_of(scheme) if scheme else (DATABASE,)


def listed_entries(entries: Iterable[Any]) -> list[Any]:
    """The entries of a list, a mapping of names to them, or a pymatgen phase diagram."""
    if isinstance(entries, Mapping):
        entries = entries.values()
    return list(getattr(entries, "all_entries", entries))


def entries_among(given: Any) -> list[Any]:
    """What something holds, if all of it is entries with a composition and an energy; else nothing."""
    if isinstance(given, str) or not (isinstance(given, Iterable) or hasattr(given, "all_entries")):
        return []
    each = listed_entries(given)
    fits = (hasattr(one, "composition") and hasattr(one, "energy_per_atom") for one in each)
    return each if all(fits) else []


def entry_amounts(entry: Any) -> Mapping[str, float]:
    """Atoms per element of an entry, oxidation states dropped."""
    return {e: n for e, n in entry.composition.get_el_amt_dict().items() if n > 0}


def table_entries(
    phases: Sequence[tuple[str, float]],
    energies: Sequence[float],
    columns: PhaseColumns,
    references: Mapping[str, float],
) -> list[Any]:
    """A table's phases as pymatgen entries with total energies.

    Parameters
    ----------
    phases : sequence of (reduced formula, atoms per formula unit)
    energies : sequence of float
        Formation energies in the table's scheme, eV/atom.
    columns : PhaseColumns
        Band gaps and identifiers of the same phases.
    references : mapping of str to float
        Total energies of the elements, eV/atom, which count as 0 where they are not known: differences
        are the same.

    Returns
    -------
    list of pymatgen ComputedEntry
        One per phase, of its reduced formula. ``data`` holds the band gap, where one is known.
    """
    require("pymatgen", "Making pymatgen entries")
    from pymatgen.core.composition import Composition
    from pymatgen.core.entries import ComputedEntry

    entries = []
    for row, ((formula, atoms), energy) in enumerate(zip(phases, energies, strict=True)):
        composition = Composition(formula)
        elements = sum(
            references.get(symbol, 0.0) * amount for symbol, amount in composition.get_el_amt_dict().items()
        )
        gap = float(columns.band_gaps[row])
        entries.append(
            ComputedEntry(
                composition,
                energy * atoms + elements,
                entry_id=columns.material_ids[row] or None,
                data={} if math.isnan(gap) else {"band_gap": gap},
            )
        )
    return entries
