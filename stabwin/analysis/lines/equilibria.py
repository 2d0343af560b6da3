"""The equilibrium at a voltage, and the energy that a target releases there: nominal or in all samples.

A breakpoint of the line is the equilibrium between the voltages of the segments on its two sides. At a
voltage of a segment itself two equilibria coexist; the one that holds above it is reported.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stabwin.analysis.lines.formed_alone import HIGHER_VOLTAGE, formed_alone
from stabwin.analysis.lines.ion_line import IonLine
from stabwin.errors import PotentialError
from stabwin.hull import tolerances
from stabwin.hull.breakpoints import counted
from stabwin.hull.sampled_line import Line


def lowest_voltage(line: IonLine[Line]) -> Any:
    """Below this the reservoirs themselves react, V: 0 unless other elements are open too."""
    lowest = line.line.at(line.line.last_segment, line.voltages)
    return np.where(lowest > tolerances.VOLTAGE, lowest, 0.0)


def point_above(line: IonLine[Line], voltage_v: Any) -> Any:
    """The breakpoint that is the equilibrium at a voltage, or just above it on a plateau.

    Parameters
    ----------
    line : IonLine
    voltage_v : float, or array of shape (samples,); of a nominal line any array
    """
    higher = line.voltages > _for_each_segment(voltage_v) + tolerances.VOLTAGE
    return counted(higher, line.line.last_point)


def point_below(line: IonLine[Line], voltage_v: Any) -> Any:
    """The breakpoint that is the equilibrium just below a voltage; -1 where there is none."""
    point = counted(line.voltages >= _for_each_segment(voltage_v) - tolerances.VOLTAGE)
    if isinstance(point, int):
        return -1 if point > line.line.last_point else point
    return np.where(point > line.line.last_point, -1, point)


def _for_each_segment(voltage_v: Any) -> Any:
    """Voltages to be compared with those of all segments of each line."""
    return voltage_v if isinstance(voltage_v, float) else np.asarray(voltage_v)[..., None]


def points_beyond(line: IonLine[Line], reduction_v: Any, oxidation_v: Any) -> tuple[Any, Any]:
    """The breakpoints just below and just above a window with these limits; -1 where there are none."""
    below = point_below(line, reduction_v)
    if oxidation_v is None:
        return below, np.full_like(below, -1)
    if isinstance(oxidation_v, float):  # of a nominal line, whose limits are finite
        return below, point_above(line, oxidation_v)
    return below, np.where(np.isinf(oxidation_v), -1, point_above(line, oxidation_v))


def point_at(line: IonLine[Line], voltage_v: Any) -> Any:
    """The breakpoint reported at a voltage: at a plateau the upper one, at 0 V the last.

    In samples in which the reservoirs react with each other there, that reaction does not count.

    Raises
    ------
    PotentialError
        The ion's reservoir and the other open elements react with each other there.
    """
    if line.line.is_nominal:
        _check(line, float(np.min(voltage_v)))
    return np.where(np.equal(voltage_v, 0), line.line.last_point, point_above(line, voltage_v))


def _check(line: IonLine[Line], voltage_v: float) -> None:
    lowest = float(lowest_voltage(line))
    if voltage_v < lowest - tolerances.VOLTAGE:
        mu = {line.target.ion: -line.valence * voltage_v}
        raise PotentialError(
            f"Below {lowest:.3f} V the grand potential is unbounded; at {voltage_v:g} V "
            f"{formed_alone(line.system, line.conditions.atmosphere, mu)}. {HIGHER_VOLTAGE}",
            lowest_voltage_v=lowest,
        )


def decomposition_energy(line: IonLine[Line], voltage_v: Any, *, on_hull: bool = False) -> Any:
    """E_D at a voltage, eV per atom of the target, <= 0.

    Parameters
    ----------
    line : IonLine
    voltage_v : float; of a nominal line also an array
    on_hull : bool
        Whether to put the target on the hull first, and not count its energy above it, nor what it
        releases in exchange with the other reservoirs alone.
    """
    hull, point = line.line, point_at(line, voltage_v)
    t, energy = hull.at(point, hull.positions), hull.at(point, hull.energies)
    equilibrium = line.atoms * (energy + line.valence * voltage_v * t)
    return np.minimum(
        (equilibrium - _potential(line, voltage_v, on_hull=on_hull)) / line.formula.atoms, 0.0
    )


def _potential(line: IonLine[Line], voltage_v: Any, *, on_hull: bool) -> Any:
    """Phi of the target at a voltage, eV per formula unit."""
    energy = line.hull_energy_ev if on_hull else line.own_potential_ev
    return energy + line.valence * voltage_v * line.content * line.atoms
