"""The targets that arguments and options of a command stand for."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from stabwin.errors import RequestError
from stabwin.lists.files import lines_of, rows_of_file
from stabwin.lists.listed import Listed
from stabwin.lists.text import split_list

_MOST_BYTES = 100_000_000


class TargetReader:
    """Reads the targets of one command: standard input can be read once."""

    def __init__(self) -> None:
        self._read = False

    def targets(self, arguments: Iterable[str]) -> list[Listed]:
        """The targets of arguments: names and formulas, with commas or apart, files, or ``-``.

        Raises
        ------
        RequestError
            A file can't be read or holds no target, or there is no target at all.
        """
        found = [one for text in arguments for one in self._of(text.strip())]
        if not found:
            raise RequestError("There is no target: give a name, a formula or a list, such as @list.txt.")
        return found

    def _of(self, text: str) -> list[Listed]:
        # A file may have a comma in its name.
        whole = rows_of_file(text, Path()) if _is_there(text) else None
        if whole is not None:
            return whole
        found = []
        for part in split_list(text):
            if part == "-":
                found += self._of_input()
            elif part or not text:
                rows = rows_of_file(part, Path())
                found += [Listed(target=part)] if rows is None else rows
        return found

    def _of_input(self) -> list[Listed]:
        if self._read:
            raise RequestError("Standard input (-) can be read once: give the other list as a file.")
        self._read = True
        if sys.stdin is None:
            raise RequestError("Standard input (-) is closed: give the list as a file.")
        return lines_of(sys.stdin.buffer.read(_MOST_BYTES), "standard input")


def _is_there(text: str) -> bool:
    try:
        return "," in text and Path(text.removeprefix("@").rpartition(":")[0] or text).exists()
    except (OSError, ValueError):
        return False
