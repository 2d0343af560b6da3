"""Exit codes, and the error behind each."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from generate.markdown import code, table
from stabwin import errors

MEANINGS = {
    0: "every target was answered",
    1: "some targets failed; each is listed, and the others are answered",
    2: "the request can't be understood or carried out",
    3: "the phases at hand do not answer the request",
    4: "a solution failed its certificate",
    5: "local data can't be read",
}


def exit_codes() -> str:
    """What each code means, and every error that leads to it."""
    found: dict[int, list[str]] = {}
    for error in _tree(errors.StabwinError):
        about = (inspect.getdoc(error) or "").splitlines()[0]
        found.setdefault(error.exit_code, []).append(f"{code(error.__name__)}: {about}")
    return table(
        ("exit code", "meaning", "raised in Python"),
        [(str(number), meaning, " ".join(found.get(number, []))) for number, meaning in MEANINGS.items()],
    )


def _tree(error: type[errors.StabwinError]) -> Iterator[type[errors.StabwinError]]:
    for child in error.__subclasses__():
        yield child
        yield from _tree(child)
