"""Exit codes, and the error behind each."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from generate.markdown import code, table
from stabwin import errors
from stabwin.cli.exit_codes import MEANINGS, code_of


def exit_codes() -> str:
    """What each code means, and every error that leads to it."""
    found: dict[int, list[str]] = {}
    for error in _tree(errors.StabwinError):
        about = (inspect.getdoc(error) or "").splitlines()[0]
        found.setdefault(code_of(error), []).append(f"{code(error.__name__)}: {about}")
    return table(
        ("exit code", "meaning", "raised in Python"),
        [(str(number), meaning, " ".join(found.get(number, []))) for number, meaning in MEANINGS.items()],
    )


def _tree(error: type[errors.StabwinError]) -> Iterator[type[errors.StabwinError]]:
    for child in error.__subclasses__():
        yield child
        yield from _tree(child)
