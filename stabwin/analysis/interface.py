"""The interface of two materials: what they do to each other, and each on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stabwin.analysis.caution import phase_warnings
from stabwin.analysis.conditions import Conditions, ContactConditions, voltage_warnings
from stabwin.analysis.contact import (
    NO_REACTION_EV_PER_ATOM,
    NOTHING,
    Kink,
    Minimum,
    kinks_of,
    mutual_minimum,
    total_minimum,
)
from stabwin.analysis.contact_tables import interface_tables
from stabwin.analysis.equilibrium import reported, write_products
from stabwin.analysis.interphase import Interphase, interphase_of
from stabwin.analysis.ion_line import IonLine, trace_ion_line
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.tie_line import Side, TieLine, trace_tie_line
from stabwin.analysis.uncertainty import ErrorModel
from stabwin.analysis.voltage_range import VoltageRange, voltage_range
from stabwin.errors import PotentialError, TargetError
from stabwin.hull.line import HullLine
from stabwin.notebook import NotebookTable, ShownInNotebooks
from stabwin.phases.table import PhaseTable

if TYPE_CHECKING:
    import pandas as pd

    from stabwin.analysis.contact_uncertainty import ContactUncertainty
    from stabwin.analysis.sensitivity import Sensitivity

REACTS, NO_REACTION, NOT_COVERED = "reacts", "no_reaction", "not_covered"


@dataclass(frozen=True, kw_only=True)
class LimitedMetal:
    """A finite amount of the ion's metal in contact: the closed tie-line.

    Attributes
    ----------
    mutual, total : Minimum
    kinks : tuple of Kink
    """

    mutual: Minimum
    total: Minimum
    kinks: tuple[Kink, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "mutual": self.mutual.to_dict(),
            "total": self.total.to_dict(),
            "kinks": [kink.to_dict() for kink in self.kinks],
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Interface(ShownInNotebooks):
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
        Where it was asked for: what the mutual energy becomes without each product.
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
    range: VoltageRange | None
    system_fingerprint: str | None
    warnings: tuple[str, ...]
    error: str | None
    provenance: Provenance
    interphase: Interphase | None = None
    uncertainty: ContactUncertainty | None = None
    sensitivity: Sensitivity | None = None

    @property
    def target(self) -> str:
        """Both sides in one text."""
        return f"{self.a}|{self.b}"

    def __repr__(self) -> str:
        state = " charged" if self.state == "charged" else ""
        where = "closed" if self.voltage_v is None else f"at {self.voltage_v:g} V"
        if self.mutual is None:
            return f"Interface({self.target!r}{state}: {self.status})"
        return f"Interface({self.target!r}{state}: {self.mutual.ev_per_atom:.4f} eV/atom, {where})"

    def notebook_tables(self) -> list[NotebookTable]:
        """The minima, and the kinks."""
        return interface_tables(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as one entry of ``results`` in the JSON."""
        found: dict[str, Any] = {
            "a": self.a,
            "b": self.b,
            "formula_a": self.formula_a,
            "formula_b": self.formula_b,
            "state": self.state,
            "ion": self.ion,
            "voltage_v": self.voltage_v,
            "mutual": self.mutual and self.mutual.to_dict(),
            "total": self.total and self.total.to_dict(),
            "self_a_ev_per_atom": self.self_a_ev_per_atom,
            "self_b_ev_per_atom": self.self_b_ev_per_atom,
            "kinks": [kink.to_dict() for kink in self.kinks],
            "limited_metal": self.limited_metal and self.limited_metal.to_dict(),
        }
        if self.range is not None:
            found["range"] = self.range.to_dict()
        found["interphase"] = self.interphase and self.interphase.to_dict()
        if self.uncertainty is not None:
            found["uncertainty"] = self.uncertainty.to_dict()
        if self.sensitivity is not None:
            found["sensitivity"] = [self.sensitivity.to_dict()]
        found |= {
            "system_fingerprint": self.system_fingerprint,
            "status": self.status,
            "warnings": list(self.warnings),
            "error": self.error,
        }
        return found

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
            row["mutual_ev_per_atom_hangs_on"] = self.sensitivity.hangs_on
        row |= {
            "phases": self.provenance.phases,
            "scheme": self.provenance.scheme,
            "system_fingerprint": self.system_fingerprint,
            "warnings": " ".join(self.warnings),
            "error": self.error,
        }
        return [row]

    def to_dataframe(self) -> pd.DataFrame:
        """The kinks as a table, one row each."""
        import pandas as pd

        rows = [{**kink.to_dict(), "products": write_products(kink.products)} for kink in self.kinks]
        return pd.DataFrame(rows)


