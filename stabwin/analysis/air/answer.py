"""What air does to one material, as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from stabwin.analysis.provenance import Provenance
from stabwin.analysis.reaction import Product
from stabwin.analysis.results import declare
from stabwin.analysis.species.equilibrium import PressureLimit
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.analysis.written import write_products
from stabwin.documents.document import Document
from stabwin.documents.parts import INLINE, OMITTED, OUTSIDE
from stabwin.notebook import ShownInNotebooks

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class AirReaction(Document):
    """The first reaction with a gas, and where it begins.

    Attributes
    ----------
    limit : PressureLimit
        The partial pressure from which on the gas is taken up, or below which it is given off.
    molecules_per_formula : float
        Of the gas taken up per formula unit as written; negative if given off.
    products : tuple of Product
    reaction : str
    """

    limit: PressureLimit
    molecules_per_formula: float
    products: tuple[Product, ...]
    reaction: str


@dataclass(frozen=True, kw_only=True)
class LeavingGas(Document):
    """A gas that water drives out, in millilitres per gram of the material at 25 C and 1 bar.

    Attributes
    ----------
    formula : str
    first_step_ml_per_g : float
        By the first reaction alone.
    saturated_ml_per_g : float
        By all reactions up to saturated vapour.
    """

    formula: str
    first_step_ml_per_g: float
    saturated_ml_per_g: float


@dataclass(frozen=True, kw_only=True)
class Room(Document):
    """Air of some humidity, and whether the material stays as it is there.

    Attributes
    ----------
    name : str
        "dew point -40 C", "50 % relative humidity".
    pressure_bar : float
        Of water vapour.
    stable : bool
    probability : float or None
        Share of the samples in which it is stable.
    """

    name: str
    pressure_bar: float
    stable: bool
    probability: Annotated[float | None, OMITTED] = None


@dataclass(frozen=True, kw_only=True)
class AirUncertainty(Document):
    """The limit of humidity in all samples of the phases' errors.

    Attributes
    ----------
    model : ErrorModel
    water_log10_bar : Spread
        A limit that a sample does not have counts as infinitely high.
    """

    model: Annotated[ErrorModel, INLINE]
    water_log10_bar: Spread


@dataclass(frozen=True, kw_only=True, repr=False)
class Air(Document, ShownInNotebooks):
    """What air does to one material.

    Attributes
    ----------
    target, formula, ion : str
    formula_as_written : str or None
        Given where the formula unit that amounts refer to is not the reduced one.
    temperature_k : float
    status : str
        "stable" (on the hull), "metastable" (above it) or "unlisted" (without an energy of its own).
    energy_above_hull_ev_per_atom : float or None
    water : AirReaction or None
        The first reaction with water vapour in which no element changes its oxidation state; None
        where there is none up to saturation.
    water_does : str or None
        "hydrates" where water is taken up whole, "hydrolyses" where it is not, "is oxidised" for metals and
        hydrides (`stabwin.analysis.air.attack`).
    ev_per_h2o : float or None
        What that reaction releases (negative) at 50 % relative humidity, eV per molecule of water.
    leaving : tuple of LeavingGas
        H2S and other gases that water drives out.
    carbon_dioxide, carbon_dioxide_moist : AirReaction or None
        The first reaction with carbon dioxide, without redox: dry, and at 50 % relative humidity.
    water_with_redox : AirReaction or None
        The first reaction with water at full equilibrium, in which it may oxidise.
    oxygen_taken_up, oxygen_given_off : AirReaction or None
        At full equilibrium: above which pressure of O2 it is oxidised, and below which it gives oxygen off.
    rooms : tuple of Room
    verdict : str
        In words.
    uncertainty : AirUncertainty or None
    system_fingerprint : str
    warnings : tuple of str
    provenance : Provenance
    """

    target: str
    formula: str
    formula_as_written: Annotated[str | None, OMITTED]
    ion: str
    temperature_k: float
    status: str
    energy_above_hull_ev_per_atom: float | None
    water: AirReaction | None
    water_does: str | None
    ev_per_h2o: float | None
    leaving: tuple[LeavingGas, ...]
    carbon_dioxide: AirReaction | None
    carbon_dioxide_moist: AirReaction | None
    water_with_redox: AirReaction | None
    oxygen_taken_up: AirReaction | None
    oxygen_given_off: AirReaction | None
    rooms: tuple[Room, ...]
    verdict: str
    uncertainty: Annotated[AirUncertainty | None, OMITTED] = None
    system_fingerprint: str
    warnings: tuple[str, ...]
    provenance: Annotated[Provenance, OUTSIDE]

    document_keys: ClassVar[tuple[str, ...]] = (
        "target",
        "formula",
        "formula_as_written",
        "ion",
        "temperature_k",
        "status",
        "energy_above_hull_ev_per_atom",
        "water",
        "water_does",
        "ev_per_h2o",
        "leaving",
        "carbon_dioxide",
        "carbon_dioxide_moist",
        "water_with_redox",
        "oxygen_taken_up",
        "oxygen_given_off",
        "rooms",
        "verdict",
        "uncertainty",
        "system_fingerprint",
        "warnings",
        "error",
    )

    def __repr__(self) -> str:
        return f"Air({self.target!r}: {self.verdict})"

    @property
    def formulas(self) -> tuple[str, ...]:
        """The composition that was asked about."""
        return (self.formula,)

    @property
    def error(self) -> None:
        """None: it was answered."""

    def to_dataframe(self) -> pd.DataFrame:
        """One row."""
        import pandas as pd

        return pd.DataFrame(self.to_rows())

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row."""
        limit = None if self.water is None else self.water.limit
        row: dict[str, Any] = {
            "target": self.target,
            "formula": self.formula_as_written or self.formula,
            "temperature_k": self.temperature_k,
            "status": self.status,
            "energy_above_hull_ev_per_atom": self.energy_above_hull_ev_per_atom,
            "with_water": self.verdict,
            "water_does": self.water_does,
            "water_limit_bar": None if limit is None else limit.pressure_bar,
            "water_limit_dew_point_c": None if limit is None else limit.dew_point_c,
            "water_limit_relative_humidity": None if limit is None else limit.relative_humidity,
            "ev_per_h2o": self.ev_per_h2o,
            "water_products": None if self.water is None else write_products(self.water.products),
            "water_reaction": None if self.water is None else self.water.reaction,
            "leaving_gases": _leaving(self.leaving),
        }
        for name in _OTHERS:
            found: AirReaction | None = getattr(self, name)
            row[f"{name}_bar"] = None if found is None else found.limit.pressure_bar
            row[f"{name}_reaction"] = None if found is None else found.reaction
        if self.uncertainty is not None:
            row |= self.uncertainty.water_log10_bar.to_row("water_log10_bar")
        row["system_fingerprint"] = self.system_fingerprint
        row["phases"], row["scheme"] = self.provenance.phases, self.provenance.scheme
        return [row | {"warnings": " ".join(self.warnings), "error": None}]


_OTHERS = (
    "carbon_dioxide",
    "carbon_dioxide_moist",
    "water_with_redox",
    "oxygen_taken_up",
    "oxygen_given_off",
)


def _leaving(gases: tuple[LeavingGas, ...]) -> str:
    return "; ".join(
        f"{gas.formula} {gas.first_step_ml_per_g:.3g} to {gas.saturated_ml_per_g:.3g} mL/g" for gas in gases
    )


AIRS = declare("stabwin/air/1", Air)
