"""Phases of the table that are not there: never made, or stable at high pressure only.

They are left out by default, each with its reason and source, and can be taken back by name. A row "Mg149X"
stands for that host with any other element. The file is checked with those of the correction model.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from stabwin.chemistry.elements import SYMBOLS
from stabwin.chemistry.formula import parse
from stabwin.thermo.posterior_files import LEFT_OUT_FILE

# At the end of a formula: one atom of any other element.
_ANY = "X"


@dataclass(frozen=True)
class LeftOut:
    """A phase that is left out.

    Attributes
    ----------
    formula, reason, source : str
    """

    formula: str
    reason: str
    source: str


@cache
def left_out() -> dict[str, LeftOut]:
    """The phases that are left out, by composition key."""
    text = resources.files("stabwin.data").joinpath("thermo", LEFT_OUT_FILE).read_text("utf-8")
    return {
        parse(formula).key: LeftOut(formula, row["reason"], row["source"])
        for row in csv.DictReader(text.splitlines())
        for formula in _formulas(row["formula"])
    }


def _formulas(text: str) -> list[str]:
    host = text.removesuffix(_ANY)
    if host == text:
        return [text]
    return [f"{host}{symbol}" for symbol in SYMBOLS if symbol not in parse(host).elements]
