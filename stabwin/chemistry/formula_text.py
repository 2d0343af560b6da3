"""Reading chemical formulas: text to exact amounts."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.errors import FormulaError

_PLAIN = re.compile(r"(?:[A-Z][a-z]?\d*)+")
_PLAIN_PART = re.compile(r"([A-Z][a-z]?)(\d*)")
_NUMBER = r"\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?"
_TOKEN = re.compile(rf"(?P<element>[A-Z][a-z]?)|(?P<open>\()|(?P<close>\))|(?P<number>{_NUMBER})")
_VULGAR = re.compile(r"(\d{0,9})([\u00bc-\u00be\u2150-\u215e])")
_COEFFICIENT = re.compile(_NUMBER)
_WATER = re.compile(r"\.(?=\d*H2O$)")
_BARE_DECIMAL = re.compile(r"(?<![\d])\.\d")
_JOINT = re.compile(r"\.(?=[A-Z(])")
_BRACKETS = str.maketrans("[]{}", "()()")
# What people type for the raised dot and the fraction slash.
_DOTS = str.maketrans("\u2022\u2219\u22c5*\u2044\u2215", "····//")

# Raised digits are charges, but for the upper half of a fraction without a digit before it.
_RAISED = re.compile(r"(?<![\d\u2080-\u2089])[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+(?=[/\u2044\u2215])")
_CHARGE = re.compile(r"[\u2070\u00b9\u00b2\u00b3\u2074-\u207b]+")
_BLANK_BEFORE_NUMBER = re.compile(r"[\w)\]}]\s+([\d\u00bc-\u00be\u2150-\u215e])")

# Digits of an amount: more are never meant, and do not fit into a float.
LONGEST_NUMBER = 15
_LARGEST = 10**LONGEST_NUMBER

# The longest names of high-entropy oxides have a tenth of these characters.
LONGEST_FORMULA = 1000
LONGEST_SHOWN = 200  # in a message

Amounts = Mapping[str, Fraction | int]
_Group = tuple[dict[str, Fraction], Fraction]  # amounts, and how often they count


def parse_amounts(text: str) -> Amounts:
    """Amounts per formula unit of a formula as text; see `stabwin.chemistry.formula.parse`."""
    if len(text) > LONGEST_FORMULA:
        raise _not_a_formula(text, f"it has {len(text)} characters, more than {LONGEST_FORMULA}")
    if _PLAIN.fullmatch(text):  # nine formulas out of ten, and all of a phase table
        amounts: dict[str, Fraction | int] = {}
        for element, digits in _PLAIN_PART.findall(text):
            if element not in ATOMIC_NUMBER:
                raise _no_element(text, element)
            if len(digits) > LONGEST_NUMBER:
                raise _not_a_formula(text, f"the amount of {element} has {len(digits)} digits")
            amounts[element] = amounts.get(element, 0) + (int(digits) if digits else 1)
    else:
        amounts = _parse_general(text)
    if not all(amounts.values()):
        amounts = {element: amount for element, amount in amounts.items() if amount}
    if not amounts:
        raise FormulaError(f"{text!r} holds no atoms: give a chemical formula.", formula=text)
    return amounts


def _check_ambiguities(text: str) -> None:
    """Refuse what would become another formula once blanks and raised digits are read as usual."""
    if match := _CHARGE.search(_RAISED.sub("", text)):
        raise _not_a_formula(
            text, f"the raised {match.group()!r} is a charge, and phases are neutral: leave charges out"
        )
    if match := _BLANK_BEFORE_NUMBER.search(text):
        raise _not_a_formula(
            text,
            f"the blank before {match[1]} can mean an amount or a further part: leave it out, or write a "
            "raised dot (·)",
        )


def _check_sizes(text: str, amounts: Amounts) -> None:
    """Refuse amounts that no number can hold, or that have no proportions that one can."""
    if any(not 1 <= amount * _LARGEST <= _LARGEST**2 for amount in amounts.values() if amount):
        raise _not_a_formula(text, "an amount is too large or too small for any formula")
    if math.lcm(*(amount.denominator for amount in amounts.values())) > _LARGEST**2:
        raise _not_a_formula(text, "its amounts have too many digits for whole proportions")


def _parse_general(text: str) -> dict[str, Fraction | int]:
    _check_ambiguities(text)
    plain = _VULGAR.sub(_mixed_number, text)
    plain = unicodedata.normalize("NFKC", plain).translate(_BRACKETS).translate(_DOTS)
    plain = "".join(plain.split())
    if not plain:
        raise FormulaError("The formula is empty: give a name or a chemical formula.", formula=text)
    plain = _WATER.sub("·", plain)
    if match := _BARE_DECIMAL.search(plain):
        dot = match.group()
        raise FormulaError(
            f"{text!r}: the dot before {dot[1:]!r} can mean 0{dot} or a further part: "
            f"write 0{dot} or a raised dot (·).",
            formula=text,
        )
    amounts: dict[str, Fraction | int] = {}
    for part in _JOINT.sub("·", plain).split("·"):
        start = _COEFFICIENT.match(part)
        coefficient = _number(start.group(), text) if start else Fraction(1)
        body = part[start.end() :] if start else part
        for element, amount in _parse_part(body, text).items():
            amounts[element] = amounts.get(element, 0) + coefficient * amount
    _check_sizes(text, amounts)
    return amounts


def _mixed_number(match: re.Match[str]) -> str:
    """A whole number and a fraction sign (1\u00bd) as one fraction (3/2)."""
    part = Fraction(unicodedata.numeric(match[2])).limit_denominator(100)
    total = int(match[1] or 0) + part
    return f"{total.numerator}/{total.denominator}"


def _parse_part(part: str, text: str) -> dict[str, Fraction]:
    """Amounts in one part of a formula: elements, numbers and round brackets."""
    stack: list[list[_Group]] = [[]]
    position = 0
    countable = False  # whether a number may follow
    while position < len(part):
        match = _TOKEN.match(part, position)
        if match is None:
            raise _not_a_formula(text, f"{part[position]!r} is not valid there")
        position = match.end()
        if match["open"]:
            stack.append([])
        elif match["number"]:
            if not countable:
                raise _not_a_formula(text, f"the number {match['number']} follows no element")
            stack[-1][-1] = (stack[-1][-1][0], _number(match["number"], text))
        elif match["close"]:
            if len(stack) == 1:
                raise _not_a_formula(text, "a closing bracket has no opening bracket")
            stack[-2].append((_sum(stack.pop(), text), Fraction(1)))
        else:
            if match["element"] not in ATOMIC_NUMBER:
                raise _no_element(text, match["element"])
            stack[-1].append(({match["element"]: Fraction(1)}, Fraction(1)))
        countable = bool(match["element"] or match["close"])
    if len(stack) > 1:
        raise _not_a_formula(text, "a bracket is not closed")
    return _sum(stack[0], text)


def _sum(groups: list[_Group], text: str) -> dict[str, Fraction]:
    if not groups:
        raise _not_a_formula(text, "a part of it is empty")
    total: dict[str, Fraction] = {}
    for group, factor in groups:
        for element, amount in group.items():
            total[element] = total.get(element, Fraction(0)) + factor * amount
    return total


def _number(text: str, formula: str) -> Fraction:
    if len(text) > 2 * LONGEST_NUMBER:
        raise _not_a_formula(formula, f"an amount has {len(text)} digits")
    numerator, _, denominator = text.partition("/")
    if denominator and not Fraction(denominator):
        raise _not_a_formula(formula, f"{text} divides by zero")
    return Fraction(numerator) / Fraction(denominator or 1)


def _no_element(text: str, element: str) -> FormulaError:
    return _not_a_formula(text, f"there is no element {element!r}")


def _not_a_formula(text: str, reason: str) -> FormulaError:
    shown = repr(text) if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]!r}..."
    return FormulaError(f"{shown} is not a formula: {reason}.", formula=text)
