"""One part of the answer of a run: what it says in a few sentences, and the tables that say it in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stabwin.report.table import Table


@dataclass(frozen=True, kw_only=True)
class AnswerPart:
    """Sentences, tables, and parts of it.

    Attributes
    ----------
    name : str
        For links.
    title : str
    sentences : sequence of str
        Plain text; formulas in it are typeset by what shows it.
    tables : sequence of Table
    parts : sequence of AnswerPart
        Of one pair of neighbours each.
    """

    name: str
    title: str
    sentences: Sequence[str] = ()
    tables: Sequence[Table] = ()
    parts: Sequence[AnswerPart] = ()


def counted(number: int, what: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "layer"), counted(0, "layer")
    ('1 layer', 'no layers')
    """
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
