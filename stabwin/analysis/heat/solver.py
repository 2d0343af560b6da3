"""Answers about heating on the same phases and under the same conditions."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from stabwin.analysis.conditions import HeatConditions
from stabwin.analysis.heat.answer import heating_of
from stabwin.analysis.heat.heating import Heating
from stabwin.analysis.heat.material import Heated
from stabwin.analysis.heat.oxygen_map import oxygen_map
from stabwin.analysis.heat.samples import with_error_bars
from stabwin.analysis.interfaces.states import DISCHARGED, in_state
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Failure
from stabwin.analysis.uncertainty.error_model import ErrorModel, methods_with
from stabwin.chemistry.target import TargetLike, resolve_target, text_of
from stabwin.errors import StabwinError
from stabwin.phases.over_temperatures import ThermalPhases
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.atmosphere import checked_gas

METHODS = ("mcbride1993", "chase1998")

Pair = tuple[TargetLike, TargetLike | None]

OXYGEN = "O"


@dataclass(frozen=True, kw_only=True)
class HeatSolver:
    """What stays the same for all materials and contacts.

    Attributes
    ----------
    table : PhaseTable
        With Gibbs energies at 298.15 K.
    conditions : HeatConditions
    states : tuple of str
        The states of charge that are asked for.
    pressures_bar : tuple of float
        Of oxygen, for a map; empty without.
    model : ErrorModel or None
        Where error bars are.
    """

    table: PhaseTable
    conditions: HeatConditions
    states: tuple[str, ...] = (DISCHARGED,)
    pressures_bar: tuple[float, ...] = ()
    model: ErrorModel | None = None
    _phases: dict[frozenset[str], ThermalPhases] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def provenance(self) -> Provenance:
        """What every answer depends on."""
        return Provenance.of(self.table, self.conditions, methods_with(METHODS, self.model))

    def answers(self, a: TargetLike, b: TargetLike | None) -> list[Heating | Failure]:
        """One material or contact in every state that it has, failures as values."""
        given = [one for one in (a, b) if one is not None]
        has_states = any(_has_states(one) for one in given)
        return [self._answer_or_failure(a, b, state) for state in self.states[: None if has_states else 1]]

    def _answer_or_failure(self, a: TargetLike, b: TargetLike | None, state: str) -> Heating | Failure:
        try:
            return self.answer(a, b, state)
        except StabwinError as error:
            named = state if any(_has_states(one) for one in (a, b) if one is not None) else None
            return failure(text_of(a), None if b is None else text_of(b), error, named)

    def answer(self, a: TargetLike, b: TargetLike | None, state: str) -> Heating:
        """One material or contact in one state; see `stabwin.heat` for the errors."""
        given = [one for one in (a, b) if one is not None]
        targets = [in_state(one, state) for one in given]
        sides = [Side.of(self.table, target) for target in targets]
        part = self.conditions.mass_fraction_a
        masses = [1.0] if len(sides) == 1 else [part, 1.0 - part]
        phases = self._phases_of(sides)
        gases, range_k = self.conditions.gases_bar, self.conditions.temperatures_k
        whole = Heated.of(tuple(zip(sides, masses, strict=True)), phases, gases, range_k)
        alone = [Heated.of(((side, 1.0),), phases, gases, range_k) for side in sides if len(sides) > 1]
        named = state if any(target.has_states for target in targets) else None
        found = heating_of(whole, alone, named, targets[0].ion, self.provenance, self._notes(sides))
        if self.pressures_bar:
            found = replace(found, oxygen_map=oxygen_map(whole, self.pressures_bar))
        return found if self.model is None else with_error_bars(found, whole, self.model)

    def _phases_of(self, sides: Iterable[Side]) -> ThermalPhases:
        """All phases of the elements of materials and atmosphere; made once for each set of them."""
        sides = list(sides)
        own = [side for side in sides if side.own_energy_ev_per_atom is not None]
        elements = frozenset(
            (
                *(element for side in sides for element in side.formula.elements),
                *_elements_of_gases(self.conditions),
                *((OXYGEN,) if self.pressures_bar else ()),
            )
        )
        if elements in self._phases and not own:
            return self._phases[elements]
        system = System.of(self.table, elements, math.inf)
        for side in own:
            system = system.with_own_phase(side.formula, float(side.own_energy_ev_per_atom or 0.0))
        found = ThermalPhases.of(system)
        if not own:
            self._phases[elements] = found
        return found

    def _notes(self, sides: Iterable[Side]) -> Iterator[str]:
        """Where states are asked for: the formulas that have none, because they are formulas."""
        for side in sides:
            if self.states != (DISCHARGED,) and side.target.name_with_states:
                yield (
                    f"{side.target.text} is a formula and means what it says: "
                    f"{side.target.name_with_states} has states."
                )


def failure(a: str, b: str | None, error: StabwinError, state: str | None = None) -> Failure:
    """A material or contact that could not be answered."""
    names = {"a": a, "b": b, "state": state}
    return Failure(target=a if b is None else f"{a}|{b}", error=error, names=names)


def elements_of(
    pairs: Iterable[Pair], conditions: HeatConditions, pressures_bar: Iterable[float] = ()
) -> list[set[str]]:
    """The element sets of all materials and contacts that can be understood."""
    besides = {*_elements_of_gases(conditions), *((OXYGEN,) if list(pressures_bar) else ())}
    found = []
    for pair in pairs:
        with contextlib.suppress(StabwinError):
            targets = [resolve_target(one) for one in pair if one is not None]
            found.append({*besides, *(e for target in targets for e in target.formula.elements)})
    return found


def _elements_of_gases(conditions: HeatConditions) -> set[str]:
    return {element for gas in conditions.gases_bar for element in checked_gas(gas).amounts}


def _has_states(material: TargetLike) -> bool:
    with contextlib.suppress(StabwinError):
        return resolve_target(material).has_states
    return False
