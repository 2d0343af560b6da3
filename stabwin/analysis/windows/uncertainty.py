"""Error bars of windows and profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Shares, Spread
from stabwin.documents.document import Document
from stabwin.documents.parts import INLINE, OMITTED
from stabwin.documents.read import from_dict
from stabwin.documents.write import to_dict


@dataclass(frozen=True, kw_only=True)
class AtVoltageUncertainty(Document):
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


@dataclass(frozen=True, kw_only=True)
class TargetUncertainty(Document):
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

    model: Annotated[ErrorModel, INLINE]
    energy_above_hull_ev_per_atom: Spread | None
    probability_stable: float | None
    at_voltage: Annotated[AtVoltageUncertainty | None, OMITTED]

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
class CoveredRange(Document):
    """A range of voltages, and the probability that a window covers it."""

    low_v: float
    high_v: float
    probability: float


class SpreadAtVoltage(NamedTuple):
    """The decomposition energy at one voltage, in all samples."""

    voltage_v: float
    spread: Annotated[Spread, INLINE]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> SpreadAtVoltage:
        """The spread from its plain values, as `to_dict` gave them."""
        return from_dict(cls, document)


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
    reduction_products, oxidation_products : tuple of (formula, probability)
        The phases just below and just above the window.
    covers : CoveredRange or None
        Where a range was asked for.
    """

    reduction_limit_v: Spread
    oxidation_limit_v: Spread | None
    probability_stable_against_metal: float
    reduction_products: Shares
    oxidation_products: Shares
    covers: Annotated[CoveredRange | None, OMITTED] = None

    @property
    def covers_v(self) -> tuple[float, float] | None:
        """The range that was asked for."""
        return None if self.covers is None else (self.covers.low_v, self.covers.high_v)

    @property
    def probability_covers(self) -> float | None:
        """The probability that the window covers it."""
        return None if self.covers is None else self.covers.probability

    def to_row(self) -> dict[str, Any]:
        """Flat values."""
        row = self.reduction_limit_v.to_row("reduction_limit_v")
        if self.oxidation_limit_v is not None:
            row |= self.oxidation_limit_v.to_row("oxidation_limit_v")
        row["probability_stable_against_metal"] = self.probability_stable_against_metal
        if self.covers is not None:
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
    decomposition_energy: tuple[SpreadAtVoltage, ...]
