"""Results in a notebook: small tables as HTML, without colours of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stabwin.report.render.typesetting import number


class NotebookTable(NamedTuple):
    """A table of labels, as `stabwin.report.render.typesetting` makes them.

    Attributes
    ----------
    head : tuple of str
    rows : sequence of sequences of str
    title : str
        Tables without a title and with the same head become one.
    """

    head: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    title: str = ""


def html_of(tables: Iterable[NotebookTable]) -> str:
    """Tables as HTML, in the order in which each kind first appears."""
    kinds: dict[tuple[object, ...], list[NotebookTable]] = {}
    for place, table in enumerate(tables):
        kinds.setdefault((table.head, table.title and place), []).append(table)
    return "\n".join(_table(same) for same in kinds.values())


def _table(same: Sequence[NotebookTable]) -> str:
    """Tables of one head as one."""
    title, head = same[0].title, same[0].head
    caption = f'<caption style="text-align: left; caption-side: top">{title}</caption>' if title else ""
    body = "".join(_row("td", row) for table in same for row in table.rows)
    return f"<table>{caption}<thead>{_row('th', head)}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Iterable[str]) -> str:
    written = "".join(f'<{tag} style="text-align: left">{cell}</{tag}>' for cell in cells)
    return f"<tr>{written}</tr>"


def volts(value: float | None, none: str = "none") -> str:
    """A voltage in a cell: three decimals."""
    return none if value is None else number(value, 3)


def energy(value: float | None, none: str = "unknown") -> str:
    """An energy in a cell: four decimals."""
    return none if value is None else number(value, 4)
