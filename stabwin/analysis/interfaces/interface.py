"""The interface of two materials: what they do to each other, and each on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from stabwin.analysis.interfaces.kinks import Kink, Minimum
from stabwin.analysis.interfaces.uncertainty import ContactUncertainty
from stabwin.analysis.interfaces.voltage_range import VoltageRange
from stabwin.analysis.interphase import Interphase
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.uncertainty.sensitivity import Sensitivity
from stabwin.analysis.written import write_products
from stabwin.documents.document import Document
from stabwin.documents.parts import LISTED, OMITTED, OUTSIDE
from stabwin.notebook import ShownInNotebooks

if TYPE_CHECKING:
    import pandas as pd

REACTS, NO_REACTION, NOT_COVERED = "reacts", "no_reaction", "not_covered"


@dataclass(frozen=True, kw_only=True)
class LimitedMetal(Document):
    """A finite amount of the ion's metal in contact: the closed tie-line.

    Attributes
    ----------
    mutual, total : Minimum
    kinks : tuple of Kink
    """

    mutual: Minimum
    total: Minimum
    kinks: tuple[Kink, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class Interface(Document, ShownInNotebooks):
    """The contact of two materials.

    Attributes
    ----------
    a, b : str
        As the user wrote them.
    formula_a, formula_b : str
        Reduced formulas.
    state : str or None
        "charged" or "discharged", where a side has such states and they were asked for.
    ion : str
    voltage_v : float or None
        None for a closed contact.
    status : str
        "reacts", "no_reaction", or "not_covered" where the phases do not answer.
    mutual : Minimum or None
        What the contact adds, both sides lowered to the hull.
    total : Minimum or None
        What is released, self-decomposition included.
    self_a_ev_per_atom, self_b_ev_per_atom : float or None
        What each side releases on its own under the same conditions, eV per atom of it, <= 0.
    kinks : tuple of Kink
        From B (fraction 0) to A (fraction 1); empty against an unlimited reservoir.
    limited_metal : LimitedMetal or None
        Where one side is the ion's metal: the contact with a finite amount of it.
    range : VoltageRange or None
        Where a range of voltages was asked for.
    system_fingerprint : str or None
    warnings : tuple of str
    error : str or None
        Why the phases do not answer.
    provenance : Provenance
    interphase : Interphase or None
        The character of what forms at the contact, or at its worst voltage in a range.
    uncertainty : ContactUncertainty or None
        Where samples were asked for.
    sensitivity : Sensitivity or None
        Where it was asked for: what the mutual energy, in a range that at its worst voltage, becomes
        without each product.
    """

    a: str
    b: str
    formula_a: str
    formula_b: str
    state: str | None
    ion: str
    voltage_v: float | None
    status: str
    mutual: Minimum | None
    total: Minimum | None
    self_a_ev_per_atom: float | None
    self_b_ev_per_atom: float | None
    kinks: tuple[Kink, ...]
    limited_metal: LimitedMetal | None
    range: Annotated[VoltageRange | None, OMITTED]
    system_fingerprint: str | None
    warnings: tuple[str, ...]
    error: str | None
    provenance: Annotated[Provenance, OUTSIDE]
    interphase: Interphase | None = None
    uncertainty: Annotated[ContactUncertainty | None, OMITTED] = None
    sensitivity: Annotated[Sensitivity | None, OMITTED, LISTED] = None

    document_keys: ClassVar[tuple[str, ...]] = (
        *("a", "b", "formula_a", "formula_b", "state", "ion", "voltage_v"),
        *("mutual", "total", "self_a_ev_per_atom", "self_b_ev_per_atom", "kinks", "limited_metal"),
        *("range", "interphase", "uncertainty", "sensitivity"),
        *("system_fingerprint", "status", "warnings", "error"),
    )

    @property
    def target(self) -> str:
        """Both sides in one text."""
        return f"{self.a}|{self.b}"

    @property
    def formulas(self) -> tuple[str, ...]:
        """The compositions of both sides."""
        return self.formula_a, self.formula_b

    def __repr__(self) -> str:
        state = " charged" if self.state == "charged" else ""
        where = "closed" if self.voltage_v is None else f"at {self.voltage_v:g} V"
        if self.mutual is None:
            return f"Interface({self.target!r}{state}: {self.status})"
        return f"Interface({self.target!r}{state}: {self.mutual.ev_per_atom:.4f} eV/atom, {where})"

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row."""
        row: dict[str, Any] = {
            "a": self.a,
            "b": self.b,
            "formula_a": self.formula_a,
            "formula_b": self.formula_b,
            "state": self.state,
            "ion": self.ion,
            "voltage_v": self.voltage_v,
            "status": self.status,
        }
        for name, minimum in (("mutual", self.mutual), ("total", self.total)):
            if minimum is not None:
                row[f"{name}_ev_per_atom"] = minimum.ev_per_atom
                row[f"{name}_ev_per_nonion_atom"] = minimum.ev_per_nonion_atom
                row[f"{name}_fraction_a"] = minimum.fraction_a
                row[f"{name}_products"] = write_products(minimum.products)
                row[f"{name}_reaction"] = minimum.reaction
                row[f"{name}_at_endpoint"] = minimum.at_endpoint
        row["self_a_ev_per_atom"] = self.self_a_ev_per_atom
        row["self_b_ev_per_atom"] = self.self_b_ev_per_atom
        if self.range is not None:
            row["low_v"], row["high_v"] = self.range.low_v, self.range.high_v
            row["worst_voltage_v"] = self.range.worst_voltage_v
            row["worst_ev_per_atom"] = self.range.worst.ev_per_atom
            row["worst_ev_per_nonion_atom"] = self.range.worst.ev_per_nonion_atom
            row["worst_reaction"] = self.range.worst.reaction
        if self.interphase is not None:
            row |= self.interphase.to_row()
        if self.uncertainty is not None:
            row |= self.uncertainty.to_row()
        if self.sensitivity is not None:
            row["mutual_ev_per_atom_hangs_on"] = self.sensitivity.depends_on
        row |= {
            "phases": self.provenance.phases,
            "scheme": self.provenance.scheme,
            "system_fingerprint": self.system_fingerprint,
            "warnings": " ".join(self.warnings),
            "error": self.error,
        }
        return [row]

    def to_dataframe(self) -> pd.DataFrame:
        """The answer as a table of one row."""
        import pandas as pd

        return pd.DataFrame(self.to_rows())

    def kinks_to_dataframe(self) -> pd.DataFrame:
        """The kinks as a table, one row each."""
        import pandas as pd

        rows = [{**kink.to_dict(), "products": write_products(kink.products)} for kink in self.kinks]
        return pd.DataFrame(rows)
