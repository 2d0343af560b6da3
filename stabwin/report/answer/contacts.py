"""What a run says of contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stabwin.report.answer.part import AnswerPart, counted
from stabwin.report.sections.contact_matrix import matrix_table
from stabwin.report.sections.contact_rows import (
    CLOSED,
    condition_of,
    energy_of,
    is_metal,
    unit_of,
    verdict_of_contact,
)
from stabwin.report.table import Row, Table, range_of
from stabwin.report.verdicts import BAD, GOOD, UNKNOWN, contact_verdict
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.tasks import INTERFACE

MOST_MATERIALS = 30


def contacts_part(run: FinishedRun) -> AnswerPart | None:
    """Every condition as a matrix of the gentlest materials; None where no contact was asked for."""
    rows = [row for row in run.rows(INTERFACE) if energy_of(row) is not None]
    if not rows:
        return None
    limit = limit_of(run)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if not is_metal(row):
            groups.setdefault(condition_of(row), []).append(row)
    if not groups:
        groups = {CLOSED: []}
    # An unlimited reservoir at 0 V is a condition of its own; it is read beside the first.
    groups[next(iter(groups))] += [row for row in rows if is_metal(row)]
    return AnswerPart(
        name="contacts",
        title="Contacts",
        sentences=_sentences(rows, limit),
        tables=[_matrix(condition, members, limit) for condition, members in groups.items()],
    )


def limit_of(run: FinishedRun) -> float:
    """Up to which energy a contact counts as harmless."""
    return run.study.interfaces.threshold_ev if run.study.interfaces else 0.0


def _matrix(condition: str, rows: Sequence[Row], limit: float) -> Table:
    """A row for each A with the verdict on its worst contact, a column for each B and state."""
    worst: dict[str, Row] = {}
    for row in rows:
        a = row["a"]
        if a not in worst or (energy_of(row) or 0.0) < (energy_of(worst[a]) or 0.0):
            worst[a] = row
    unit = unit_of(condition)
    verdicts = {a: verdict_of_contact(row, limit) for a, row in worst.items()}
    note = f"Mutual reaction energy in {unit}; the verdict is that of the worst contact."
    if len(worst) > MOST_MATERIALS:
        note = f"The {MOST_MATERIALS} gentlest of {len(worst)} materials. {note}"
    table = matrix_table(rows, energy_of=energy_of, unit=unit, verdicts=verdicts, most=MOST_MATERIALS)
    return replace(table, title=f"Contacts, {condition}", note=note)


def _sentences(rows: Sequence[Row], limit: float) -> list[str]:
    tones = [contact_verdict(energy_of(row), limit).tone for row in rows]
    undecided = sum(verdict_of_contact(row, limit).tone == UNKNOWN for row in rows)
    strongest = min(rows, key=lambda row: energy_of(row) or 0.0)
    quiet, reacting = tones.count(GOOD), tones.count(BAD)
    count, energy = len(rows), energy_of(strongest) or 0.0
    little = f"{count - quiet - reacting} release at most {limit:g} eV"
    nominally = "nominally " if any(range_of(row, "mutual_ev_per_atom") for row in rows) else ""
    counts = f"{nominally}{quiet} do not react, {little}, and {reacting} release more"
    unsure = f"; {undecided or 'none'} undecided at this accuracy" if nominally else ""
    return [
        f"Of {counted(count, 'contact')}, {counts}{unsure}.",
        f"The strongest is {strongest['a']} with {_partner(strongest)}: {energy:.4f} eV.",
    ]


def _partner(row: Row) -> str:
    return f"{row['b']} ({row['state']})" if row["state"] else str(row["b"])
