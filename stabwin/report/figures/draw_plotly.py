"""Drawings by plotly, for the screen: the same layout, with values under the pointer."""

from __future__ import annotations

import math
from typing import Any

import plotly.graph_objects as go

from stabwin.report.figures import style
from stabwin.report.figures.drawing import (
    Axis,
    Band,
    Bars,
    Cells,
    Curve,
    Drawing,
    Guide,
    Item,
    Leader,
    Marks,
    Panel,
    Whiskers,
    Words,
)

PIXELS_PER_INCH = 110  # a little larger than on paper
_PIXELS_PER_POINT = PIXELS_PER_INCH / 72

_SYMBOLS = {
    "circle": "circle",
    "ring": "circle-open",
    "diamond": "diamond",
    "cross": "x-thin",
    "square": "square",
    "tick": "line-ns",
    "right": "triangle-right",
}
_DASHES = {"solid": "solid", "dashed": "5px,3px", "dotted": "1.5px,2.5px", "dashdot": "6px,2px,2px,2px"}
_UP = {"center": "middle"}


def draw(drawing: Drawing) -> go.Figure:
    """The figure."""
    parts = _Parts(drawing)
    for number, panel in enumerate(drawing.panels, start=1):
        parts.add_panel(panel, "" if number == 1 else str(number))
    for words in drawing.words:
        parts.add_words(words, words.x / drawing.width, words.y / drawing.height, "paper", "paper")
    layout = {
        "template": "none",
        "width": round(drawing.width * PIXELS_PER_INCH),
        "height": round(drawing.height * PIXELS_PER_INCH),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "autoexpand": False},
        "font": {"family": style.SCREEN_FONTS, "size": _pixels(style.TEXT), "color": style.INK},
        "showlegend": False,
        "hovermode": "closest",
        "barmode": "overlay",
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "annotations": parts.annotations,
        "shapes": parts.shapes,
        **parts.axes,
    }
    return go.Figure(data=parts.traces, layout=layout)


def _pixels(points: float) -> float:
    return round(points * _PIXELS_PER_POINT, 1)


