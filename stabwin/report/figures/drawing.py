"""What a figure is made of, whatever draws it.

A chart is laid out once, in inches from the lower left corner, and drawn by matplotlib or plotly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from stabwin.report.figures import style
from stabwin.report.figures.style import Scale


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A line through points of a panel; without a break, and not cut at the panel's edge."""

    x: Sequence[float]
    y: Sequence[float]
    colour: str = style.INK
    width: float = 1.2
    dash: str = "solid"
    hover: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Single points. Symbols: circle, ring, diamond, cross, square, tick, right."""

    x: Sequence[float]
    y: Sequence[float]
    colour: str = style.INK
    symbol: str = "circle"
    size: float = 4.0
    hover: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Horizontal bars from low to high, each with its own colour."""

    y: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    colours: Sequence[str]
    height: float = 0.66
    edged: bool = False
    hover: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Band:
    """A shaded area between two lines over the same x."""

    x: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    colour: str


@dataclass(frozen=True, kw_only=True)
class Whiskers:
    """Horizontal error bars, with caps."""

    y: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    colour: str = style.INK
    cap: float = 0.09  # half its height, in units of y


@dataclass(frozen=True, kw_only=True)
class Cells:
    """A table of values as colours; None has the colour of nothing.

    Attributes
    ----------
    x, y : sequence of float
        The edges of columns and rows: one more than there are of each.
    """

    x: Sequence[float]
    y: Sequence[float]
    values: Sequence[Sequence[float | None]]
    scale: Scale
    hover: Sequence[Sequence[str]] = ()
    hover_format: str = ""  # plotly's, where every cell says the same of its values


@dataclass(frozen=True, kw_only=True)
class Guide:
    """A thin line across a panel, at a value of x or of y."""

    x: float | None = None
    y: float | None = None
    colour: str = style.LINE
    dash: str = "dotted"


@dataclass(frozen=True, kw_only=True)
class Words:
    """A label at a point.

    Attributes
    ----------
    x, y : float
    text : str
        See `stabwin.report.figures.typesetting`.
    in_margin : bool
        Whether x is in inches of the figure, for labels beside a panel.
    turned : bool
        Whether it is read from below to above.
    across, up : str
        Which end of the text is at the point: left, center, right; bottom, center, top.
    """

    x: float
    y: float
    text: str
    size: float = style.TEXT
    colour: str = style.INK
    bold: bool = False
    across: str = "left"
    up: str = "center"
    in_margin: bool = False
    turned: bool = False


@dataclass(frozen=True, kw_only=True)
class Leader:
    """A thin line from a point of a panel to a label in its margin; x in inches of the figure."""

    x: tuple[float, float]
    y: tuple[float, float]
    colour: str = style.LINE


Item = Curve | Marks | Bars | Band | Whiskers | Cells | Guide | Words | Leader


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One axis of a panel; ``low`` may be above ``high``.

    Attributes
    ----------
    low, high : float
    title : str
    ticks : sequence of (float, str), optional
        Places and labels; default: round numbers.
    bold : frozenset of str
        Labels that stand out.
    upright : bool
        Whether labels below a panel are turned by a right angle.
    shown : bool
    """

    low: float
    high: float
    title: str = ""
    ticks: Sequence[tuple[float, str]] | None = None
    bold: frozenset[str] = frozenset()
    upright: bool = False
    shown: bool = True
    lines: bool = False
    size: float = style.TEXT

    @property
    def labelled(self) -> list[tuple[float, str]]:
        """Every tick with its label."""
        if self.ticks is not None:
            return list(self.ticks)
        ticks = style.round_ticks(min(self.low, self.high), max(self.low, self.high))
        return list(zip(ticks, style.tick_text(ticks), strict=True))


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One pair of axes and what is drawn in it; place and size in inches."""

    left: float
    bottom: float
    width: float
    height: float
    x: Axis
    y: Axis
    items: Sequence[Item] = ()
    framed: bool = False

    def inches_x(self, value: float) -> float:
        """Where a value of x lies in the figure."""
        return self.left + (value - self.x.low) / (self.x.high - self.x.low) * self.width


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A whole figure; sizes and the places of its words in inches."""

    width: float
    height: float
    panels: Sequence[Panel]
    words: Sequence[Words] = field(default=())
