"""Formulas that can be read, and are almost surely another one mistyped: they are asked back.

Only what a person asks about is looked at this way; the phases of a table are read as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from stabwin.chemistry.formula_signs import not_a_formula

# Two elements where one in capitals may be meant. None of the 87,067 compositions of the Materials Project
# of November 2019 is written like this, but for the formates and acetates (COO with hydrogen).
_CAPITALS = re.compile(
    r"CO(?=[\d.]*O)|BI(?=[\d.]*O)|(?:CU|NI|NB)(?=[\d.]*(?:[OSF]|Cl|Br)(?![a-z]))|SI(?=O[34]$)"
)
_ZERO_IN_COBALT = re.compile(r"C0(?=O)")
_ZERO_FOR_OXYGEN = re.compile(r"(?<!\d)([2-9]|[1-9]\d)0(\d{1,2})$")


def check_slips(text: str, elements: Iterable[str]) -> None:
    """Ask a formula back that is almost surely another one mistyped.

    Parameters
    ----------
    text : str
        The formula as it was written.
    elements : iterable of str
        What it was read to hold.

    Raises
    ------
    FormulaError
        A capital letter, or a zero, stands where another sign is usual; the message says which.
    """
    holds = set(elements)
    if (match := _CAPITALS.search(text)) and not (match.group() == "CO" and "H" in holds):
        pair = match.group()
        element = pair.capitalize()
        raise not_a_formula(
            text,
            f"{pair} is {pair[0]} and {pair[1]}, and {element} an element: write "
            f"{_at(text, match, element)}, or {pair[0]}1{pair[1]} if both are meant",
        )
    if match := _ZERO_IN_COBALT.search(text):
        raise not_a_formula(
            text, f"C0 is carbon, none of it: write {_at(text, match, 'Co')} for cobalt, or leave C0 out"
        )
    if "O" not in holds and (match := _ZERO_FOR_OXYGEN.search(text)):
        meant = _at(text, match, f"{match[1]}O{match[2]}")
        raise not_a_formula(
            text,
            f"the amount {match.group()} looks like oxygen written with a zero: write {meant}, or "
            f"{match.group()}.0 if so much is meant",
        )


def _at(text: str, match: re.Match[str], meant: str) -> str:
    """The formula with what may be meant in the place of what was found."""
    return f"{text[: match.start()]}{meant}{text[match.end() :]}"
