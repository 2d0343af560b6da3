"""Legends below a panel: coloured squares and what they stand for, in lines."""

from __future__ import annotations

from collections.abc import Sequence

from stabwin.report.figures import style
from stabwin.report.figures.drawing import Words
from stabwin.report.figures.typesetting import shorten, width_of

LINE = 0.15  # inches
_SQUARE, _APART = 0.13, 0.18
_MARK = "\N{BLACK SQUARE}"

Entry = tuple[str, str]  # colour, text


def legend_lines(entries: Sequence[Entry], width: float, *, one_each: bool = False) -> list[list[Entry]]:
    """The entries of a legend in lines that fit a width in inches.

    Parameters
    ----------
    entries : sequence of (colour, text)
    width : float
    one_each : bool
        Whether each has a line of its own.
    """
    lines: list[list[Entry]] = []
    left = 0.0
    for colour, text in entries:
        short = shorten(text, style.SMALL, width - _SQUARE)
        needed = _SQUARE + width_of(short, style.SMALL) + _APART
        if one_each or not lines or needed > left:
            lines.append([])
            left = width
        lines[-1].append((colour, short))
        left -= needed
    return lines


def legend_words(lines: Sequence[Sequence[Entry]], left: float, top: float) -> list[Words]:
    """A legend whose first line hangs from a height in inches."""
    words = []
    for number, line in enumerate(lines):
        x, y = left, top - LINE * number
        for colour, text in line:
            words.append(Words(x=x, y=y, text=_MARK, size=style.TEXT, colour=colour, up="top"))
            words.append(Words(x=x + _SQUARE, y=y, text=text, size=style.SMALL, up="top"))
            x += _SQUARE + width_of(text, style.SMALL) + _APART
    return words
