"""Windows and profiles with error bars."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from stabwin.analysis.lines.equilibria import decomposition_energy, point_at, points_beyond
from stabwin.analysis.lines.ion_line import Floats, IonLine, sample_ion_line
from stabwin.analysis.lines.limits import window_limits
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Shares, Spread, product_shares, share_of
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.uncertainty import (
    AtVoltageUncertainty,
    CoveredRange,
    ProfileUncertainty,
    SpreadAtVoltage,
    WindowUncertainty,
)
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine
from stabwin.hull.sampled_line import SampledLines

Bools = npt.NDArray[np.bool_]


def _facts(samples: IonLine[SampledLines], model: ErrorModel) -> dict[str, Any]:
    """The fields of `TargetUncertainty`."""
    above, voltage_v = samples.energy_above_hull_ev_per_atom, samples.conditions.voltage_v
    at_voltage = None
    if voltage_v is not None:
        at_voltage = AtVoltageUncertainty(
            voltage_v=voltage_v,
            ev_per_atom=Spread.of(decomposition_energy(samples, voltage_v)),
            products=_shares(samples, point_at(samples, voltage_v)),
        )
    return {
        "model": model,
        "energy_above_hull_ev_per_atom": None if above is None else Spread.of(above),
        "probability_stable": None if above is None else share_of(above <= tolerances.STABILITY),
        "at_voltage": at_voltage,
    }


def _shares(samples: IonLine[SampledLines], points: npt.NDArray[np.int64]) -> Shares:
    """The phases at one breakpoint of each sample."""
    return product_shares(samples.system, samples.line.phases_at(points))


def _have(samples: IonLine[SampledLines], voltage_v: float, formulas: frozenset[str]) -> Bools:
    """Whether the equilibrium at a voltage consists of these phases, in each sample."""
    system = samples.system
    wanted = [column for column in range(len(system.rows)) if system.phase(column)[0] in formulas]
    columns = samples.line.phases_at(point_at(samples, voltage_v))
    inside = np.isin(columns, wanted)
    found: Bools = ((columns < 0) | inside).all(axis=1) & (inside.sum(axis=1) == len(formulas))
    return found


def window_uncertainty(line: IonLine[HullLine], model: ErrorModel) -> WindowUncertainty:
    """The window of the target whose ion line this is, in all samples."""
    samples = sample_ion_line(line, model)
    reduction, oxidation = window_limits(samples)
    below, above = points_beyond(samples, reduction, oxidation)
    covers = None
    if line.conditions.covers_v is not None:
        low_v, high_v = line.conditions.covers_v
        probability = share_of(covering(reduction, oxidation, low_v, high_v))
        covers = CoveredRange(low_v=low_v, high_v=high_v, probability=probability)
    return WindowUncertainty(
        **_facts(samples, model),
        reduction_limit_v=Spread.of(reduction),
        oxidation_limit_v=None if oxidation is None else Spread.of(oxidation),
        probability_stable_against_metal=share_of(reduction <= tolerances.VOLTAGE),
        reduction_products=_shares(samples, below),
        oxidation_products=_shares(samples, above),
        covers=covers,
    )


def covering(reduction: Floats, oxidation: Floats | None, low_v: float, high_v: float) -> Bools:
    """Whether the window covers a range, in each sample."""
    reached = reduction <= low_v + tolerances.VOLTAGE
    if oxidation is None:
        return reached
    found: Bools = reached & (oxidation >= high_v - tolerances.VOLTAGE)
    return found


def profile_uncertainty(line: IonLine[HullLine], nominal: Profile, model: ErrorModel) -> ProfileUncertainty:
    """The profile of the target whose ion line this is, in all samples."""
    samples = sample_ion_line(line, model)
    shares = []
    for step in nominal.steps:
        high_v = step.voltage_low_v + 1.0 if step.voltage_high_v is None else step.voltage_high_v
        here = _have(samples, (step.voltage_low_v + high_v) / 2, frozenset(step.equilibrium.formulas))
        shares.append(share_of(here))
    return ProfileUncertainty(
        **_facts(samples, model),
        step_probabilities=tuple(shares),
        decomposition_energy=tuple(
            SpreadAtVoltage(voltage_v, Spread.of(decomposition_energy(samples, voltage_v)))
            for voltage_v, _ in nominal.decomposition_energy
        ),
    )
