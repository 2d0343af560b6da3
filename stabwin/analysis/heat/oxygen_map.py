"""Onsets over temperature and oxygen pressure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stabwin.analysis.heat.heating import PressureColumn
from stabwin.analysis.heat.material import Heated
from stabwin.analysis.heat.steps import phases_of
from stabwin.documents.frozen_mapping import FrozenMapping
from stabwin.errors import RequestError
from stabwin.thermo.gibbs.atmosphere import checked_pressure

OXYGEN_GAS = "O2"

_DECIMALS = 6

# Of a map; the lines between them are straight on its logarithmic axis.
_PRESSURES = 25


def oxygen_map(whole: Heated, pressures_bar: Sequence[float]) -> tuple[PressureColumn, ...]:
    """The equilibria of what is heated at each of some oxygen pressures, lowest first.

    Parameters
    ----------
    whole : Heated
        Among phases that hold oxygen; other gases of its atmosphere stay.
    pressures_bar : sequence of float

    Raises
    ------
    RequestError
        A pressure can't be one.
    PotentialError
        Oxygen reacts with another gas of the atmosphere.
    """
    found = []
    for pressure_bar in sorted({checked_pressure(OXYGEN_GAS, one) for one in pressures_bar}):
        gases = FrozenMapping({**whole.programme.gases_bar, OXYGEN_GAS: pressure_bar})
        here = Heated.of(whole.sides, whole.programme.phases, gases, whole.temperatures_k)
        found.append(
            PressureColumn(
                pressure_bar=pressure_bar,
                onsets_k=tuple(round(one.low_k, _DECIMALS) for one in here.stretches[1:]),
                equilibria=tuple(
                    " + ".join(phase.formula for phase in phases_of(here, one.amounts))
                    for one in here.stretches
                ),
            )
        )
    return tuple(found)


def pressures_between(low_bar: float, high_bar: float) -> tuple[float, ...]:
    """Pressures at equal ratios between two.

    Raises
    ------
    RequestError
        One can't be a pressure, or they run downwards.
    """
    low, high = (checked_pressure(OXYGEN_GAS, one) for one in (low_bar, high_bar))
    if low >= high:
        raise RequestError(
            f"The oxygen pressures run from {low:g} to {high:g} bar: give a lower one first."
        )
    return tuple(float(one) for one in np.geomspace(low, high, _PRESSURES))
