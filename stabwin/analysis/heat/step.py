"""One reaction on heating, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from stabwin.analysis.heat.uncertainty import StepUncertainty
from stabwin.documents.document import Document
from stabwin.documents.parts import OMITTED
from stabwin.documents.read import from_dict
from stabwin.documents.write import to_dict


class GasAmount(NamedTuple):
    """A gas, per gram of what is heated; millilitres at 25 C and 1 bar."""

    formula: str
    mol_per_g: float
    ml_per_g: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, document: dict[str, Any]) -> GasAmount:
        """The amount from its plain values, as `to_dict` gave them."""
        return from_dict(cls, document)


class PhaseAmount(NamedTuple):
    """A phase, per gram of what is heated."""

    formula: str
    state: str
    mol_per_g: float
    g_per_g: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, document: dict[str, Any]) -> PhaseAmount:
        """The amount from its plain values, as `to_dict` gave them."""
        return from_dict(cls, document)


class Melting(NamedTuple):
    """A phase that is heated beyond its melting point."""

    formula: str
    melting_point_k: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, document: dict[str, Any]) -> Melting:
        """The melting point from its plain values, as `to_dict` gave them."""
        return from_dict(cls, document)


@dataclass(frozen=True, kw_only=True)
class Onset(Document):
    """The temperature at which something begins.

    Attributes
    ----------
    temperature_k : float or None
        None where it is there from the start, or does not begin up to the highest temperature.
    words : str
        "714.3 K", "from the start" or "above 1,500 K".
    """

    temperature_k: float | None
    words: str


@dataclass(frozen=True, kw_only=True)
class HeatStep(Document):
    """One reaction on heating.

    Attributes
    ----------
    onset_temperature_k : float or None
        Where both sides have the same Gibbs energy; None of what reacts from the start.
    reaction : str
        Balanced, in formula units.
    gases_given_off, gases_taken_up : tuple of GasAmount
    heat_kj_per_g : float or None
        Enthalpy of the reaction at its onset (from the start: at the lowest temperature), kJ per gram of
        what is heated; negative where it sets heat free. None where that of a reactant is not known.
    products : tuple of PhaseAmount
        All that is there after the step, gases that stay at 1 bar among them.
    uncertainty : StepUncertainty or None
    """

    onset_temperature_k: float | None
    reaction: str
    gases_given_off: tuple[GasAmount, ...]
    gases_taken_up: tuple[GasAmount, ...]
    heat_kj_per_g: float | None
    products: tuple[PhaseAmount, ...]
    uncertainty: Annotated[StepUncertainty | None, OMITTED] = None
