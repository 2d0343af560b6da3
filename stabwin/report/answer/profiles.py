"""What a run says of voltage profiles."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from stabwin.report.answer.part import AnswerPart
from stabwin.report.columns import column
from stabwin.report.sections.windows import none_above, none_below
from stabwin.report.table import Table
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.tasks import PROFILE

MOST_PROFILES = 30


def profiles_part(run: FinishedRun) -> AnswerPart | None:
    """Each profile by its steps and the first reaction on either side; None where none was asked for."""
    answered = [row for row in run.rows(PROFILE) if row["status"] != "failed"]
    if not answered:
        return None
    profiles = [
        _first_reactions(list(steps)) for _, steps in groupby(answered, key=lambda row: row["target"])
    ]
    note = f"The first {MOST_PROFILES} of {len(profiles)}." if len(profiles) > MOST_PROFILES else ""
    names = (
        *("target", "formula", "status", "steps"),
        *("reduction_voltage_v", "reduction", "oxidation_voltage_v", "oxidation"),
    )
    table = Table(
        title="Profiles",
        note=note,
        columns=[column(name) for name in names],
        rows=profiles[:MOST_PROFILES],
    )
    return AnswerPart(name="profiles", title="Voltage profiles", tables=[table])


def _first_reactions(steps: list[dict[str, Any]]) -> dict[str, Any]:
    """The first reactions as the voltage leaves the target's own composition; steps run downwards."""
    down = next((step for step in steps if step["ions_per_formula"] > 0), None)
    up = next((step for step in reversed(steps) if step["ions_per_formula"] < 0), None)
    return {
        **steps[0],
        "steps": len(steps),
        "reduction_voltage_v": down and down["voltage_high_v"],
        "reduction": down["reaction"] if down else none_below(steps[-1]["voltage_low_v"]),
        "oxidation_voltage_v": up and up["voltage_low_v"],
        "oxidation": up["reaction"] if up else none_above(steps[0]),
    }
