"""The profile of a target along a gas: every equilibrium and the pressures at which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import declare
from stabwin.analysis.species.equilibrium import PressureLimit, SpeciesEquilibrium
from stabwin.analysis.written import write_products
from stabwin.documents.document import Document
from stabwin.documents.parts import OMITTED, OUTSIDE
from stabwin.notebook import ShownInNotebooks

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class SpeciesStep(Document):
    """One equilibrium, and between which pressures of the gas it holds.

    Attributes
    ----------
    lower_limit, upper_limit : PressureLimit or None
        None below the first step and above the last.
    equilibrium : SpeciesEquilibrium
    """

    lower_limit: PressureLimit | None
    upper_limit: PressureLimit | None
    equilibrium: SpeciesEquilibrium


@dataclass(frozen=True, kw_only=True, repr=False)
class SpeciesProfile(Document, ShownInNotebooks):
    """The profile of one target along a gas.

    Attributes
    ----------
    target, formula, ion, species, status : str
        As in `SpeciesWindow`.
    formula_as_written : str or None
    temperature_k : float
    energy_above_hull_ev_per_atom : float or None
    steps : tuple of SpeciesStep
        From low to high pressures.
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
    energy_above_hull_ev_per_atom: float | None
    steps: tuple[SpeciesStep, ...]
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
        "energy_above_hull_ev_per_atom",
        "steps",
        "system_fingerprint",
        "warnings",
        "error",
    )

    def __repr__(self) -> str:
        return (
            f"SpeciesProfile({self.target!r} along {self.species}: {len(self.steps)} steps, {self.status})"
        )

    @property
    def formulas(self) -> tuple[str, ...]:
        """The composition that was asked about."""
        return (self.formula,)

    @property
    def error(self) -> None:
        """None: the target was answered."""

    def to_dataframe(self) -> pd.DataFrame:
        """One row per step."""
        import pandas as pd

        return pd.DataFrame(self.to_rows())

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row per step."""
        return [self._row(step) for step in self.steps]

    def _row(self, step: SpeciesStep) -> dict[str, Any]:
        low, high = step.lower_limit, step.upper_limit
        return {
            "target": self.target,
            "formula": self.formula_as_written or self.formula,
            "species": self.species,
            "temperature_k": self.temperature_k,
            "status": self.status,
            "energy_above_hull_ev_per_atom": self.energy_above_hull_ev_per_atom,
            "pressure_low_bar": None if low is None else low.pressure_bar,
            "pressure_low_log10_bar": None if low is None else low.log10_pressure_bar,
            "pressure_high_bar": None if high is None else high.pressure_bar,
            "pressure_high_log10_bar": None if high is None else high.log10_pressure_bar,
            "molecules_per_formula": step.equilibrium.molecules_per_formula,
            "products": write_products(step.equilibrium.products),
            "reaction": step.equilibrium.reaction,
            "phases": self.provenance.phases,
            "scheme": self.provenance.scheme,
            "system_fingerprint": self.system_fingerprint,
            "warnings": " ".join(self.warnings),
            "error": None,
        }


SPECIES_PROFILES = declare("stabwin/species-profile/1", SpeciesProfile)
