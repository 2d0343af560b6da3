"""What commands say beside their results: on stderr, never in the way of an answer."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable
from typing import NoReturn

from stabwin.cli.exit_codes import INTERRUPTED


def say(message: str) -> None:
    """Print a line on stderr; where stderr can't be written, the results still count."""
    with contextlib.suppress(OSError):
        print(message, file=sys.stderr, flush=True)


def say_grouped(what: str, said: Iterable[tuple[str, str]]) -> None:
    """Print each sentence once, with the targets it holds for."""
    targets: dict[str, dict[str, None]] = {}
    for sentence, target in said:
        targets.setdefault(sentence, {})[target] = None
    for sentence, names in targets.items():
        say(f"{what} ({', '.join(name or 'empty' for name in names)}): {sentence}")


def counted(number: int, what: str) -> str:
    """A number of things in words: 1 part, 2 parts."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def say_errors(messages: Iterable[str]) -> None:
    """Print why nothing could be answered, each reason once."""
    for message in dict.fromkeys(messages):
        say(f"stabwin: {message}")


def stop(kept: str) -> NoReturn:
    """End after Ctrl-C, and say what is kept."""
    say(f"stabwin: interrupted. {kept}")
    sys.exit(INTERRUPTED)
