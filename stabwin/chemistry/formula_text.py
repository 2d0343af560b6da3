"""Reading chemical formulas: text to exact amounts."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.formula_signs import not_a_formula, plain_formula
from stabwin.errors import FormulaError

_PLAIN = re.compile(r"(?:[A-Z][a-z]?(?!0)\d*)+")
_PLAIN_PART = re.compile(r"([A-Z][a-z]?)(\d*)")
_NUMBER = r"\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?"
_TOKEN = re.compile(rf"(?P<element>[A-Z][a-z]?)|(?P<open>\()|(?P<close>\))|(?P<number>{_NUMBER})")
_COEFFICIENT = re.compile(_NUMBER)

# Digits of an amount: more are never meant, and do not fit into a float.
LONGEST_NUMBER = 15
_LARGEST = 10**LONGEST_NUMBER

# The longest names of high-entropy oxides have a tenth of these characters.
LONGEST_FORMULA = 1000

Amounts = Mapping[str, Fraction | int]
_Group = tuple[dict[str, Fraction], Fraction]  # amounts, and how often they count


def parse_amounts(text: str) -> Amounts:
    """Amounts per formula unit of a formula as text; see `stabwin.chemistry.formula.parse`."""
    if len(text) > LONGEST_FORMULA:
        raise not_a_formula(text, f"it has {len(text)} characters, more than {LONGEST_FORMULA}")
    if _PLAIN.fullmatch(text):  # nine formulas out of ten, and all of a phase table
        amounts: dict[str, Fraction | int] = {}
        for element, digits in _PLAIN_PART.findall(text):
            if element not in ATOMIC_NUMBER:
                raise _no_element(text, element)
            if len(digits) > LONGEST_NUMBER:
                raise not_a_formula(text, f"the amount of {element} has {len(digits)} digits")
            amounts[element] = amounts.get(element, 0) + (int(digits) if digits else 1)
    else:
        amounts = _parse_general(text)
    if not all(amounts.values()):
        amounts = {element: amount for element, amount in amounts.items() if amount}
    if not amounts:
        raise FormulaError(f"{text!r} holds no atoms: give a chemical formula.", formula=text)
    return amounts


def _check_sizes(text: str, amounts: Amounts) -> None:
    """Refuse amounts that no number can hold, or that have no proportions that one can."""
    if any(not 1 <= amount * _LARGEST <= _LARGEST**2 for amount in amounts.values() if amount):
        raise not_a_formula(text, "an amount is too large or too small for any formula")
    if math.lcm(*(amount.denominator for amount in amounts.values())) > _LARGEST**2:
        raise not_a_formula(text, "its amounts have too many digits for whole proportions")


def _parse_general(text: str) -> dict[str, Fraction | int]:
    amounts: dict[str, Fraction | int] = {}
    for part in plain_formula(text).split("·"):
        start = _COEFFICIENT.match(part)
        coefficient = _number(start.group(), text) if start else Fraction(1)
        body = part[start.end() :] if start else part
        for element, amount in _parse_part(body, text).items():
            amounts[element] = amounts.get(element, 0) + coefficient * amount
    _check_sizes(text, amounts)
    return amounts


def _parse_part(part: str, text: str) -> dict[str, Fraction]:
    """Amounts in one part of a formula: elements, numbers and round brackets."""
    stack: list[list[_Group]] = [[]]
    position = 0
    countable = False  # whether a number may follow
    while position < len(part):
        match = _TOKEN.match(part, position)
        if match is None:
            raise not_a_formula(text, f"{part[position]!r} is not valid there{_advice(part, position)}")
        position = match.end()
        if match["open"]:
            stack.append([])
        elif match["number"]:
            if not countable:
                raise not_a_formula(text, f"the number {match['number']} follows no element")
            stack[-1][-1] = (stack[-1][-1][0], _number(match["number"], text))
        elif match["close"]:
            if len(stack) == 1:
                raise not_a_formula(text, "a closing bracket has no opening bracket")
            stack[-2].append((_sum(stack.pop(), text), Fraction(1)))
        else:
            if match["element"] not in ATOMIC_NUMBER:
                raise _no_element(text, match["element"])
            stack[-1].append(({match["element"]: Fraction(1)}, Fraction(1)))
        countable = bool(match["element"] or match["close"])
    if len(stack) > 1:
        raise not_a_formula(text, "a bracket is not closed")
    return _sum(stack[0], text)


def _advice(part: str, position: int) -> str:
    """What a sign that stands where none can be read may have been meant for."""
    sign, before = part[position], part[:position]
    if sign == "o" and before[-1:].isdigit():
        return ": write O for oxygen, or 0 in a number"
    if sign in "xyzδ":
        return ": write a number for it"
    if sign in "+-" and part[position + 1 : position + 2] in tuple("xyzδ"):
        return (
            f": write a number for {part[position + 1]}, or a series "
            "(Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.1)"
        )
    if sign.islower() and not before.strip("(0123456789."):
        return ": symbols of elements begin with a capital letter"
    return ""


def _sum(groups: list[_Group], text: str) -> dict[str, Fraction]:
    if not groups:
        raise not_a_formula(text, "a part of it is empty")
    total: dict[str, Fraction] = {}
    for group, factor in groups:
        for element, amount in group.items():
            total[element] = total.get(element, Fraction(0)) + factor * amount
    return total


def _number(text: str, formula: str) -> Fraction:
    if len(text) > 2 * LONGEST_NUMBER:
        raise not_a_formula(formula, f"an amount has {len(text)} digits")
    numerator, _, denominator = text.partition("/")
    if denominator and not Fraction(denominator):
        raise not_a_formula(formula, f"{text} divides by zero")
    return Fraction(numerator) / Fraction(denominator or 1)


def _no_element(text: str, element: str) -> FormulaError:
    return not_a_formula(text, f"there is no element {element!r}")
