"""Answers printed: tables or JSON on stdout, and what to know of them on stderr."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
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
    answers = _with_what_had_no_effect(answers)
    if csv is not None:
        write_rows(csv, answers.to_rows())
    if json:
        emit(json_text(answers.to_dict()))
    else:
        if not is_stdout(csv):
            emit(*apart(tables))
        _say_provenance(answers)
    return SOME_FAILED if answers.failures else OK


def _with_what_had_no_effect(answers: Answers[Any]) -> Answers[Any]:
    """The answers, with a note where phases were left out or taken back that no answer could hold."""
    provenance = answers.provenance
    asked = [
        (option, formula)
        for option, formulas in (("--exclude", provenance.excluded), ("--include", provenance.included))
        for formula in formulas
    ]
    if not asked:
        return answers
    conditions = provenance.conditions
    around = {*conditions.open_ev, *(symbol for gas in conditions.gases_bar for symbol in _symbols(gas))}
    systems = [around.union({result.ion}, *map(_symbols, result.formulas)) for result in answers.answered]
    notes = [
        f"{option} {formula} changes nothing here: no answer is about all of its elements."
        for option, formula in asked
        if systems and not any(system.issuperset(_symbols(formula)) for system in systems)
    ]
    return replace(answers, provenance=provenance.with_notes(*notes)) if notes else answers


def _symbols(formula: str) -> set[str]:
    """The elements of a printed formula, which may have more digits than can be read."""
    return set(re.findall(r"[A-Z][a-z]?", formula))


def _say_provenance(answers: Answers[Any]) -> None:
    """Warnings, failures, and which data the numbers come from."""
    from stabwin.analysis.interfaces.matrix_notes import SEVERAL_IONS
    from stabwin.chemistry.target import ion_note
    from stabwin.report.data_line import data_line

    told = answers.provenance.notes
    several_ions = any(note.startswith(SEVERAL_IONS) for note in told)  # which names each contact's ion
    notes = (
        (warning, result.target)
        for result in answers.answered
        for warning in result.warnings
        if not (several_ions and warning == ion_note(result.ion))
    )
    say_grouped("note", notes)
    failed = ((failure.error.message, failure.target) for failure in answers.failures)
    say_grouped("failed", failed)
    for note in answers.provenance.notes:
        say(f"note: {note}")
    formulas = [formula for result in answers.answered for formula in result.formulas]
    ions = [result.ion for result in answers.answered]
    say(f"phases: {data_line(answers.provenance, formulas, ions)}")
