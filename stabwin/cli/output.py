"""What commands print: results on stdout, all else on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from stabwin.errors import StabwinError
from stabwin.report.files import csv_text, json_text, write_file

if TYPE_CHECKING:
    from rich.console import RenderableType

    from stabwin.analysis.answers import Answers

# Where stdout is no terminal there is no width to fit; tables are this wide unless COLUMNS says.
_WIDTH_OF_FILES = 120

OK, SOME_FAILED = 0, 1


def console() -> Console:
    """The console of results."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDTH_OF_FILES
    return Console(width=width, highlight=False, soft_wrap=False)


def say(message: str) -> None:
    """Print a line on stderr."""
    print(message, file=sys.stderr)


def show(answers: Answers[Any], tables: Sequence[RenderableType], *, json: bool, csv: Path | None) -> int:
    """Print answers as JSON or as tables, write the CSV, and return the exit code."""
    if not answers.answered:
        for message in dict.fromkeys(failure.error.message for failure in answers.failures):
            say(f"stabwin: {message}")
        codes = {failure.error.exit_code for failure in answers.failures}
        return codes.pop() if len(codes) == 1 else StabwinError.exit_code
    if csv is not None:
        write_file(csv, csv_text(answers.to_rows()))
    if json:
        print(json_text(answers.to_dict()))
    else:
        out = console()
        for number, table in enumerate(tables):
            if number:
                out.print()
            out.print(table)
        _say_provenance(answers)
    return SOME_FAILED if answers.failures else OK


def _say_provenance(answers: Answers[Any]) -> None:
    """Warnings, failures, and which data the numbers come from."""
    notes = ((warning, result.target) for result in answers.answered for warning in result.warnings)
    say_grouped("note", notes)
    failed = ((failure.error.message, failure.target) for failure in answers.failures)
    say_grouped("failed", failed)
    where = answers.provenance
    for note in answers.provenance.notes:
        say(f"note: {note}")
    left_out = f", without {', '.join(where.excluded)}" if where.excluded else ""
    say(f"phases: {where.phases}, scheme {where.scheme}{left_out}. {where.description}.")


def say_grouped(what: str, said: Iterable[tuple[str, str]]) -> None:
    """Print each sentence once, with the targets it holds for."""
    targets: dict[str, dict[str, None]] = {}
    for sentence, target in said:
        targets.setdefault(sentence, {})[target] = None
    for sentence, names in targets.items():
        say(f"{what} ({', '.join(names)}): {sentence}")
