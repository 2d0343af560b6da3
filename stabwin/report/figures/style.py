"""How figures look: colours, sizes and fonts that hold in print and for the colour-blind."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

# The palette of Okabe and Ito without its yellow, which is lost on white paper.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#5D3A9B", "#3D3D3D")
BLUE, VERMILION, GREEN, PURPLE, SKY, ORANGE, VIOLET, DARK = COLOURS

INK, FAINT, LINE, EMPTY = "#1A1A1A", "#666666", "#B8B8B8", "#E4E4E4"
BAND_OPACITY = 0.18
ON_LIGHT, ON_DARK = "#111111", "#FFFFFF"  # ink upon colours, which stays where a page is dark

FONT = "DejaVu Sans"  # comes with matplotlib: the same figure on every machine
SCREEN_FONTS = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"

# Points; journals ask for 5 to 8 at the printed size.
TEXT, SMALL, TITLE = 7.0, 6.5, 8.0

# Inches: two columns of a journal, a row of a list, and the margins around a panel.
PAGE_WIDTH = 7.2
ROW = 0.165
AXIS_MARGIN, MARGIN, EDGE = 0.46, 0.12, 0.08

# Dashes tell lines apart where colours are not seen.
DASHES = ("solid", "dashed", "dotted", "dashdot")


@dataclass(frozen=True)
class Scale:
    """A colour scale.

    Attributes
    ----------
    stops : tuple of str
        Colours at equal distances.
    low, high : float
        The values at its ends.
    """

    stops: tuple[str, ...]
    low: float
    high: float

    def colour(self, value: float) -> str:
        """The colour of a value; those beyond the ends have the colour of the end."""
        span = self.high - self.low
        place = 0.0 if span == 0 else min(max((value - self.low) / span, 0.0), 1.0)
        place *= len(self.stops) - 1
        left = min(int(place), len(self.stops) - 2)
        first, second = (_channels(stop) for stop in self.stops[left : left + 2])
        mixed = [round(a + (b - a) * (place - left)) for a, b in zip(first, second, strict=True)]
        return "#{:02X}{:02X}{:02X}".format(*mixed)

    def positions(self) -> list[tuple[float, str]]:
        """Every stop with its place from 0 to 1."""
        last = len(self.stops) - 1
        return [(number / last, stop) for number, stop in enumerate(self.stops)]


# Light is nothing, dark is much; lightness alone carries the order (ColorBrewer, YlGnBu and PuOr).
_MUCH_TO_NOTHING = ("#081D58", "#225EA8", "#1D91C0", "#41B6C4", "#7FCDBB", "#C7E9B4", "#FFFFE5")
_TWO_SIDED = ("#7F3B08", "#E08214", "#FDD9A8", "#F4F4F4", "#C9C5E0", "#8073AC", "#2D004B")


def energy_scale(lowest: float) -> Scale:
    """Energies from the lowest one, dark, up to zero."""
    return Scale(_MUCH_TO_NOTHING, min(lowest, -1e-3), 0.0)


def uptake_scale(largest: float) -> Scale:
    """Amounts given off (orange) and taken up (violet); light at zero."""
    largest = max(largest, 1e-3)
    return Scale(_TWO_SIDED, -largest, largest)


def ink_on(colour: str) -> str:
    """Dark or white, whichever is read better on a colour."""
    red, green, blue = _channels(colour)
    return ON_LIGHT if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else ON_DARK


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def colour_of(number: int) -> str:
    """The colour of the n-th line or group."""
    return COLOURS[number % len(COLOURS)]


def dash_of(number: int) -> str:
    """The dash of the n-th line."""
    return DASHES[number % len(DASHES)]


def round_ticks(low: float, high: float, most: int = 7) -> list[float]:
    """Round numbers between two values, at most so many."""
    span = high - low
    step = next(
        factor * 10.0**power
        for power in range(-6, 6)
        for factor in (1, 2, 2.5, 5)
        if span / (factor * 10.0**power) <= most
    )
    first = math.ceil(low / step - 1e-9)
    ticks = [round(number * step, 9) + 0.0 for number in range(first, first + most + 2)]
    return [tick for tick in ticks if low - 1e-9 <= tick <= high + 1e-9]


def tick_text(ticks: list[float]) -> list[str]:
    """Ticks as text, all with the decimals of the finest."""
    gaps = [b - a for a, b in pairwise(ticks)] or [1.0]
    decimals = next(d for d in range(8) if abs(round(min(gaps), d) - min(gaps)) < 1e-9 or d == 7)
    return [f"{tick:.{decimals}f}".replace("-", "\N{MINUS SIGN}") for tick in ticks]
