"""Error bars of contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Shares, Spread
from stabwin.documents.document import Document
from stabwin.documents.parts import INLINE, Key


@dataclass(frozen=True, kw_only=True)
class ContactUncertainty(Document):
    """What a contact releases in all samples of the phases' errors.

    Attributes
    ----------
    model : ErrorModel
    voltage_v : float or None
        Where: None for a closed contact; the nominally worst voltage where a range was asked for.
    mutual_ev_per_atom, mutual_ev_per_nonion_atom : Spread
    total_ev_per_atom, total_ev_per_nonion_atom : Spread
    threshold_ev : float
    probability_no_reaction : float
        That the contact adds nothing.
    probability_within_threshold : float
        That it adds no more than the threshold, eV per non-ion atom.
    products : tuple of (formula, probability)
        Of the mixture of lowest mutual energy.
    """

    model: Annotated[ErrorModel, INLINE]
    voltage_v: float | None
    mutual_ev_per_atom: Annotated[Spread, Key("mutual", "ev_per_atom")]
    mutual_ev_per_nonion_atom: Annotated[Spread, Key("mutual", "ev_per_nonion_atom")]
    total_ev_per_atom: Annotated[Spread, Key("total", "ev_per_atom")]
    total_ev_per_nonion_atom: Annotated[Spread, Key("total", "ev_per_nonion_atom")]
    threshold_ev: float
    probability_no_reaction: float
    probability_within_threshold: float
    products: Annotated[Shares, Key("mutual", "products")]

    def to_row(self) -> dict[str, Any]:
        """Flat values."""
        return {
            "samples": self.model.samples,
            "sigma_ev_per_atom": self.model.sigma_ev_per_atom,
            "uncertainty_voltage_v": self.voltage_v,
            **self.mutual_ev_per_atom.to_row("mutual_ev_per_atom"),
            **self.mutual_ev_per_nonion_atom.to_row("mutual_ev_per_nonion_atom"),
            **self.total_ev_per_atom.to_row("total_ev_per_atom"),
            **self.total_ev_per_nonion_atom.to_row("total_ev_per_nonion_atom"),
            "probability_no_reaction": self.probability_no_reaction,
            "probability_within_threshold": self.probability_within_threshold,
        }
