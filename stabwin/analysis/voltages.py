"""Voltages, ranges of them, and chemical potentials, checked."""

from __future__ import annotations

import math
from collections.abc import Mapping

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.errors import PotentialError

# Above this no electrolyte survives and the table's oxides of highest valence are unreliable (V).
UNUSUAL_VOLTAGE_V = 8.0

# No battery comes near this: more is a slip, and beyond what can be solved.
HIGHEST_VOLTAGE_V = 100.0

# No reservoir comes near this: more is a slip, and beyond what can be solved.
LOWEST_POTENTIAL_EV = -100.0


def checked_voltage(voltage_v: float) -> float:
    """The voltage, if the ion's metal does not plate at it (PotentialError otherwise)."""
    if not math.isfinite(voltage_v):
        raise PotentialError(f"The voltage is {voltage_v}: give a number of volts.")
    if voltage_v < 0:
        raise PotentialError(
            f"The voltage {voltage_v:g} V is negative: below 0 V the ion's metal plates. Give 0 V or more.",
            voltage_v=voltage_v,
        )
    if voltage_v > HIGHEST_VOLTAGE_V:
        raise PotentialError(
            f"The voltage {voltage_v:g} V is above {HIGHEST_VOLTAGE_V:g} V: give it in volts.",
            voltage_v=voltage_v,
        )
    return abs(float(voltage_v))  # a zero that was typed with a sign has none


def checked_range(voltages_v: tuple[float, float]) -> tuple[float, float]:
    """A range of voltages, if it runs upwards (PotentialError otherwise)."""
    low, high = (checked_voltage(voltage) for voltage in voltages_v)
    if low > high:
        raise PotentialError(
            f"The range of voltages {low:g}:{high:g} runs downwards: give the lower one first."
        )
    return low, high


def voltage_warnings(voltage_v: float | None) -> tuple[str, ...]:
    """What to say of an unusual voltage."""
    if voltage_v is None or voltage_v <= UNUSUAL_VOLTAGE_V:
        return ()
    return (f"{voltage_v:g} V is above {UNUSUAL_VOLTAGE_V:g} V, where no battery works.",)


def checked_potentials(open_ev: Mapping[str, float]) -> dict[str, float]:
    """Chemical potentials of open elements, eV per atom relative to the element.

    Raises
    ------
    PotentialError
        One is of no element, or not a number from -100 to 0.
    """
    plain = {element: potential + 0.0 for element, potential in open_ev.items()}
    for element, potential in plain.items():
        if element not in ATOMIC_NUMBER:
            raise PotentialError(
                f"{element!r} in the open elements is not a valid element: write O=-0.5, for example."
            )
        if not math.isfinite(potential) or potential > 0:
            raise PotentialError(
                f"The chemical potential of {element} is {potential} eV: it must be a number not "
                f"above 0, where {element} itself would precipitate.",
                element=element,
            )
        if potential < LOWEST_POTENTIAL_EV:
            raise PotentialError(
                f"The chemical potential of {element} is {potential:g} eV: give eV per atom, at least "
                f"{LOWEST_POTENTIAL_EV:g}.",
                element=element,
            )
    return plain
