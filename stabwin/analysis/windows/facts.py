"""What every answer about one target says: which target, how stable, from which data."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from stabwin.analysis.interphase import Interphase
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.reaction import Equilibrium
from stabwin.analysis.uncertainty.sensitivity import Sensitivity
from stabwin.analysis.windows.uncertainty import TargetUncertainty
from stabwin.documents.document import Document
from stabwin.documents.parts import INLINE, OMITTED, OUTSIDE
from stabwin.notebook import ShownInNotebooks

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class AtVoltage(Document):
    """What a target turns into at one voltage.

    Attributes
    ----------
    voltage_v : float
    ev_per_atom : float
        Decomposition energy E_D, eV per atom of the target, <= 0.
    equilibrium : Equilibrium
    interphase : Interphase
        The character of what it turns into.
    """

    voltage_v: float
    ev_per_atom: float
    equilibrium: Annotated[Equilibrium, INLINE]
    interphase: Interphase


# Keys of the document of an answer: what the question is about, and what stands beside the answer.
KEYS_BEFORE = ("target", "formula", "formula_as_written", "ion", "status")
KEYS_AFTER = ("at_voltage", "uncertainty", "sensitivity", "system_fingerprint", "warnings", "error")


@dataclass(frozen=True, kw_only=True)
class TargetFacts(Document, ShownInNotebooks, ABC):
    """The facts that a window and a profile of one target share.

    Attributes
    ----------
    target : str
        As the user wrote it.
    formula : str
        Reduced formula.
    formula_as_written : str or None
        Given where the formula unit that amounts refer to is not the reduced one.
    ion : str
    status : str
        "stable" (on the hull), "metastable" (above it) or "unlisted" (without an energy of its own).
    energy_above_hull_ev_per_atom : float or None
        >= 0; None for unlisted targets.
    at_voltage : AtVoltage or None
        Where a voltage was asked for.
    system_fingerprint : str
        Of the phases in the elements concerned.
    warnings : tuple of str
    provenance : Provenance
    uncertainty : TargetUncertainty or None
        Where samples were asked for.
    sensitivity : tuple of Sensitivity or None
        Where it was asked for: what each limit becomes without each phase it depends on.
    """

    target: str
    formula: str
    formula_as_written: Annotated[str | None, OMITTED]
    ion: str
    status: str
    energy_above_hull_ev_per_atom: float | None
    at_voltage: Annotated[AtVoltage | None, OMITTED]
    system_fingerprint: str
    warnings: tuple[str, ...]
    provenance: Annotated[Provenance, OUTSIDE]
    uncertainty: Annotated[TargetUncertainty | None, OMITTED] = None
    sensitivity: Annotated[tuple[Sensitivity, ...] | None, OMITTED] = None

    @property
    def formulas(self) -> tuple[str, ...]:
        """The composition that was asked about."""
        return (self.formula,)

    @property
    def error(self) -> None:
        """None: the target was answered."""

    def to_dataframe(self) -> pd.DataFrame:
        """The answer as a table: one row for a window, one per step of a profile."""
        import pandas as pd

        return pd.DataFrame(self.to_rows())

    @abstractmethod
    def to_rows(self) -> list[dict[str, Any]]:
        """Flat rows, as in tables and CSV files."""

    def _to_row(self, **answer: Any) -> dict[str, Any]:
        """One flat row of the facts, with what was asked for between them."""
        row: dict[str, Any] = {
            "target": self.target,
            "formula": self.formula_as_written or self.formula,
            "ion": self.ion,
            "status": self.status,
            "energy_above_hull_ev_per_atom": self.energy_above_hull_ev_per_atom,
            **answer,
        }
        if self.at_voltage is not None:
            row["voltage_v"] = self.at_voltage.voltage_v
            row["decomposition_energy_ev_per_atom"] = self.at_voltage.ev_per_atom
            row["reaction_at_voltage"] = self.at_voltage.equilibrium.reaction
            row |= self.at_voltage.interphase.to_row()
        if self.uncertainty is not None:
            row |= self.uncertainty.to_row()
        for one in self.sensitivity or ():
            row[f"{one.quantity}_hangs_on"] = one.depends_on
        row |= {
            "phases": self.provenance.phases,
            "scheme": self.provenance.scheme,
            "system_fingerprint": self.system_fingerprint,
            "warnings": " ".join(self.warnings),
            "error": None,
        }
        return row
