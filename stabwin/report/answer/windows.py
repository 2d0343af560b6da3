"""What a run says of stability windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stabwin.report.answer.part import AnswerPart, counted
from stabwin.report.column import Column
from stabwin.report.columns import column
from stabwin.report.sections.windows import (
    LIMITS,
    REACTIONS,
    judged_windows_table,
    verdict_of_window,
)
from stabwin.report.table import Row, Table, filled, range_of
from stabwin.report.verdicts import UNKNOWN, voltage_verdict
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.tasks import WINDOW

# Of a longer list the widest windows are shown.
MOST_WINDOWS = 30


def windows_part(run: FinishedRun) -> AnswerPart | None:
    """The windows in the order asked, or of many the widest; None where none was asked for."""
    answered = [row for row in run.rows(WINDOW) if row["status"] != "failed"]
    if not answered:
        return None
    voltage = run.study.windows.voltage_v if run.study.windows else None
    return AnswerPart(
        name="windows",
        title="Stability windows",
        sentences=_sentences(answered),
        tables=[_table(answered, voltage)],
    )


def _table(rows: Sequence[Row], voltage: float | None) -> Table:
    shown, note = rows, ""
    if len(rows) > MOST_WINDOWS:
        shown = sorted(rows, key=lambda row: (-_width(row), row["target"]))[:MOST_WINDOWS]
        note = f"The {MOST_WINDOWS} widest of {len(rows)} windows."
    if voltage is not None:
        limits = LIMITS[:2]
        shown = [
            {**row, "at_voltage": voltage_verdict(voltage, *(row[name] for name in limits))}
            for row in shown
        ]
    table = judged_windows_table(shown, _columns(shown, voltage), note)
    return replace(table, title="Windows")


def _columns(rows: Sequence[Row], voltage: float | None) -> list[Column]:
    at = [] if voltage is None else [column("at_voltage").headed(f"at {voltage:g} V")]
    probabilities = [
        column("probability_stable").headed("stable with"),
        column("probability_stable_against_metal").headed("against the metal with"),
    ]
    return [
        *map(column, ("target", "formula", "verdict")),
        *at,
        *map(column, LIMITS),
        *filled(probabilities, rows),
        *map(column, REACTIONS),
    ]


def _width(row: Row) -> float:
    high = row["oxidation_limit_v"]
    # Without ions to give off it is no window of an electrolyte: last.
    return -1.0 if high is None else float(high - row["reduction_limit_v"])


def _sentences(rows: Sequence[Row]) -> list[str]:
    against = [row for row in rows if row["reduction_limit_v"] <= 0]
    ions = "/".join(dict.fromkeys(row["ion"] for row in rows))
    bounded = [row for row in rows if row["oxidation_limit_v"] is not None]
    count = len(against) or "None"
    verb = "is" if len(against) < 2 else "are"
    undecided = sum(verdict_of_window(row).tone == UNKNOWN for row in rows)
    nominally = "nominally " if any(range_of(row, "reduction_limit_v") for row in rows) else ""
    unsure = f"; {undecided or 'none'} undecided at this accuracy" if nominally else ""
    stable = f"{nominally}stable against {ions} metal{unsure}"
    sentences = [f"{count} of {counted(len(rows), 'material')} {verb} {stable}."]
    if bounded:
        best = max(bounded, key=lambda row: row["oxidation_limit_v"])
        limit = f"{best['oxidation_limit_v']:.3f} V"
        sentences.append(f"The highest oxidation limit is that of {best['target']}, {limit}.")
    return sentences
