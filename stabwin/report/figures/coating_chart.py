"""Coatings: what candidates release at both contacts, and what the filters let through."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from stabwin.analysis.coatings.ranking import RankedCandidate, Ranking
from stabwin.errors import RequestError
from stabwin.report.figures import style
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.coating_scatter import FAILS, LOOKS, SIGNS, Scatter, kind_of, point_of
from stabwin.report.figures.drawing import Axis, Bars, Drawing, Item, Panel, Words
from stabwin.report.figures.typesetting import escape, shorten, typeset, widest, width_of

if TYPE_CHECKING:
    from stabwin.screening.ranking_of_study import LayerRanking

MOST_NAMES = 12
STAGE = 0.19  # inches of a stage of the funnel
LINE = 0.135


def coating_chart(result: LayerRanking, *, backend: str = MATPLOTLIB) -> Any:
    """Candidates by what they release at both contacts, and the funnel of filters.

    The axes show twice the limits of the contacts; candidates beyond stand at the edge. The best are
    numbered by rank and listed; where fewer pass, those asked for by name and the next best follow with
    letters. A number that finds no free place is only in the list.

    Parameters
    ----------
    result : LayerRanking
        From `stabwin.rank_coatings`, or one of a screen's ``rankings``.
    backend : str
        "matplotlib" or "plotly".

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        There is no candidate, or no such backend.
    """
    ranking = result.ranking
    if not ranking.candidates:
        raise RequestError("There is nothing to draw: no candidate has an answer.")
    scatter = Scatter(result)
    listed = _listed(ranking)
    stages = [("candidates", len(ranking.candidates), len(ranking.candidates)), *ranking.funnel]
    names = [escape(name.replace("_", " ")) for name, _, _ in stages]
    panel = scatter.panel(listed)
    column = panel.left + panel.width + 0.3
    left = column + widest(names, style.TEXT) + 0.1
    funnel = _funnel(stages, names, left, style.PAGE_WIDTH - left - 0.5, panel)
    list_top = funnel.bottom - 0.2
    drawing = Drawing(
        width=style.PAGE_WIDTH,
        height=panel.bottom + panel.height + 0.34,
        panels=[panel, funnel],
        words=[
            *scatter.key(),
            Words(
                x=column,
                y=funnel.bottom + funnel.height + 0.08,
                text="Left after each filter (grey: pass it alone)",
                size=style.TEXT,
                bold=True,
                up="bottom",
            ),
            *_list(listed, column, list_top, style.PAGE_WIDTH - style.EDGE - column),
        ],
    )
    return render(drawing, backend)


def _listed(ranking: Ranking) -> list[tuple[str, RankedCandidate]]:
    """The candidates to list, each with the number or letter that stands for it."""
    passing = list(ranking.passing[:MOST_NAMES])
    failing = [one for one in ranking.candidates if not one.passes]
    failing.sort(key=lambda one: not one.named)  # keeps the order of scores within both
    others = zip(ascii_lowercase, failing[: MOST_NAMES - len(passing)], strict=False)
    return [(str(one.rank), one) for one in passing] + list(others)


def _list(
    listed: Sequence[tuple[str, RankedCandidate]], left: float, top: float, width: float
) -> list[Words]:
    """What numbers and letters stand for."""
    words: list[Words] = []
    for number, (sign, one) in enumerate(listed):
        kind = kind_of(one)
        y = top - LINE * number
        colour = style.FAINT if kind == FAILS else style.INK
        x, released = point_of(one)
        numbers = f"{x:.3f}  {released:.3f}"
        share = "" if one.probabilities is None else f"{100 * one.probabilities.passes:.0f} %"
        aside = 0.0 if one.probabilities is None else 0.36
        room = width - aside - 0.4 - width_of(numbers, style.SMALL)
        for place, text, across in (
            (left + 0.16, sign, "right"),
            (left + 0.24, SIGNS[kind], "left"),
            (left + 0.4, shorten(typeset(one.candidate.target), style.SMALL, room), "left"),
            (left + width - aside, numbers, "right"),
            (left + width, share, "right"),
        ):
            shade = LOOKS[kind][0] if text == SIGNS[kind] and kind != FAILS else colour
            words.append(Words(x=place, y=y, text=text, size=style.SMALL, colour=shade, across=across))
    return words


def _funnel(
    stages: Sequence[tuple[str, int, int]], names: Sequence[str], left: float, width: float, beside: Panel
) -> Panel:
    height = STAGE * len(stages)
    count = len(stages)
    places = [float(number) for number in range(count)]
    kept = [kept for _, kept, _ in stages]
    alone = [alone for _, _, alone in stages]
    items: list[Item] = [
        Bars(y=places, low=[0.0] * count, high=alone, colours=[style.LINE] * count, height=0.7),
        Bars(
            y=places,
            low=[0.0] * count,
            high=kept,
            colours=[style.BLUE] * count,
            height=0.7,
            hover=[
                f"{name}: {some} left, {more} pass it alone"
                for name, some, more in zip(names, kept, alone, strict=True)
            ],
        ),
        *(
            Words(x=left + width + 0.06, y=place, text=str(some), in_margin=True)
            for place, some in zip(places, kept, strict=True)
        ),
    ]
    return Panel(
        left=left,
        bottom=beside.bottom + beside.height - height,
        width=width,
        height=height,
        x=Axis(low=0.0, high=float(stages[0][1]), shown=False),
        y=Axis(low=count - 0.5, high=-0.5, ticks=list(zip(places, names, strict=True))),
        items=items,
    )
