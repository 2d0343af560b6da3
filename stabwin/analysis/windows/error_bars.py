"""Windows and profiles with error bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stabwin.analysis.lines.ion_line import VOLTAGE_TOLERANCE_V, Floats, IonLine
from stabwin.analysis.lines.sampled_ion_line import SampledIonLine, sample_ion_line
from stabwin.analysis.uncertainty.error_model import (
    ErrorModel,
    Shares,
    Spread,
    product_shares,
    share_of,
    shares_to_dict,
)
from stabwin.analysis.windows.profile import Profile
from stabwin.hull import tolerances

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class AtVoltageUncertainty:
    """What a target turns into at one voltage, in all samples.

    Attributes
    ----------
    voltage_v : float
    ev_per_atom : Spread
        Of the decomposition energy E_D.
    products : tuple of (formula, probability)
    """

    voltage_v: float
    ev_per_atom: Spread
    products: Shares

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "voltage_v": self.voltage_v,
            "ev_per_atom": self.ev_per_atom.to_dict(),
            "products": shares_to_dict(self.products),
        }


@dataclass(frozen=True, kw_only=True)
class TargetUncertainty:
    """What windows and profiles say of a target in all samples.

    Attributes
    ----------
    model : ErrorModel
    energy_above_hull_ev_per_atom : Spread or None
        None for unlisted targets.
    probability_stable : float or None
        That the target lies on the hull; None for unlisted targets.
    at_voltage : AtVoltageUncertainty or None
    """

    model: ErrorModel
    energy_above_hull_ev_per_atom: Spread | None
    probability_stable: float | None
    at_voltage: AtVoltageUncertainty | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        above = self.energy_above_hull_ev_per_atom
        found: dict[str, Any] = {
            **self.model.to_dict(),
            "energy_above_hull_ev_per_atom": above and above.to_dict(),
            "probability_stable": self.probability_stable,
        }
        if self.at_voltage is not None:
            found["at_voltage"] = self.at_voltage.to_dict()
        return found

    def to_row(self) -> dict[str, Any]:
        """Flat values."""
        row: dict[str, Any] = {
            "samples": self.model.samples,
            "sigma_ev_per_atom": self.model.sigma_ev_per_atom,
        }
        above = self.energy_above_hull_ev_per_atom
        if above is not None:
            row |= above.to_row("energy_above_hull_ev_per_atom")
            row["probability_stable"] = self.probability_stable
        if self.at_voltage is not None:
            row |= self.at_voltage.ev_per_atom.to_row("decomposition_energy_ev_per_atom")
        return row


@dataclass(frozen=True, kw_only=True)
class WindowUncertainty(TargetUncertainty):
    """A window in all samples of the phases' errors.

    The median of a limit differs from its nominal value where phases near the hull cut in.

    Attributes
    ----------
    reduction_limit_v : Spread
    oxidation_limit_v : Spread or None
        None for a target without ions to give off.
    probability_stable_against_metal : float
        That the ion's metal does not reduce the target's equilibrium: the reduction limit is 0 V.
    covers_v : (float, float) or None
        The range that was asked for.
    probability_covers : float or None
        That the window covers it.
    reduction_products, oxidation_products : tuple of (formula, probability)
        The phases just below and just above the window.
    """

    reduction_limit_v: Spread
    oxidation_limit_v: Spread | None
    probability_stable_against_metal: float
    covers_v: tuple[float, float] | None
    probability_covers: float | None
    reduction_products: Shares
    oxidation_products: Shares

    def to_dict(self) -> dict[str, Any]:
        """Plain values, beside the nominal ones in the JSON."""
        found = super().to_dict() | {
            "reduction_limit_v": self.reduction_limit_v.to_dict(),
            "oxidation_limit_v": self.oxidation_limit_v and self.oxidation_limit_v.to_dict(),
            "probability_stable_against_metal": self.probability_stable_against_metal,
            "reduction_products": shares_to_dict(self.reduction_products),
            "oxidation_products": shares_to_dict(self.oxidation_products),
        }
        if self.covers_v is not None:
            low_v, high_v = self.covers_v
            found["covers"] = {"low_v": low_v, "high_v": high_v, "probability": self.probability_covers}
        return found

    def to_row(self) -> dict[str, Any]:
        """Flat values."""
        row = self.reduction_limit_v.to_row("reduction_limit_v")
        if self.oxidation_limit_v is not None:
            row |= self.oxidation_limit_v.to_row("oxidation_limit_v")
        row["probability_stable_against_metal"] = self.probability_stable_against_metal
        if self.covers_v is not None:
            row["probability_covers"] = self.probability_covers
        return {**super().to_row(), **row}


@dataclass(frozen=True, kw_only=True)
class ProfileUncertainty(TargetUncertainty):
    """A profile in all samples of the phases' errors.

    Attributes
    ----------
    step_probabilities : tuple of float
        For each step, that its products are the equilibrium in the middle of its voltages (for the
        highest step, half a volt above its lower end).
    decomposition_energy : tuple of (voltage_v, Spread)
        At the voltages of the nominal profile.
    """

    step_probabilities: tuple[float, ...]
    decomposition_energy: tuple[tuple[float, Spread], ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, beside the nominal ones in the JSON."""
        return super().to_dict() | {
            "step_probabilities": list(self.step_probabilities),
            "decomposition_energy": [
                {"voltage_v": voltage, **spread.to_dict()} for voltage, spread in self.decomposition_energy
            ],
        }


