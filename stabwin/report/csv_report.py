"""The answer of a run as one flat CSV table."""

from __future__ import annotations

from typing import Any

from stabwin.errors import RequestError
from stabwin.report.answer.contacts import limit_of
from stabwin.report.columns import column
from stabwin.report.render.csv import csv_table
from stabwin.report.sections.contact_rows import verdict_of_contact
from stabwin.report.sections.rankings import verdict_of_layer
from stabwin.report.sections.windows import verdict_of_window
from stabwin.report.table import Row, Table
from stabwin.report.verdicts import NO_ANSWER, Verdict
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.run_folder import RANKING
from stabwin.screening.tasks import AIR, HEATING, INTERFACE, PROFILE, WINDOW


def csv_report(run: FinishedRun) -> str:
    """The ranking, else the contacts, heating, air, the windows or the profiles; verdicts where there are.

    Raises
    ------
    RequestError
        The run has no answer.
    """
    for name in (RANKING, INTERFACE, HEATING, AIR, WINDOW, PROFILE):
        rows = [_with_verdict(run, name, row) for row in run.rows(name)]
        if rows:
            names = dict.fromkeys(key for row in rows for key in row)
            return csv_table(Table(columns=[column(key) for key in names], rows=rows))
    raise RequestError("There is nothing to report: no target of this run has an answer.")


def _with_verdict(run: FinishedRun, table: str, row: dict[str, Any]) -> dict[str, Any]:
    verdict = _verdict(run, table, row)
    return row if verdict is None else {**row, "verdict": verdict}


def _verdict(run: FinishedRun, table: str, row: Row) -> Verdict | None:
    if table == RANKING:
        return verdict_of_layer(row)
    if table in (PROFILE, HEATING, AIR):
        return None
    if row["status"] == "failed":
        return NO_ANSWER
    return verdict_of_window(row) if table == WINDOW else verdict_of_contact(row, limit_of(run))
