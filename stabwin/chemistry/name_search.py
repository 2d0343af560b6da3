"""Names that are near a text, or hold it: what was typed is seldom what the catalogue writes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

# Below this share of common letters a name is another one.
_NEAR = 0.8
_SHORTEST = 3  # letters; any two names of fewer are near each other

_BETWEEN_LETTERS = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """A text without case, blanks and signs: NMC-811 and nmc811 are one name."""
    return _BETWEEN_LETTERS.sub("", text.casefold())


def nearest_name(text: str, names: Iterable[str]) -> str | None:
    """The name that is nearest to a text; None where none is near.

    Parameters
    ----------
    text : str
    names : iterable of str
        Of names that are written alike the first is meant.

    Examples
    --------
    >>> nearest_name("NMC-811", ["NMC111", "NMC811"])
    'NMC811'
    """
    wanted = folded(text)
    if len(wanted) < _SHORTEST or len(text) > 10 * _SHORTEST:
        return None
    by_letters: dict[str, str] = {}
    for name in names:
        by_letters.setdefault(folded(name), name)
    near = difflib.get_close_matches(wanted, by_letters, n=1, cutoff=_NEAR)
    return by_letters[near[0]] if near else None
