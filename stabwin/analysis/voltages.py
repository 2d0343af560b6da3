"""Voltages and ranges of them, checked."""

from __future__ import annotations

import math

from stabwin.errors import PotentialError

# Above this no electrolyte survives and the table's oxides of highest valence are unreliable (V).
UNUSUAL_VOLTAGE_V = 8.0

# No battery comes near this: more is a slip, and beyond what can be solved.
HIGHEST_VOLTAGE_V = 100.0


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
