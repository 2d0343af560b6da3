"""The answer of a run in short: sentences and tables, the same for every format."""

from __future__ import annotations

from stabwin.report.answer.air import air_part
from stabwin.report.answer.coatings import coatings_part
from stabwin.report.answer.contacts import contacts_part
from stabwin.report.answer.heating import heating_part
from stabwin.report.answer.part import AnswerPart
from stabwin.report.answer.profiles import profiles_part
from stabwin.report.answer.windows import windows_part
from stabwin.screening.finished_run import FinishedRun


def answer_of(run: FinishedRun) -> list[AnswerPart]:
    """The parts of the answer that a run gives, the most useful first."""
    parts = (
        coatings_part(run),
        windows_part(run),
        contacts_part(run),
        heating_part(run),
        air_part(run),
        profiles_part(run),
    )
    return [part for part in parts if part is not None]
