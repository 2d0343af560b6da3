"""Tasks of a study: each one question about one material or pair, answered by itself.

A task knows which targets and elements it is about, so that its answer can be kept under a name
(`stabwin.screening.answer_keys`) and be computed beside others that solve the same systems.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any

from stabwin.analysis.air.answer import Air
from stabwin.analysis.air.from_lines import air_of
from stabwin.analysis.air.lines import OF_AIR, AirLines
from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.contacts import CoatingQuestion
from stabwin.analysis.coatings.judge import Memory, judge
from stabwin.analysis.conditions import (
    NO_GASES,
    AirConditions,
    Conditions,
    ContactConditions,
    HeatConditions,
    Reservoirs,
)
from stabwin.analysis.heat.heating import Heating
from stabwin.analysis.heat.solver import HeatSolver
from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.solver import InterfaceSolver
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Failure
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.question import TargetQuestion
from stabwin.analysis.windows.window import Window
from stabwin.chemistry.target import ResolvedTarget, resolve_target
from stabwin.errors import StabwinError
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.gases import gases

WINDOW, PROFILE, INTERFACE, COATING = "windows", "profiles", "interfaces", "coatings"
HEATING, AIR = "heating", "air"
CONTACTS = "coating_contacts"

TaskResult = Window | Profile | Interface | Heating | Air | Candidate


@dataclass(frozen=True, kw_only=True)
class Task:
    """One question of a study.

    Attributes
    ----------
    question : str
        "windows", "profiles", "interfaces", "heating", "air" or "coatings".
    targets : tuple of str
        What is asked about: a target, a pair, or a candidate.
    settings : mapping
        Plain values that the answer depends on.
    ion : str or None
    """

    question: str
    targets: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    ion: str | None = None

    @cached_property
    def resolved(self) -> tuple[list[ResolvedTarget], list[ResolvedTarget]]:
        """The targets and their partners; none where one of them can't be understood."""
        try:
            resolved = [_resolved_text(target, self.ion) for target in self.targets]
            partners = [
                _resolved_text(self.settings[name], self.ion)
                for name in ("electrolyte", "electrode")
                if name in self.settings
            ]
        except StabwinError:
            return [], []
        return resolved, partners

    @cached_property
    def element_sets(self) -> tuple[frozenset[str], ...]:
        """The element sets of the systems that it solves; none where a target can't be understood."""
        resolved, partners = self.resolved
        if not resolved:
            return ()
        of_gases = {e for gas in self.settings.get("gases_bar", ()) for e in gases()[gas].amounts}
        of_gases |= set(OF_AIR) if self.question == AIR else set()
        reservoirs = {*self.settings.get("open_ev", ()), *of_gases, *(one.ion for one in resolved)}
        own = frozenset({e for one in resolved for e in one.formula.elements} | reservoirs)
        return tuple(_shared_set(own.union(one.formula.elements)) for one in (*resolved[:1], *partners))


@cache
def _shared_set(elements: frozenset[str]) -> frozenset[str]:
    """The set itself, once for all tasks that solve the same systems."""
    return elements


@lru_cache(maxsize=100_000)
def _resolved_text(text: str, ion: str | None) -> ResolvedTarget:
    """A target by its text: a candidate is asked about once for every pair of neighbours."""
    return resolve_target(text, ion)


def answer(task: Task, table: PhaseTable, memory: Memory | None = None) -> list[TaskResult | Failure]:
    """The results of a task: one, or for a contact and what is heated one for each state of charge.

    Parameters
    ----------
    task : Task
    table : PhaseTable
    memory : Memory, optional
        What was found before on this table. It is what the task would find itself.
    """
    if task.question == INTERFACE:
        return _contacts(task, table)
    if task.question == HEATING:
        return _heated(task, table)
    try:
        if task.question == COATING:
            return [_candidate(task, table, memory)]
        return [_in_air(task, table) if task.question == AIR else _target(task, table)]
    except StabwinError as error:
        (target,) = task.targets
        name = "candidate" if task.question == COATING else "target"
        return [Failure(target=target, error=error, names={name: target})]


def _settings(task: Task) -> tuple[dict[str, Any], ErrorModel | None]:
    """The settings of a task, and its error model apart from them."""
    settings = dict(task.settings)
    model = settings.pop("uncertainty", None)
    return settings, None if model is None else ErrorModel(**model)


def _target(task: Task, table: PhaseTable) -> Window | Profile:
    (target,) = task.targets
    settings, model = _settings(task)
    conditions = Conditions(**settings)
    question = TargetQuestion(target=resolve_target(target, task.ion), conditions=conditions, model=model)
    ask = question.window if task.question == WINDOW else question.profile
    return ask(table, Provenance.of(table, conditions, ()))


def _in_air(task: Task, table: PhaseTable) -> Air:
    (target,) = task.targets
    settings, model = _settings(task)
    conditions = AirConditions(**settings)
    lines = AirLines(
        table=table, target=resolve_target(target, task.ion), products_bar=conditions.products_bar
    )
    return air_of(lines, Provenance.of(table, conditions, ()), model)


def _contacts(task: Task, table: PhaseTable) -> list[TaskResult | Failure]:
    a, b = task.targets
    settings, model = _settings(task)
    states = tuple(settings.pop("states"))
    if settings.get("voltages_v") is not None:
        settings["voltages_v"] = tuple(settings["voltages_v"])
    solver = InterfaceSolver(
        table=table, conditions=ContactConditions(**settings), ion=task.ion, states=states, model=model
    )
    return [*solver.answers(a, b)]


def _heated(task: Task, table: PhaseTable) -> list[TaskResult | Failure]:
    a, b = (*task.targets, None)[:2]
    settings, model = _settings(task)
    states = tuple(settings.pop("states"))
    settings["temperatures_k"] = tuple(settings["temperatures_k"])
    solver = HeatSolver(table=table, conditions=HeatConditions(**settings), states=states, model=model)
    return [*solver.answers(str(a), b)]


def _candidate(task: Task, table: PhaseTable, memory: Memory | None) -> Candidate:
    (target,) = task.targets
    settings, model = _settings(task)
    question = CoatingQuestion(
        electrolyte=settings["electrolyte"],
        electrode=settings["electrode"],
        ion=task.ion or "Li",
        states=tuple(settings["states"]),
        voltages_v=tuple(settings["voltages_v"]),
        around=Reservoirs(
            gases_bar=settings.get("gases_bar", NO_GASES), temperature_k=settings.get("temperature_k")
        ),
        model=model,
    )
    return judge(table, target, question, memory)
