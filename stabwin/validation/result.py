"""The program beside measurements, as an answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stabwin.analysis.provenance import Provenance
from stabwin.documents.document import Document
from stabwin.notebook import ShownInNotebooks

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "stabwin/validate/1"

AGREES, WITHIN_ERROR_BAR, PARTLY, DISAGREES, NOT_COVERED = (
    "agrees",
    "within_error_bar",
    "partly",
    "disagrees",
    "not_covered",
)
VERDICTS = (AGREES, WITHIN_ERROR_BAR, PARTLY, DISAGREES, NOT_COVERED)


@dataclass(frozen=True, kw_only=True)
class ClassErrors(Document):
    """How far energies are from measured ones, for one class of compounds.

    Attributes
    ----------
    name : str
        "oxides", "sulfides" ...; "all" for all of them.
    quantity : str
        "formation_enthalpy_ev_per_atom", or "limit_v": the voltages at which binary salts turn into their
        elements or are reduced by lithium, which follow from one enthalpy.
    count : int
    mean_absolute_error, median_absolute_error : float
        eV/atom or V.
    share_within_error_bar : float or None
        Of the 90 % error bars; None for energies without corrections, whose bars come from these errors.
    held_out : bool
        Whether each number was computed by a fit that had not seen the compound (10 folds).
    """

    name: str
    quantity: str
    count: int
    mean_absolute_error: float
    median_absolute_error: float
    share_within_error_bar: float | None
    held_out: bool


@dataclass(frozen=True, kw_only=True)
class ValidationRow(Document):
    """One measurement beside what the program says.

    Attributes
    ----------
    kind : str
        "limits", "onsets", "voltages", "products" or "stability".
    target, ion : str
    against : str
        The cathode or gas in contact; empty without one.
    quantity : str
    measured_low, measured_high : float or None
        V; None where there is no such bound, both for phases.
    measured_phases : tuple of str
    value : float or None
        The program's, V.
    error_bar_p05, error_bar_p95 : float or None
    phases : tuple of str
        Those of the measured ones that the program has among its products.
    verdict : str
        "agrees" (a voltage within 50 mV of the measured range; all phases; no reaction),
        "within_error_bar", "partly" (some phases), "disagrees" or "not_covered".
    cause : str
        What the measurement shows: "thermodynamic", "kinetic" or "data".
    in_fit : bool
        Whether the corrections of ``measured`` were fitted to it: such a row shows that they are used.
    method, note, source : str
    confirmed : str
        "text" (found in the publication, its abstract or a review), "known" (as the field quotes it) or
        "table" (of thermochemistry).
    why_not_covered : str
        Empty where it is.
    """

    kind: str
    target: str
    ion: str
    against: str
    quantity: str
    measured_low: float | None
    measured_high: float | None
    measured_phases: tuple[str, ...]
    value: float | None
    error_bar_p05: float | None
    error_bar_p95: float | None
    phases: tuple[str, ...]
    verdict: str
    cause: str
    in_fit: bool
    method: str
    note: str
    source: str
    confirmed: str
    why_not_covered: str


@dataclass(frozen=True, kw_only=True)
class VerdictCount(Document):
    """How many rows of a kind and cause have each verdict.

    Attributes
    ----------
    kind, cause : str
    rows : int
    agrees, within_error_bar, partly, disagrees, not_covered : int
    """

    kind: str
    cause: str
    rows: int
    agrees: int
    within_error_bar: int
    partly: int
    disagrees: int
    not_covered: int


@dataclass(frozen=True, kw_only=True, repr=False)
class Validation(Document, ShownInNotebooks):
    """The program beside measurements.

    Attributes
    ----------
    schema : str
    provenance : Provenance
    classes : tuple of ClassErrors
        Enthalpies by class.
    rows : tuple of ValidationRow
        Everything else.
    counts : tuple of VerdictCount
        Of the rows, by kind; kinetic cases apart.
    """

    schema: str = SCHEMA
    provenance: Provenance
    classes: tuple[ClassErrors, ...]
    rows: tuple[ValidationRow, ...]

    document_keys = ("schema", "provenance", "classes", "counts", "rows")

    @property
    def counts(self) -> tuple[VerdictCount, ...]:
        """The rows counted by kind and cause."""
        verdicts: dict[tuple[str, str], Counter[str]] = {}
        for row in self.rows:
            verdicts.setdefault((row.kind, row.cause), Counter())[row.verdict] += 1
        return tuple(
            VerdictCount(
                kind=kind, cause=cause, rows=found.total(), **{name: found[name] for name in VERDICTS}
            )
            for (kind, cause), found in verdicts.items()
        )

    def __repr__(self) -> str:
        counted = Counter(row.verdict for row in self.rows)
        told = ", ".join(f"{counted[name]} {name}" for name in VERDICTS if counted[name])
        return f"Validation({len(self.classes)} classes of enthalpies, {len(self.rows)} rows: {told})"

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row per measurement, without the enthalpies."""
        found = []
        for row in self.rows:
            flat = row.to_dict()
            flat["measured_phases"] = "; ".join(row.measured_phases)
            flat["phases"] = "; ".join(row.phases)
            found.append(flat)
        return found

    def to_dataframe(self) -> pd.DataFrame:
        """One row per measurement, without the enthalpies."""
        import pandas as pd

        return pd.DataFrame(self.to_rows())
