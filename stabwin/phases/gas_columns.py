"""Columns of gases whose elements stay closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from stabwin.hull import tolerances
from stabwin.phases.at_temperature import is_gas
from stabwin.phases.system import GAS_ROW, System
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.gases import WATER, Gas


def exchanging(system: System, gases_ev: Mapping[Gas, float]) -> System:
    """The programme with reservoirs of gases whose elements stay closed.

    Each gas gets two columns: what is given off costs its potential, what is taken up brings it. The
    table's own phase of its composition is left out: the two would contradict each other.

    Parameters
    ----------
    system : System
    gases_ev : mapping of Gas to float
        Potential of each, eV per molecule. Elements that are open besides count at their own.
    """
    if not gases_ev:
        return system
    pairs: list[npt.NDArray[np.float64]] = []
    costs: list[float] = []
    for gas, potential_ev in gases_ev.items():
        atoms = np.array([gas.amounts.get(element, 0.0) for element in system.elements])
        pairs += [atoms / gas.atoms, -atoms / gas.atoms]
        costs += [potential_ev / gas.atoms, -potential_ev / gas.atoms]
    keys = {gas.key for gas in gases_ev}
    keep = np.array([row < 0 or system.table.columns.keys[row] not in keys for row in system.rows.tolist()])
    keep[system.units] = True
    moved = np.cumsum(keep) - 1
    added = np.full(len(costs), GAS_ROW)
    return System(
        table=system.table,
        elements=system.elements,
        rows=np.append(system.rows[keep], added),
        matrix=np.ascontiguousarray(np.column_stack([system.matrix[:, keep], *pairs])),
        costs=np.append(system.costs[keep], costs),
        units=moved[system.units],
        own=system.own,
        gases=tuple(gases_ev),
        open_fractions={
            element: np.append(fractions[keep], np.zeros(len(costs)))
            for element, fractions in system.open_fractions.items()
        },
    )


def without_gases(system: System, atoms: Mapping[int, float]) -> dict[int, float]:
    """Amounts of columns but for those of gases."""
    return {column: amount for column, amount in atoms.items() if column < system.first_gas_column}


def given_off(system: System, gases_ev: Mapping[Gas, float], temperature_k: float) -> System:
    """The programme in which some gases leave at a partial pressure of their own, and are not taken up.

    Parameters
    ----------
    system : System
    gases_ev : mapping of Gas to float
        Potential of each at its pressure, eV per molecule; it stands in place of the product at 1 bar. What
        is a solid or a liquid at 1 bar stays one unless the gas lies below it.
    temperature_k : float
    """
    keys, costs = system.table.columns.keys, np.array(system.costs)
    named = [keys[row] if row >= 0 else "" for row in system.rows.tolist()]
    for gas, potential_ev in gases_ev.items():
        cost = potential_ev / gas.atoms
        leaves = gas.formula != WATER and leaves_as_gas(system.table, gas, temperature_k)
        for column, key in enumerate(named):
            if key == gas.key:
                costs[column] = cost if leaves else min(cost, costs[column])
    return replace(system, costs=costs)


def leaves_as_gas(table: PhaseTable, gas: Gas, temperature_k: float, pressure_bar: float = 1.0) -> bool:
    """Whether a product of the composition of a gas is that gas, and not a solid or a liquid.

    Parameters
    ----------
    table : PhaseTable
        At the temperature.
    gas : Gas
    temperature_k, pressure_bar : float
    """
    own_ev = gas.gibbs_ev(temperature_k, pressure_bar)
    if gas.is_element:
        return own_ev < tolerances.STABILITY
    row = table.columns.keys.find(gas.key)
    if row is None or is_gas(gas):
        return True
    return bool(own_ev < gas.atoms * table.stability.energies[row] + tolerances.STABILITY)
