"""Interfaces of one list of materials with another, on the same phases and under the same conditions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from stabwin.analysis.character import interphase_of
from stabwin.analysis.conditions import ContactConditions
from stabwin.analysis.interfaces.contact import Contact, contact_between
from stabwin.analysis.interfaces.error_bars import contact_uncertainty
from stabwin.analysis.interfaces.interface import (
    NO_REACTION,
    NOT_COVERED,
    REACTS,
    Interface,
    LimitedMetal,
)
from stabwin.analysis.interfaces.kinks import Minimum
from stabwin.analysis.interfaces.nominal import LineMemory, NominalContact
from stabwin.analysis.interfaces.sensitivity import contact_sensitivity
from stabwin.analysis.interfaces.states import DISCHARGED, in_state
from stabwin.analysis.interfaces.uncertainty import ContactUncertainty
from stabwin.analysis.interfaces.worst_voltage import voltage_range
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Failure
from stabwin.analysis.uncertainty.error_model import ErrorModel, methods_with
from stabwin.analysis.voltages import voltage_warnings
from stabwin.analysis.warnings import Asked, phase_warnings
from stabwin.chemistry.target import TargetLike, held_ion, ion_note, shared_ion, text_of
from stabwin.errors import CoverageError, StabwinError
from stabwin.phases.table import PhaseTable

METHODS = ("richards2016", "zhu2016", "wenzel2015")


# Cells of these ions are built too.
_MAY_MOVE = frozenset(("Na", "K", "Mg", "Ca", "Zn", "Ag"))


@dataclass(frozen=True, kw_only=True)
class InterfaceSolver:
    """What stays the same for all pairs, and what was traced on the way.

    Attributes
    ----------
    table : PhaseTable
    conditions : ContactConditions
    ion : str or None
        None where each pair has its own.
    states : tuple of str
        The states of charge that are asked for.
    model : ErrorModel or None
        Where error bars are.
    sensitivity : bool
    """

    table: PhaseTable
    conditions: ContactConditions
    ion: str | None = None
    states: tuple[str, ...] = (DISCHARGED,)
    model: ErrorModel | None = None
    sensitivity: bool = False
    _lines: LineMemory = field(default_factory=dict, init=False, repr=False, compare=False)
    _sides: dict[tuple[int, str], Side] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def provenance(self) -> Provenance:
        """What every answer depends on."""
        return Provenance.of(self.table, self.conditions, methods_with(METHODS, self.model))

    def all_pairs(
        self, left: Iterable[TargetLike], right: Iterable[TargetLike]
    ) -> list[Interface | Failure]:
        """Every pair in every state that it has, failures as values."""
        others = list(right)
        return [answer for a in left for b in others for answer in self.answers(a, b)]

    def answers(self, a: TargetLike, b: TargetLike) -> list[Interface | Failure]:
        """One pair in every state that it has, failures as values."""
        has_states = any(self._has_states(material) for material in (a, b))
        return [self._answer_or_failure(a, b, state) for state in self.states[: None if has_states else 1]]

    def _has_states(self, material: TargetLike) -> bool:
        with contextlib.suppress(StabwinError):
            return self._side(material, DISCHARGED).target.has_states
        return False

    def _answer_or_failure(self, a: TargetLike, b: TargetLike, state: str) -> Interface | Failure:
        try:
            return self.answer(a, b, state)
        except CoverageError as error:
            return self._uncovered(a, b, state, error)
        except StabwinError as error:
            named = state if self._has_states(a) or self._has_states(b) else None
            names = {"a": text_of(a), "b": text_of(b), "state": named}
            return Failure(target=f"{names['a']}|{names['b']}", error=error, names=names)

    def answer(self, a: TargetLike, b: TargetLike, state: str) -> Interface:
        """One pair in one state; see `stabwin.interface` for the errors."""
        sides = self._side(a, state), self._side(b, state)
        ion = self._ion_of(sides)
        self.conditions.check_ion(ion)
        contact = contact_between(*sides, ion, self.conditions)
        return self._interface(
            contact, self._state_of(sides, state), [*self._ion_notes(ion, sides), *self._notes(sides)]
        )

    def _side(self, material: TargetLike, state: str) -> Side:
        key = id(material), state
        if key not in self._sides:
            self._sides[key] = Side.of(self.table, in_state(material, state, self.ion))
        return self._sides[key]

    def _ion_of(self, sides: tuple[Side, Side]) -> str:
        return self.ion or shared_ion(*(side.target for side in sides))

    def _ion_notes(self, ion: str, sides: tuple[Side, Side]) -> list[str]:
        """Which ion it is, where that was not asked for and it, or one that a side holds, is no lithium."""
        another = any(held_ion(side.target.formula) not in ("Li", ion) for side in sides)
        held = {element for side in sides for element in side.formula.elements}
        # Whose voltage it is, where neither side holds the ion and one holds another that may move.
        another |= ion not in held and not held.isdisjoint(_MAY_MOVE)
        return [ion_note(ion)] if not self.ion and (ion != "Li" or another) else []

    @staticmethod
    def _state_of(sides: tuple[Side, Side], state: str) -> str | None:
        return state if any(side.target.has_states for side in sides) else None

    def _notes(self, sides: tuple[Side, Side]) -> list[str]:
        """Where states are asked for: the formulas that have none, because they are formulas."""
        if self.states == (DISCHARGED,):
            return []
        return [
            f"{side.target.text} is a formula and means what it says: {side.target.name_with_states} has "
            "states."
            for side in sides
            if side.target.name_with_states
        ]

    def _interface(self, contact: Contact, state: str | None, notes: list[str]) -> Interface:
        conditions, table = self.conditions, self.table
        nominal = contact.nominal(table, self._lines)
        worst, mutual, followed = contact, nominal.mutual, None
        if conditions.voltages_v is not None:
            lowest = contact.at(conditions.voltages_v[0])
            followed = voltage_range(table, lowest, conditions.voltages_v, conditions.threshold_ev)
            worst, mutual = contact.at(followed.worst_voltage_v), followed.worst
        minima = (nominal.mutual, nominal.total, mutual)
        return Interface(
            a=contact.a.target.text,
            b=contact.b.target.text,
            formula_a=contact.a.formula.reduced,
            formula_b=contact.b.formula.reduced,
            state=state,
            ion=contact.ion,
            voltage_v=contact.voltage_v,
            status=REACTS if nominal.mutual.ev_per_atom < 0 else NO_REACTION,
            mutual=nominal.mutual,
            total=nominal.total,
            self_a_ev_per_atom=nominal.self_a_ev_per_atom,
            self_b_ev_per_atom=nominal.self_b_ev_per_atom,
            kinks=nominal.kinks,
            limited_metal=None if contact.limited is None else _limited(contact.limited.nominal(table)),
            range=followed,
            system_fingerprint=nominal.system_fingerprint,
            warnings=(*self._warnings(contact, minima), *notes),
            error=None,
            provenance=self.provenance,
            interphase=interphase_of(
                table, mutual.products, contact.ion, mutual.ev_per_nonion_atom, conditions
            ),
            uncertainty=self._uncertainty(worst),
            sensitivity=contact_sensitivity(worst, table, mutual) if self.sensitivity else None,
        )

    def _warnings(self, contact: Contact, minima: Sequence[Minimum]) -> tuple[str, ...]:
        a, b = contact.a, contact.b
        formed = {product.formula for minimum in minima for product in minimum.products}
        voltages = self.conditions.voltages_v
        return (
            *a.warnings,
            *(note for note in b.warnings if note not in a.warnings),
            *voltage_warnings(voltages[1] if voltages else self.conditions.voltage_v),
            *phase_warnings(self.table, formed, [_asked(side) for side in (a, b)], minima),
        )

    def _uncertainty(self, contact: Contact) -> ContactUncertainty | None:
        if self.model is None:
            return None
        samples = contact.samples(self.table, self.model)
        return contact_uncertainty(samples, self.model, contact.voltage_v, self.conditions.threshold_ev)

    def _uncovered(self, a: TargetLike, b: TargetLike, state: str, error: CoverageError) -> Interface:
        sides = self._side(a, state), self._side(b, state)
        return Interface(
            a=sides[0].target.text,
            b=sides[1].target.text,
            formula_a=sides[0].formula.reduced,
            formula_b=sides[1].formula.reduced,
            state=self._state_of(sides, state),
            ion=self._ion_of(sides),
            voltage_v=self.conditions.voltage_v,
            status=NOT_COVERED,
            mutual=None,
            total=None,
            self_a_ev_per_atom=None,
            self_b_ev_per_atom=None,
            kinks=(),
            limited_metal=None,
            range=None,
            system_fingerprint=None,
            warnings=(),
            error=error.message,
            provenance=self.provenance,
        )


def _limited(nominal: NominalContact) -> LimitedMetal:
    return LimitedMetal(mutual=nominal.mutual, total=nominal.total, kinks=nominal.kinks)


def _asked(side: Side) -> Asked:
    return Asked(side.formula, side.energy_ev_per_atom is not None)
