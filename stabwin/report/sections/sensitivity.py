"""Which single phase each number depends on, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.uncertainty.sensitivity import Sensitivity
from stabwin.analysis.windows.facts import TargetFacts
from stabwin.report.columns import column
from stabwin.report.sections.contact_lists import label_of
from stabwin.report.table import Table

# Phases shown for each number, the one it depends on most first.
MOST_PHASES = 3


def target_sensitivity_table(results: Iterable[TargetFacts]) -> Table:
    """The limits of some targets, and what they become without a phase."""
    return sensitivity_table((result.target, result.sensitivity or ()) for result in results)


def contact_sensitivity_table(matrix: InterfaceMatrix) -> Table:
    """The mutual energy of some contacts, and what it becomes without a phase."""
    return sensitivity_table(
        (label_of(matrix, contact), [contact.sensitivity])
        for contact in matrix.answered
        if contact.sensitivity is not None
    )


def sensitivity_table(numbers_by_target: Iterable[tuple[str, Iterable[Sensitivity]]]) -> Table:
    """Each number of some targets, and what it becomes without a phase."""
    return Table(
        title="Without one phase",
        columns=[column(name) for name in ("target", "number", "nominal", "without", "value")],
        rows=[
            row
            for target, numbers in numbers_by_target
            for number in numbers
            for row in _rows(target, number)
        ],
    )


def _rows(target: str, number: Sensitivity) -> Iterator[dict[str, Any]]:
    quantity = {"quantity": number.quantity}
    first = {**quantity, "target": target, "number": number.quantity, "nominal": number.nominal}
    if not number.without:
        yield {**first, "without": "any phase", "value": "the same"}
    same = {**quantity, "target": "", "number": "", "nominal": ""}
    for place, removal in enumerate(number.without[:MOST_PHASES]):
        yield {**(same if place else first), "without": removal.phase, "value": removal.value}
