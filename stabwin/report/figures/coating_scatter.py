"""Candidates as points: what each releases at both contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE
from stabwin.analysis.coatings.ranking import RankedCandidate
from stabwin.report.figures import style
from stabwin.report.figures.drawing import Axis, Curve, Guide, Item, Marks, Panel, Words
from stabwin.report.figures.margins import foot_height, foot_lines, foot_words
from stabwin.report.figures.placing import Box, place_beside
from stabwin.report.figures.subjects import scheme_note
from stabwin.report.figures.typesetting import shorten, typeset, width_of

if TYPE_CHECKING:
    from stabwin.screening.ranking_of_study import LayerRanking

SCATTER = 3.3  # inches, square
LETTER_HEIGHT = 0.1

FAILS, PASSES, BEST = "fails a filter", "passes", "Pareto-optimal"
LOOKS = {
    FAILS: (style.LINE, "cross", 3.5),
    PASSES: (style.SKY, "circle", 5.0),
    BEST: (style.VERMILION, "diamond", 5.0),
}
SIGNS = {FAILS: "\N{MULTIPLICATION SIGN}", PASSES: "\N{BLACK CIRCLE}", BEST: "\N{BLACK DIAMOND}"}

Point = tuple[float, float]


def kind_of(one: RankedCandidate) -> str:
    """Whether a candidate fails a filter, passes all, or is one of the best that do."""
    return BEST if one.pareto else PASSES if one.passes else FAILS


def point_of(one: RankedCandidate) -> Point:
    """What a candidate releases with the electrolyte and with the electrode."""
    return -one.candidate.worst(ELECTROLYTE) + 0.0, -one.candidate.worst(ELECTRODE) + 0.0


class Scatter:
    """Points, and the part of the plane that is shown."""

    def __init__(self, result: LayerRanking) -> None:
        self.result = result
        self.candidates = result.ranking.candidates
        checks = {check.name: check.limit for check in self.candidates[0].checks}
        self.limits = checks.get("electrolyte_contact"), checks.get("electrode_contact")
        points = [point_of(one) for one in self.candidates]
        self.ends = [_end([point[side] for point in points], self.limits[side]) for side in (0, 1)]
        self.beyond = sum(self.shown(one) != point_of(one) for one in self.candidates)
        self.foot = foot_lines(self._notes(), style.PAGE_WIDTH)
        self.bottom = foot_height(self.foot) + 0.64

    def shown(self, one: RankedCandidate) -> Point:
        """Where a candidate is drawn."""
        x, y = point_of(one)
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
        for kind, (colour, symbol, size) in LOOKS.items():
            members = [one for one in self.candidates if kind_of(one) == kind]
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
            count = sum(kind_of(one) == kind for one in self.candidates)
            text = f"{SIGNS[kind]} {kind} ({count})"
            colour = style.FAINT if kind == FAILS else LOOKS[kind][0]
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


def _hover(one: RankedCandidate) -> str:
    failed = ", ".join(check.name.replace("_", " ") for check in one.checks if not check.passed)
    x, y = point_of(one)
    return "<br>".join(
        (
            f"<b>{typeset(one.candidate.target)}</b>" + (f", rank {one.rank}" if one.rank else ""),
            f"{x:.4f} and {y:.4f} eV/atom",
            f"fails {failed}" if failed else "passes every filter",
        )
    )
