"""Tasks of a study: each one question about one material or pair, answered by itself.

A task knows what it depends on, so that its answer can be kept under a name made of nothing else: the
phases of the elements concerned, the scheme, the question and its settings, and the version of the
algorithm.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any

from stabwin.analysis.coatings.contacts import CoatingQuestion
from stabwin.analysis.coatings.judge import Memory, judge
from stabwin.analysis.conditions import Conditions, ContactConditions
from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.solver import InterfaceSolver
from stabwin.analysis.lines.ion_line import trace_ion_line
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Failure
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.windows.extras import Extras, answer_profile, answer_window
from stabwin.chemistry.target import ResolvedTarget, resolve_target
from stabwin.errors import StabwinError
from stabwin.phases.element_sets import element_mask
from stabwin.phases.table import PhaseTable

# Raised whenever a change of the program may change a result: kept answers are then made anew.
ALGORITHM = 5

WINDOW, PROFILE, INTERFACE, COATING = "windows", "profiles", "interfaces", "coatings"
CONTACTS = "coating_contacts"

# Where a candidate's row keeps its samples for the ranking; no column of a table.
SAMPLES = "samples"

# Where the row of a failure keeps the class of its error by name; no column of a table either.
ERROR_KIND = "error_kind"

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Task:
    """One question of a study.

    Attributes
    ----------
    question : str
        "windows", "profiles", "interfaces" or "coatings".
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
    def _resolved(self) -> tuple[list[ResolvedTarget], list[ResolvedTarget]]:
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
        resolved, partners = self._resolved
        if not resolved:
            return ()
        reservoirs = {*self.settings.get("open_ev", ()), *(one.ion for one in resolved)}
        own = frozenset({e for one in resolved for e in one.formula.elements} | reservoirs)
        return tuple(_shared_set(own.union(one.formula.elements)) for one in (*resolved[:1], *partners))

    def key(self, table: PhaseTable) -> str:
        """The name of its answer: sha256 of all that it depends on."""
        resolved, partners = self._resolved
        systems = [
            (table.system_fingerprint(one), table.coverage.covers(element_mask(one)))
            for one in self.element_sets
        ]
        depends = {
            "algorithm": ALGORITHM,
            "question": self.question,
            "targets": self.targets,
            "settings": self.settings,
            "ion": self.ion,
            "scheme": repr(table.scheme),
            "excluded": table.excluded,
            "systems": systems,
            # A name stands for what the catalogue says today.
            "formulas": [one.formula.key for one in (*resolved, *partners)],
            # Why something is not covered is said in words of the phases.
            "phases": None if all(covered for _, covered in systems) else asdict(table.source),
            "band_gaps": [_band_gap(table, one) for one in resolved] if self.question == COATING else [],
        }
        return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()[:40]


@cache
def _shared_set(elements: frozenset[str]) -> frozenset[str]:
    """The set itself, once for all tasks that solve the same systems."""
    return elements


@lru_cache(maxsize=100_000)
def _resolved_text(text: str, ion: str | None) -> ResolvedTarget:
    """A target by its text: a candidate is asked about once for every pair of neighbours."""
    return resolve_target(text, ion)


def _band_gap(table: PhaseTable, target: ResolvedTarget) -> str:
    """The gap of a phase as text; fingerprints of systems hold energies only."""
    row = table.find(target.formula)
    return "" if row is None else repr(float(table.columns.band_gaps[row]))


def answer(task: Task, table: PhaseTable, memory: Memory | None = None) -> Rows:
    """The rows of a task's answer, by table; a failure is a row with its reason.

    Parameters
    ----------
    task : Task
    table : PhaseTable
    memory : dict, optional
        Contacts found before on this table. They are what the task would find itself.
    """
    if task.question == COATING:
        return _coating_rows(task, table, memory)
    return {WINDOW: _window_rows, PROFILE: _profile_rows, INTERFACE: _interface_rows}[task.question](
        task, table
    )


def _settings(task: Task) -> tuple[dict[str, Any], ErrorModel | None]:
    """The settings of a task, and its error model apart from them."""
    settings = dict(task.settings)
    model = settings.pop("uncertainty", None)
    return settings, None if model is None else ErrorModel(**model)


def _window_rows(task: Task, table: PhaseTable) -> Rows:
    return {WINDOW: list(_target_rows(task, table))}


def _profile_rows(task: Task, table: PhaseTable) -> Rows:
    return {PROFILE: list(_target_rows(task, table))}


def _target_rows(task: Task, table: PhaseTable) -> Iterator[dict[str, Any]]:
    (target,) = task.targets
    settings, model = _settings(task)
    conditions = Conditions(**settings)
    try:
        line = trace_ion_line(table, resolve_target(target, task.ion), conditions)
        provenance = Provenance.of(table, conditions, ())
        made = answer_window if task.question == WINDOW else answer_profile
        yield from made(line, provenance, Extras(model)).to_rows()
    except StabwinError as error:
        yield {"target": target, **_failed(error)}


def _interface_rows(task: Task, table: PhaseTable) -> Rows:
    a, b = task.targets
    settings, model = _settings(task)
    states = tuple(settings.pop("states"))
    if settings.get("voltages_v") is not None:
        settings["voltages_v"] = tuple(settings["voltages_v"])
    solver = InterfaceSolver(
        table=table, conditions=ContactConditions(**settings), ion=task.ion, states=states, model=model
    )
    return {INTERFACE: [row for one in solver.answers(a, b) for row in _contact_rows(one)]}


def _contact_rows(found: Interface | Failure) -> list[dict[str, Any]]:
    if isinstance(found, Failure):
        return [{**found.names, **_failed(found.error)}]
    return found.to_rows()


def _failed(error: StabwinError) -> dict[str, Any]:
    """What the row of a failure says besides what was asked about."""
    return {"status": "failed", "error": error.message, ERROR_KIND: type(error).__name__}


def _coating_rows(task: Task, table: PhaseTable, memory: Memory | None) -> Rows:
    (target,) = task.targets
    settings, model = _settings(task)
    question = CoatingQuestion(
        electrolyte=settings["electrolyte"],
        electrode=settings["electrode"],
        ion=task.ion or "Li",
        states=tuple(settings["states"]),
        voltages_v=tuple(settings["voltages_v"]),
        model=model,
    )
    layer = {name: settings[name] for name in ("electrolyte", "electrode")}
    try:
        found = judge(table, target, question, memory)
    except StabwinError as error:
        return {COATING: [{**layer, "candidate": target, **_failed(error)}]}
    facts = {
        **layer,
        "candidate": found.target,
        "formula": found.formula,
        "status": "judged",
        "radioactive": found.radioactive,
        "band_gap_ev": found.band_gap_ev,
        "energy_above_hull_ev_per_atom": found.energy_above_hull_ev_per_atom,
        "reduction_limit_v": found.reduction_limit_v,
        "oxidation_limit_v": found.oxidation_limit_v,
        "error": None,
    }
    if found.samples is not None:
        facts |= {**found.samples.to_row(), SAMPLES: found.samples.packed()}
    contacts = [{**layer, "candidate": found.target, **one.to_row()} for one in found.contacts]
    return {COATING: [facts], CONTACTS: contacts}
