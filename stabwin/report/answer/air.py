"""What a run says of materials in air."""

from __future__ import annotations

from collections.abc import Sequence

from stabwin.analysis.air.answer import Air
from stabwin.report.answer.part import AnswerPart, counted
from stabwin.report.sections.air import air_table
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.tasks import AIR


def air_part(run: FinishedRun) -> AnswerPart | None:
    """What water does to every material; None where none was asked for."""
    if AIR not in run.results:
        return None
    answered = run.results[AIR].answered
    if not answered:
        return None
    return AnswerPart(name="air", title="Air", sentences=_sentences(answered), tables=[air_table(answered)])


def _sentences(found: Sequence[Air]) -> list[str]:
    dry = sum(one.rooms[0].stable for one in found)
    humid = sum(one.rooms[-1].stable for one in found)
    counts = (
        f"Stable in saturated air: {humid} of {counted(len(found), 'material')}; in a dry room with a "
        f"{_driest(found[0])}: {dry}."
    )
    said = [counts]
    worst = max(found, key=lambda one: max((gas.saturated_ml_per_g for gas in one.leaving), default=0.0))
    if worst.leaving:
        gas = max(worst.leaving, key=lambda one: one.saturated_ml_per_g)
        said.append(f"Most gas leaves {worst.target}: {gas.saturated_ml_per_g:.0f} mL/g of {gas.formula}.")
    return said


def _driest(answer: Air) -> str:
    """The driest room, in words."""
    return answer.rooms[0].name.replace("point", "point of")
