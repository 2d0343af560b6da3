"""Judging a candidate: its own window, and what its contacts with both neighbours release."""

from __future__ import annotations

import math

import numpy as np

from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE, CoatingQuestion, LayerContact
from stabwin.analysis.coatings.samples import CandidateSamples, CandidateUncertainty
from stabwin.analysis.interfaces.contact import Contact, contact_between, has_metal
from stabwin.analysis.interfaces.kinks import Minimum
from stabwin.analysis.interfaces.samples import Floats
from stabwin.analysis.interfaces.states import DISCHARGED, in_state
from stabwin.analysis.lines.ion_line import IonLine, sample_ion_line, trace_ion_line
from stabwin.analysis.lines.limits import window_limits
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.rounding import reported
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.analysis.windows.from_line import reported_energy_above_hull
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.target import ResolvedTarget, TargetLike, resolve_target
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine
from stabwin.phases.table import PhaseTable

# What a contact releases, with its samples where errors are drawn.
_Release = tuple[Minimum, Floats | None]


# The neighbour's name, its state of charge, and the voltage.
_Asked = tuple[str, str, float | None]


class Memory:
    """What was found before on one table, for questions that share neighbours and layers."""

    def __init__(self) -> None:
        self._neighbours: dict[tuple[str, str, str], Side] = {}
        self._releases: dict[tuple[object, ...], dict[_Asked, _Release]] = {}

    def neighbour(self, table: PhaseTable, name: str, ion: str, state: str) -> Side:
        """A neighbour, with what is known of its energy."""
        known = self._neighbours.get((name, ion, state))
        if known is None:
            known = Side.of(table, in_state(name, state, ion))
            self._neighbours[name, ion, state] = known
        return known

    def releases(self, side: Side, question: CoatingQuestion) -> dict[_Asked, _Release]:
        """What the contacts of one side release; filled by who finds more."""
        return self._releases.setdefault((side, question.ion, question.around, question.model), {})


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
    memory : Memory, optional
        What was found before on the same table.

    Raises
    ------
    RequestError, CoverageError, NumericalError
        As for `stabwin.window` and `stabwin.interface`.
    """
    resolved = resolve_target(target, question.ion)
    line = trace_ion_line(table, resolved, question.of_a_window)
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
        energy_above_hull_ev_per_atom=_released(line),
        reduction_limit_v=reported(reduction_limit),
        oxidation_limit_v=None if oxidation_limit is None else reported(oxidation_limit),
        contacts=contacts,
        uncertainty=None if samples is None else CandidateUncertainty.of(samples),
        samples=samples,
    )


def _released(line: IonLine[HullLine]) -> float | None:
    """What a layer releases on its own, in gases what it releases with them; None if it is not known."""
    if line.conditions.atmosphere is None or line.released_alone_ev_per_atom > -tolerances.STABILITY:
        return reported_energy_above_hull(line)
    return reported(-line.released_alone_ev_per_atom)


def _samples(
    line: IonLine[HullLine], contacts: tuple[LayerContact, ...], model: ErrorModel
) -> CandidateSamples:
    sampled = sample_ion_line(line, model)
    reduction, oxidation = window_limits(sampled)
    above = sampled.energy_above_hull_ev_per_atom
    if line.conditions.atmosphere is not None and _released(line) is not None:
        above = -sampled.released_alone_ev_per_atom
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
    name = question.electrolyte
    return (
        *(asker.contact(ELECTROLYTE, name, voltage_v=v) for v in (None, *asker.voltages_with(name))),
        *asker.with_electrode(),
    )


def electrode_contacts(
    table: PhaseTable, side: Side, question: CoatingQuestion, memory: Memory | None = None
) -> tuple[LayerContact, ...]:
    """The contacts of a layer, or of the bare electrolyte, with the electrode."""
    return _Asker(table, side, question, memory).with_electrode()


class _Asker:
    """Asks for the contacts of one layer, each once."""

    def __init__(
        self, table: PhaseTable, side: Side, question: CoatingQuestion, memory: Memory | None
    ) -> None:
        self.table, self.side, self.question = table, side, question
        self.memory = Memory() if memory is None else memory
        self._known = self.memory.releases(side, question)

    def _neighbour(self, name: str, state: str = DISCHARGED) -> Side:
        return self.memory.neighbour(self.table, name, self.question.ion, state)

    def voltages_with(self, name: str) -> tuple[float, ...]:
        """The voltages at which a contact is followed; none with the ion's metal."""
        mixes = not has_metal(self.side, self._neighbour(name), self.question.ion)
        return self.question.voltages_v if mixes else ()

    def with_electrode(self) -> tuple[LayerContact, ...]:
        """The contacts with the electrode: closed at each state of charge, and open at each voltage."""
        name = self.question.electrode
        states = self.question.states if self._neighbour(name).target.has_states else (None,)
        # At a fixed voltage the energy per non-ion atom is the same for every state of charge.
        return (
            *(self.contact(ELECTRODE, name, state=state) for state in states),
            *(self.contact(ELECTRODE, name, voltage_v=v) for v in self.voltages_with(name)),
        )

    def contact(
        self, neighbour: str, name: str, *, state: str | None = None, voltage_v: float | None = None
    ) -> LayerContact:
        """What the contact with a neighbour releases."""
        asked = name, state or DISCHARGED, voltage_v
        released = self._known.get(asked)
        if released is None:
            contact = self._contact(self._neighbour(name, state or DISCHARGED), voltage_v)
            model = self.question.model
            samples = None if model is None else contact.samples(self.table, model).mutual
            released = self._known[asked] = contact.mutual(self.table), samples
        mutual, samples = released
        return LayerContact(
            neighbour=neighbour,
            partner=name,
            state=state,
            voltage_v=voltage_v,
            mutual=mutual,
            uncertainty=None if samples is None else Spread.of(samples),
            samples=samples,
        )

    def _contact(self, partner: Side, voltage_v: float | None) -> Contact:
        conditions = self.question.of_a_contact(voltage_v)
        return contact_between(self.side, partner, self.question.ion, conditions)
