"""The names of kept answers: each is made of all that the answer depends on, and of nothing else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from stabwin.chemistry.target import ResolvedTarget
from stabwin.phases.element_sets import element_mask
from stabwin.phases.table import PhaseTable
from stabwin.screening.tasks import COATING, Task

# Raised whenever a change of the program may change a result: kept answers are then made anew.
ALGORITHM = 10


class AnswerKeys:
    """Names the answers of tasks on a phase table.

    An answer depends on the phases of the elements concerned, the scheme, the question and its settings,
    and the version of the algorithm. Many tasks share systems and targets: what is found for one of them
    is remembered.

    Parameters
    ----------
    table : PhaseTable
    """

    def __init__(self, table: PhaseTable) -> None:
        self._table = table
        self._scheme = repr(table.scheme)
        self._systems: dict[frozenset[str], tuple[str, bool]] = {}
        self._band_gaps: dict[str, str] = {}

    def key(self, task: Task) -> str:
        """The name of a task's answer: sha256 of all that it depends on."""
        table = self._table
        resolved, partners = task.resolved
        systems = [self._system(elements) for elements in task.element_sets]
        depends = {
            "algorithm": ALGORITHM,
            "question": task.question,
            "targets": task.targets,
            "settings": task.settings,
            "ion": task.ion,
            "scheme": self._scheme,
            "excluded": table.excluded,
            "left_out": table.left_out,
            "systems": systems,
            # A name stands for what the catalogue says today.
            "formulas": [one.formula.key for one in (*resolved, *partners)],
            # Why something is not covered is said in words of the phases.
            "phases": None if all(covered for _, covered in systems) else asdict(table.source),
            "band_gaps": [self._band_gap(one) for one in resolved] if task.question == COATING else [],
        }
        return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()[:40]

    def _system(self, elements: frozenset[str]) -> tuple[str, bool]:
        """The fingerprint of a system, and whether the phases cover it."""
        known = self._systems.get(elements)
        if known is None:
            table = self._table
            covered = table.coverage.covers(element_mask(elements))
            known = self._systems[elements] = (table.system_fingerprint(elements), covered)
        return known

    def _band_gap(self, target: ResolvedTarget) -> str:
        """The gap of a phase as text; fingerprints of systems hold energies only."""
        formula = target.formula
        known = self._band_gaps.get(formula.key)
        if known is None:
            row = self._table.find(formula)
            gap = "" if row is None else repr(float(self._table.columns.band_gaps[row]))
            known = self._band_gaps[formula.key] = gap
        return known
