"""Series of compositions: a formula with sums in braces, and the range that their letter runs over."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator

from stabwin.chemistry.formula import parse, write_amount
from stabwin.errors import FormulaError, RequestError
from stabwin.lists.listed import SeriesPoint

_SERIES = re.compile(r"(.*\{.*\}.*),\s*([a-z])\s*=\s*([^:]+):([^:]+):([^:]+)")
_BRACES = re.compile(r"\{([^{}]*)\}")
_TERM = re.compile(r"([+-]?)(?:(\d+(?:\.\d+)?|\.\d+)(?:\*?([a-z]))?|([a-z]))")
_SUM = re.compile(r"\s*[-+.\d]*\s*[a-z]\b|\s*[\d.]+\s*[-+]")

# A series of more members than this is a slip of the pen.
MOST_MEMBERS = 10_000


def is_series(text: str) -> bool:
    """Whether a text is meant as a series: brackets of a formula may be braces too."""
    return bool(_SERIES.fullmatch(text)) or any(_SUM.match(inner) for inner in _BRACES.findall(text))


def members_of(spec: str) -> Iterator[tuple[str, SeriesPoint]]:
    """The compositions of a series, each with its place.

    Parameters
    ----------
    spec : str
        ``Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.1`` (from, to, step).

    Raises
    ------
    RequestError
        It is no series, its range does not rise, or a member is not a formula.
    """
    match = _SERIES.fullmatch(spec)
    if match is None:
        raise RequestError(
            f"{spec!r} is not a series: try Li{{7-x}}La3Zr{{2-x}}Ta{{x}}O12, x = 0:1:0.1 (from, to, step)."
        )
    template, letter = match[1].strip(), match[2]
    for value in _values(spec, match):

        def amount(braces: re.Match[str], value: float = value) -> str:
            return write_amount(round(_evaluate(braces[1], letter, value, spec), 9), one="")

        text = _without_zeros(_BRACES.sub(amount, template))
        try:
            parse(text)
        except FormulaError as error:
            raise RequestError(f"{spec!r} at {letter} = {value:g}: {error.message}") from error
        yield text, SeriesPoint(template, letter, round(value, 9))


def _values(spec: str, match: re.Match[str]) -> Iterator[float]:
    letter = match[2]
    try:
        start, stop, step = (float(match[group]) for group in (3, 4, 5))
    except ValueError as error:
        raise RequestError(f"{spec!r}: {letter} must run over numbers, such as 0:1:0.1.") from error
    upwards = step > 0 and math.isfinite(stop - start) and (stop - start) / step < MOST_MEMBERS
    count = math.floor((stop - start) / step + 1e-9) + 1 if upwards else 0
    if not 0 < count <= MOST_MEMBERS:
        raise RequestError(
            f"{spec!r}: {letter} = {match[3]}:{match[4]}:{match[5]} is not a rising range of at most "
            f"{MOST_MEMBERS} members."
        )
    return (start + number * step for number in itertools.islice(itertools.count(), count))


def _without_zeros(text: str) -> str:
    """A formula without its elements of amount 0."""
    return re.sub(r"[A-Z][a-z]?0(?![.\d])", "", text)


def _evaluate(expression: str, letter: str, value: float, spec: str) -> float:
    """A sum of numbers and multiples of the letter, such as 7-2x."""
    compact = expression.replace(" ", "")
    total, position = 0.0, 0
    while position < len(compact) or not compact:
        term = _TERM.match(compact, position)
        if term is None or (term[3] or term[4] or letter) != letter or (position and not term[1]):
            raise RequestError(f"{spec!r}: {{{expression}}} is not a valid sum, such as {{7-2{letter}}}.")
        number = float(term[2]) if term[2] else 1.0
        sign = -1.0 if term[1] == "-" else 1.0
        total += sign * number * (value if term[3] or term[4] else 1.0)
        position = term.end()
    if total < -1e-9:
        raise RequestError(f"{spec!r}: {{{expression}}} is negative at {letter} = {value:g}.")
    return max(total, 0.0)
