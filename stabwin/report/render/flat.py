"""The answer of a run as one flat CSV table."""

from __future__ import annotations

from typing import Any

from stabwin.errors import RequestError
from stabwin.report.sections.answer import coatings, contacts, windows
from stabwin.report.verdicts import NO_ANSWER, Verdict
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.run_folder import RANKING
from stabwin.screening.tasks import INTERFACE, PROFILE, WINDOW
from stabwin.writing import csv_text


def flat_report(run: FinishedRun) -> str:
    """The ranking, else the contacts, the windows or the profiles, each row with its verdict.

    Raises
    ------
    RequestError
        The run has no answer.
    """
    for table in (RANKING, INTERFACE, WINDOW, PROFILE):
        rows = run.rows(table)
        if rows:
            return csv_text([_with_verdict(run, table, row) for row in rows])
    raise RequestError("There is nothing to report: no target of this run has an answer.")


def _with_verdict(run: FinishedRun, table: str, row: dict[str, Any]) -> dict[str, Any]:
    verdict = _verdict(run, table, row)
    return row if verdict is None else {**row, "verdict": verdict.text}


def _verdict(run: FinishedRun, table: str, row: dict[str, Any]) -> Verdict | None:
    if table == RANKING:
        return coatings.verdict_of(row)
    if table == PROFILE:
        return None
    if row["status"] == "failed":
        return NO_ANSWER
    return windows.verdict_of(row) if table == WINDOW else contacts.verdict_of(row, contacts.limit_of(run))
