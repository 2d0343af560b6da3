"""Formulas, reactions and numbers as labels: text with ``<sub>``, and ``&``, ``<``, ``>`` escaped."""

from __future__ import annotations

import html
import math
import re
from functools import lru_cache

from stabwin.chemistry.formula import parse
from stabwin.errors import FormulaError

_AMOUNT = re.compile(r"(?<=[A-Za-z)\]])(\d+(?:[./]\d+)?)")
_EDGES = re.compile(r"^([(\"']*)(.*?)([)\"'.,:;?!]*)$", re.DOTALL)
_COEFFICIENT = re.compile(r"\d+(?:\.\d+)?(?=[A-Z(\[])")


@lru_cache(maxsize=20_000)
def typeset(text: str) -> str:
    """A formula with subscripts, also as part of a name; other names stay as they are.

    Examples
    --------
    >>> typeset("Li10Ge(PS6)2")
    'Li<sub>10</sub>Ge(PS<sub>6</sub>)<sub>2</sub>'
    >>> typeset("NMC811")
    'NMC811'
    >>> typeset("70Li2S-30P2S5")
    '70Li<sub>2</sub>S-30P<sub>2</sub>S<sub>5</sub>'
    """
    if _elements(text):
        return _subscripts(text)
    # A single element with a number is rather part of a name: P2-NaMnO2, O3.
    return "-".join(
        _subscripts(part) if _elements(part) > 1 else html.escape(part, quote=False)
        for part in text.split("-")
    )


def _subscripts(formula: str) -> str:
    coefficient = _COEFFICIENT.match(formula)
    start = coefficient.end() if coefficient else 0
    return formula[:start] + _AMOUNT.sub(r"<sub>\1</sub>", html.escape(formula[start:], quote=False))


def _elements(text: str) -> int:
    """How many elements a formula has; 0 if it is none. A coefficient may stand before it."""
    try:
        return len(parse(_COEFFICIENT.sub("", text, count=1) if text[:1].isdigit() else text).elements)
    except FormulaError:
        return 0


def typeset_reaction(text: str) -> str:
    """A reaction, or one side of it.

    Examples
    --------
    >>> typeset_reaction("Li3P + 0.5 S -> ...").split()[0]
    'Li<sub>3</sub>P'
    """
    return " ".join("\N{RIGHTWARDS ARROW}" if word == "->" else typeset(word) for word in text.split())


def number(value: float, decimals: int) -> str:
    """A number with a true minus sign, and none before zero.

    Examples
    --------
    >>> number(-0.0001, 3)
    '0.000'
    """
    return true_minus(f"{round(value, decimals) + 0.0:.{decimals}f}")


def percent(share: float) -> str:
    """A share of the samples in per cent; halves go up, as in the scripts of the page.

    Examples
    --------
    >>> percent(0.475)
    '48 %'
    """
    return f"{math.floor(100 * share + 0.5)} %"


def escape(text: str) -> str:
    """A text as a label."""
    return html.escape(text, quote=False)


def true_minus(text: str) -> str:
    """A number, or several, with true minus signs."""
    return text.replace("-", "\N{MINUS SIGN}")


def typeset_sentence(text: str) -> str:
    """Sentences, with subscripts in the formulas among the words.

    Examples
    --------
    >>> typeset_sentence("Of Li3PO4, 0.1 eV.")
    'Of Li<sub>3</sub>PO<sub>4</sub>, 0.1 eV.'
    """
    return " ".join(_word(word) for word in text.split())


def _word(word: str) -> str:
    edges = _EDGES.match(word)
    before, core, after = edges.groups() if edges else ("", word, "")
    if after.startswith(")") and "(" in core:  # the bracket belongs to the formula
        core, after = core + ")", after[1:]
    negative = re.fullmatch(r"-(\d.*)", core)
    shown = true_minus("-") + escape(negative[1]) if negative else typeset(core)
    return f"{escape(before)}{shown}{escape(after)}"
