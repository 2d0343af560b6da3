"""What a run says of stability windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stabwin.report.columns import NUMBER, column
from stabwin.report.error_bars import bar_of, probability_columns
from stabwin.report.sections.answer.table import AnswerPart, AnswerTable, counted
from stabwin.report.verdicts import UNKNOWN, voltage_verdict, window_verdict
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.tasks import WINDOW

# Of a longer list the widest windows are shown.
MOST_WINDOWS = 30


def windows_part(run: FinishedRun) -> AnswerPart | None:
    """The windows in the order asked, or of many the widest; None where none was asked for."""
    rows = run.rows(WINDOW)
    answered = [row for row in rows if row["status"] != "failed"]
    if not answered:
        return None
    shown, note = answered, ""
    if len(answered) > MOST_WINDOWS:
        shown = sorted(answered, key=lambda row: (-_width(row), row["target"]))[:MOST_WINDOWS]
        note = f"The {MOST_WINDOWS} widest of {len(answered)} windows."
    columns = [
        column("target"),
        column("formula"),
        column("verdict"),
        column("reduction_limit_v", NUMBER),
        column("oxidation_limit_v", NUMBER),
        column("energy_above_hull_ev_per_atom", NUMBER),
        *probability_columns(
            shown,
            ("probability_stable", "stable with"),
            ("probability_stable_against_metal", "against the metal with"),
        ),
        column("reduction"),
        column("oxidation"),
    ]
    voltage = run.study.windows.voltage_v if run.study.windows else None
    if voltage is not None:
        columns[3:3] = [column("at_voltage", head=f"at {voltage:g} V")]
    told = [
        {
            **row,
            "verdict": verdict_of(row),
            "at_voltage": None
            if voltage is None
            else voltage_verdict(voltage, row["reduction_limit_v"], row["oxidation_limit_v"]),
        }
        for row in shown
    ]
    return AnswerPart(
        name="windows",
        title="Stability windows",
        sentences=_sentences(answered),
        tables=[AnswerTable(title="Windows", note=note, columns=columns, rows=told)],
    )


def verdict_of(row: Mapping[str, Any]) -> Any:
    """The verdict on a row of windows."""
    bar = bar_of(row, "reduction_limit_v")
    return window_verdict(row["reduction_limit_v"], row["oxidation_limit_v"], row["ion"], bar)


def _width(row: Mapping[str, Any]) -> float:
    high = row["oxidation_limit_v"]
    # Without ions to give off it is no window of an electrolyte: last.
    return -1.0 if high is None else float(high - row["reduction_limit_v"])


def _sentences(rows: list[dict[str, Any]]) -> list[str]:
    against = [row for row in rows if row["reduction_limit_v"] <= 0]
    ions = "/".join(dict.fromkeys(row["ion"] for row in rows))
    bounded = [row for row in rows if row["oxidation_limit_v"] is not None]
    count = len(against) or "None"
    verb = "is" if len(against) < 2 else "are"
    undecided = sum(verdict_of(row).tone == UNKNOWN for row in rows)
    nominally = "nominally " if any(bar_of(row, "reduction_limit_v") for row in rows) else ""
    unsure = f"; {undecided or 'none'} undecided at this accuracy" if nominally else ""
    stable = f"{nominally}stable against {ions} metal{unsure}"
    found = [f"{count} of {counted(len(rows), 'material')} {verb} {stable}."]
    if bounded:
        best = max(bounded, key=lambda row: row["oxidation_limit_v"])
        found.append(
            f"The highest oxidation limit is that of {best['target']}, {best['oxidation_limit_v']:.3f} V."
        )
    return found
