"""The contacts of a layer between an electrolyte and an electrode, and of the bare electrolyte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.interfaces.answer import full_uptake
from stabwin.analysis.interfaces.kinks import Minimum, mutual_minimum
from stabwin.analysis.lines.ion_line import IonLine, trace_ion_line
from stabwin.analysis.lines.minima import lowest
from stabwin.analysis.lines.mixing_line import Floats, sample_mixing_line, trace_mixing_line
from stabwin.analysis.lines.mixture import Mixture, Side
from stabwin.analysis.lines.sampled_ion_line import sample_ion_line
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.chemistry.target import ResolvedTarget, resolve_target
from stabwin.phases.table import PhaseTable

ELECTROLYTE, ELECTRODE = "electrolyte", "electrode"
CHARGED, DISCHARGED = "charged", "discharged"

# What a contact releases, with its samples where errors are drawn.
Release = tuple[Minimum, Floats | None]
Memory = dict[tuple[object, ...], Release]


@dataclass(frozen=True, kw_only=True)
class CoatingQuestion:
    """What candidates are asked.

    Attributes
    ----------
    electrolyte : str
    electrode : str
        A cathode, or the ion's metal for a layer on the anode's side.
    ion : str
    states : tuple of str
        States of charge of the electrode.
    voltages_v : tuple of float
        Operating voltages at which the contacts are also followed.
    open_ev : mapping of str to float
    model : ErrorModel or None
        Where every number is also asked for in samples of the phases' errors.
    """

    electrolyte: str
    electrode: str
    ion: str = "Li"
    states: tuple[str, ...] = (DISCHARGED, CHARGED)
    voltages_v: tuple[float, ...] = ()
    open_ev: Mapping[str, float] = field(default_factory=dict)
    model: ErrorModel | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """One contact of a layer (or of the bare electrolyte).

    Attributes
    ----------
    neighbour : str
        "electrolyte" or "electrode".
    partner : str
    state : str or None
        State of charge of the electrode.
    voltage_v : float or None
        None for a closed contact.
    mutual : Minimum
    samples : array or None
        Its energy per atom in each sample.
    """

    neighbour: str
    partner: str
    state: str | None
    voltage_v: float | None
    mutual: Minimum
    samples: Floats | None = field(default=None, repr=False, compare=False)

    def to_row(self) -> dict[str, Any]:
        """Flat values."""
        row = {
            "neighbour": self.neighbour,
            "partner": self.partner,
            "state": self.state,
            "voltage_v": self.voltage_v,
            "mutual_ev_per_atom": self.mutual.ev_per_atom,
            "mutual_ev_per_nonion_atom": self.mutual.ev_per_nonion_atom,
            "fraction_candidate": self.mutual.fraction_a,
            "reaction": self.mutual.reaction,
        }
        if self.samples is not None:
            row |= Spread.of(self.samples).to_row("mutual_ev_per_atom")
        return row


def contacts_of(
    table: PhaseTable, layer: ResolvedTarget, question: CoatingQuestion, memory: Memory | None = None
) -> tuple[Contact, ...]:
    """All contacts of a layer: closed at each state of charge, and open at each voltage."""
    found = []
    side = Side.of(table, layer)
    electrolyte = Side.of(table, resolve_target(question.electrolyte, question.ion))
    for voltage_v in (None, *question.voltages_v):
        released = _mutual(table, side, electrolyte, question, voltage_v, memory)
        found.append(_contact(ELECTROLYTE, question.electrolyte, None, voltage_v, released))
    return (*found, *electrode_contacts(table, side, question, memory))


def electrode_contacts(
    table: PhaseTable, side: Side, question: CoatingQuestion, memory: Memory | None = None
) -> list[Contact]:
    """The contacts of a layer, or of the bare electrolyte, with the electrode."""
    found = []
    named = resolve_target(question.electrode, question.ion)
    if set(named.formula.elements) == {question.ion}:
        line = trace_ion_line(table, side.target, Conditions(open_ev=question.open_ev), question.ion)
        released = full_uptake(line, on_hull=True), _metal_samples(line, question.model)
        return [_contact(ELECTRODE, question.electrode, None, None, released)]
    states = question.states if named.has_states else (None,)
    for state in states:
        charged = state == CHARGED
        partner = Side.of(table, resolve_target(question.electrode, question.ion, charged=charged))
        released = _mutual(table, side, partner, question, None, memory)
        found.append(_contact(ELECTRODE, question.electrode, state, None, released))
    # At a fixed voltage the energy per non-ion atom is the same for every state of charge.
    partner = Side.of(table, named)
    for voltage_v in question.voltages_v:
        released = _mutual(table, side, partner, question, voltage_v, memory)
        found.append(_contact(ELECTRODE, question.electrode, None, voltage_v, released))
    return found


def _metal_samples(line: IonLine, model: ErrorModel | None) -> Floats | None:
    if model is None:
        return None
    return sample_ion_line(line, model).decomposition_energies(0.0, on_hull=True)


def _mutual(
    table: PhaseTable,
    a: Side,
    b: Side,
    question: CoatingQuestion,
    voltage_v: float | None,
    memory: Memory | None,
) -> Release:
    # All that a contact depends on beside the table; a name has two compositions if it has two states.
    sides = tuple((side.target.text, side.formula.key) for side in (a, b))
    key = sides, question.ion, voltage_v, tuple(sorted(question.open_ev.items())), question.model
    known = None if memory is None else memory.get(key)
    if known is None:
        mixture = Mixture(a=a, b=b, ion=question.ion, voltage_v=voltage_v, open_ev=question.open_ev)
        mutual, model = mutual_minimum(trace_mixing_line(table, mixture)), question.model
        samples = None
        if model is not None:
            line = sample_mixing_line(table, mixture, model)
            samples = lowest(line, line.mutual).ev_per_atom
        known = mutual, samples
        if memory is not None:
            memory[key] = known
    return known


def _contact(
    neighbour: str, partner: str, state: str | None, voltage_v: float | None, released: Release
) -> Contact:
    mutual, samples = released
    return Contact(
        neighbour=neighbour,
        partner=partner,
        state=state,
        voltage_v=voltage_v,
        mutual=mutual,
        samples=samples,
    )
