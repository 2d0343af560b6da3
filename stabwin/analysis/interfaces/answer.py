"""How an interface is answered: between two materials, or against the ion's metal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stabwin.analysis.conditions import Conditions, ContactConditions, voltage_warnings
from stabwin.analysis.interfaces.interface import NO_REACTION, REACTS, Interface, LimitedMetal
from stabwin.analysis.interfaces.kinks import (
    NO_REACTION_EV_PER_ATOM,
    NOTHING,
    Minimum,
    kinks_of,
    mutual_minimum,
    total_minimum,
)
from stabwin.analysis.interfaces.voltage_range import VoltageRange, voltage_range
from stabwin.analysis.interphase import Interphase, interphase_of
from stabwin.analysis.lines.ion_line import IonLine, trace_ion_line
from stabwin.analysis.lines.mixing_line import MixingLine, trace_mixing_line
from stabwin.analysis.lines.mixture import Mixture, Side
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.reaction import reported
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.warnings import phase_warnings
from stabwin.errors import PotentialError, TargetError
from stabwin.hull.line import HullLine
from stabwin.phases.table import PhaseTable

if TYPE_CHECKING:
    from stabwin.analysis.interfaces.uncertainty import ContactUncertainty
    from stabwin.analysis.uncertainty.sensitivity import Sensitivity


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
        sensitivity=_sensitivity(table, a, b, ion, conditions, mutual, followed) if sensitivity else None,
        **answer,
    )


def _sensitivity(
    table: PhaseTable,
    a: Side,
    b: Side,
    ion: str,
    conditions: ContactConditions,
    mutual: Minimum,
    followed: VoltageRange | None,
) -> Sensitivity:
    from stabwin.analysis.uncertainty.phase_removal import contact_sensitivity, metal_sensitivity

    open_ev = conditions.open_ev
    for metal, other in ((a, b), (b, a)):
        if set(metal.formula.elements) == {ion}:
            line = trace_ion_line(table, other.target, Conditions(open_ev=open_ev), ion)
            return metal_sensitivity(line, mutual)
    voltage_v = conditions.voltage_v
    if followed is not None:
        voltage_v, mutual = followed.worst_voltage_v, followed.worst
    return contact_sensitivity(table, a, b, ion, voltage_v, open_ev, mutual)


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
    from stabwin.analysis.interfaces.error_bars import contact_uncertainty

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
    mixture = Mixture(a=a, b=b, ion=ion, voltage_v=conditions.voltage_v, open_ev=open_ev)
    line = trace_mixing_line(table, mixture, memory)
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


def _minima(line: MixingLine[HullLine]) -> dict[str, Any]:
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
    limited = trace_mixing_line(table, Mixture(a=a, b=b, ion=ion, open_ev=conditions.open_ev))
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
