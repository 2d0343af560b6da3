"""Tables that leave out their lesser columns where a terminal is too narrow: a number is never broken.

An amount stays on one line with its formula where there is room for both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Column, Table

# Wider than any table, to ask how narrow one can get.
WIDE = 10_000

# Stands for the space in "2 Li3PO4" while lines are broken. (rich breaks lines at no-break spaces too.)
_GLUE = "\ue000"
_AMOUNT = re.compile(r"(?<![\w.)])(\d+(?:\.\d+)?) (?=[A-Z(])")
_TERM = re.compile(rf"\d[\d.]*{_GLUE}[\w().]+")


class NarrowTable(Table):
    """A table without lines, with columns that it can do without.

    Parameters
    ----------
    lesser : sequence of str
        Headings of columns, the first to go first.
    """

    def __init__(self, lesser: Sequence[str]) -> None:
        super().__init__(
            box=None,
            pad_edge=False,
            header_style="dim",
            show_edge=False,
            padding=(0, 2, 0, 0),
            title_justify="left",
            caption_justify="left",
        )
        self.lesser = tuple(lesser)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        fitting, left_out = self._without([]), list[str]()
        wide = options.update(width=WIDE)

        def fits() -> bool:
            return Measurement.get(console, wide, fitting).minimum <= options.max_width

        for heading in self.lesser:
            if fits():
                break
            left_out.append(heading)
            fitting = self._without(left_out)
        if left_out and fitting.caption is None:
            names = ", ".join(heading.replace("\n", " ") for heading in left_out)
            fitting.caption = f"left out, for the width: {names}"
        if not fits():  # then lines are broken between numbers rather than cut
            fitting.columns = [replace(column, no_wrap=False, min_width=None) for column in fitting.columns]
        yield from _whole_terms(fitting, console, options)

    def _without(self, headings: Sequence[str]) -> NarrowTable:
        """A copy without some columns, whose numbers do not wrap."""
        narrower = copy(self)
        kept = [column for column in self.columns if column.header not in headings]
        narrower.columns = [
            replace(column, _index=place, no_wrap=True, min_width=_widest(column))
            if column.no_wrap or column.justify == "right"
            else replace(column, _index=place)
            for place, column in enumerate(kept)
        ]
        return narrower


def _widest(column: Column) -> int:
    """The longest line of a column: rich measures words only, also where it must not break between them."""
    return max(cell_len(line) for cell in (column.header, *column.cells) for line in str(cell).split("\n"))


def _whole_terms(table: Table, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
    """A table with amounts beside their formulas, unless a column is too narrow for one of them."""
    glued = copy(table)
    glued.columns = [
        replace(column, _cells=[_glued(cell) for cell in column.cells]) for column in table.columns
    ]
    glued.caption = _glued(table.caption)
    told = [cell for column in glued.columns for cell in column.cells]
    terms = _terms(text for text in (*told, glued.caption) if isinstance(text, str))
    segments = _segments(glued, console, options)
    if _terms(segment.text for segment in segments) != terms:
        segments = _segments(table, console, options)
    for text, style, control in segments:
        yield Segment(text.replace(_GLUE, " "), style, control)


def _glued(cell: Any) -> Any:
    """A cell of plain text with its amounts glued to their formulas."""
    return _AMOUNT.sub(rf"\1{_GLUE}", cell) if isinstance(cell, str) else cell


def _terms(texts: Iterable[str]) -> Counter[str]:
    return Counter(term for text in texts for term in _TERM.findall(text))


def _segments(table: Table, console: Console, options: ConsoleOptions) -> list[Segment]:
    return [part for part in Table.__rich_console__(table, console, options) if isinstance(part, Segment)]
