"""Judging a candidate: its own window, and what its contacts with both neighbours release."""

from __future__ import annotations

import math

import numpy as np

from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE, CoatingQuestion, LayerContact
from stabwin.analysis.coatings.samples import CandidateSamples, CandidateUncertainty
from stabwin.analysis.conditions import Conditions
from stabwin.analysis.interfaces.contact import Contact, contact_between
from stabwin.analysis.interfaces.kinks import Minimum
from stabwin.analysis.interfaces.samples import Floats
from stabwin.analysis.interfaces.states import CHARGED
from stabwin.analysis.lines.ion_line import IonLine, sample_ion_line, trace_ion_line
from stabwin.analysis.lines.limits import window_limits
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.rounding import reported
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.analysis.windows.from_line import reported_energy_above_hull
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.target import ResolvedTarget, TargetLike, resolve_target
from stabwin.hull.line import HullLine
from stabwin.phases.table import PhaseTable

# What a contact releases, with its samples where errors are drawn.
Release = tuple[Minimum, Floats | None]

# What contacts released on one table: by the question, and the error model where errors are drawn.
Memory = dict[tuple[Contact, ErrorModel | None], Release]

# Elements without a stable isotope: Tc, Pm, and all from Po on.
_RADIOACTIVE = frozenset(symbol for symbol, z in ATOMIC_NUMBER.items() if z in (43, 61) or z >= 84)


def judge(
    table: PhaseTable, target: TargetLike, question: CoatingQuestion, memory: Memory | None = None
) -> Candidate:
    """Find what is known of a candidate and what its contacts release.

    Parameters
    ----------
    table : PhaseTable
    target
        The candidate, as for `stabwin.window`.
    question : CoatingQuestion
    memory : dict, optional
        What contacts released before on the same table; questions that share a neighbour share them.

    Raises
    ------
    RequestError, CoverageError, NumericalError
        As for `stabwin.window` and `stabwin.interface`.
    """
    resolved = resolve_target(target, question.ion)
    line = trace_ion_line(table, resolved, Conditions(open_ev=question.open_ev))
    reduction_limit, oxidation_limit = window_limits(line)
    contacts = contacts_of(table, resolved, question, memory)
    samples = None if question.model is None else _samples(line, contacts, question.model)
    row = table.find(resolved.formula)
    gap = math.nan if row is None else float(table.columns.band_gaps[row])
    return Candidate(
        target=resolved.text,
        formula=resolved.formula.reduced,
        radioactive=not _RADIOACTIVE.isdisjoint(resolved.formula.elements),
        band_gap_ev=None if math.isnan(gap) else gap,
        energy_above_hull_ev_per_atom=reported_energy_above_hull(line),
        reduction_limit_v=reported(reduction_limit),
        oxidation_limit_v=None if oxidation_limit is None else reported(oxidation_limit),
        contacts=contacts,
        uncertainty=None if samples is None else CandidateUncertainty.of(samples),
        samples=samples,
    )


def _samples(
    line: IonLine[HullLine], contacts: tuple[LayerContact, ...], model: ErrorModel
) -> CandidateSamples:
    sampled = sample_ion_line(line, model)
    reduction, oxidation = window_limits(sampled)
    above = sampled.energy_above_hull_ev_per_atom
    return CandidateSamples(
        reduction_limit_v=reduction,
        oxidation_limit_v=np.full(model.samples, np.inf) if oxidation is None else oxidation,
        energy_above_hull_ev_per_atom=np.full(model.samples, np.nan) if above is None else above,
        electrolyte_contact_ev_per_atom=_worst_samples(contacts, ELECTROLYTE, model),
        electrode_contact_ev_per_atom=_worst_samples(contacts, ELECTRODE, model),
    )


def _worst_samples(contacts: tuple[LayerContact, ...], neighbour: str, model: ErrorModel) -> Floats:
    worst = np.zeros(model.samples)
    for contact in contacts:
        if contact.neighbour == neighbour and contact.voltage_v is None and contact.samples is not None:
            worst = np.minimum(worst, contact.samples)
    return worst


def contacts_of(
    table: PhaseTable, layer: ResolvedTarget, question: CoatingQuestion, memory: Memory | None = None
) -> tuple[LayerContact, ...]:
    """All contacts of a layer: closed at each state of charge, and open at each voltage."""
    asker = _Asker(table, Side.of(table, layer), question, memory)
    electrolyte = asker.partner(question.electrolyte)
    with_electrolyte = [
        _layer_contact(ELECTROLYTE, question.electrolyte, None, asker.ask(electrolyte, voltage_v))
        for voltage_v in (None, *asker.voltages_with(electrolyte))
    ]
    return (*with_electrolyte, *electrode_contacts(table, asker.side, question, memory))


def electrode_contacts(
    table: PhaseTable, side: Side, question: CoatingQuestion, memory: Memory | None = None
) -> list[LayerContact]:
    """The contacts of a layer, or of the bare electrolyte, with the electrode."""
    asker = _Asker(table, side, question, memory)
    named = asker.partner(question.electrode)
    contacts = []
    for state in question.states if named.target.has_states else (None,):
        partner = asker.partner(question.electrode, charged=state == CHARGED)
        contacts.append(_layer_contact(ELECTRODE, question.electrode, state, asker.ask(partner)))
    # At a fixed voltage the energy per non-ion atom is the same for every state of charge.
    for voltage_v in asker.voltages_with(named):
        answer = asker.ask(named, voltage_v)
        contacts.append(_layer_contact(ELECTRODE, question.electrode, None, answer))
    return contacts


# A contact, its voltage, and what it releases.
_Answer = tuple[float | None, Release]


class _Asker:
    """Asks for the contacts of one layer, each once."""

    def __init__(
        self, table: PhaseTable, side: Side, question: CoatingQuestion, memory: Memory | None
    ) -> None:
        self.table, self.side, self.question, self.memory = table, side, question, memory

    def partner(self, name: str, *, charged: bool = False) -> Side:
        """A neighbour, with what is known of its energy."""
        return Side.of(self.table, resolve_target(name, self.question.ion, charged=charged))

    def voltages_with(self, partner: Side) -> tuple[float, ...]:
        """The voltages at which a contact is followed; none with the ion's metal."""
        return self.question.voltages_v if self._contact(partner).has_voltage else ()

    def ask(self, partner: Side, voltage_v: float | None = None) -> _Answer:
        """What the contact with a neighbour releases."""
        contact, model, memory = self._contact(partner, voltage_v), self.question.model, self.memory
        released = None if memory is None else memory.get((contact, model))
        if released is None:
            samples = None if model is None else contact.samples(self.table, model).mutual
            released = contact.mutual(self.table), samples
            if memory is not None:
                memory[contact, model] = released
        return voltage_v, released

    def _contact(self, partner: Side, voltage_v: float | None = None) -> Contact:
        conditions = self.question.conditions[voltage_v]
        return contact_between(self.side, partner, self.question.ion, conditions)


def _layer_contact(neighbour: str, partner: str, state: str | None, answer: _Answer) -> LayerContact:
    voltage_v, (mutual, samples) = answer
    return LayerContact(
        neighbour=neighbour,
        partner=partner,
        state=state,
        voltage_v=voltage_v,
        mutual=mutual,
        uncertainty=None if samples is None else Spread.of(samples),
        samples=samples,
    )
