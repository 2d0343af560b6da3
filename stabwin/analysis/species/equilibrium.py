"""What a target turns into along a gas, and at which pressure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from stabwin.analysis.reaction import Product
from stabwin.documents.document import Document
from stabwin.documents.parts import OMITTED


@dataclass(frozen=True, kw_only=True)
class SpeciesEquilibrium(Document):
    """What a target turns into in exchange with a gas.

    Attributes
    ----------
    molecules_per_formula : float
        Of the gas taken up per formula unit as written; negative if given off.
    products : tuple of Product
        In alphabetical order.
    reaction : str or None
        Balanced; None where the target stays as it is.
    exchanged : mapping or None
        Atoms of each further open element taken up per formula unit.
    """

    molecules_per_formula: float
    products: tuple[Product, ...]
    reaction: str | None
    exchanged: Annotated[Mapping[str, float] | None, OMITTED] = None


@dataclass(frozen=True, kw_only=True)
class PressureLimit(Document):
    """Where a target begins to take a gas up, or to give it off.

    Attributes
    ----------
    pressure_bar : float
        Partial pressure of the gas; 0 below the smallest number that there is.
    log10_pressure_bar : float
    potential_ev : float
        Of the gas, eV per molecule relative to its elements.
    dew_point_c : float or None
        Of water vapour at this pressure, below 0 C the frost point; None where there is none.
    relative_humidity : float or None
        The pressure of water vapour over that at saturation; None above 647 K.
    """

    pressure_bar: float
    log10_pressure_bar: float
    potential_ev: float
    dew_point_c: Annotated[float | None, OMITTED] = None
    relative_humidity: Annotated[float | None, OMITTED] = None
