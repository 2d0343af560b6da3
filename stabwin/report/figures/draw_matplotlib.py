"""Drawings by matplotlib, for papers."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Transform, blended_transform_factory

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
from stabwin.report.figures.typesetting import to_mathtext

# What a user's own settings must not change.
SETTINGS: Any = {
    "font.family": [style.FONT],
    "mathtext.fontset": "dejavusans",
    "mathtext.default": "regular",
    "text.usetex": False,
    "axes.linewidth": 0.6,
    "axes.edgecolor": style.FAINT,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
}

_SYMBOLS = {
    "circle": "o",
    "ring": "o",
    "diamond": "D",
    "cross": "x",
    "square": "s",
    "tick": "|",
    "right": ">",
}
_LINE_STYLES: dict[str, Any] = {
    "solid": "-",
    "dashed": (0, (4, 2)),
    "dotted": (0, (1, 1.5)),
    "dashdot": (0, (5, 1.5, 1, 1.5)),
}

# Tables with more cells than this are drawn as an image within SVG and PDF, which stay small so.
MOST_VECTOR_CELLS = 2500


def draw(drawing: Drawing) -> Figure:
    """The figure; it belongs to no window."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(drawing.width, drawing.height))
        for panel in drawing.panels:
            _draw_panel(figure, panel, drawing)
        for words in drawing.words:
            figure.text(
                words.x / drawing.width, words.y / drawing.height, to_mathtext(words.text), **_font(words)
            )
    return figure


def _draw_panel(figure: Figure, panel: Panel, drawing: Drawing) -> None:
    axes = figure.add_axes(
        (
            panel.left / drawing.width,
            panel.bottom / drawing.height,
            panel.width / drawing.width,
            panel.height / drawing.height,
        )
    )
    axes.set_xlim(panel.x.low, panel.x.high)
    axes.set_ylim(panel.y.low, panel.y.high)
    _draw_axis(axes, panel.x, "x")
    _draw_axis(axes, panel.y, "y")
    for side in ("top", "right"):
        axes.spines[side].set_visible(panel.framed)
    axes.spines["bottom"].set_visible(panel.framed or panel.x.shown)
    axes.spines["left"].set_visible(panel.framed or panel.y.shown)
    margin = blended_transform_factory(figure.dpi_scale_trans, axes.transData)
    for item in panel.items:
        _draw_item(axes, item, margin)


def _draw_axis(axes: Axes, axis: Axis, which: str) -> None:
    one = axes.xaxis if which == "x" else axes.yaxis
    if not axis.shown:
        one.set_visible(False)
        return
    ticks = axis.labelled
    one.set_ticks([place for place, _ in ticks], [to_mathtext(label) for _, label in ticks])
    axes.tick_params(
        axis="x" if which == "x" else "y",
        labelsize=axis.size,
        length=2.5 if axis.ticks is None else 0,
        pad=3 if which == "x" else 4.5,
        width=0.6,
        color=style.FAINT,
        labelcolor=style.INK,
        labelrotation=90 if axis.upright else 0,
    )
    for (_, label), shown in zip(ticks, one.get_ticklabels(), strict=True):
        if label in axis.bold:
            shown.set_fontweight("bold")
    if axis.lines:
        one.grid(visible=True, color=style.EMPTY, linewidth=0.5)
        axes.set_axisbelow(True)
    if axis.title:
        one.set_label_text(to_mathtext(axis.title), fontsize=style.TITLE, color=style.INK)


def _font(words: Words) -> dict[str, Any]:
    return {
        "fontsize": words.size,
        "color": words.colour,
        "fontweight": "bold" if words.bold else "normal",
        "horizontalalignment": words.across,
        # As the labels of ticks, so that both stand on one line.
        "verticalalignment": "center_baseline" if words.up == "center" else words.up,
        "rotation": 90 if words.turned else 0,
    }


def _draw_whiskers(axes: Axes, item: Whiskers) -> None:
    for colour, width in (("white", 2.0), (item.colour, 0.8)):  # white around it, to stand out on bars
        look: Any = {"color": colour, "linewidth": width, "clip_on": False}
        for at, low, high in zip(item.y, item.low, item.high, strict=True):
            axes.plot([low, high], [at, at], **look)
            for end in (low, high):
                axes.plot([end, end], [at - item.cap, at + item.cap], **look)


def _draw_item(axes: Axes, item: Item, margin: Transform) -> None:  # noqa: C901 (one case per item)
    match item:
        case Band():
            look: Any = {"color": item.colour, "alpha": style.BAND_OPACITY, "linewidth": 0}
            axes.fill_between(item.x, item.low, item.high, **look)
        case Whiskers():
            _draw_whiskers(axes, item)
        case Curve():
            axes.plot(
                item.x,
                item.y,
                color=item.colour,
                linewidth=item.width,
                linestyle=_LINE_STYLES[item.dash],
                clip_on=False,
                solid_capstyle="butt",
            )
        case Marks():
            _draw_marks(axes, item)
        case Bars():
            half = item.height / 2
            corners = [
                [(low, y - half), (high, y - half), (high, y + half), (low, y + half)]
                for y, low, high in zip(item.y, item.low, item.high, strict=True)
            ]
            axes.add_collection(
                PolyCollection(
                    corners,
                    facecolors=list(item.colours),
                    edgecolors="white",
                    linewidths=0.5 if item.edged else 0,
                )
            )
        case Cells():
            _draw_cells(axes, item)
        case Guide():
            look = {
                "color": item.colour,
                "linewidth": 0.6,
                "linestyle": _LINE_STYLES[item.dash],
                "zorder": 0.5,
            }
            if item.x is not None:
                axes.axvline(item.x, **look)
            if item.y is not None:
                axes.axhline(item.y, **look)
        case Words():
            transform = margin if item.in_margin else axes.transData
            axes.text(item.x, item.y, to_mathtext(item.text), transform=transform, **_font(item))
        case Leader():
            axes.add_line(
                Line2D(
                    item.x,
                    item.y,
                    color=item.colour,
                    linewidth=0.5,
                    transform=margin,
                    clip_on=False,
                    zorder=0.6,
                )
            )


def _draw_marks(axes: Axes, item: Marks) -> None:
    thin = item.symbol in {"cross", "tick"}
    axes.plot(
        item.x,
        item.y,
        linestyle="none",
        marker=_SYMBOLS[item.symbol],
        markersize=item.size,
        color=item.colour,
        markerfacecolor="white" if item.symbol == "ring" else item.colour,
        markeredgecolor=item.colour if thin or item.symbol in {"ring", "right"} else "white",
        markeredgewidth=1.6 if item.symbol == "tick" else 0.9 if thin else 0.7,
        clip_on=False,
        zorder=3,
    )


def _draw_cells(axes: Axes, item: Cells) -> None:
    values = np.ma.masked_invalid([[np.nan if v is None else v for v in row] for row in item.values])
    plain = LinearSegmentedColormap.from_list("values", item.scale.positions(), N=512)
    colours = plain.with_extremes(bad=style.EMPTY)
    axes.pcolormesh(
        np.asarray(item.x),
        np.asarray(item.y),
        values,
        cmap=colours,
        vmin=item.scale.low,
        vmax=item.scale.high,
        rasterized=values.size > MOST_VECTOR_CELLS,
        edgecolors="face" if values.size <= MOST_VECTOR_CELLS else "none",
        linewidth=0.1,
    )
