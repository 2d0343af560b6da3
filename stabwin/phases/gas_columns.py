"""Columns of gases whose elements stay closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from stabwin.phases.system import GAS_ROW, System
from stabwin.thermo.gibbs.gases import Gas


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


def given_off(system: System, gases_ev: Mapping[Gas, float]) -> System:
    """The programme in which some gases leave at a partial pressure of their own, and are not taken up.

    Parameters
    ----------
    system : System
    gases_ev : mapping of Gas to float
        Potential of each at its pressure, eV per molecule; it stands in place of the product at 1 bar.
    """
    costs = {gas.key: potential_ev / gas.atoms for gas, potential_ev in gases_ev.items()}
    keys = system.table.columns.keys
    named = [keys[row] if row >= 0 else "" for row in system.rows.tolist()]
    pairs = zip(named, system.costs.tolist(), strict=True)
    return replace(system, costs=np.array([costs.get(key, own) for key, own in pairs]))
