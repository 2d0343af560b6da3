"""Equilibria over temperature and oxygen pressure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from stabwin.analysis.heat.heating import Heating, PressureColumn
from stabwin.analysis.results import Failure
from stabwin.errors import RequestError
from stabwin.report.figures import style
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.drawing import Axis, Bars, Drawing, Item, Panel, Words
from stabwin.report.figures.heat_chart import lines_between, name_of_heated, tinted
from stabwin.report.figures.legend import LINE, legend_lines, legend_words
from stabwin.report.figures.margins import foot_height, foot_lines, foot_words
from stabwin.report.figures.subjects import scheme_note, subjects
from stabwin.report.figures.typesetting import typeset

PANEL_HEIGHT, LEFT = 3.0, 0.72

_FOOT = "Exact at each pressure drawn. Each number is an equilibrium in exchange with oxygen. "
_LABEL_INCHES = 0.2
_MINUS = "\N{MINUS SIGN}"


def onset_map(results: Heating | Iterable[Heating | Failure], *, backend: str = MATPLOTLIB) -> Any:
    """Which equilibrium there is at each temperature and oxygen pressure, one panel for each answer.

    Parameters
    ----------
    results : Heating or iterable of Heating
        Asked with oxygen pressures; others are left out.
    backend : str
        "matplotlib" or "plotly".

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        No answer has oxygen pressures, or there is no such backend.
    """
    mapped = [
        (heating, heating.oxygen_map)
        for heating in subjects(results, Heating)
        if heating.oxygen_map is not None and len(heating.oxygen_map) > 1
    ]
    if not mapped:
        raise RequestError("There is nothing to draw: no answer has oxygen pressures.")
    foot = foot_lines(f"{_FOOT}{scheme_note([one.provenance for one, _ in mapped])}", style.PAGE_WIDTH)
    bottom, words = foot_height(foot), foot_words(foot)
    panels = []
    for heating, columns in reversed(mapped):
        panel, said, bottom = _panel(heating, columns, bottom)
        panels.append(panel)
        words += said
    return render(Drawing(width=style.PAGE_WIDTH, height=bottom, panels=panels[::-1], words=words), backend)


def _panel(
    heating: Heating, columns: Sequence[PressureColumn], bottom: float
) -> tuple[Panel, list[Words], float]:
    """The panel of one answer above its list of equilibria, the words around it, and where it ends."""
    width = style.PAGE_WIDTH - LEFT - style.EDGE - style.MARGIN
    names = list(dict.fromkeys(name for column in columns for name in column.equilibria))
    colours = {
        name: tinted(style.colour_of(k), 0.45 + 0.25 * (k // len(style.COLOURS) % 2))
        for k, name in enumerate(names)
    }
    entries = [(colours[name], f"{k}  {_typeset(name)}") for k, name in enumerate(names, 1)]
    lines = legend_lines(entries, width, one_each=True)
    bottom += LINE * len(lines) + 0.06
    words = legend_words(lines, LEFT, bottom)
    bottom += style.AXIS_MARGIN
    places = [math.log10(column.pressure_bar) for column in columns]
    step = (places[-1] - places[0]) / (len(places) - 1)
    items: list[Item] = []
    largest: dict[str, tuple[float, float, float]] = {}
    for y, column in zip(places, columns, strict=True):
        ends = [heating.low_k, *column.onsets_k, heating.high_k]
        stretches = list(zip(column.equilibria, ends[:-1], ends[1:], strict=True))
        items.append(
            Bars(
                y=[y] * len(stretches),
                low=[low for _, low, _ in stretches],
                high=[high for _, _, high in stretches],
                colours=[colours[name] for name, _, _ in stretches],
                height=step * 1.001,
                hover=[f"{_typeset(name)}<br>{low:.1f} to {high:.1f} K" for name, low, high in stretches],
            )
        )
        for name, low, high in stretches:
            if high - low > largest.get(name, (0.0, 0.0, 0.0))[0]:
                largest[name] = high - low, (low + high) / 2, y
    items += lines_between(
        [
            (y, list(zip(column.equilibria, column.equilibria[1:], column.onsets_k, strict=False)))
            for y, column in zip(places, columns, strict=True)
        ]
    )
    per_inch = (heating.high_k - heating.low_k) / width
    for k, name in enumerate(names, 1):
        wide, x, y = largest[name]
        if wide / per_inch > _LABEL_INCHES:
            items.append(Words(x=x, y=y, text=str(k), size=style.TEXT, bold=True, across="center"))
    low, high = places[0] - step / 2, places[-1] + step / 2
    ticks = [(float(p), _power(p)) for p in range(math.ceil(low), math.floor(high) + 1)]
    every = max(1, math.ceil(len(ticks) / 8))
    panel = Panel(
        left=LEFT,
        bottom=bottom,
        width=width,
        height=PANEL_HEIGHT,
        x=Axis(low=heating.low_k, high=heating.high_k, title="Temperature (K)"),
        y=Axis(low=low, high=high, title="Oxygen pressure (bar)", ticks=ticks[::-1][::every][::-1]),
        items=items,
    )
    bottom += PANEL_HEIGHT + 0.1
    title = name_of_heated(heating)
    words.append(Words(x=LEFT, y=bottom, text=title, size=style.TITLE, bold=True, up="bottom"))
    return panel, words, bottom + 0.27


def _typeset(equilibrium: str) -> str:
    return " + ".join(typeset(phase) for phase in equilibrium.split(" + "))


def _power(power: int) -> str:
    return "1" if power == 0 else f"10<sup>{str(power).replace('-', _MINUS)}</sup>"
