"""What commands print: results on stdout, all else on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from stabwin.cli.main import INTERRUPTED
from stabwin.errors import OutputError, StabwinError
from stabwin.writing import csv_text, json_text, write_file

if TYPE_CHECKING:
    from rich.console import RenderableType

    from stabwin.analysis.results import Answers

# Where stdout is no terminal there is no width to fit; tables are this wide unless COLUMNS says.
_WIDTH_OF_FILES = 120
_LEAST_WIDTH = 40

OK, SOME_FAILED = 0, 1


class _Console(Console):
    """A console that leaves a reader that goes away to `emit`."""

    def on_broken_pipe(self) -> None:
        """Say so, where rich would end the program with a failure."""
        raise BrokenPipeError


def emit(*results: RenderableType) -> None:
    """Print results on stdout: texts as they are, tables as wide as the terminal.

    A reader that goes away (``stabwin ... | head``) ends the program without a word.

    Raises
    ------
    OutputError
        They can't be written, on a full disk for example.
    """
    console = _Console(width=_width(), highlight=False, soft_wrap=False)
    try:
        for result in results:
            if isinstance(result, Table):
                for column in result.columns:
                    column.overflow = "fold"  # a number that is cut would be another number
            if isinstance(result, str):
                print(result)
            else:
                console.print(result)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        raise typer.Exit(OK) from None
    except OSError as error:
        _forget_stdout()
        raise OutputError(f"The results can't be written ({error.strerror}).") from error


def _width() -> int | None:
    """The width of tables: the terminal's, or what COLUMNS says, or that of a file."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit():
        return max(int(columns), _LEAST_WIDTH)
    return None if sys.stdout.isatty() else _WIDTH_OF_FILES


def _forget_stdout() -> None:
    """Leave nothing to be written when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(message: str) -> None:
    """Print a line on stderr."""
    print(message, file=sys.stderr)


def stop(kept: str) -> NoReturn:
    """End after Ctrl-C, and say what is kept."""
    say(f"stabwin: interrupted. {kept}")
    sys.exit(INTERRUPTED)


def apart(tables: Iterable[RenderableType]) -> list[RenderableType]:
    """Tables with an empty line between them."""
    found: list[RenderableType] = []
    for table in tables:
        found += [table] if not found else ["", table]
    return found


def show(answers: Answers[Any], tables: Sequence[RenderableType], *, json: bool, csv: Path | None) -> int:
    """Print answers as JSON or as tables, write the CSV, and return the exit code."""
    if len(answers.failures) == len(answers.results):
        for message in dict.fromkeys(failure.error.message for failure in answers.failures):
            say(f"stabwin: {message}")
        return exit_code_of(failure.error.exit_code for failure in answers.failures)
    if csv is not None:
        write_file(csv, csv_text(answers.to_rows()))
    if json:
        emit(json_text(answers.to_dict()))
    else:
        emit(*apart(tables))
        _say_provenance(answers)
    return SOME_FAILED if answers.failures else OK


def exit_code_of(codes: Iterable[int]) -> int:
    """The exit code where all has failed: the one that all failures have, else that of a bad request."""
    found = set(codes)
    return found.pop() if len(found) == 1 else StabwinError.exit_code


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
