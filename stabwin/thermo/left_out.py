"""Phases of the table that are not there: never made, or stable at high pressure only.

They are left out by default, each with its reason and source, and can be taken back by name.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from stabwin.chemistry.formula import parse


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
    text = resources.files("stabwin.data").joinpath("thermo", "left_out.csv").read_text("utf-8")
    return {
        parse(row["formula"]).key: LeftOut(row["formula"], row["reason"], row["source"])
        for row in csv.DictReader(text.splitlines())
    }
