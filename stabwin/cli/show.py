"""Answers printed: tables or JSON on stdout, and what to know of them on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabwin.cli.exit_codes import OK, SOME_FAILED, shared_code
from stabwin.cli.messages import say, say_errors, say_grouped
from stabwin.cli.output import apart, emit
from stabwin.cli.rows import is_stdout, write_rows
from stabwin.writing import json_text

if TYPE_CHECKING:
    from stabwin.analysis.results import Answers
    from stabwin.report.table import Table


def show(answers: Answers[Any], tables: Sequence[Table], *, json: bool, csv: Path | None) -> int:
    """Print answers as JSON or as tables, write the CSV, and return the exit code."""
    if len(answers.failures) == len(answers.results):
        say_errors(failure.error.message for failure in answers.failures)
        return shared_code(type(failure.error) for failure in answers.failures)
    if csv is not None:
        write_rows(csv, answers.to_rows())
    if json:
        emit(json_text(answers.to_dict()))
    else:
        if not is_stdout(csv):
            emit(*apart(tables))
        _say_provenance(answers)
    return SOME_FAILED if answers.failures else OK


def _say_provenance(answers: Answers[Any]) -> None:
    """Warnings, failures, and which data the numbers come from."""
    from stabwin.report.data_line import data_line

    notes = ((warning, result.target) for result in answers.answered for warning in result.warnings)
    say_grouped("note", notes)
    failed = ((failure.error.message, failure.target) for failure in answers.failures)
    say_grouped("failed", failed)
    for note in answers.provenance.notes:
        say(f"note: {note}")
    formulas = [formula for result in answers.answered for formula in result.formulas]
    ions = [result.ion for result in answers.answered]
    say(f"phases: {data_line(answers.provenance, formulas, ions)}")
