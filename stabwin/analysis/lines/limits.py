"""The limits of a target's window: nominal or in all samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from stabwin.analysis.lines.equilibria import lowest_voltage
from stabwin.analysis.lines.ion_line import IonLine
from stabwin.hull import tolerances
from stabwin.hull.sampled_line import Line


def window_limits(line: IonLine[Line]) -> tuple[Any, Any]:
    """Reduction and oxidation limit of a target, V against the ion's metal.

    The ion tolerance moves the point at which the slopes are taken. The energy tolerance widens the
    window to where -E_D(V) of the target on the hull reaches it: with the breakpoints (t_k, f_k) of
    the line, it stays within while f_k + z V t_k >= f(t) + z V t - tolerance for every k.

    Returns
    -------
    reduction, oxidation : float, or arrays of shape (samples,)
        The oxidation limit is None for a target without ions. Where the energy tolerance lets all ions
        go it is None too, or infinite in samples.
    """
    hull, conditions = line.line, line.conditions
    shift = conditions.ion_tolerance * line.fixed_atoms / line.atoms
    reduction = hull.right_of(line.content + shift, line.voltages)
    has_ions = line.content - shift > tolerances.POSITION
    oxidation = hull.left_of(line.content - shift, line.voltages) if has_ions else None
    if conditions.energy_tolerance_ev_per_atom > 0:
        lowest, highest = _limits_within(line)
        reduction = np.minimum(reduction, lowest)
        oxidation = None if oxidation is None else np.maximum(oxidation, highest)
    if not hull.is_nominal:
        return reduction, oxidation
    return float(reduction), None if oxidation is None or np.isinf(oxidation) else float(oxidation)


def _limits_within(line: IonLine[Line]) -> tuple[Any, Any]:
    """The voltages between which the target on the hull stays within the energy tolerance."""
    hull, t = line.line, line.content
    allowed = line.conditions.energy_tolerance_ev_per_atom * line.formula.atoms / line.atoms
    here = np.asarray(hull.energy_at(t))[..., None]
    inside = np.isfinite(hull.positions)
    away = line.valence * np.where(inside, hull.positions - t, 0.0)
    down = np.where(inside, here - hull.energies, 0.0)
    right, left = away > tolerances.POSITION, away < -tolerances.POSITION
    reached = (down - allowed) / np.where(right | left, away, 1.0)
    lowest = np.where(right, reached, -np.inf).max(axis=-1)
    highest = np.where(left, reached, np.inf).min(axis=-1)
    return np.maximum(lowest, lowest_voltage(line)), highest