class _Parts:
    """Traces, axes, annotations and shapes as they come together."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.traces: list[Any] = []
        self.axes: dict[str, Any] = {}
        self.annotations: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []

    def add_panel(self, panel: Panel, number: str) -> None:
        across = panel.left / self.drawing.width, (panel.left + panel.width) / self.drawing.width
        up = panel.bottom / self.drawing.height, (panel.bottom + panel.height) / self.drawing.height
        self.axes[f"xaxis{number}"] = {
            **_axis(panel.x, panel),
            "domain": across,
            "anchor": f"y{number}",
            "tickangle": -90 if panel.x.upright else 0,
        }
        self.axes[f"yaxis{number}"] = {**_axis(panel.y, panel), "domain": up, "anchor": f"x{number}"}
        for item in panel.items:
            self.add_item(item, number)

    def add_words(self, words: Words, x: float, y: float, x_of: str, y_of: str) -> None:
        self.annotations.append(
            {
                "x": x,
                "y": y,
                "xref": x_of,
                "yref": y_of,
                "text": f"<b>{words.text}</b>" if words.bold else words.text.replace("\n", "<br>"),
                "showarrow": False,
                "xanchor": words.across,
                "yanchor": _UP.get(words.up, words.up),
                "align": words.across,
                "borderpad": 0,
                "textangle": -90 if words.turned else 0,
                "font": {"size": _pixels(words.size), "color": words.colour},
            }
        )

    def add_item(self, item: Item, number: str) -> None:
        x_of, y_of = f"x{number}", f"y{number}"
        place = {"xaxis": x_of, "yaxis": y_of}
        match item:
            case Curve():
                self.traces.append(_curve(item, place))
            case Marks():
                self.traces.append(_marks(item, place))
            case Bars():
                self.traces.append(_bars(item, place))
            case Band():
                self.traces.append(_band(item, place))
            case Whiskers():
                self.traces.extend(_whiskers(item, place))
            case Cells():
                self.traces.extend(_cells(item, place))
            case Guide():
                across = item.x is None
                self._line(
                    x=(0.0, 1.0) if item.x is None else (item.x, item.x),
                    y=(item.y, item.y) if item.y is not None else (0.0, 1.0),
                    references=(f"{x_of} domain" if across else x_of, y_of if across else f"{y_of} domain"),
                    line={"color": item.colour, "width": 0.9, "dash": _DASHES[item.dash]},
                )
            case Words():
                x = item.x / self.drawing.width if item.in_margin else item.x
                self.add_words(item, x, item.y, "paper" if item.in_margin else x_of, y_of)
            case Leader():
                ends = (item.x[0] / self.drawing.width, item.x[1] / self.drawing.width)
                self._line(ends, item.y, ("paper", y_of), {"color": item.colour, "width": 0.8})

    def _line(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        references: tuple[str, str],
        line: dict[str, Any],
    ) -> None:
        self.shapes.append(
            {
                "type": "line",
                "x0": x[0],
                "x1": x[1],
                "y0": y[0],
                "y1": y[1],
                "xref": references[0],
                "yref": references[1],
                "line": line,
                "layer": "below",
            }
        )


def _axis(axis: Axis, panel: Panel) -> dict[str, Any]:
    labels = axis.labelled
    return {
        "range": (axis.low, axis.high),
        "visible": axis.shown,
        "title": {"text": axis.title, "font": {"size": _pixels(style.TITLE)}, "standoff": 8},
        "tickmode": "auto" if axis.ticks is None else "array",
        "tickvals": None if axis.ticks is None else [place for place, _ in labels],
        "ticktext": None
        if axis.ticks is None
        else [f"<b>{label}</b>" if label in axis.bold else label for _, label in labels],
        "tickfont": {"size": _pixels(axis.size)},
        "ticks": "outside" if axis.ticks is None else "",
        "ticklen": 4,
        "ticklabelstandoff": 0 if axis.ticks is None else 5,
        "tickcolor": style.FAINT,
        "showline": True,
        "mirror": panel.framed,
        "linecolor": style.FAINT,
        "linewidth": 1,
        "showgrid": axis.lines,
        "gridcolor": style.EMPTY,
        "zeroline": False,
        "automargin": False,
    }


def _hover(texts: Any) -> dict[str, Any]:
    return {"hovertext": list(texts), "hoverinfo": "text"} if len(texts) else {"hoverinfo": "skip"}


def _band(item: Band, place: dict[str, str]) -> Any:
    return go.Scatter(
        x=[*item.x, *reversed(item.x)],
        y=[*item.high, *reversed(item.low)],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=item.colour,
        opacity=style.BAND_OPACITY,
        hoverinfo="skip",
        **place,
    )


def _whiskers(item: Whiskers, place: dict[str, str]) -> list[Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for at, low, high in zip(item.y, item.low, item.high, strict=True):
        x += [low, low, None, low, high, None, high, high, None]
        y += [at - item.cap, at + item.cap, None, at, at, None, at - item.cap, at + item.cap, None]
    # White around them, to stand out on bars.
    return [
        go.Scatter(
            x=x, y=y, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip", **place
        )
        for colour, width in (("white", 3.0), (item.colour, 1.2))
    ]


def _curve(item: Curve, place: dict[str, str]) -> Any:
    return go.Scatter(
        x=list(item.x),
        y=list(item.y),
        mode="lines",
        line={"color": item.colour, "width": item.width * _PIXELS_PER_POINT, "dash": _DASHES[item.dash]},
        cliponaxis=True,
        **_hover(item.hover),
        **place,
    )


def _marks(item: Marks, place: dict[str, str]) -> Any:
    outlined = {"cross": 1.5, "tick": 2.5, "ring": 1.4, "right": 0.5}.get(item.symbol)
    return go.Scatter(
        x=list(item.x),
        y=list(item.y),
        mode="markers",
        marker={
            "symbol": _SYMBOLS[item.symbol],
            "size": item.size * _PIXELS_PER_POINT,
            "color": item.colour,
            "line": {"color": item.colour if outlined else "white", "width": outlined or 1.0},
        },
        cliponaxis=False,
        **_hover(item.hover),
        **place,
    )


def _bars(item: Bars, place: dict[str, str]) -> Any:
    return go.Bar(
        orientation="h",
        y=list(item.y),
        base=list(item.low),
        x=[high - low for low, high in zip(item.low, item.high, strict=True)],
        width=item.height,
        marker={"color": list(item.colours), "line": {"color": "white", "width": 0.7 if item.edged else 0}},
        **_hover(item.hover),
        **place,
    )


def _cells(item: Cells, place: dict[str, str]) -> list[Any]:
    hover: dict[str, Any] = {"hoverinfo": "skip"}
    if item.hover:
        hover = {"text": [list(row) for row in item.hover], "hoverinfo": "text"}
    elif item.hover_format:
        hover = {"hovertemplate": f"{item.hover_format}<extra></extra>"}
    edges = {"x": list(item.x), "y": list(item.y), "showscale": False, **place}
    missing = [[0 if v is None else None for v in row] for row in item.values]
    below: list[Any] = []
    if any(0 in row for row in missing):
        grey = [[0, style.EMPTY], [1, style.EMPTY]]
        below = [go.Heatmap(z=missing, colorscale=grey, hoverinfo="skip", **edges)]
    coloured = go.Heatmap(
        # Six digits: more than a colour shows, and a page of thousands of cells stays small.
        z=[[None if v is None or math.isnan(v) else round(v, 6) for v in row] for row in item.values],
        colorscale=[list(stop) for stop in item.scale.positions()],
        zmin=item.scale.low,
        zmax=item.scale.high,
        **hover,
        **edges,
    )
    return [*below, coloured]
