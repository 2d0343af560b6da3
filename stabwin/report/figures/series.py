"""Energies against voltage for several materials: lines for a few, rows of colour for many."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from stabwin.report.figures import style
from stabwin.report.figures.drawing import Axis, Band, Cells, Curve, Drawing, Guide, Item, Marks, Panel
from stabwin.report.figures.margins import (
    LABEL_GAP,
    LEADER,
    MarginLabel,
    foot_height,
    foot_lines,
    foot_words,
    labels_right_of,
    scale_panel,
)
from stabwin.report.figures.rows import Rows
from stabwin.report.figures.typesetting import number, widest

# More lines than this can't be told apart.
MOST_LINES = 8

WIDEST_LABEL = 2.2
LINES_HEIGHT = 2.7
COLUMNS = 240  # of a row of colours


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line.

    Attributes
    ----------
    label : str
    x, y : sequence of float
        Ascending in x.
    low, high : sequence of float
        Error bars of y, where there are any.
    """

    label: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()

    def at(self, x: float) -> float | None:
        """The value on the line; None beyond its ends."""
        if not self.x[0] - 1e-9 <= x <= self.x[-1] + 1e-9:
            return None
        place = min(max(bisect_right(self.x, x), 1), len(self.x) - 1)
        left, right = self.x[place - 1 : place + 1] if len(self.x) > 1 else (self.x[0], self.x[0])
        if right == left:
            return self.y[place - 1 if len(self.x) > 1 else 0]
        part = (x - left) / (right - left)
        return self.y[place - 1] + part * (self.y[place] - self.y[place - 1])


def draw_series(
    series: Sequence[Series],
    *,
    x: tuple[float, float],
    x_title: str,
    y_title: str,
    foot: str,
    dashed: bool = False,
    stretches: Sequence[tuple[float, float]] = (),
) -> Drawing:
    """Lines for up to `MOST_LINES` series, else a row of colours for each.

    Parameters
    ----------
    series : sequence of Series
    x : (float, float)
        Limits of the voltage axis.
    x_title, y_title, foot : str
    dashed : bool
        Whether lines between marks are no values but a bound.
    stretches : sequence of (float, float)
        Parts of x that stand out, where there is one line.
    """
    if len(series) <= MOST_LINES:
        return _lines(series, x, x_title, y_title, foot, dashed=dashed, stretches=stretches)
    return _rows(series, x, x_title, y_title, foot)


def _lines(
    series: Sequence[Series],
    x: tuple[float, float],
    x_title: str,
    y_title: str,
    foot: str,
    *,
    dashed: bool,
    stretches: Sequence[tuple[float, float]],
) -> Drawing:
    lowest = min(min((*one.y, *one.low)) for one in series)
    span = max(-lowest, 1e-3)
    column = min(widest((one.label for one in series), style.SMALL), WIDEST_LABEL)
    notes = foot_lines(foot, style.PAGE_WIDTH)
    left = 0.72
    panel = Panel(
        left=left,
        bottom=foot_height(notes) + style.AXIS_MARGIN,
        width=style.PAGE_WIDTH - left - LEADER - column - style.EDGE,
        height=LINES_HEIGHT,
        x=Axis(low=x[0], high=x[1], title=x_title),
        y=Axis(low=lowest - 0.06 * span, high=0.06 * span, title=y_title),
    )
    items: list[Item] = [Guide(y=0.0, dash="solid")]
    items.extend(Curve(x=stretch, y=(0.0, 0.0), colour=style.GREEN, width=3.5) for stretch in stretches)
    items.extend(
        Band(x=one.x, low=one.low, high=one.high, colour=style.colour_of(place))
        for place, one in enumerate(series)
        if one.low
    )
    for place, one in enumerate(series):
        colour = style.colour_of(place)
        told = [
            f"<b>{one.label}</b><br>{v:.3f} V: {energy:.4f} eV"
            for v, energy in zip(one.x, one.y, strict=True)
        ]
        dash = "dashed" if dashed else style.dash_of(place // 4)
        items.append(Curve(x=one.x, y=one.y, colour=colour, dash=dash))
        items.append(Marks(x=one.x, y=one.y, colour=colour, symbol=_SYMBOLS[place % 4], size=4, hover=told))
    ends = [
        MarginLabel(x=one.x[-1], y=one.y[-1], text=one.label, colour=style.colour_of(place))
        for place, one in enumerate(series)
    ]
    items.extend(labels_right_of(panel, ends, column))
    top = panel.bottom + panel.height + max(style.MARGIN, LABEL_GAP / 2 + 0.03)
    return Drawing(
        width=style.PAGE_WIDTH, height=top, panels=[replace(panel, items=items)], words=foot_words(notes)
    )


_SYMBOLS = ("circle", "square", "diamond", "ring")


def _rows(
    series: Sequence[Series], x: tuple[float, float], x_title: str, y_title: str, foot: str
) -> Drawing:
    rows = Rows()
    for one in series:
        rows.row(one.label, number(min(one.y), 3))
    edges = [x[0] + (x[1] - x[0]) * place / COLUMNS for place in range(COLUMNS + 1)]
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    scale = style.energy_scale(min(min(one.y) for one in series))
    cells = Cells(
        x=edges,
        y=[place - 0.5 for place in range(len(series) + 1)],
        values=[[one.at(v) for v in middles] for one in series],
        scale=scale,
        hover_format="%{x:.2f} V: %{z:.4f} eV",
    )
    return rows.drawing(
        Axis(low=x[0], high=x[1], title=x_title),
        [cells],
        foot,
        head_of_notes="lowest",
        extra=scale_panel(scale, y_title),
    )
