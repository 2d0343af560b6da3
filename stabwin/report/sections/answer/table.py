"""A table of an answer, whatever shows it: a page, Markdown or CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stabwin.report.columns import Column


@dataclass(frozen=True, kw_only=True)
class AnswerTable:
    """Rows and how their columns are shown.

    Attributes
    ----------
    title : str
    note : str
        What the table shows and what it leaves out.
    columns : sequence of Column
    rows : sequence of mapping
        Values by column name; a `Verdict` where the column is one.
    shaded : bool
        Whether energies are cells of a matrix, shaded by their size.
    """

    title: str
    note: str = ""
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    shaded: bool = False

    @property
    def darkest(self) -> float:
        """The energy that has the deepest shade: the largest of all cells, but not beyond 1 eV."""
        cells = (row.get(one.name) for row in self.rows for one in self.columns)
        return min(max((-cell for cell in cells if isinstance(cell, float)), default=0.0) or 1.0, 1.0)

    def largest(self, name: str) -> float:
        """The largest magnitude in a column; never 0."""
        return max((abs(row[name]) for row in self.rows if row.get(name)), default=0.0) or 1.0


@dataclass(frozen=True, kw_only=True)
class AnswerPart:
    """One part of an answer: what it says in a few sentences, and the tables that say it in full.

    Attributes
    ----------
    name : str
        For links.
    title : str
    sentences : sequence of str
        Plain text; formulas in it are typeset by what shows it.
    tables : sequence of AnswerTable
    parts : sequence of AnswerPart
        Of one pair of neighbours each.
    """

    name: str
    title: str
    sentences: Sequence[str] = ()
    tables: Sequence[AnswerTable] = ()
    parts: Sequence[AnswerPart] = field(default=())


def counted(number: int, what: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "layer"), counted(0, "layer")
    ('1 layer', 'no layers')
    """
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
