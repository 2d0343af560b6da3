"""Texts of figures: formulas with subscripts, and how wide a text is.

A label is text with the mark-up that browsers and plotly know: ``<sub>`` and ``<sup>``, and ``&``, ``<``,
``>`` escaped. For matplotlib it is turned into mathtext.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from stabwin.analysis.reaction import Product
from stabwin.chemistry.formula import write_amount
from stabwin.report.render.typesetting import escape, number, typeset

__all__ = [
    "escape",
    "number",
    "plain",
    "shorten",
    "to_mathtext",
    "typeset",
    "typeset_products",
    "widest",
    "width_of",
    "wrap",
]

_SMALL = re.compile(r"<(su[bp])>(.*?)</\1>")
_TAG = re.compile(r"</?(?:sub|sup|b)>")

SUBSCRIPT_SIZE = 0.7

# Widths of the characters in parts of the font size: those of DejaVu Sans, rounded up. It is wider than
# the fonts that a browser may put in its place.
_WIDTHS = {
    **dict.fromkeys("ijl'|.,:; !I", 0.34),
    **dict.fromkeys("()[]frt-/", 0.42),
    **dict.fromkeys("mMwW%@", 1.0),
    **dict.fromkeys("+=<>\N{MINUS SIGN}", 0.84),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&", 0.74),
}
_USUAL_WIDTH = 0.64

POINTS_PER_INCH = 72


def typeset_products(products: Iterable[Product]) -> str:
    """Products as one side of a reaction."""
    return " + ".join(
        typeset(product.formula)
        if product.amount == 1
        else f"{write_amount(float(f'{product.amount:.3g}'))} {typeset(product.formula)}"
        for product in products
    )


def to_mathtext(label: str) -> str:
    """A label as matplotlib reads it."""
    # A dollar of the text itself must not begin a formula.
    label = label.replace("$", r"\$")
    return html.unescape(_SMALL.sub(_small_mathtext, label))


def _small_mathtext(found: re.Match[str]) -> str:
    return f"${'_' if found[1] == 'sub' else '^'}{{{found[2]}}}$"


def plain(label: str) -> str:
    """A label without its mark-up."""
    return html.unescape(_TAG.sub("", label))


def width_of(label: str, size: float) -> float:
    """The width of a label in inches, rather too wide than too narrow."""
    small = sum(_width(html.unescape(part)) for _, part in _SMALL.findall(label))
    rest = _width(html.unescape(_TAG.sub("", _SMALL.sub("", label))))
    return (rest + SUBSCRIPT_SIZE * small) * size / POINTS_PER_INCH


def widest(labels: Iterable[str], size: float) -> float:
    """The width of the widest label in inches."""
    return max((width_of(label, size) for label in labels), default=0.0)


def _width(text: str) -> float:
    return sum(_WIDTHS.get(character, _USUAL_WIDTH) for character in text)


def shorten(label: str, size: float, width: float) -> str:
    """A label cut to a width in inches, with an ellipsis where something is missing."""
    if width_of(label, size) <= width:
        return label
    pieces = [piece for piece in re.split(r"(<sub>.*?</sub>|<sup>.*?</sup>|&\w+;)", label) if piece]
    letters = [letter for piece in pieces for letter in ([piece] if piece[0] in "<&" else piece)]
    kept = ""
    for letter in letters:
        if width_of(f"{kept}{letter}\N{HORIZONTAL ELLIPSIS}", size) > width:
            break
        kept += letter
    return f"{kept.rstrip(' +')}\N{HORIZONTAL ELLIPSIS}"


def wrap(words: Sequence[str], size: float, width: float, between: str = " ") -> list[str]:
    """Pieces joined into lines that keep a width; a piece that is too long has a line of its own."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]}{between}{word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
