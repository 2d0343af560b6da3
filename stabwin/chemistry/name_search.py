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
    if wanted in by_letters:
        return by_letters[wanted]
    for alike in (_transposed, _one_letter_apart):  # of short names the share of letters says little
        for letters, name in by_letters.items():
            if alike(wanted, letters):
                return name
    near = difflib.get_close_matches(wanted, by_letters, n=1, cutoff=_NEAR)
    return by_letters[near[0]] if near else None


def _transposed(text: str, name: str) -> bool:
    """Whether two neighbouring letters are exchanged."""
    apart = [place for place, (a, b) in enumerate(zip(text, name, strict=False)) if a != b]
    if len(text) != len(name) or len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    return text[apart[0]] == name[apart[1]] and text[apart[1]] == name[apart[0]]


def _one_letter_apart(text: str, name: str) -> bool:
    """Whether a letter is written twice or once instead, and nothing else differs."""
    longer, shorter = (text, name) if len(text) > len(name) else (name, text)
    if len(longer) != len(shorter) + 1:
        return False
    doubled = (place for place in range(1, len(longer)) if longer[place] == longer[place - 1])
    return any(longer[:place] + longer[place + 1 :] == shorter for place in doubled)
