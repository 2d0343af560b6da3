"""Tables that leave out their lesser columns where a terminal is too narrow: a number is never broken."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table

# Wider than any table, to ask how narrow one can get.
WIDE = 10_000


class NarrowTable(Table):
    """A table with columns that it can do without.

    Parameters
    ----------
    lesser : sequence of str
        Heads of columns, the first to go first.
    **looks
        As for `rich.table.Table`.
    """

    def __init__(self, lesser: Sequence[str], **looks: Any) -> None:
        super().__init__(**looks)
        self.lesser = tuple(lesser)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        fitting, left_out = self._without([]), list[str]()
        for head in self.lesser:
            if Measurement.get(console, options.update(width=WIDE), fitting).minimum <= options.max_width:
                break
            if head in (column.header for column in self.columns):
                left_out.append(head)
                fitting = self._without(left_out)
        if left_out and fitting.caption is None:
            names = ", ".join(head.replace("\n", " ") for head in left_out)
            fitting.caption = f"left out, for the width: {names}"
            fitting.caption_justify = "left"
        yield from Table.__rich_console__(fitting, console, options)

    def _without(self, heads: Sequence[str]) -> NarrowTable:
        """A copy without some columns, whose numbers do not wrap."""
        found = copy(self)
        kept = [column for column in self.columns if column.header not in heads]
        found.columns = [
            replace(column, _index=place, no_wrap=column.no_wrap or column.justify == "right")
            for place, column in enumerate(kept)
        ]
        return found
