"""A candidate for a layer between an electrolyte and an electrode: what is known of it.

A candidate is judged by its own stability window and by what its contacts with both neighbours release.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from stabwin.analysis.coatings.contacts import (
    ELECTRODE,
    ELECTROLYTE,
    CoatingQuestion,
    Contact,
    Memory,
    contacts_of,
)
from stabwin.analysis.coatings.samples import CandidateSamples
from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.ion_line import IonLine, trace_ion_line
from stabwin.analysis.lines.mixing_line import Floats
from stabwin.analysis.lines.sampled_ion_line import sample_ion_line
from stabwin.analysis.reaction import reported
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.windows.facts import reported_energy_above_hull
from stabwin.analysis.windows.window import window_limits
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.target import resolve_target
from stabwin.phases.table import PhaseTable

# Elements without a stable isotope: Tc, Pm, and all from Po on.
_RADIOACTIVE = frozenset(symbol for symbol, z in ATOMIC_NUMBER.items() if z in (43, 61) or z >= 84)


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """What is known of one candidate.

    Attributes
    ----------
    target, formula : str
    radioactive : bool
    band_gap_ev : float or None
        None where it is not known.
    energy_above_hull_ev_per_atom : float or None
        None for a composition that is not in the data.
    reduction_limit_v : float
    oxidation_limit_v : float or None
        None where there are no ions to give off.
    contacts : tuple of Contact
    samples : CandidateSamples or None
        Where errors are drawn.
    """

    target: str
    formula: str
    radioactive: bool
    band_gap_ev: float | None
    energy_above_hull_ev_per_atom: float | None
    reduction_limit_v: float
    oxidation_limit_v: float | None
    contacts: tuple[Contact, ...]
    samples: CandidateSamples | None = field(default=None, repr=False, compare=False)

    def worst(self, neighbour: str) -> float:
        """The lowest mutual energy of the closed contacts with one neighbour, eV/atom, <= 0."""
        return min(
            (
                contact.mutual.ev_per_atom
                for contact in self.contacts
                if contact.neighbour == neighbour and contact.voltage_v is None
            ),
            default=0.0,
        )


def judge(
    table: PhaseTable, target: object, question: CoatingQuestion, memory: Memory | None = None
) -> Candidate:
    """Find what is known of a candidate and what its contacts release.

    Parameters
    ----------
    table : PhaseTable
    target
        The candidate, as for `stabwin.window`.
    question : CoatingQuestion
    memory : dict, optional
        Contacts found before on the same table; questions that share a neighbour share its contacts.

    Raises
    ------
    RequestError, CoverageError, NumericalError
        As for `stabwin.window` and `stabwin.interface`.
    """
    resolved = resolve_target(target, question.ion)
    line = trace_ion_line(table, resolved, Conditions(open_ev=question.open_ev))
    reduction_limit, oxidation_limit = window_limits(line)
    contacts = contacts_of(table, resolved, question, memory)
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
        samples=None if question.model is None else _samples(line, contacts, question.model),
    )


def _samples(line: IonLine, contacts: tuple[Contact, ...], model: ErrorModel) -> CandidateSamples:
    found = sample_ion_line(line, model)
    oxidation, above = found.oxidation_limits, found.above_hull
    return CandidateSamples(
        reduction_limit_v=found.reduction_limits,
        oxidation_limit_v=np.full(model.samples, np.inf) if oxidation is None else oxidation,
        energy_above_hull_ev_per_atom=np.full(model.samples, np.nan) if above is None else above,
        electrolyte_contact_ev_per_atom=_worst_samples(contacts, ELECTROLYTE, model),
        electrode_contact_ev_per_atom=_worst_samples(contacts, ELECTRODE, model),
    )


def _worst_samples(contacts: tuple[Contact, ...], neighbour: str, model: ErrorModel) -> Floats:
    worst = np.zeros(model.samples)
    for contact in contacts:
        if contact.neighbour == neighbour and contact.voltage_v is None and contact.samples is not None:
            worst = np.minimum(worst, contact.samples)
    return worst
