"""What people type around the elements and amounts of a formula: blanks, dots, hyphens, odd signs.

Each sign is read where it can mean one thing only, and asked back where it can mean two.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from fractions import Fraction

from stabwin.errors import FormulaError

LONGEST_SHOWN = 200  # of a formula in a message

# Signs that no one sees, and that copies from pages bring along.
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")

# What pages print for a hyphen or a minus, and for a plus.
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_TYPED = str.maketrans(f"{_HYPHENS}\uff0b", "-" * len(_HYPHENS) + "+")

_BRACKETS = str.maketrans("[]{}", "()()")
# What people type for the raised dot, the fraction slash and the hyphen.
_SIGNS = str.maketrans(
    f"\u2022\u2219\u22c5\u2027\u30fb*\u2044\u2215{_HYPHENS}", f"······//{'-' * len(_HYPHENS)}"
)

_VULGAR = re.compile(r"(\d{0,9})([\u00bc-\u00be\u2150-\u215e])")

# Raised digits are charges, but for the upper half of a fraction without a digit before it.
_RAISED = re.compile(r"(?<![\d\u2080-\u2089])[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+(?=[/\u2044\u2215])")
_CHARGE = re.compile(r"[\u2070\u00b9\u00b2\u00b3\u2074-\u207b]+")

_BLANK_BEFORE_NUMBER = re.compile(r"[\w)\]}]\s+([\d\u00bc-\u00be\u2150-\u215e])")
_COEFFICIENT_APART = re.compile(r"\s*\d[\d./]*\s")
_ATTACHED = re.compile(r"[A-Za-z]\d|\d[A-Za-z]")
_TWO_NUMBERS = re.compile(r"\d\s+\d")
_NUMBERS_IN_A_ROW = re.compile(r"\d[\d./]*(?:\s+\d[\d./]*){2,}")
_AFTER_LONE_ELEMENT = re.compile(r"(?:[\s(\[{]|[A-Z][a-z]?(?=\s))*\s\d")
_WATER_APART = re.compile(r"\d\s+H\s+2\s+O\s*$")

_WATER = r"\d*(?:[./]\d+)?H2O$"
_RAISED_DECIMAL = re.compile(rf"(?<=\d)·(?=\d)(?!{_WATER})")
_ZERO_AND_DOT = re.compile(r"(?<![\d.])0·\d")
_LONE_ELEMENT = re.compile(r"\d*[A-Z][a-z]?\d+|.*[A-Za-z)]1")
_DOT_OF_WATER = re.compile(rf"(?<=[\w)])\.(?={_WATER})")
_COEFFICIENT_BEFORE = re.compile(r"(?:^|[·+-])\d+$")
_JOINT = re.compile(r"\.(?=[A-Z(])")
_BARE_DECIMAL = re.compile(r"(.?)(?<!\d)\.(\d)")
_LETTER_IN_DECIMAL = re.compile(r"\d\.O\d")
_LEADING_ZERO = re.compile(r"([A-Z][a-z]?)(?<![\d.])(0\d+)")
_PART_WITH_AMOUNT = re.compile(r"\d[\d./]*[A-Z(][^·]*")


def seen_text(text: str) -> str:
    """A text as it is typed: without signs that no one sees, and blanks at its ends; hyphens for dashes."""
    return text.translate(_UNSEEN).translate(_TYPED).strip()


def plain_formula(text: str) -> str:
    """A formula without blanks, with round brackets, decimal points, and raised dots between parts.

    Raises
    ------
    FormulaError
        The text is empty, or a sign in it can mean two things.
    """
    if match := _CHARGE.search(_RAISED.sub("", text)):
        raise not_a_formula(
            text, f"the raised {match.group()!r} is a charge, and phases are neutral: leave charges out"
        )
    plain = text.translate(_UNSEEN).translate(_SIGNS)
    for part in plain.split("·"):
        _check_blanks(part, text)
    plain = unicodedata.normalize("NFKC", _VULGAR.sub(_mixed_number, plain))
    plain = _with_decimal_points(plain.translate(_SIGNS).translate(_BRACKETS), text)
    plain = "".join(plain.split())
    if not plain:
        raise FormulaError("The formula is empty: give a name or a chemical formula.", formula=text)
    plain = _with_joints(plain, text)
    if match := _LEADING_ZERO.search(plain):
        raise not_a_formula(
            text,
            f"the amount {match[2]} begins with a zero: write the letter O for oxygen "
            f"({match[1]}O{match[2][1:]}), a decimal point ({match[1]}0.{match[2][1:]}), or the amount "
            "without the zero",
        )
    return plain


def _check_blanks(part: str, text: str) -> None:
    """Refuse blanks before numbers, but where all numbers stand apart and can only be amounts."""
    match = _BLANK_BEFORE_NUMBER.search(part)
    if match is None:
        return
    rest = part[start.end() :] if (start := _COEFFICIENT_APART.match(part)) else part
    if row := _NUMBERS_IN_A_ROW.search(rest):
        raise not_a_formula(
            text,
            f"the numbers {' '.join(row.group().split())} stand in a row, and whose amounts they are can't "
            "be told: write each amount after its own element (Li7La3Zr2O12)",
        )
    amounts = _AFTER_LONE_ELEMENT.match(rest) or rest.rstrip()[-1:].isdigit()
    if not amounts or any(sign.search(rest) for sign in (_ATTACHED, _TWO_NUMBERS, _WATER_APART)):
        raise not_a_formula(
            text,
            f"the blank before {match[1]} can mean an amount or a further part: leave it out, or write a "
            "raised dot (·)",
        )


def _with_decimal_points(plain: str, text: str) -> str:
    """Raised dots inside numbers as decimal points (Li6·25Al0·25), where no number has another."""
    if not _RAISED_DECIMAL.search(plain):
        return plain
    if _ZERO_AND_DOT.search(plain):  # no one writes a part after an amount of 0
        return _RAISED_DECIMAL.sub(".", plain)
    parts = plain.split("·")
    for part, following in itertools.pairwise(parts):
        body = following.lstrip("0123456789")
        if (
            part[-1:].isdigit()
            and body != following
            and not re.fullmatch(_WATER, following)
            and (_LONE_ELEMENT.fullmatch(part) or re.fullmatch(r"[A-Z][a-z]?\d*", body))
        ):
            whole, decimals = re.findall(r"\d+", part)[-1], re.findall(r"\d+", following)[0]
            raise not_a_formula(
                text,
                f"the raised dot in {whole}·{decimals} can be a decimal point or begin a further part: "
                f"write {whole}.{decimals}, or blanks around the dot",
            )
    return plain


def _with_joints(plain: str, text: str) -> str:
    """Raised dots between parts, whatever was typed for them."""
    water = _DOT_OF_WATER.search(plain)
    if water and not _COEFFICIENT_BEFORE.search(plain[: water.start()]):
        plain = f"{plain[: water.start()]}·{plain[water.end() :]}"
    if match := _BARE_DECIMAL.search(plain):
        before, digit = match.groups()
        hint = f" (or is the O before it a zero, 0.{digit}?)" if before == "O" else ""
        raise FormulaError(
            f"{text!r}: the dot before {digit!r} can mean 0.{digit} or a further part: "
            f"write 0.{digit} or a raised dot (·){hint}.",
            formula=text,
        )
    if match := _LETTER_IN_DECIMAL.search(plain):
        zero = match.group().replace("O", "0")
        raise not_a_formula(
            text,
            f"the O in {match.group()} can be zero or oxygen: write {zero}, or a raised dot (·) before it",
        )
    plain = _JOINT.sub("·", plain)
    if "-" in plain or "+" in plain:
        parts = re.split("[-+]", plain)
        if len(parts) > 1 and all(_PART_WITH_AMOUNT.fullmatch(part) for part in parts):
            return "·".join(parts)
        if all(re.fullmatch(r"[\d./]*[A-Z(][\w().·]*", part) for part in parts):
            raise not_a_formula(
                text,
                "what a hyphen or plus joins needs its amounts (0.7Li2S-0.3P2S5), or a raised dot "
                "(2Li2S·P2S5)",
            )
    return plain


def _mixed_number(match: re.Match[str]) -> str:
    """A whole number and a fraction sign (1\u00bd) as one fraction (3/2)."""
    part = Fraction(unicodedata.numeric(match[2])).limit_denominator(100)
    total = int(match[1] or 0) + part
    return f"{total.numerator}/{total.denominator}"


def not_a_formula(text: str, reason: str) -> FormulaError:
    """The error of a text that is not a formula, with the reason."""
    shown = repr(text) if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]!r}..."
    return FormulaError(f"{shown} is not a formula: {reason}.", formula=text)
