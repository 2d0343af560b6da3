"""Tables that leave out their lesser columns where a terminal is too narrow: a number is never broken.

An amount stays on one line with its formula where there is room for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.table import Column, Table

# Stands for the space in "2 Li3PO4" while lines are broken. (rich breaks lines at no-break spaces too.)
_GLUE = "\ue000"
_AMOUNT = re.compile(r"(?<![\w.)])(\d+(?:\.\d+)?) (?=[A-Z(])")

# Spaces between two columns.
_BETWEEN = 2


class NarrowTable(Table):
    """A table without lines, with columns that it can do without.

    Parameters
    ----------
    lesser : sequence of str
        Headings of columns, the first to go first.
    in_blocks : bool
        Whether columns that find no room beside the others stand below them, as of a matrix.
    """

    def __init__(self, lesser: Sequence[str], *, in_blocks: bool = False) -> None:
        super().__init__(
            box=None,
            pad_edge=False,
            header_style="dim",
            show_edge=False,
            padding=(0, _BETWEEN, 0, 0),
            title_justify="left",
            caption_justify="left",
        )
        self.lesser = tuple(lesser)
        self.in_blocks = in_blocks

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width
        fitting, left_out = self._without([]), list[str]()
        for heading in self.lesser:
            if _fits(fitting, width):
                break
            left_out.append(heading)
            fitting = self._without(left_out)
        if left_out and fitting.caption is None:
            names = ", ".join(heading.replace("\n", " ") for heading in left_out)
            fitting.caption = f"left out, for the width: {names}"
        if _fits(fitting, width):
            yield from _segments(_with_whole_terms(fitting, width), console, options)
            return
        for place, block in enumerate(self._blocks(fitting, width)):
            if place:
                yield Segment.line()
            yield from _segments(block, console, options)

    def _blocks(self, table: NarrowTable, width: int) -> Iterator[Table]:
        """A table in parts, each with the first column, or as it is with lines broken between numbers."""
        first, *others = table.columns
        parts: list[list[Column]] = []
        for column in others:
            if self.in_blocks and parts and _least(first, *parts[-1], column) <= width:
                parts[-1].append(column)
            elif self.in_blocks or not parts:
                parts.append([column])
            else:
                parts[-1].append(column)
        for place, part in enumerate(parts or [[]]):
            block = copy(table)
            block.columns = [replace(column, _index=n) for n, column in enumerate((first, *part))]
            block.title = table.title if place == 0 else None
            block.caption = table.caption if place == len(parts) - 1 else None
            if _fits(block, width):
                yield _with_whole_terms(block, width)
            else:  # lines are broken between numbers rather than cut
                block.columns = [replace(column, no_wrap=False, min_width=None) for column in block.columns]
                yield block

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


def _narrowest(column: Column) -> int:
    """The longest word of a column, or its longest line where that must not break."""
    if column.no_wrap:
        return _widest(column)
    words = (cell_len(word) for cell in (column.header, *column.cells) for word in str(cell).split())
    return min(max(max(words, default=0), column.min_width or 0), _widest(column))


def _least(*columns: Column) -> int:
    """The width of columns that are as narrow as they can be."""
    return sum(map(_narrowest, columns)) + _BETWEEN * (len(columns) - 1)


def _fits(table: Table, width: int) -> bool:
    return _least(*table.columns) <= width


def _with_whole_terms(table: NarrowTable, width: int) -> Table:
    """A table whose columns fit, with amounts beside their formulas where there is room for both."""
    glued = copy(table)
    glued.columns = [
        replace(column, _cells=[_glued(cell) for cell in column.cells]) for column in table.columns
    ]
    caption = str(table.caption or "")
    longest = max((cell_len(word) for word in str(_glued(caption)).split()), default=0)
    whole = glued if _fits(glued, width) else table
    widths = _widths(whole.columns, width)
    whole.columns = [replace(one, width=size) for one, size in zip(whole.columns, widths, strict=True)]
    if longest <= sum(widths) + _BETWEEN * (len(widths) - 1):
        whole.caption = _glued(table.caption)
    return whole


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    """Widths that add up to the room: the widest columns give first, none more than it can.

    rich takes from all that may break, and breaks words where that is too much for one.
    """
    widths = [_widest(column) for column in columns]
    least = [_narrowest(column) for column in columns]
    room = width - _BETWEEN * (len(columns) - 1)
    while sum(widths) > room:
        giving = [place for place, size in enumerate(widths) if size > least[place]]
        widest = max(widths[place] for place in giving)
        widths[next(place for place in giving if widths[place] == widest)] -= 1
    return widths


def _glued(cell: Any) -> Any:
    """A cell of plain text with its amounts glued to their formulas."""
    return _AMOUNT.sub(rf"\1{_GLUE}", cell) if isinstance(cell, str) else cell


def _segments(table: Table, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
    for part in Table.__rich_console__(table, console, options):
        if isinstance(part, Segment):
            text, style, control = part
            yield Segment(text.replace(_GLUE, " "), style, control)
