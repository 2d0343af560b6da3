"""The energy of a target: the user's own, or the table's."""

from __future__ import annotations

from stabwin.chemistry.open_names import choice_note
from stabwin.chemistry.target import ResolvedTarget
from stabwin.errors import SchemeError
from stabwin.phases.at_temperature import thermal_parts_ev
from stabwin.phases.schemes import base_name
from stabwin.phases.sources.energy_bounds import check_formation_energy
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable
from stabwin.phases.unlike import FAR_EV_PER_ATOM


def table_energy(table: PhaseTable, target: ResolvedTarget) -> float | None:
    """The formation energy that the table has for the target's composition, eV/atom."""
    row = table.find(target.formula)
    return None if row is None else float(table.stability.energies[row])


def energies_of(
    table: PhaseTable, target: ResolvedTarget
) -> tuple[float | None, float | None, tuple[str, ...]]:
    """The energy that the user supplied, that or else the table's, eV/atom, and what to say of them."""
    own, warnings = own_energy(table, target)
    if choice := choice_note(target.text):
        warnings = (choice, *warnings)
    return own, table_energy(table, target) if own is None else own, warnings


def own_energy(table: PhaseTable, target: ResolvedTarget) -> tuple[float | None, tuple[str, ...]]:
    """The formation energy that the user supplied, eV/atom, and what to say of it.

    The total energy of a pymatgen entry counts where the table knows those of the elements. At a
    temperature it gains what that changes of a solid with these bonds.

    Raises
    ------
    PhaseFileError
        No phase can have the energy.
    SchemeError
        The table's energies are tied to measured enthalpies, the user's own is not.
    """
    own = target.own_energy_ev_per_atom
    if own is not None:
        check_formation_energy(own, target.text, "The energy given")
    if own is not None and table.scheme.bond_corrections:
        others = [name for name in table.source.schemes if name != base_name(table.scheme.name)]
        raise SchemeError(
            f"The energy {own:g} eV/atom of {target.text} can't stand beside those of the scheme "
            f"{table.scheme.name}, which are tied to measured enthalpies: choose the scheme that it was "
            f"computed in ({', '.join(others)}).",
            scheme=table.scheme.name,
        )
    if target.total_energy_ev_per_atom is None:
        return _at_temperature(table, target, own), _far(table, target, own)
    references, formula = table.reference_energies_ev_per_atom, target.formula
    if not table.scheme.bond_corrections and all(e in references for e in formula.elements):
        elements = sum(references[e] * formula.amount(e) for e in formula.elements)
        own = target.total_energy_ev_per_atom - elements / formula.atoms
        return _at_temperature(table, target, own), ()
    unused = (
        "The entry's total energy was not used: these phases have formation energies only. Give a "
        "formation energy, or make the phases from entries of the same calculations."
    )
    return None, (unused,)


def _far(table: PhaseTable, target: ResolvedTarget, own: float | None) -> tuple[str, ...]:
    """What to say of an energy far from the table's for the same compound."""
    row = None if own is None else table.find(target.formula)
    if own is None or row is None or table.scheme.temperature_k is not None:
        return ()
    apart = own - float(table.stability.energies[row])
    if abs(apart) <= FAR_EV_PER_ATOM:
        return ()
    side = "above" if apart > 0 else "below"
    sentence = (
        f"The energy given for {target.text} lies {abs(apart):.2f} eV/atom {side} that of these phases: "
        "see that it is a formation energy per atom, with the same corrections."
    )
    return (sentence,)


def _at_temperature(table: PhaseTable, target: ResolvedTarget, own: float | None) -> float | None:
    temperature_k = table.scheme.temperature_k
    if own is None or temperature_k is None:
        return own
    return own + float(thermal_parts_ev([target.formula.amounts], temperature_k)[0])


def closed_system(
    table: PhaseTable,
    target: ResolvedTarget,
    own_energy_ev_per_atom: float | None,
    *more: str,
    reach_ev_per_atom: float = 0.0,
) -> System:
    """The system of a target, its ion and more elements; a target with an own energy is a phase of it."""
    system = System.of(table, {*target.formula.elements, target.ion, *more}, reach_ev_per_atom)
    if own_energy_ev_per_atom is None:
        return system
    return system.with_own_phase(target.formula, own_energy_ev_per_atom)
