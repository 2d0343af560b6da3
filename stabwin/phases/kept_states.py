"""Reactions without redox: phases in which no element changes its oxidation state.

Water can oxidise and give hydrogen off, but rarely does at room temperature. Hydrolysis keeps all states:
its programme holds the phases whose elements have states that are there already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache

import numpy as np

from stabwin.chemistry.formula import amounts_of_key
from stabwin.phases.system import System
from stabwin.thermo.oxidation_states import exact_amount, states_of

# An element and its oxidation state.
ElementState = tuple[str, Fraction]

# What the elements themselves cost, eV per atom: no reaction without redox gives one, but the solver begins
# with them. No compound lies so far below them.
_DEAR_EV_PER_ATOM = 10.0


@lru_cache(maxsize=50_000)
def _states_of_key(key: str) -> frozenset[ElementState] | None:
    return states_in(amounts_of_key(key))


def states_in(amounts: Mapping[str, float | Fraction]) -> frozenset[ElementState] | None:
    """The states of the elements of a composition; None where its charges don't balance.

    Parameters
    ----------
    amounts : mapping of str to number
        Atoms of each element, in any unit.
    """
    if len(amounts) == 1:
        return frozenset((element, Fraction(0)) for element in amounts)
    found = states_of({element: exact_amount(n) for element, n in amounts.items() if n})
    if found is None or found.missing:
        return None
    return frozenset((e, Fraction(state)) for e, parts in found.atoms.items() for state, n in parts if n)


def reacts_by_redox(amounts: Mapping[str, float | Fraction]) -> bool:
    """Whether a material meets water by redox alone: metals, hydrides, and what has no known states."""
    found = states_in(amounts)
    return found is None or any(not state or (e == "H" and state < 0) for e, state in found)


def keeping_states(system: System, states: Iterable[ElementState]) -> System:
    """The programme of the phases whose elements have none but these states.

    Parameters
    ----------
    system : System
        All phases of the elements, however far above the hull.
    states : iterable of (element, state)
        Phases of the user's own stay.
    """
    allowed, keys = frozenset(states), system.table.columns.keys
    elements = set(system.units.tolist())
    keep = np.ones(len(system.rows), dtype=np.bool_)
    costs = np.array(system.costs)
    for column, row in enumerate(system.rows.tolist()):
        if row < 0:
            continue
        found = _states_of_key(keys[row])
        if found is not None and found <= allowed:
            continue
        if column in elements:
            costs[column] = _DEAR_EV_PER_ATOM
        else:
            keep[column] = False
    moved = np.cumsum(keep) - 1
    return System(
        table=system.table,
        elements=system.elements,
        rows=system.rows[keep],
        matrix=np.ascontiguousarray(system.matrix[:, keep]),
        costs=costs[keep],
        units=moved[system.units],
        own=system.own,
        gases=system.gases,
        open_fractions={name: fractions[keep] for name, fractions in system.open_fractions.items()},
    )