def _facts(samples: SampledIonLine, model: ErrorModel) -> dict[str, Any]:
    """The fields of `TargetUncertainty`."""
    above, voltage_v = samples.above_hull, samples.nominal.conditions.voltage_v
    at_voltage = None
    if voltage_v is not None:
        at_voltage = AtVoltageUncertainty(
            voltage_v=voltage_v,
            ev_per_atom=Spread.of(samples.decomposition_energies(voltage_v)),
            products=_shares(samples, samples.points_at(voltage_v)),
        )
    return {
        "model": model,
        "energy_above_hull_ev_per_atom": None if above is None else Spread.of(above),
        "probability_stable": None if above is None else share_of(above <= tolerances.STABILITY),
        "at_voltage": at_voltage,
    }


def _shares(samples: SampledIonLine, points: npt.NDArray[np.int64]) -> Shares:
    """The phases at one breakpoint of each sample."""
    return product_shares(samples.system, samples.lines.phases_at(points))


def _have(samples: SampledIonLine, voltage_v: float, formulas: frozenset[str]) -> Bools:
    """Whether the equilibrium at a voltage consists of these phases, in each sample."""
    system = samples.system
    wanted = [column for column in range(len(system.rows)) if system.phase(column)[0] in formulas]
    columns = samples.lines.phases_at(samples.points_at(voltage_v))
    inside = np.isin(columns, wanted)
    found: Bools = ((columns < 0) | inside).all(axis=1) & (inside.sum(axis=1) == len(formulas))
    return found


def window_uncertainty(line: IonLine, model: ErrorModel) -> WindowUncertainty:
    """The window of the target whose ion line this is, in all samples."""
    samples = sample_ion_line(line, model)
    reduction, oxidation = samples.reduction_limits, samples.oxidation_limits
    covers, probability = line.conditions.covers_v, None
    if covers is not None:
        probability = share_of(covering(reduction, oxidation, *covers))
    return WindowUncertainty(
        **_facts(samples, model),
        reduction_limit_v=Spread.of(reduction),
        oxidation_limit_v=None if oxidation is None else Spread.of(oxidation),
        probability_stable_against_metal=share_of(reduction <= VOLTAGE_TOLERANCE_V),
        covers_v=covers,
        probability_covers=probability,
        reduction_products=_shares(samples, samples.below),
        oxidation_products=_shares(samples, samples.above),
    )


def covering(reduction: Floats, oxidation: Floats | None, low_v: float, high_v: float) -> Bools:
    """Whether the window covers a range, in each sample."""
    reached = reduction <= low_v + VOLTAGE_TOLERANCE_V
    if oxidation is None:
        return reached
    found: Bools = reached & (oxidation >= high_v - VOLTAGE_TOLERANCE_V)
    return found


def profile_uncertainty(line: IonLine, nominal: Profile, model: ErrorModel) -> ProfileUncertainty:
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
            (voltage_v, Spread.of(samples.decomposition_energies(voltage_v)))
            for voltage_v, _ in nominal.decomposition_energy
        ),
    )
