"""Several targets in one text, with commas between them."""

from __future__ import annotations

import re

from stabwin.chemistry.catalogue import find

_BETWEEN_NAMES = re.compile(r",(?![^\[]*\])(?!\s*[a-z]\s*=)")


def split_list(text: str) -> list[str]:
    """The names of a list with commas; those of a pattern or a series (``in [P, B]``, ``, x = ``) stay."""
    if "," in text and find(text.strip()) is not None:  # an alias may hold one
        return [text.strip()]
    return [part.strip() for part in _BETWEEN_NAMES.split(text)]
