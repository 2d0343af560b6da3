"""What a material, or a mixture of two, turns into as it is heated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from stabwin.analysis.heat.step import GasAmount, HeatStep, Melting, Onset, PhaseAmount
from stabwin.analysis.heat.uncertainty import HeatUncertainty
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import declare
from stabwin.documents.document import Document
from stabwin.documents.parts import OMITTED, OUTSIDE
from stabwin.notebook import ShownInNotebooks

if TYPE_CHECKING:
    import pandas as pd

REACTS, NO_REACTION = "reacts", "no_reaction"


@dataclass(frozen=True, kw_only=True)
class ContactPart(Document):
    """What the contact adds to what both sides do on their own, at one temperature.

    Attributes
    ----------
    temperature_k : float
    gibbs_kj_per_g : float
        The Gibbs energy of the mixture at equilibrium less that of A and B, each at its own; <= 0.
    heat_kj_per_g : float
        The same of the enthalpies; negative where heat is set free.
    """

    temperature_k: float
    gibbs_kj_per_g: float
    heat_kj_per_g: float


@dataclass(frozen=True, kw_only=True)
class PressureColumn(Document):
    """The steps at one oxygen pressure.

    Attributes
    ----------
    pressure_bar : float
    onsets_k : tuple of float
        Where one equilibrium follows another.
    equilibria : tuple of str
        One more than there are onsets.
    """

    pressure_bar: float
    onsets_k: tuple[float, ...]
    equilibria: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class Heating(Document, ShownInNotebooks):
    """The equilibria of a material, or of a mixture of two, between two temperatures.

    Attributes
    ----------
    a, formula_a : str
        As asked, and its reduced formula.
    b, formula_b : str or None
        None of one material.
    state : str or None
        "charged" or "discharged" of a cathode that is given by name.
    ion : str
    mass_fraction_a : float or None
        Part of the mass that comes from A.
    low_k, high_k : float
        The range of temperatures.
    status : str
        "reacts", or "no_reaction" where nothing happens up to the highest temperature.
    steps : tuple of HeatStep
        Of the mixture, or of the one material, in order.
    steps_a, steps_b : tuple of HeatStep or None
        Of each alone, per gram of it; None of one material.
    unreacted : tuple of PhaseAmount
        What is there before the first step.
    reaction_onset, gas_onset : Onset
        Of the first step, and of the first that gives off a gas.
    contact : tuple of ContactPart
        At the lowest and at the highest temperature; empty of one material.
    melting : tuple of Melting
        Phases that are there above their melting points.
    oxygen_map : tuple of PressureColumn or None
        Where it was asked for.
    uncertainty : HeatUncertainty or None
    system_fingerprint : str
    warnings : tuple of str
    provenance : Provenance
    """

    a: str
    b: str | None
    formula_a: str
    formula_b: str | None
    state: str | None
    ion: str
    mass_fraction_a: float | None
    low_k: float
    high_k: float
    status: str
    steps: tuple[HeatStep, ...]
    steps_a: tuple[HeatStep, ...] | None
    steps_b: tuple[HeatStep, ...] | None
    unreacted: tuple[PhaseAmount, ...]
    reaction_onset: Onset
    gas_onset: Onset
    contact: tuple[ContactPart, ...]
    melting: tuple[Melting, ...]
    oxygen_map: Annotated[tuple[PressureColumn, ...] | None, OMITTED] = None
    uncertainty: Annotated[HeatUncertainty | None, OMITTED] = None
    system_fingerprint: str
    warnings: tuple[str, ...]
    provenance: Annotated[Provenance, OUTSIDE]

    document_keys: ClassVar[tuple[str, ...]] = (
        "a",
        "b",
        "formula_a",
        "formula_b",
        "state",
        "ion",
        "mass_fraction_a",
        "low_k",
        "high_k",
        "status",
        "reaction_onset",
        "gas_onset",
        "unreacted",
        "steps",
        "steps_a",
        "steps_b",
        "contact",
        "melting",
        "oxygen_map",
        "uncertainty",
        "system_fingerprint",
        "warnings",
        "error",
    )

    def __repr__(self) -> str:
        reacts = f"reacts {_at(self.reaction_onset)}, gas {_at(self.gas_onset)}"
        return f"Heating({self.target!r}: {reacts})"

    @property
    def target(self) -> str:
        """A, or A|B."""
        return self.a if self.b is None else f"{self.a}|{self.b}"

    @property
    def formulas(self) -> tuple[str, ...]:
        """The compositions that were asked about."""
        return (self.formula_a,) if self.formula_b is None else (self.formula_a, self.formula_b)

    @property
    def error(self) -> None:
        """None: it was answered."""

    @property
    def heat_at_start_kj_per_g(self) -> float | None:
        """What the reaction that is there from the start sets free (negative), kJ per gram; 0 without."""
        first = next((one for one in self.steps if one.onset_temperature_k is None), None)
        return 0.0 if first is None else first.heat_kj_per_g

    @property
    def parts(self) -> tuple[tuple[str, tuple[HeatStep, ...]], ...]:
        """The steps of the mixture, of A and of B, each with its name."""
        if self.steps_a is None or self.steps_b is None:
            return ((self.a, self.steps),)
        return ((self.target, self.steps), (self.a, self.steps_a), (str(self.b), self.steps_b))

    def to_dataframe(self) -> pd.DataFrame:
        """One row per step of the mixture, and of A and B alone."""
        import pandas as pd

        return pd.DataFrame(self.to_rows())

    def to_rows(self) -> list[dict[str, Any]]:
        """Flat rows, one per step; one without a step where nothing happens."""
        rows = []
        for of, steps in self.parts:
            for number, step in enumerate(steps or (None,), 1 if steps else 0):
                rows.append(self._about() | {"of": of, "step": number} | _of_step(step, self.uncertainty))
        ends = {
            "phases": self.provenance.phases,
            "scheme": self.provenance.scheme,
            "system_fingerprint": self.system_fingerprint,
            "warnings": " ".join(self.warnings),
            "error": None,
        }
        return [row | ends for row in rows]

    def _about(self) -> dict[str, Any]:
        return {
            "a": self.a,
            "b": self.b,
            "state": self.state,
            "mass_fraction_a": self.mass_fraction_a,
            "status": self.status,
            "reaction_onset_k": self.reaction_onset.temperature_k,
            "reaction_onset": self.reaction_onset.words,
            "gas_onset_k": self.gas_onset.temperature_k,
            "gas_onset": self.gas_onset.words,
            "heat_at_start_kj_per_g": self.heat_at_start_kj_per_g,
            "contact_heat_kj_per_g": self.contact[0].heat_kj_per_g if self.contact else None,
            "contact_gibbs_kj_per_g": self.contact[0].gibbs_kj_per_g if self.contact else None,
        }


def _at(onset: Onset) -> str:
    return onset.words if onset.temperature_k is None else f"at {onset.words}"


def _of_step(step: HeatStep | None, samples: HeatUncertainty | None) -> dict[str, Any]:
    if step is None:
        return dict.fromkeys(("onset_temperature_k", "reaction", "gases", "gas_ml_per_g", "heat_kj_per_g"))
    row: dict[str, Any] = {
        "onset_temperature_k": step.onset_temperature_k,
        "reaction": step.reaction,
        "gases": gases_text(step.gases_given_off),
        "gas_ml_per_g": sum((gas.ml_per_g for gas in step.gases_given_off), 0.0),
        "heat_kj_per_g": step.heat_kj_per_g,
    }
    if samples is not None and step.uncertainty is not None:
        row |= {"onset_probability": step.uncertainty.probability}
        row |= step.uncertainty.onset_temperature_k.to_row("onset_temperature_k")
    return row


def gases_text(gases: Sequence[GasAmount]) -> str:
    """Gases with their volumes, as text."""
    return " + ".join(f"{gas.ml_per_g:.3g} {gas.formula}" for gas in gases)


HEATINGS = declare("stabwin/heat/1", Heating)
