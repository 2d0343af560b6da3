"""Materials on an axis of humidity."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from stabwin.analysis.air.answer import Air
from stabwin.analysis.results import Answers
from stabwin.errors import RequestError
from stabwin.report.figures import style
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.drawing import Axis, Curve, Drawing, Item, Marks, Panel, Words
from stabwin.report.figures.margins import foot_height, foot_lines, foot_words
from stabwin.report.figures.subjects import scheme_note
from stabwin.report.figures.typesetting import escape, shorten, typeset, typeset_products, widest

_ROW = 0.27
_WIDEST_NAME = 1.7
# Decimal logarithms of pressures in bar; what lies lower stands at the edge.
_LOWEST, _HIGHEST = -9.0, -1.0
_EDGE = 0.35


def air_chart(answers: Answers[Air], *, backend: str = MATPLOTLIB) -> Any:
    """The humidities from which on materials react with water, beside those of rooms.

    The line of a material ends where it begins to react, at the left edge below 1e-9 bar; without a mark it
    stays in saturated air.

    Parameters
    ----------
    answers : Answers of Air
        As `stabwin.air` gives.
    backend : str
        "matplotlib" or "plotly".

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        No material has an answer, or there is no such backend.
    """
    if not answers.answered:
        raise RequestError("There is nothing to draw: no material has an answer.")
    return render(_drawing(answers), backend)


def _drawing(answers: Answers[Air]) -> Drawing:
    found = sorted(answers.answered, key=_logarithm)
    names = [shorten(typeset(one.target), style.TEXT, _WIDEST_NAME) for one in found]
    foot = foot_lines(
        "Each line ends where the material begins to react with water, without redox; filled: it "
        "hydrolyses, open: it hydrates; at the left edge: it reacts below 1e-9 bar. "
        f"{scheme_note([answers.provenance])} Phases: {escape(answers.provenance.phases)}.",
        style.PAGE_WIDTH,
    )
    left = widest(names, style.TEXT) + 0.25
    count = float(len(found))
    panel = Panel(
        left=left,
        bottom=foot_height(foot) + style.AXIS_MARGIN,
        width=style.PAGE_WIDTH - left - style.EDGE - 0.2,
        height=max(len(found) * _ROW, 3 * _ROW),
        x=Axis(
            low=_LOWEST - _EDGE,
            high=_HIGHEST,
            ticks=[(float(n), f"10<sup>{n}</sup>") for n in range(int(_LOWEST), int(_HIGHEST) + 1, 2)],
            title="Pressure of water vapour (bar)",
        ),
        y=Axis(low=count, high=0.0, ticks=[(place + 0.5, name) for place, name in enumerate(names)]),
    )
    items: list[Item] = []
    for room in found[0].rooms:
        at = math.log10(room.pressure_bar)
        items.append(Curve(x=[at, at], y=[0.0, count], colour=style.COLOURS[-1], dash="dotted"))
    for place, one in enumerate(found):
        items += _line(one, place + 0.5)
    words = foot_words(foot)
    top = panel.bottom + panel.height
    words.extend(
        Words(
            x=panel.inches_x(math.log10(room.pressure_bar)),
            y=top + 0.05,
            text=_short(room.name),
            size=style.SMALL,
            across="center",
            up="bottom",
            turned=True,
        )
        for room in found[0].rooms
    )
    above = widest([_short(room.name) for room in found[0].rooms], style.SMALL)
    return Drawing(
        width=style.PAGE_WIDTH,
        height=top + above + style.MARGIN,
        panels=[replace(panel, items=items)],
        words=words,
    )


def _logarithm(answer: Air) -> float:
    return -math.inf if answer.water is None else -answer.water.limit.log10_pressure_bar


def _line(answer: Air, y: float) -> Iterable[Item]:
    start = _LOWEST - _EDGE
    if answer.water is None:
        return [Curve(x=[start, _HIGHEST], y=[y, y], colour=style.colour_of(0))]
    at = max(answer.water.limit.log10_pressure_bar, start)
    hydrates = answer.water_does == "hydrates"
    return [
        Curve(x=[start, at], y=[y, y], colour=style.colour_of(0)),
        Marks(
            x=[at],
            y=[y],
            colour=style.colour_of(0),
            symbol="ring" if hydrates else "circle",
            hover=[_hover(answer)],
        ),
    ]


def _hover(answer: Air) -> str:
    if answer.water is None:
        return f"<b>{typeset(answer.target)}</b>"
    told = [
        f"<b>{typeset(answer.target)}</b> {answer.verdict}",
        f"from {answer.water.limit.pressure_bar:.3g} bar of water",
        f"products: {typeset_products(answer.water.products)}",
    ]
    return "<br>".join(told)


def _short(name: str) -> str:
    return name.replace("relative humidity", "humidity").replace("dew point ", "dew point ")
