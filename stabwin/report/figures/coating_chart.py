"""Coatings: what candidates release at both contacts, and what the filters let through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE
from stabwin.analysis.coatings.ranking import RankedCandidate, Ranking
from stabwin.errors import RequestError
from stabwin.report.figures import style
from stabwin.report.figures.drawing import (
    MATPLOTLIB,
    Axis,
    Bars,
    Curve,
    Drawing,
    Guide,
    Item,
    Marks,
    Panel,
    Words,
    render,
)
from stabwin.report.figures.margins import foot_height, foot_lines, foot_words
from stabwin.report.figures.placing import Box, place_beside
from stabwin.report.figures.subjects import scheme_note
from stabwin.report.figures.typesetting import escape, shorten, typeset, widest, width_of

if TYPE_CHECKING:
    from stabwin.screening.ranking_of_study import LayerRanking

MOST_NAMES = 12
SCATTER = 3.3  # inches, square
STAGE = 0.19  # inches of a stage of the funnel
LETTER_HEIGHT = 0.1
LINE = 0.135

FAILS, PASSES, BEST = "fails a filter", "passes", "Pareto-optimal"
_LOOKS = {
    FAILS: (style.LINE, "cross", 3.5),
    PASSES: (style.SKY, "circle", 5.0),
    BEST: (style.VERMILION, "diamond", 5.0),
}
_SIGNS = {FAILS: "\N{MULTIPLICATION SIGN}", PASSES: "\N{BLACK CIRCLE}", BEST: "\N{BLACK DIAMOND}"}

Point = tuple[float, float]


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
    scatter = _Scatter(result)
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


def _kind(one: RankedCandidate) -> str:
    return BEST if one.pareto else PASSES if one.passes else FAILS


def _listed(ranking: Ranking) -> list[tuple[str, RankedCandidate]]:
    """The candidates to list, each with the number or letter that stands for it."""
    passing = list(ranking.passing[:MOST_NAMES])
    failing = [one for one in ranking.candidates if not one.passes]
    failing.sort(key=lambda one: not one.named)  # keeps the order of scores within both
    others = zip(ascii_lowercase, failing[: MOST_NAMES - len(passing)], strict=False)
    return [(str(one.rank), one) for one in passing] + list(others)


class _Scatter:
    """Points, and the part of the plane that is shown."""

    def __init__(self, result: LayerRanking) -> None:
        self.result = result
        self.candidates = result.ranking.candidates
        checks = {check.name: check.limit for check in self.candidates[0].checks}
        self.limits = checks.get("electrolyte_contact"), checks.get("electrode_contact")
        points = [_point(one) for one in self.candidates]
        self.ends = [_end([point[side] for point in points], self.limits[side]) for side in (0, 1)]
        self.beyond = sum(self.shown(one) != _point(one) for one in self.candidates)
        self.foot = foot_lines(self._notes(), style.PAGE_WIDTH)
        self.bottom = foot_height(self.foot) + 0.64

    def shown(self, one: RankedCandidate) -> Point:
        """Where a candidate is drawn."""
        x, y = _point(one)
        return min(x, self.ends[0]), min(y, self.ends[1])

    def panel(self, listed: Sequence[tuple[str, RankedCandidate]]) -> Panel:
        """The axes with all points and the numbers of those listed."""
        x_end, y_end = self.ends
        empty = Panel(
            left=0.72,
            bottom=self.bottom,
            width=SCATTER,
            height=SCATTER,
            x=_axis(x_end, self.result.electrolyte),
            y=_axis(y_end, self.result.electrode),
            framed=True,
        )
        items: list[Item] = []
        if self.limits[0] is not None:
            items.append(Guide(x=self.limits[0], dash="dashed"))
        if self.limits[1] is not None:
            items.append(Guide(y=self.limits[1], dash="dashed"))
        for kind, (colour, symbol, size) in _LOOKS.items():
            members = [one for one in self.candidates if _kind(one) == kind]
            if members:
                items.append(
                    Marks(
                        x=[self.shown(one)[0] for one in members],
                        y=[self.shown(one)[1] for one in members],
                        colour=colour,
                        symbol=symbol,
                        size=size,
                        hover=[_hover(one) for one in members],
                    )
                )
        return replace(empty, items=[*self._numbers(listed, empty), *items])

    def _numbers(self, listed: Sequence[tuple[str, RankedCandidate]], panel: Panel) -> list[Item]:
        """Numbers beside their points, with a line where a number stands further off."""
        scales = [(axis.high - axis.low) / SCATTER for axis in (panel.x, panel.y)]
        lows = panel.x.low, panel.y.low

        def inches(point: Point) -> Point:
            return (point[0] - lows[0]) / scales[0], (point[1] - lows[1]) / scales[1]

        def values(x: float, y: float) -> Point:
            return lows[0] + x * scales[0], lows[1] + y * scales[1]

        spots = [inches(self.shown(one)) for one in self.candidates]
        boxes = place_beside(
            [inches(self.shown(one)) for _, one in listed],
            [(width_of(sign, style.SMALL) + 0.02, LETTER_HEIGHT) for sign, _ in listed],
            Box(0.02, 0.02, SCATTER - 0.02, SCATTER - 0.02),
            0.055,
            [Box(x - 0.045, y - 0.045, x + 0.045, y + 0.045) for x, y in spots],
        )
        items: list[Item] = []
        for (sign, one), box in zip(listed, boxes, strict=True):
            if box is None:
                continue
            middle = values((box.left + box.right) / 2, (box.bottom + box.top) / 2)
            point = self.shown(one)
            x, y = inches(point)
            if max(abs((box.left + box.right) / 2 - x), abs((box.bottom + box.top) / 2 - y)) > 0.16:
                near = min(max(x, box.left), box.right), min(max(y, box.bottom), box.top)
                end = values(*near)
                items.append(
                    Curve(x=(point[0], end[0]), y=(point[1], end[1]), colour=style.LINE, width=0.5)
                )
            items.append(Words(x=middle[0], y=middle[1], text=sign, size=style.SMALL, across="center"))
        return items

    def key(self) -> list[Words]:
        """The legend below the axes."""
        words: list[Words] = []
        x = 0.72
        for kind in (BEST, PASSES, FAILS):
            count = sum(_kind(one) == kind for one in self.candidates)
            text = f"{_SIGNS[kind]} {kind} ({count})"
            colour = style.FAINT if kind == FAILS else _LOOKS[kind][0]
            words.append(Words(x=x, y=self.bottom - 0.51, text=text, size=style.SMALL, colour=colour))
            x += width_of(text, style.SMALL) + 0.15
        return [*words, *foot_words(self.foot)]

    def _notes(self) -> str:
        notes = ["Dashed: limits of the filters."] if any(v is not None for v in self.limits) else []
        if self.beyond:
            notes.append(f"At the edge: {self.beyond} that lie beyond it.")
        if any(one.probabilities for one in self.candidates):
            notes.append("Per cent: samples in which all filters are passed.")
        notes.append("Closed contacts, at the worst state of charge; listed: both energies.")
        notes.append(scheme_note([self.result.provenance]))
        return " ".join(notes)


def _point(one: RankedCandidate) -> Point:
    return -one.candidate.worst(ELECTROLYTE) + 0.0, -one.candidate.worst(ELECTRODE) + 0.0


def _end(values: Sequence[float], limit: float | bool | None) -> float:
    """The end of an axis: twice the limit, or the furthest candidate where that is nearer."""
    furthest = max(values)
    return max(min(furthest, 2 * limit), 1.15 * limit) if limit else max(furthest, 1e-3)


def _axis(end: float, neighbour: str) -> Axis:
    return Axis(
        low=-0.04 * end,
        high=1.04 * end,
        title=f"Energy released with {shorten(typeset(neighbour), style.TITLE, 1.0)} (eV/atom)",
    )


def _list(
    listed: Sequence[tuple[str, RankedCandidate]], left: float, top: float, width: float
) -> list[Words]:
    """What numbers and letters stand for."""
    words: list[Words] = []
    for number, (sign, one) in enumerate(listed):
        kind = _kind(one)
        y = top - LINE * number
        colour = style.FAINT if kind == FAILS else style.INK
        x, released = _point(one)
        numbers = f"{x:.3f}  {released:.3f}"
        share = "" if one.probabilities is None else f"{100 * one.probabilities.passes:.0f} %"
        aside = 0.0 if one.probabilities is None else 0.36
        room = width - aside - 0.4 - width_of(numbers, style.SMALL)
        for place, text, across in (
            (left + 0.16, sign, "right"),
            (left + 0.24, _SIGNS[kind], "left"),
            (left + 0.4, shorten(typeset(one.candidate.target), style.SMALL, room), "left"),
            (left + width - aside, numbers, "right"),
            (left + width, share, "right"),
        ):
            shade = _LOOKS[kind][0] if text == _SIGNS[kind] and kind != FAILS else colour
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


def _hover(one: RankedCandidate) -> str:
    failed = ", ".join(check.name.replace("_", " ") for check in one.checks if not check.passed)
    x, y = _point(one)
    return "<br>".join(
        (
            f"<b>{typeset(one.candidate.target)}</b>" + (f", rank {one.rank}" if one.rank else ""),
            f"{x:.4f} and {y:.4f} eV/atom",
            f"fails {failed}" if failed else "passes every filter",
        )
    )
