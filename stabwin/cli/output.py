"""Results on stdout: the one place that writes it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from stabwin.cli.exit_codes import OK
from stabwin.errors import OutputError

if TYPE_CHECKING:
    from stabwin.report.table import Table

# Where stdout is no terminal there is no width to fit; tables are this wide unless COLUMNS says.
_WIDTH_OF_FILES = 120
_LEAST_WIDTH = 40


class _Console(Console):
    """A console that leaves a reader that goes away to `emit`."""

    def on_broken_pipe(self) -> None:
        """Say so, where rich would end the program with a failure."""
        raise BrokenPipeError


def emit(*results: Table | str) -> None:
    """Print results on stdout: texts as they are, tables as wide as the terminal.

    A reader that goes away (``stabwin ... | head``) ends the program without a word.

    Raises
    ------
    OutputError
        They can't be written, on a full disk for example.
    """
    if sys.stdout is None:
        raise OutputError("The results can't be written (standard output is closed).")
    console = _Console(width=_width(), highlight=False, soft_wrap=False)
    try:
        for result in results:
            if isinstance(result, str):
                print(result)
            else:
                from stabwin.report.render.terminal import terminal_table

                console.print(terminal_table(result))
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


def apart(tables: Iterable[Table]) -> list[Table | str]:
    """Tables with an empty line between them."""
    parts: list[Table | str] = []
    for table in tables:
        parts += [table] if not parts else ["", table]
    return parts
