"""The gases that water drives out of a material."""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.analysis.air.answer import LeavingGas
from stabwin.analysis.reaction import Product
from stabwin.analysis.rounding import reported
from stabwin.analysis.species.line import SpeciesLine
from stabwin.chemistry.formula import Formula, parse
from stabwin.chemistry.masses import molar_mass_g_per_mol
from stabwin.hull.line import HullLine
from stabwin.phases.gas_columns import leaves_as_gas
from stabwin.phases.kept_states import states_in
from stabwin.thermo.gibbs.gases import WATER, gases
from stabwin.thermo.gibbs.polynomials import GAS_CONSTANT_J_PER_MOL_K, STANDARD_TEMPERATURE_K

# Of a gas at 25 C and 1 bar.
_ML_PER_MOL = GAS_CONSTANT_J_PER_MOL_K * STANDARD_TEMPERATURE_K / 1e5 * 1e6

# Anions whose compounds with hydrogen are not among the gases.
_UNKNOWN = {
    "B": "B2H6",
    "C": "C2H2",
    "Si": "SiH4",
    "Ge": "GeH4",
    "As": "AsH3",
    "Sb": "SbH3",
    "Se": "H2Se",
    "Te": "H2Te",
}


def leaving_gases(
    line: SpeciesLine[HullLine], first: Iterable[Product], last: Iterable[Product]
) -> tuple[LeavingGas, ...]:
    """The gases that water drives out.

    Parameters
    ----------
    line : SpeciesLine of HullLine
        Along water.
    first, last : iterable of Product
        Of the first reaction, and of all of them up to saturation.
    """
    per_gram = _ML_PER_MOL / molar_mass_g_per_mol(line.target.formula.amounts)
    by_first, by_all = _molecules(line, first), _molecules(line, last)
    return tuple(
        LeavingGas(
            formula=name,
            first_step_ml_per_g=reported(by_first.get(name, 0.0) * per_gram),
            saturated_ml_per_g=reported(by_all.get(name, 0.0) * per_gram),
        )
        for name in sorted(by_first.keys() | by_all.keys())
    )


def _molecules(line: SpeciesLine[HullLine], products: Iterable[Product]) -> dict[str, float]:
    """Molecules of each gas among products, per formula unit of the target."""
    found = {}
    for product in products:
        formula = parse(product.formula)
        for gas in gases().values():
            if gas.key != formula.key or gas.formula == WATER:
                continue
            if leaves_as_gas(line.system.table, gas, line.temperature_k):
                found[gas.formula] = float(product.amount) * float(formula.atoms) / gas.atoms
    return found


def unknown_gases(formula: Formula) -> tuple[str, ...]:
    """Compounds of hydrogen with a material's anions that might leave, and that are not known here."""
    anions = {element for element, state in states_in(formula.amounts) or () if state < 0}
    return tuple(_UNKNOWN[element] for element in sorted(anions & _UNKNOWN.keys()))