def interface_of(
    table: PhaseTable,
    a: Side,
    b: Side,
    ion: str,
    state: str | None,
    conditions: ContactConditions,
    provenance: Provenance,
    memory: dict[str, HullLine] | None = None,
    model: ErrorModel | None = None,
    *,
    sensitivity: bool = False,
) -> Interface:
    """The interface of two sides; see `stabwin.interface` for the errors."""
    conditions.check_ion(ion)
    metal_a, metal_b = (set(side.formula.elements) == {ion} for side in (a, b))
    if metal_a and metal_b:
        raise TargetError(
            f"Both sides of {a.target.text}|{b.target.text} are the ion's metal: name another material."
        )
    if metal_a or metal_b:
        answer = _against_metal(table, a, b, ion, conditions, metal_is_a=metal_a)
    else:
        answer = _between(table, a, b, ion, conditions, memory)
    mutual, total = answer["mutual"], answer["total"]
    followed: VoltageRange | None = answer["range"]
    minima = [mutual, total, *([followed.worst] if followed else [])]
    seen = {product.formula for minimum in minima for product in minimum.products}
    notes = {note: None for side in (a, b) for note in phase_warnings(table, seen, side.formula.reduced)}
    return Interface(
        a=a.target.text,
        b=b.target.text,
        formula_a=a.formula.reduced,
        formula_b=b.formula.reduced,
        state=state,
        ion=ion,
        status=REACTS if mutual.ev_per_atom < 0 else NO_REACTION,
        warnings=(
            *a.warnings,
            *(note for note in b.warnings if note not in a.warnings),
            *voltage_warnings(conditions.voltages_v[1] if conditions.voltages_v else conditions.voltage_v),
            *notes,
        ),
        error=None,
        provenance=provenance,
        interphase=_interphase(table, ion, mutual if followed is None else followed.worst, conditions),
        uncertainty=None if model is None else _uncertainty(table, a, b, ion, conditions, followed, model),
        sensitivity=_sensitivity(table, a, b, ion, conditions, mutual) if sensitivity else None,
        **answer,
    )


def _sensitivity(
    table: PhaseTable, a: Side, b: Side, ion: str, conditions: ContactConditions, mutual: Minimum
) -> Sensitivity:
    from stabwin.analysis.sensitivity import contact_sensitivity, metal_sensitivity

    open_ev = conditions.open_ev
    for metal, other in ((a, b), (b, a)):
        if set(metal.formula.elements) == {ion}:
            line = trace_ion_line(table, other.target, Conditions(open_ev=open_ev), ion)
            return metal_sensitivity(line, mutual)
    return contact_sensitivity(table, a, b, ion, conditions.voltage_v, open_ev, mutual)


def _interphase(table: PhaseTable, ion: str, formed: Minimum, conditions: ContactConditions) -> Interphase:
    return interphase_of(
        table,
        formed.products,
        ion,
        formed.ev_per_nonion_atom,
        conditions.threshold_ev,
        conditions.insulating_gap_ev,
        conditions.voltages_v,
    )


def _uncertainty(
    table: PhaseTable,
    a: Side,
    b: Side,
    ion: str,
    conditions: ContactConditions,
    followed: VoltageRange | None,
    model: ErrorModel,
) -> ContactUncertainty:
    from stabwin.analysis.contact_uncertainty import contact_uncertainty

    voltage_v = conditions.voltage_v if followed is None else followed.worst_voltage_v
    return contact_uncertainty(
        table, a, b, ion, voltage_v, conditions.open_ev, conditions.threshold_ev, model
    )


def _between(
    table: PhaseTable,
    a: Side,
    b: Side,
    ion: str,
    conditions: ContactConditions,
    memory: dict[str, HullLine] | None,
) -> dict[str, Any]:
    """The answer for two materials that are not the ion's metal."""
    open_ev, limits = conditions.open_ev, conditions.voltages_v
    line = trace_tie_line(table, a, b, ion, conditions.voltage_v, open_ev, memory)
    return {
        "voltage_v": conditions.voltage_v,
        **_minima(line),
        "self_a_ev_per_atom": reported(line.self_a_ev_per_atom),
        "self_b_ev_per_atom": reported(line.self_b_ev_per_atom),
        "limited_metal": None,
        "range": None
        if limits is None
        else voltage_range(table, a, b, ion, open_ev, limits, conditions.threshold_ev),
        "system_fingerprint": line.system.fingerprint,
    }


def _minima(line: TieLine) -> dict[str, Any]:
    return {"mutual": mutual_minimum(line), "total": total_minimum(line), "kinks": kinks_of(line)}


def _against_metal(
    table: PhaseTable, a: Side, b: Side, ion: str, conditions: ContactConditions, *, metal_is_a: bool
) -> dict[str, Any]:
    """The answer for a material in contact with the ion's metal: an unlimited reservoir at 0 V."""
    other = b if metal_is_a else a
    if conditions.voltage_v or conditions.voltages_v is not None:
        raise PotentialError(
            f"{ion} metal is at 0 V by definition: leave out the voltage, or name another material."
        )
    line = trace_ion_line(table, other.target, Conditions(open_ev=conditions.open_ev), ion)
    end = "b" if metal_is_a else "a"
    own_energy = -(line.energy_above_hull_ev_per_atom or 0.0)
    limited = trace_tie_line(table, a, b, ion, None, conditions.open_ev)
    return {
        "voltage_v": 0.0,
        "mutual": full_uptake(line, on_hull=True),
        "total": full_uptake(line, on_hull=False),
        "kinks": (),
        "self_a_ev_per_atom": reported(own_energy) if end == "a" else 0.0,
        "self_b_ev_per_atom": reported(own_energy) if end == "b" else 0.0,
        "limited_metal": LimitedMetal(**_minima(limited)),
        "range": None,
        "system_fingerprint": line.system.fingerprint,
    }


def full_uptake(line: IonLine, *, on_hull: bool) -> Minimum:
    """What a material releases in an unlimited reservoir at 0 V."""
    energy = line.decomposition_energy(0.0, on_hull=on_hull)
    if energy > -NO_REACTION_EV_PER_ATOM:
        return NOTHING
    equilibrium = line.equilibrium(line.point_at(0.0))
    atoms = line.formula.atoms
    nonion = atoms - line.formula.amount(line.target.ion)
    return Minimum(
        ev_per_atom=reported(energy),
        ev_per_nonion_atom=reported(energy * atoms / nonion),
        fraction_a=None,
        products=equilibrium.products,
        reaction=equilibrium.reaction,
        at_endpoint=None,
    )
