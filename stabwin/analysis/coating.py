"""Coatings: what a layer between an electrolyte and an electrode would do, and which layers are good.

A candidate is judged by its own stability window and by what its contacts with both neighbours release;
filters and their defaults are those of Xiao et al. [1]_. Every filter is evaluated for every candidate, so
that a rejected one shows all of its reasons.

References
----------
.. [1] Y. Xiao, L. J. Miara, Y. Wang, G. Ceder, Joule 3, 1252 (2019), doi:10.1016/j.joule.2019.02.006.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.contact import Minimum, mutual_minimum
from stabwin.analysis.equilibrium import reported
from stabwin.analysis.interface import unlimited_metal
from stabwin.analysis.ion_line import trace_ion_line
from stabwin.analysis.target_result import reported_energy_above_hull
from stabwin.analysis.tie_line import Side, trace_tie_line
from stabwin.analysis.window import window_limits
from stabwin.elements import ATOMIC_NUMBER
from stabwin.phases.table import PhaseTable
from stabwin.target import ResolvedTarget, resolve_target

ELECTROLYTE, ELECTRODE = "electrolyte", "electrode"
CHARGED, DISCHARGED = "charged", "discharged"

Memory = dict[tuple[object, ...], Minimum]

# Elements without a stable isotope: Tc, Pm, and all from Po on.
_RADIOACTIVE = frozenset(symbol for symbol, z in ATOMIC_NUMBER.items() if z in (43, 61) or z >= 84)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Limits that a coating must keep; None switches a filter off.

    Attributes
    ----------
    no_radioactive : bool
    band_gap_above_ev : float or None
        Electronically insulating; candidates of unknown gap pass.
    energy_above_hull_below_ev_per_atom : float or None
    reduction_limit_below_v, oxidation_limit_above_v : float or None
        The window must reach at least from one to the other.
    electrolyte_contact_below_ev_per_atom, electrode_contact_below_ev_per_atom : float or None
        Largest magnitude of the mutual reaction energy, at every state of charge asked for.
    """

    no_radioactive: bool = True
    band_gap_above_ev: float | None = 0.5
    energy_above_hull_below_ev_per_atom: float | None = 0.005
    reduction_limit_below_v: float | None = 2.7
    oxidation_limit_above_v: float | None = 4.0
    electrolyte_contact_below_ev_per_atom: float | None = 0.1
    electrode_contact_below_ev_per_atom: float | None = 0.1


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
    """

    electrolyte: str
    electrode: str
    ion: str = "Li"
    states: tuple[str, ...] = (DISCHARGED, CHARGED)
    voltages_v: tuple[float, ...] = ()
    open_ev: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
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
    """

    neighbour: str
    partner: str
    state: str | None
    voltage_v: float | None
    mutual: Minimum

    def to_row(self) -> dict[str, Any]:
        """Flat values."""
        return {
            "neighbour": self.neighbour,
            "partner": self.partner,
            "state": self.state,
            "voltage_v": self.voltage_v,
            "mutual_ev_per_atom": self.mutual.ev_per_atom,
            "mutual_ev_per_nonion_atom": self.mutual.ev_per_nonion_atom,
            "fraction_candidate": self.mutual.fraction_a,
            "reaction": self.mutual.reaction,
        }


@dataclass(frozen=True, kw_only=True)
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
    """

    target: str
    formula: str
    radioactive: bool
    band_gap_ev: float | None
    energy_above_hull_ev_per_atom: float | None
    reduction_limit_v: float
    oxidation_limit_v: float | None
    contacts: tuple[Contact, ...]

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
        contacts=contacts_of(table, resolved, question, memory),
    )


def contacts_of(
    table: PhaseTable, layer: ResolvedTarget, question: CoatingQuestion, memory: Memory | None = None
) -> tuple[Contact, ...]:
    """All contacts of a layer: closed at each state of charge, and open at each voltage."""
    found = []
    side = Side.of(table, layer)
    electrolyte = Side.of(table, resolve_target(question.electrolyte, question.ion))
    for voltage_v in (None, *question.voltages_v):
        mutual = _mutual(table, side, electrolyte, question, voltage_v, memory)
        found.append(_contact(ELECTROLYTE, question.electrolyte, None, voltage_v, mutual))
    return (*found, *electrode_contacts(table, side, question, memory))


def electrode_contacts(
    table: PhaseTable, side: Side, question: CoatingQuestion, memory: Memory | None = None
) -> list[Contact]:
    """The contacts of a layer, or of the bare electrolyte, with the electrode."""
    found = []
    named = resolve_target(question.electrode, question.ion)
    if set(named.formula.elements) == {question.ion}:
        mutual = unlimited_metal(table, side.target, question.ion, question.open_ev)
        return [_contact(ELECTRODE, question.electrode, None, None, mutual)]
    states = question.states if named.has_states else (None,)
    for state in states:
        charged = state == CHARGED
        partner = Side.of(table, resolve_target(question.electrode, question.ion, charged=charged))
        mutual = _mutual(table, side, partner, question, None, memory)
        found.append(_contact(ELECTRODE, question.electrode, state, None, mutual))
    # At a fixed voltage the energy per non-ion atom is the same for every state of charge.
    partner = Side.of(table, named)
    for voltage_v in question.voltages_v:
        mutual = _mutual(table, side, partner, question, voltage_v, memory)
        found.append(_contact(ELECTRODE, question.electrode, None, voltage_v, mutual))
    return found


def _mutual(
    table: PhaseTable,
    a: Side,
    b: Side,
    question: CoatingQuestion,
    voltage_v: float | None,
    memory: Memory | None,
) -> Minimum:
    # All that a contact depends on beside the table; a name has two compositions if it has two states.
    sides = tuple((side.target.text, side.formula.key) for side in (a, b))
    key = sides, question.ion, voltage_v, tuple(sorted(question.open_ev.items()))
    known = None if memory is None else memory.get(key)
    if known is None:
        known = mutual_minimum(trace_tie_line(table, a, b, question.ion, voltage_v, question.open_ev))
        if memory is not None:
            memory[key] = known
    return known


def _contact(
    neighbour: str, partner: str, state: str | None, voltage_v: float | None, mutual: Minimum
) -> Contact:
    return Contact(neighbour=neighbour, partner=partner, state=state, voltage_v=voltage_v, mutual=mutual)
