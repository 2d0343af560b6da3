"""What a library says of a file, as a part of our own sentence."""

from __future__ import annotations


def plain_message(error: Exception) -> str:
    """The first line of a library's message, without its full stop."""
    return str(error).strip().split("\n")[0].rstrip(".")
