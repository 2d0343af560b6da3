"""By how much a scheme's energies of some phases are off, and what that makes of a reaction.

Energies without the corrections of bonds put molecules and the salts of oxidised non-metals (sulfates,
nitrates, perchlorates, carbonates, hydroxides) far below or above measured enthalpies. A reaction that
forms such a phase then looks too favourable or not enough, one that uses it up the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from stabwin.chemistry.formula import amounts_of_key, parse
from stabwin.errors import FormulaError
from stabwin.phases.schemes import MEASURED
from stabwin.phases.table import PhaseTable
from stabwin.thermo.bonds import species_of
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.generations import GENERATION_2020, to_2019
from stabwin.thermo.measured import measured_phases, molecules

# Errors below this (eV per formula unit) are those of any phase.
NOTABLE_EV = 0.3

# Fewest oxygen atoms for each atom of a non-metal that it oxidises.
_LEAST_OXYGEN = {"H": 1, "C": 2, "N": 2, "S": 3, "Cl": 2, "Se": 3, "Br": 2, "I": 2}


@dataclass(frozen=True)
class Shift:
    """What the errors of its phases do to the energy of a reaction.

    Attributes
    ----------
    used_up, formed : dict of str to float
        Phases that are notably off, by side: eV per formula unit, below 0 where the scheme is too low.
    net_ev : float
        The reaction's energy less that with measured energies, eV for the reaction as written.
    """

    used_up: Mapping[str, float]
    formed: Mapping[str, float]
    net_ev: float


def off_scale(table: PhaseTable, formulas: Iterable[str]) -> dict[str, float]:
    """The molecules and salts of oxidised non-metals that are notably off, eV per formula unit.

    Parameters
    ----------
    table : PhaseTable
        In a scheme without corrections of bonds.
    formulas : iterable of str
        Printed formulas.
    """
    found = {f: offset_ev(table, f) for f in sorted(set(formulas)) if _may_be_off(f)}
    return {f: offset for f, offset in found.items() if abs(offset) > NOTABLE_EV}


def offset_ev(table: PhaseTable, formula: str) -> float:
    """A phase's energy less its measured one or that with corrected bonds, eV per formula unit.

    0 for elements, for phases that the table does not hold, and where the table's own corrections are not
    known and the phase is not measured.
    """
    parsed = _parsed(formula)
    row = None if len(parsed.elements) == 1 else table.find(parsed)
    if row is None:
        return 0.0
    energy = float(table.stability.energies[row])
    measured = measured_phases().get(parsed.key)
    if measured is not None:
        return (energy - measured.enthalpy_ev_per_atom) * parsed.atoms
    if MEASURED not in table.source.schemes:
        return 0.0
    amounts = amounts_of_key(parsed.key)
    shifts = sum(
        shift * parsed.amount(element) / parsed.atoms for element, shift in table.scheme.shifts_ev_per_atom
    )
    of_2019 = to_2019(amounts, 0.0) if table.scheme.generation == GENERATION_2020 else 0.0
    return (float(shifts) - of_2019 - _correction(parsed.key)) * parsed.atoms


def shift_of(table: PhaseTable, off: Mapping[str, float], reaction: str) -> Shift | None:
    """What the phases that are off do to a reaction; None where none of them takes part.

    Parameters
    ----------
    table : PhaseTable
    off : mapping of str to float
        `off_scale` of its phases.
    reaction : str
        As written in results, ``2 LiHO -> H2O + Li2O``.
    """
    left, _, right = reaction.partition(" -> ")
    sides = [dict(map(_amount_and_formula, side.split(" + "))) for side in (left, right)]
    used_up, formed = ({f: off[f] for f in side if f in off} for side in sides)
    if not used_up and not formed:
        return None
    energies = [sum(n * offset_ev(table, f) for f, n in side.items()) for side in sides]
    return Shift(used_up, formed, energies[1] - energies[0])


def _amount_and_formula(term: str) -> tuple[str, float]:
    amount, blank, formula = term.partition(" ")
    return (formula, float(amount)) if blank else (term, 1.0)


_parsed = lru_cache(maxsize=20_000)(parse)


@lru_cache(maxsize=20_000)
def _may_be_off(formula: str) -> bool:
    """Whether a phase is a molecule or holds non-metals that oxygen has oxidised."""
    try:
        parsed = parse(formula)
    except FormulaError:  # printed of long decimals, a formula has more digits than can be read
        return False
    if parsed.key in molecules():
        return True
    oxygen = parsed.amount("O")
    if not any(oxygen >= least * parsed.amount(e) > 0 for e, least in _LEAST_OXYGEN.items()):
        return False
    bonds = species_of(amounts_of_key(parsed.key)).weights
    return any(bond.anion == "O" and bond.cation in _LEAST_OXYGEN for bond in bonds)


@lru_cache(maxsize=20_000)
def _correction(key: str) -> float:
    return float(CorrectionModel.load().expected_corrections([amounts_of_key(key)])[0])
