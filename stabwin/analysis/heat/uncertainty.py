"""What onsets are in the samples of the phases' errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.documents.document import Document
from stabwin.documents.parts import INLINE


@dataclass(frozen=True, kw_only=True)
class StepUncertainty(Document):
    """One step in all samples.

    Attributes
    ----------
    probability : float
        Share of the samples in which all that the step forms is there together somewhere in the range.
    onset_temperature_k : Spread
        Where that is first so; the lowest temperature where it is so from the start, and unbounded (null)
        where it never is.
    """

    probability: float
    onset_temperature_k: Spread


@dataclass(frozen=True, kw_only=True)
class HeatUncertainty(Document):
    """The first reaction and the first gas in all samples.

    Attributes
    ----------
    model : ErrorModel
    reaction_probability, gas_probability : float
        Share of the samples in which it begins within the range, from the start included.
    reaction_onset_k, gas_onset_k : Spread
        As in `StepUncertainty`.
    """

    model: Annotated[ErrorModel, INLINE]
    reaction_probability: float
    reaction_onset_k: Spread
    gas_probability: float
    gas_onset_k: Spread
