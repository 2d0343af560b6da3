"""Answers of a server read within bounds: a few bytes on the way may unpack to all memory there is."""

from __future__ import annotations

from typing import Any

from stabwin.phases.sources.materials_project_faults import _IncompleteAnswerError

# A page of a thousand documents has about one.
MOST_MEGABYTES = 100

_AT_ONCE = 65_536


def read_within_bounds(response: Any, *_: object, **__: object) -> None:
    """Read the body of an answer, as a hook of a session of `requests`.

    Raises
    ------
    _IncompleteAnswerError
        It is longer than any answer that was asked for.
    """
    if response._content is not False:  # noqa: SLF001 (how requests keeps what it has read)
        return
    parts: list[bytes] = []
    size = 0
    for part in response.iter_content(_AT_ONCE):
        parts.append(part)
        size += len(part)
        if size > MOST_MEGABYTES * 1_000_000:
            response.close()
            parts.clear()  # the error holds this frame for a while
            raise _IncompleteAnswerError(f"sent an answer of more than {MOST_MEGABYTES} MB")
    response._content = b"".join(parts)  # noqa: SLF001
