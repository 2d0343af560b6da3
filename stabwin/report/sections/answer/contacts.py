"""What a run says of contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stabwin.analysis.interfaces.states import CHARGED, DISCHARGED
from stabwin.report.columns import NUMBER, Column, column
from stabwin.report.error_bars import bar_of
from stabwin.report.sections.answer.table import AnswerPart, AnswerTable, counted
from stabwin.report.verdicts import BAD, GOOD, UNKNOWN, Verdict, contact_verdict
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.tasks import INTERFACE

MOST_MATERIALS = 30

Row = Mapping[str, Any]


def contacts_part(run: FinishedRun) -> AnswerPart | None:
    """Every condition as a matrix, and the gentlest materials; None where no contact was asked for."""
    rows = [row for row in run.rows(INTERFACE) if energy_of(row) is not None]
    if not rows:
        return None
    limit = limit_of(run)
    groups: dict[str, list[Row]] = {}
    metals = [row for row in rows if is_metal(row)]
    for row in rows:
        if not is_metal(row):
            groups.setdefault(condition_of(row), []).append(row)
    if not groups:
        groups = {"closed": []}
    if metals:  # an unlimited reservoir at 0 V is a condition of its own; it is read beside the first
        first = next(iter(groups))
        groups[first] = [*groups[first], *metals]
    return AnswerPart(
        name="contacts",
        title="Contacts",
        sentences=_sentences(rows, limit),
        tables=[_matrix(name, members, limit) for name, members in groups.items()],
    )


def limit_of(run: FinishedRun) -> float:
    """Up to which energy a contact counts as harmless."""
    return run.study.interfaces.threshold_ev if run.study.interfaces else 0.0


def is_metal(row: Row) -> bool:
    """Whether one side is the ion's metal."""
    return row["ion"] in (row["formula_a"], row["formula_b"])


def condition_of(row: Row) -> str:
    """Closed, at a voltage, or over a range."""
    if row.get("low_v") is not None:
        return f"worst from {row['low_v']:g} to {row['high_v']:g} V"
    return "closed" if row["voltage_v"] is None else f"at {row['voltage_v']:g} V"


def energy_of(row: Row) -> float | None:
    """The energy that a contact's minimum is of: per atom where it is closed, else per non-ion atom."""
    if row.get("low_v") is not None:
        found = row["worst_ev_per_nonion_atom"]
    elif row["voltage_v"] is None or is_metal(row):
        found = row["mutual_ev_per_atom"]
    else:
        found = row["mutual_ev_per_nonion_atom"]
    return None if found is None else float(found)


def verdict_of(row: Row, limit: float) -> Verdict:
    """The verdict on a row of contacts."""
    closed = row.get("low_v") is None and (row["voltage_v"] is None or is_metal(row))
    bar = bar_of(row, "mutual_ev_per_atom" if closed else "mutual_ev_per_nonion_atom")
    return contact_verdict(energy_of(row), limit, row["ion"] if is_metal(row) else None, bar)


def _sentences(rows: Sequence[Row], limit: float) -> list[str]:
    tones = [contact_verdict(energy_of(row), limit).tone for row in rows]
    undecided = sum(verdict_of(row, limit).tone == UNKNOWN for row in rows)
    strongest = min(rows, key=lambda row: energy_of(row) or 0.0)
    quiet, reacting = tones.count(GOOD), tones.count(BAD)
    count, energy = len(rows), energy_of(strongest) or 0.0
    little = f"{count - quiet - reacting} release at most {limit:g} eV"
    nominally = "nominally " if any(bar_of(row, "mutual_ev_per_atom") for row in rows) else ""
    counts = f"{nominally}{quiet} do not react, {little}, and {reacting} release more"
    unsure = f"; {undecided or 'none'} undecided at this accuracy" if nominally else ""
    return [
        f"Of {counted(count, 'contact')}, {counts}{unsure}.",
        f"The strongest is {strongest['a']} with {_partner(strongest)}: {energy:.4f} eV.",
    ]


def _partner(row: Row) -> str:
    return f"{row['b']} ({row['state']})" if row["state"] else str(row["b"])


def _matrix(condition: str, rows: Sequence[Row], limit: float) -> AnswerTable:
    """A row for each A with its worst contact, a column for each B and state."""
    both = {DISCHARGED, CHARGED} <= {row["state"] for row in rows}
    cells: dict[str, dict[str, Any]] = {}
    worst: dict[str, Row] = {}
    heads: dict[str, Column] = {}
    for row in rows:
        place = f"{row['b']} {row['state']}" if both and row["state"] else str(row["b"])
        heads.setdefault(place, Column(name=f"b:{place}", head=place, kind=NUMBER, decimals=4))
        cells.setdefault(row["a"], {"a": row["a"]})[f"b:{place}"] = energy_of(row)
        if row["a"] not in worst or (energy_of(row) or 0.0) < (energy_of(worst[row["a"]]) or 0.0):
            worst[row["a"]] = row
    for a, row in worst.items():
        cells[a] |= {"verdict": verdict_of(row, limit), "worst": energy_of(row)}
    per = "eV/atom" if condition == "closed" else "eV per non-ion atom"
    note = f"Mutual reaction energy in {per}; the verdict is that of the worst contact."
    shown = list(cells.values())
    if len(shown) > MOST_MATERIALS:
        shown.sort(key=lambda row: (-row["worst"], row["a"]))
        shown = shown[:MOST_MATERIALS]
        note = f"The {MOST_MATERIALS} gentlest of {len(cells)} materials. {note}"
    return AnswerTable(
        title=f"Contacts, {condition}",
        note=note,
        columns=[column("a", head=""), column("verdict"), *heads.values()],
        rows=shown,
        shaded=True,
    )
