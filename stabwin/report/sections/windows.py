"""Stability windows as tables: the limits of several targets, and what forms beyond them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stabwin.analysis.reaction import Equilibrium
from stabwin.analysis.windows.window import Window
from stabwin.analysis.written import write_products
from stabwin.chemistry.formula import parse
from stabwin.chemistry.open_names import choice_note
from stabwin.report.column import Column
from stabwin.report.columns import column
from stabwin.report.table import Row, Table, range_of
from stabwin.report.verdicts import Verdict, window_verdict

LIMITS = ("reduction_limit_v", "oxidation_limit_v", "energy_above_hull_ev_per_atom")
PRODUCTS = ("reduction_products", "oxidation_products")
REACTIONS = ("reduction", "oxidation")

_ZERO_WIDTH = "* zero width: the composition is a mixture of the two equilibria at this voltage"


def window_table(windows: Sequence[Window], beyond: Sequence[str] = PRODUCTS) -> Table:
    """Limits and what forms beyond them, one row for each target.

    The formulas stand beside the targets where a name leaves its composition open.

    Parameters
    ----------
    windows : sequence of Window
    beyond : sequence of str
        `PRODUCTS`, or the whole `REACTIONS`.
    """
    open_names = any(choice_note(window.target) for window in windows)
    no_width = [number for number, window in enumerate(windows) if window.window == "zero_width"]
    return Table(
        columns=[column(name) for name in ("target", *["formula"][:open_names], *LIMITS, *beyond)],
        rows=[_row(window) for window in windows],
        note=_ZERO_WIDTH if no_width else "",
        marked={(number, "oxidation_limit_v") for number in no_width},
        lesser=["formula", "energy_above_hull_ev_per_atom"],
    )


def _row(window: Window) -> dict[str, Any]:
    (row,) = window.to_rows()
    below, above = none_below(row["reduction_limit_v"]), none_above(row)
    return row | {
        "reduction": row["reduction"] or below,
        "oxidation": row["oxidation"] or above,
        "reduction_products": _products(window.reduction) or below,
        "oxidation_products": _products(window.oxidation) or above,
    }


def _products(equilibrium: Equilibrium | None) -> str:
    return "" if equilibrium is None else write_products(equilibrium.products)


def none_below(lowest_v: float) -> str:
    """Why nothing is taken up down to a voltage: with open elements or gases the reservoirs may react."""
    return "the reservoirs react" if lowest_v > 0 else "stable down to 0 V"


def none_above(row: Row) -> str:
    """Why nothing stands above a window."""
    return "no limit" if parse(row["formula"]).amount(row["ion"]) else "nothing to give off"


def judged_windows_table(rows: Iterable[Row], columns: Sequence[Column], note: str = "") -> Table:
    """The windows of a study with their verdicts.

    Parameters
    ----------
    rows : iterable of mapping
        As `Window.to_rows` gives them, of targets that have an answer.
    columns : sequence of Column
    note : str
    """
    judged = [
        {
            **row,
            "verdict": verdict_of_window(row),
            "reduction": row["reduction"] or none_below(row["reduction_limit_v"]),
            "oxidation": row["oxidation"] or none_above(row),
        }
        for row in rows
    ]
    return Table(columns=columns, rows=judged, note=note, lesser=["energy_above_hull_ev_per_atom"])


def verdict_of_window(row: Row) -> Verdict:
    """The verdict on a row of windows."""
    bar = range_of(row, "reduction_limit_v")
    return window_verdict(row["reduction_limit_v"], row["oxidation_limit_v"], row["ion"], bar)
