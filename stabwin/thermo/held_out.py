"""Measured compounds as fits that had not seen them predict their energies: ten folds, by compound."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from stabwin.chemistry.formula import parse
from stabwin.thermo.measured import Measurement, observations
from stabwin.thermo.posterior import Parameters
from stabwin.thermo.validation import cross_validate

HELD_OUT_FILE = "held_out.csv"

_HEADER = ("formula", "error_ev_per_atom", "half_width_90_ev_per_atom")
_DECIMALS = 4


class HeldOut(NamedTuple):
    """How far a prediction lies from the measurement, and half of its 90 % interval, eV/atom."""

    error_ev_per_atom: float
    half_width_90_ev_per_atom: float


@cache
def held_out() -> dict[str, HeldOut]:
    """The predictions by composition key, as ``scripts/fit-energies`` made them with the model."""
    text = resources.files("stabwin.data").joinpath("thermo", HELD_OUT_FILE).read_text("utf-8")
    return {
        parse(row["formula"]).key: HeldOut(*(float(row[name]) for name in _HEADER[1:]))
        for row in csv.DictReader(text.splitlines())
    }


def write_held_out(chosen: Sequence[Measurement], parameters: Parameters) -> str:
    """The file: each compound predicted from the other nine tenths."""
    known = observations(tuple(chosen))
    found = cross_validate(known, parameters)
    errors = (found.corrections - known.differences).tolist()
    lines = [",".join(_HEADER)]
    lines += [
        f"{one.formula.reduced},{error:.{_DECIMALS}f},{half:.{_DECIMALS}f}"
        for one, error, half in zip(chosen, errors, found.half_widths.tolist(), strict=True)
    ]
    return "\n".join(lines) + "\n"
