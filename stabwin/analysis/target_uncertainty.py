"""Windows and profiles with error bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stabwin.analysis.ion_line import VOLTAGE_TOLERANCE_V, Floats, IonLine
from stabwin.analysis.profile import Profile
from stabwin.analysis.sampled_target import sample_ion_line
from stabwin.analysis.uncertainty import (
    ErrorModel,
    Shares,
    Spread,
    product_shares,
    share_of,
    shares_to_dict,
)
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


class _Samples:
    """Arrays read off a target's line in every block of samples, put together."""

    def __init__(self, line: IonLine, model: ErrorModel) -> None:
        self.line, self.model = line, model
        self.blocks = [sample_ion_line(line, model, first, count) for first, count in model.blocks()]

    def facts(self) -> dict[str, Any]:
        """The fields of `TargetUncertainty`."""
        above = [block.above_hull for block in self.blocks if block.above_hull is not None]
        found: dict[str, Any] = {
            "model": self.model,
            "energy_above_hull_ev_per_atom": None,
            "probability_stable": None,
            "at_voltage": None,
        }
        if above:
            heights = np.concatenate(above)
            found["energy_above_hull_ev_per_atom"] = Spread.of(heights)
            found["probability_stable"] = share_of(heights <= tolerances.STABILITY)
        voltage_v = self.line.conditions.voltage_v
        if voltage_v is not None:
            found["at_voltage"] = AtVoltageUncertainty(
                voltage_v=voltage_v,
                ev_per_atom=self.energy(voltage_v),
                products=self.shares([block.points_at(voltage_v) for block in self.blocks]),
            )
        return found

    def energy(self, voltage_v: float) -> Spread:
        """The spread of E_D at a voltage."""
        return Spread.of(np.concatenate([block.decomposition_energies(voltage_v) for block in self.blocks]))

    def shares(self, points: list[npt.NDArray[np.int64]]) -> Shares:
        """The phases at one breakpoint of each sample."""
        columns = [block.lines.phases_at(at) for block, at in zip(self.blocks, points, strict=True)]
        return product_shares(self.blocks[0].system, np.concatenate(columns))

    def have(self, voltage_v: float, formulas: frozenset[str]) -> Bools:
        """Whether the equilibrium at a voltage consists of these phases."""
        found = []
        for block in self.blocks:
            wanted = {c for c in range(len(block.system.rows)) if block.system.phase(c)[0] in formulas}
            columns = block.lines.phases_at(block.points_at(voltage_v))
            inside = np.isin(columns, sorted(wanted))
            found.append(((columns < 0) | inside).all(axis=1) & (inside.sum(axis=1) == len(formulas)))
        return np.concatenate(found)


def window_uncertainty(line: IonLine, model: ErrorModel) -> WindowUncertainty:
    """The window of the target whose ion line this is, in all samples."""
    samples = _Samples(line, model)
    reduction = np.concatenate([block.reduction_limits for block in samples.blocks])
    oxidation = _joined([block.oxidation_limits for block in samples.blocks])
    covers, probability = line.conditions.covers_v, None
    if covers is not None:
        probability = share_of(covering(reduction, oxidation, *covers))
    return WindowUncertainty(
        **samples.facts(),
        reduction_limit_v=Spread.of(reduction),
        oxidation_limit_v=None if oxidation is None else Spread.of(oxidation),
        probability_stable_against_metal=share_of(reduction <= VOLTAGE_TOLERANCE_V),
        covers_v=covers,
        probability_covers=probability,
        reduction_products=samples.shares([block.below for block in samples.blocks]),
        oxidation_products=samples.shares([block.above for block in samples.blocks]),
    )


def _joined(blocks: list[Floats | None]) -> Floats | None:
    found = [block for block in blocks if block is not None]
    return np.concatenate(found) if found else None


def covering(reduction: Floats, oxidation: Floats | None, low_v: float, high_v: float) -> Bools:
    """Whether the window covers a range, in each sample."""
    reached = reduction <= low_v + VOLTAGE_TOLERANCE_V
    if oxidation is None:
        return reached
    found: Bools = reached & (oxidation >= high_v - VOLTAGE_TOLERANCE_V)
    return found


def profile_uncertainty(line: IonLine, nominal: Profile, model: ErrorModel) -> ProfileUncertainty:
    """The profile of the target whose ion line this is, in all samples."""
    samples = _Samples(line, model)
    shares = []
    for step in nominal.steps:
        high_v = step.voltage_low_v + 1.0 if step.voltage_high_v is None else step.voltage_high_v
        here = samples.have((step.voltage_low_v + high_v) / 2, frozenset(step.equilibrium.formulas))
        shares.append(share_of(here))
    return ProfileUncertainty(
        **samples.facts(),
        step_probabilities=tuple(shares),
        decomposition_energy=tuple(
            (voltage_v, samples.energy(voltage_v)) for voltage_v, _ in nominal.decomposition_energy
        ),
    )
