"""Windows along a gas as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from stabwin.analysis.species.equilibrium import SpeciesEquilibrium
from stabwin.analysis.species.profile import SpeciesProfile
from stabwin.analysis.species.window import SpeciesWindow
from stabwin.analysis.written import write_products
from stabwin.report.columns import column
from stabwin.report.table import Table
from stabwin.thermo.gibbs.gases import WATER

# A decimal logarithm that counts as 0.
_NOTHING = 1e-9

# Powers of ten below which a number is written without one.
PLAIN_POWERS = 4

_ZERO_WIDTH = "* zero width: the composition is a mixture of the two equilibria at this pressure"


def species_table(windows: Sequence[SpeciesWindow]) -> Table:
    """The pressures between which targets neither take a gas up nor give it off, one row for each."""
    is_water = any(window.species == WATER for window in windows)
    sampled = any(window.uncertainty is not None for window in windows)
    has_lower = any(window.lower_limit is not None for window in windows)
    names = ["target"]
    names += ["lower_limit_bar"] if has_lower else []
    names += ["upper_limit_bar"]
    names += ["upper_limit_relative_humidity", "upper_limit_dew_point_c"] if is_water else []
    names += ["energy_above_hull_ev_per_atom"]
    names += ["given_off_products"] if has_lower else []
    names += ["taken_up_products"]
    columns = [column(name) for name in names]
    if sampled:
        place = names.index("upper_limit_bar") + 1
        columns.insert(place, column("upper_limit_log10_bar").as_spread())
        if has_lower:
            columns.insert(place - 1, column("lower_limit_log10_bar").as_spread())
    no_width = [number for number, window in enumerate(windows) if window.window == "zero_width"]
    return Table(
        columns=columns,
        rows=[_row(window) for window in windows],
        note=_ZERO_WIDTH if no_width else "",
        marked={(number, "upper_limit_bar") for number in no_width},
        lesser=["energy_above_hull_ev_per_atom"],
    )


def species_profile_table(profile: SpeciesProfile) -> Table:
    """The equilibria of a target along a gas, from high to low pressures."""
    rows = []
    for row in reversed(profile.to_rows()):
        texts = {}
        for end in ("low", "high"):
            logarithm = row[f"pressure_{end}_log10_bar"]
            texts[f"pressure_{end}_bar"] = None if logarithm is None else pressure_text(logarithm)
        rows.append(row | texts)
    formula = profile.formula_as_written or profile.formula
    return Table(
        title=f"{profile.target}: {formula}, {profile.status}",
        columns=[
            column("pressure_low_bar"),
            column("pressure_high_bar"),
            column("molecules_per_formula").headed(f"{profile.species} per\nformula"),
            column("products"),
        ],
        rows=rows,
        note=f"{profile.species} at {profile.temperature_k:g} K",
    )


def _row(window: SpeciesWindow) -> dict[str, Any]:
    (row,) = window.to_rows()
    for name, limit in (("lower_limit", window.lower_limit), ("upper_limit", window.upper_limit)):
        row[f"{name}_bar"] = "no limit" if limit is None else pressure_text(limit.log10_pressure_bar)
        if name == "lower_limit" and limit is not None and limit.log10_pressure_bar > -_NOTHING:
            row[f"{name}_bar"] = "any"  # its gas leaves at 1 bar
        humidity = None if limit is None else limit.relative_humidity
        if humidity:
            row[f"{name}_relative_humidity"] = pressure_text(math.log10(humidity))
    if window.uncertainty is not None:
        for name in ("lower_limit_log10_bar", "upper_limit_log10_bar"):
            spread = getattr(window.uncertainty, name)
            row[name] = [None] * 3 if spread is None else [*spread.to_dict().values()]
    return row | {
        "given_off_products": _products(window.given_off) or "none to give off",
        "taken_up_products": _products(window.taken_up) or f"takes up no {window.species}",
    }


def pressure_text(logarithm: float) -> str:
    """A small number of any size from its decimal logarithm, with three digits."""
    power = math.floor(logarithm)
    digits = f"{10 ** (logarithm - power):.2f}"
    if digits == "10.00":
        digits, power = "1.00", power + 1
    return f"{10**logarithm:.3g}" if -PLAIN_POWERS < power < PLAIN_POWERS else f"{digits}e{power:+03d}"


def _products(equilibrium: SpeciesEquilibrium | None) -> str:
    return "" if equilibrium is None else write_products(equilibrium.products)
