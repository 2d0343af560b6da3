"""Abbreviations whose letters are symbols of elements too: NaSICON is no compound of sodium and iodine.

Only what a person asks about is looked at this way; amounts of 1 that are written out (N1Y1C1) ask for the
elements all the same.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from stabwin.errors import FormulaError

# Carbonyl sulfide, and nitrides of sulfur and iodine as tables reduce them: no slips for CoS, Sn and In.
_MEANT_SO = {"COS", "SN", "IN"}
_TWO_CAPITALS = re.compile(r"[A-Z]{2}")
_SYMBOL = re.compile(r"[A-Z][a-z]?(?![a-z\d])")
_FEWEST_ELEMENTS = 3


class Abbreviation(NamedTuple):
    """What an abbreviation stands for, in words, and a name or formula; empty where it has none."""

    stands_for: str
    to_write: str


@cache
def abbreviations() -> dict[str, Abbreviation]:
    """What the catalogue has not and people write, by its letters in lower case."""
    file = resources.files("stabwin.data").joinpath("catalogue", "abbreviations.csv")
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return {
        row["abbreviation"].casefold(): Abbreviation(row["stands_for"], row["to_write"]) for row in rows
    }


def check_abbreviation(text: str, number_of_elements: int) -> None:
    """Ask back an abbreviation that can be read as a formula.

    Parameters
    ----------
    text : str
        As it was written.
    number_of_elements : int
        That it was read to hold.

    Raises
    ------
    FormulaError
        It is one; the message says what to write.
    """
    known = abbreviations().get(text.casefold())
    if known is None or number_of_elements < _FEWEST_ELEMENTS:
        return
    write = f"write {known.to_write}" if known.to_write else "write the composition that is meant"
    raise FormulaError(
        f"{text!r} reads as a formula, and is short for {known.stands_for}: {write}, or "
        f"{_with_amounts(text)} for its elements.",
        formula=text,
    )


def check_case(text: str, number_of_elements: int, name: str, formula: str) -> None:
    """Ask back a name of the catalogue in other capital and small letters, which make it a formula.

    Parameters
    ----------
    text : str
        As it was written.
    number_of_elements : int
        That it was read to hold.
    name, formula : str
        What the catalogue has with these letters; it is another composition.

    Raises
    ------
    FormulaError
        One is meant for the other; the message says how to write either.
    """
    is_abbreviation = name != formula and number_of_elements >= _FEWEST_ELEMENTS
    is_in_capitals = name == formula and _TWO_CAPITALS.search(text) and text not in _MEANT_SO
    if is_abbreviation or is_in_capitals:
        what = f"{name} ({formula})" if formula and name != formula else name
        raise FormulaError(
            f"{text!r} reads as a formula, and the catalogue has {what} with these letters: write {name}, "
            f"or {_with_amounts(text)} for the elements as written.",
            formula=text,
        )


def _with_amounts(text: str) -> str:
    """A formula with its amounts of 1 written out."""
    return _SYMBOL.sub(lambda match: f"{match.group()}1", text)
