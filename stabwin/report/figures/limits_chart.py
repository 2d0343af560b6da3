"""Limits of a window against the composition, along a series."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from stabwin.analysis.results import Answers
from stabwin.analysis.windows.window import Window
from stabwin.errors import RequestError
from stabwin.report.figures import style
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.drawing import Axis, Band, Curve, Drawing, Item, Marks, Panel
from stabwin.report.figures.margins import (
    LEADER,
    MarginLabel,
    foot_height,
    foot_lines,
    foot_words,
    labels_right_of,
)
from stabwin.report.figures.subjects import scheme_note, voltage_title
from stabwin.report.figures.typesetting import escape, typeset, typeset_products, widest

_BRACES = re.compile(r"\{([^{}]*)\}")
_HEIGHT = 2.9
_SIDES = ("reduction", "oxidation")
_SYMBOLS = ("circle", "square", "diamond", "ring")

# More series than this can't be told apart.
MOST_SERIES = 8


def is_of_series(answers: Answers[Window]) -> bool:
    """Whether all targets are members of series, of one or of several."""
    templates = {one.point.template for one in answers.listed if one.point is not None}
    letters = {one.point.letter for one in answers.listed if one.point is not None}
    whole = bool(answers.listed) and all(one.point is not None for one in answers.listed)
    return whole and len(letters) == 1 and 1 <= len(templates) <= MOST_SERIES


def limits_chart(answers: Answers[Window], *, backend: str = MATPLOTLIB) -> Any:
    """Reduction and oxidation limits of the members of a series against its letter.

    The window is shaded between both. Where there is no limit, there is no mark.

    Parameters
    ----------
    answers : Answers of Window
        As `stabwin.windows` gives for series, such as ``Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.1``; those
        of one letter, at most eight.
    backend : str
        "matplotlib" or "plotly".

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        The targets are not those of series, none has an answer, or there is no such backend.
    """
    if not is_of_series(answers):
        raise RequestError(
            "Limits are drawn along series of one letter (at most eight), such as "
            "Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.1: other windows are drawn by window_chart."
        )
    if not answers.answered:
        raise RequestError("There is nothing to draw: no target has an answer.")
    return render(_drawing(answers), backend)


def _drawing(answers: Answers[Window]) -> Drawing:
    groups: dict[str, list[tuple[float, Window]]] = {}
    letter = ""
    for one, result in zip(answers.listed, answers.results, strict=True):
        if one.point is not None and isinstance(result, Window):
            letter = one.point.letter
            groups.setdefault(one.point.template, []).append((one.point.value, result))
    values = [value for members in groups.values() for value, _ in members]
    limits = [limit for members in groups.values() for _, w in members for limit in _limits(w)]
    high = math.ceil(2 * max(limits) + 0.2) / 2
    low = max(0.0, math.floor(2 * min(limits) - 0.2) / 2)
    foot = foot_lines(
        "Marks: computed, lines only connect them. Shaded: the stability window. "
        f"{scheme_note([answers.provenance])} Phases: {escape(answers.provenance.phases)}.",
        style.PAGE_WIDTH,
    )
    several = len(groups) > 1
    labels = {
        t: [f"{_general(t)}, {side}" if several else f"{side} limit" for side in _SIDES] for t in groups
    }
    column = min(widest([label for both in labels.values() for label in both], style.SMALL), 2.4)
    edge = 0.02 * (max(values) - min(values) or 1.0)
    panel = Panel(
        left=0.62,
        bottom=foot_height(foot) + style.AXIS_MARGIN,
        width=style.PAGE_WIDTH - 0.62 - LEADER - column - style.EDGE,
        height=_HEIGHT,
        x=Axis(low=min(values) - edge, high=max(values) + edge, title=_title(letter, list(groups))),
        y=Axis(low=low, high=high, title=voltage_title({w.ion for w in answers.answered})),
    )
    items: list[Item] = []
    ends: list[MarginLabel] = []
    for place, (template, members) in enumerate(groups.items()):
        colour = style.colour_of(place)
        items += _series(members, colour, _SYMBOLS[place % len(_SYMBOLS)], high)
        last, window = members[-1]
        ends += [
            MarginLabel(x=last, y=limit, text=text, colour=colour)
            for text, limit in zip(labels[template], _limits(window), strict=False)
        ]
    items += labels_right_of(panel, ends, column)
    return Drawing(
        width=style.PAGE_WIDTH,
        height=panel.bottom + panel.height + style.MARGIN,
        panels=[replace(panel, items=items)],
        words=foot_words(foot),
    )


def _series(members: Sequence[tuple[float, Window]], colour: str, symbol: str, high: float) -> list[Item]:
    """The shaded window, both limits, and a mark for each member."""
    x = [value for value, _ in members]
    tops = [high if w.oxidation_limit_v is None else w.oxidation_limit_v for _, w in members]
    bottoms = [w.reduction_limit_v for _, w in members]
    bounded = [(value, w) for value, w in members if w.oxidation_limit_v is not None]
    items: list[Item] = [
        Band(x=x, low=bottoms, high=tops, colour=colour),
        Curve(x=x, y=bottoms, colour=colour),
        Marks(x=x, y=bottoms, colour=colour, symbol=symbol, hover=[_hover(v, w) for v, w in members]),
    ]
    if bounded:
        at, y = [value for value, _ in bounded], [w.oxidation_limit_v or 0.0 for _, w in bounded]
        items.append(Curve(x=at, y=y, colour=colour, dash="dashed"))
        items.append(
            Marks(x=at, y=y, colour=colour, symbol=symbol, hover=[_hover(v, w) for v, w in bounded])
        )
    return items


def _limits(window: Window) -> tuple[float, ...]:
    high = window.oxidation_limit_v
    return (window.reduction_limit_v,) if high is None else (window.reduction_limit_v, high)


def _general(template: str) -> str:
    """The general formula, typeset."""
    parts = _BRACES.split(template)  # formula, sum, formula ...
    return "".join(
        f"<sub>{escape(part.replace(' ', ''))}</sub>" if place % 2 else typeset(part)
        for place, part in enumerate(parts)
    )


def _title(letter: str, templates: Sequence[str]) -> str:
    return f"{letter} in {_general(templates[0])}" if len(templates) == 1 else letter


def _hover(value: float, window: Window) -> str:
    high = window.oxidation_limit_v
    told = [
        f"<b>{typeset(window.target)}</b> ({value:g}, {window.status})",
        f"{window.reduction_limit_v:.3f} V to {'no limit' if high is None else f'{high:.3f} V'}",
    ]
    if window.reduction is not None:
        told.append(f"reduction products: {typeset_products(window.reduction.products)}")
    if window.oxidation is not None:
        told.append(f"oxidation products: {typeset_products(window.oxidation.products)}")
    return "<br>".join(told)
