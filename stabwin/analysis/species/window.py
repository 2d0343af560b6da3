"""The window of a target along a gas: the pressures at which it neither takes it up nor gives it off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from stabwin.analysis.provenance import Provenance
from stabwin.analysis.reaction import Product
from stabwin.analysis.results import declare
from stabwin.analysis.species.equilibrium import PressureLimit, SpeciesEquilibrium
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Shares, Spread
from stabwin.analysis.written import write_products
from stabwin.documents.document import Document
from stabwin.documents.parts import INLINE, OMITTED, OUTSIDE
from stabwin.notebook import ShownInNotebooks

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class SpeciesUncertainty(Document):
    """The window in all samples of the phases' errors.

    Attributes
    ----------
    model : ErrorModel
    lower_limit_log10_bar : Spread or None
        None where the target has no gas to give off.
    upper_limit_log10_bar : Spread
        A limit that a sample does not have counts as infinitely high.
    taken_up, given_off : tuple of (formula, probability)
        The phases just above and just below the window.
    """

    model: Annotated[ErrorModel, INLINE]
    lower_limit_log10_bar: Spread | None
    upper_limit_log10_bar: Spread
    given_off: Shares
    taken_up: Shares


@dataclass(frozen=True, kw_only=True, repr=False)
class SpeciesWindow(Document, ShownInNotebooks):
    """The window of one target along a gas.

    Attributes
    ----------
    target, formula, ion : str
    formula_as_written : str or None
        Given where the formula unit that amounts refer to is not the reduced one.
    species : str
        The gas.
    temperature_k : float
    status : str
        "stable" (on the hull), "metastable" (above it) or "unlisted" (without an energy of its own).
    window : str
        "open", or "zero_width": the composition is a mixture of the two equilibria at one pressure.
    lower_limit : PressureLimit or None
        Below it the target gives the gas off; None where it has none to give.
    upper_limit : PressureLimit or None
        Above it the target takes the gas up; None where the gas leaves at 1 bar, condenses, or reacts with
        other reservoirs before.
    energy_above_hull_ev_per_atom : float or None
    decomposition : tuple of Product
        What the target consists of between the limits.
    given_off, taken_up : SpeciesEquilibrium or None
        Just below and just above the window.
    uncertainty : SpeciesUncertainty or None
    system_fingerprint : str
    warnings : tuple of str
    provenance : Provenance
    """

    target: str
    formula: str
    formula_as_written: Annotated[str | None, OMITTED]
    ion: str
    species: str
    temperature_k: float
    status: str
    window: str
    lower_limit: PressureLimit | None
    upper_limit: PressureLimit | None
    energy_above_hull_ev_per_atom: float | None
    decomposition: tuple[Product, ...]
    given_off: SpeciesEquilibrium | None
    taken_up: SpeciesEquilibrium | None
    uncertainty: Annotated[SpeciesUncertainty | None, OMITTED] = None
    system_fingerprint: str
    warnings: tuple[str, ...]
    provenance: Annotated[Provenance, OUTSIDE]

    document_keys: ClassVar[tuple[str, ...]] = (
        "target",
        "formula",
        "formula_as_written",
        "ion",
        "species",
        "temperature_k",
        "status",
        "window",
        "lower_limit",
        "upper_limit",
        "energy_above_hull_ev_per_atom",
        "decomposition",
        "given_off",
        "taken_up",
        "uncertainty",
        "system_fingerprint",
        "warnings",
        "error",
    )

    def __repr__(self) -> str:
        low, high = (
            "no limit" if one is None else f"{one.pressure_bar:.3g} bar"
            for one in (self.lower_limit, self.upper_limit)
        )
        return f"SpeciesWindow({self.target!r} along {self.species}: {low} to {high}, {self.status})"

    @property
    def formulas(self) -> tuple[str, ...]:
        """The composition that was asked about."""
        return (self.formula,)

    @property
    def error(self) -> None:
        """None: the target was answered."""

    def to_dataframe(self) -> pd.DataFrame:
        """One row."""
        import pandas as pd

        return pd.DataFrame(self.to_rows())

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row."""
        row: dict[str, Any] = {
            "target": self.target,
            "formula": self.formula_as_written or self.formula,
            "species": self.species,
            "temperature_k": self.temperature_k,
            "status": self.status,
            "window": self.window,
            "energy_above_hull_ev_per_atom": self.energy_above_hull_ev_per_atom,
        }
        for name, limit in (("lower_limit", self.lower_limit), ("upper_limit", self.upper_limit)):
            row[f"{name}_bar"] = None if limit is None else limit.pressure_bar
            if self.species == "H2O":
                row[f"{name}_dew_point_c"] = None if limit is None else limit.dew_point_c
                row[f"{name}_relative_humidity"] = None if limit is None else limit.relative_humidity
        row["decomposition"] = write_products(self.decomposition)
        row["given_off"] = None if self.given_off is None else self.given_off.reaction
        row["taken_up"] = None if self.taken_up is None else self.taken_up.reaction
        if self.uncertainty is not None:
            if self.uncertainty.lower_limit_log10_bar is not None:
                row |= self.uncertainty.lower_limit_log10_bar.to_row("lower_limit_log10_bar")
            row |= self.uncertainty.upper_limit_log10_bar.to_row("upper_limit_log10_bar")
        row |= {
            "phases": self.provenance.phases,
            "scheme": self.provenance.scheme,
            "system_fingerprint": self.system_fingerprint,
            "warnings": " ".join(self.warnings),
            "error": None,
        }
        return [row]


SPECIES_WINDOWS = declare("stabwin/species-window/1", SpeciesWindow)
