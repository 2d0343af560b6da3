"""Energies of a phase table at a temperature: Gibbs energies of formation.

Solids gain what temperature changes of them (`stabwin.thermo.gibbs.solids`). Gases come from measured
thermal functions, never from the table: each is a product at 1 bar, water as a liquid where it condenses.
A composition that is known as a solid and as a gas is the more stable of the two.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.formula import amounts_of_key
from stabwin.chemistry.formula_text import Amounts
from stabwin.phases.bonds import bonds_of, functions_of
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.element_sets import mask_elements, union_of_masks
from stabwin.phases.record import PhaseRecord
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.gibbs.gases import Gas, compound_gases
from stabwin.thermo.gibbs.solids import gibbs_functions, thermal_part_ev
from stabwin.thermo.measured import measured_phases

Floats = npt.NDArray[np.float64]


def thermal_parts_ev(compositions: Sequence[Amounts], temperature_k: float) -> Floats:
    """What a temperature changes of the formation energies of solids, eV/atom."""
    phases = CorrectionModel.prepare(compositions)
    return thermal_part_ev(gibbs_functions(phases), phases.fractions, temperature_k)


def energies_at(columns: PhaseColumns, energies_ev: Floats, temperature_k: float) -> Floats:
    """Gibbs energies of formation of all phases, eV/atom.

    Parameters
    ----------
    columns : PhaseColumns
    energies_ev : array, shape (phases,)
        Formation energies that stand for enthalpies at 298.15 K.
    temperature_k : float
    """
    fractions = bonds_of(columns).fractions
    found = energies_ev + thermal_part_ev(functions_of(columns), fractions, temperature_k)
    for key, gas in compound_gases().items():
        row = columns.keys.find(key)
        if row is not None:
            energy = gas.product_gibbs_ev(temperature_k) / gas.atoms
            found[row] = energy if is_gas(gas) else min(energy, found[row])
    return found


def is_gas(gas: Gas) -> bool:
    """Whether a composition is that of a gas: it is one at 298 K, or nothing else is measured of it."""
    known = measured_phases().get(gas.key)
    return known is None or known.state == "gas"


def with_gases(columns: PhaseColumns) -> PhaseColumns:
    """A table with all gases of its elements; those that it lacks with their enthalpies at 298.15 K."""
    within = set(mask_elements(union_of_masks(columns.masks)))
    missing = [
        PhaseRecord(amounts=amounts_of_key(key), formation_energy_ev_per_atom=gas.enthalpy_ev() / gas.atoms)
        for key, gas in compound_gases().items()
        if columns.keys.find(key) is None and within.issuperset(gas.amounts)
    ]
    return columns.adding(missing) if missing else columns


def is_added_gas(columns: PhaseColumns, row: int) -> bool:
    """Whether a phase is a gas as `with_gases` adds it."""
    gas = compound_gases().get(columns.keys[row])
    if gas is None or columns.material_ids[row]:
        return False
    return bool(columns.energies[row] == gas.enthalpy_ev() / gas.atoms)
