"""Labels in the margin right of a panel, each led to its point, and colour scales below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from stabwin.report.figures import style
from stabwin.report.figures.drawing import Axis, Cells, Item, Leader, Panel, Words
from stabwin.report.figures.placing import spread
from stabwin.report.figures.style import Scale
from stabwin.report.figures.typesetting import shorten, wrap

LABEL_GAP = 0.145  # inches from one label to the next
LEADER = 0.22  # inches from the panel to the labels


FOOT_LINE = 0.13  # inches


def foot_height(lines: Sequence[str]) -> float:
    """The inches that the foot of a figure takes, with the edge below it."""
    return FOOT_LINE * len(lines) + style.EDGE


def foot_lines(text: str, width: float) -> list[str]:
    """The foot of a figure of a width in inches, as lines."""
    return wrap(text.split(" "), style.SMALL, width - 2 * style.EDGE)


def foot_words(lines: Sequence[str]) -> list[Words]:
    """The foot of a figure at its lower edge."""
    top = foot_height(lines)
    return [
        Words(
            x=style.EDGE,
            y=top - FOOT_LINE * place,
            text=line,
            size=style.SMALL,
            up="top",
            colour=style.FAINT,
        )
        for place, line in enumerate(lines)
    ]


@dataclass(frozen=True, kw_only=True)
class MarginLabel:
    """A label for a point of a panel."""

    x: float
    y: float
    text: str
    colour: str = style.INK
    bold: bool = False


def labels_right_of(panel: Panel, labels: Sequence[MarginLabel], width: float) -> list[Item]:
    """The labels in a column, as near to their points as can be, with lines that do not cross.

    Parameters
    ----------
    panel : Panel
    labels : sequence of MarginLabel
    width : float
        Of the column, inches; longer labels are shortened.
    """
    low, high = panel.y.low, panel.y.high
    per_inch = (high - low) / panel.height
    edge = panel.left + panel.width
    places = spread([(one.y - low) / per_inch for one in labels], LABEL_GAP, 0.0, panel.height)
    items: list[Item] = []
    for one, inches in zip(labels, places, strict=True):
        place = low + inches * per_inch
        items.append(Leader(x=(panel.inches_x(one.x), edge + 0.02), y=(one.y, one.y)))
        items.append(Leader(x=(edge + 0.02, edge + LEADER - 0.03), y=(one.y, place)))
        items.append(
            Words(
                x=edge + LEADER,
                y=place,
                text=shorten(one.text, style.SMALL, width),
                size=style.SMALL,
                colour=one.colour,
                bold=one.bold,
                in_margin=True,
            )
        )
    return items


def scale_panel(scale: Scale, title: str, *, capped: bool = False) -> Panel:
    """A colour scale; whoever uses it moves it to its place.

    Parameters
    ----------
    scale : Scale
    title : str
    capped : bool
        Whether there are values beyond its ends.
    """
    steps = 96
    edges = [scale.low + (scale.high - scale.low) * number / steps for number in range(steps + 1)]
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    ticks = style.round_ticks(scale.low, scale.high, most=5)
    labels = style.tick_text(ticks)
    if capped:
        labels[-1] = f"{labels[-1]} or more"
    return Panel(
        left=0.0,
        bottom=0.0,
        width=2.6,
        height=0.1,
        x=Axis(
            low=scale.low,
            high=scale.high,
            title=title,
            ticks=list(zip(ticks, labels, strict=True)),
            size=style.SMALL,
        ),
        y=Axis(low=0.0, high=1.0, shown=False),
        items=[Cells(x=edges, y=[0.0, 1.0], values=[middles], scale=scale)],
        framed=True,
    )
