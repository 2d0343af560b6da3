"""What was measured: rows with their sources."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

# Kinds of rows, as they are asked for; "enthalpies" are told by class of compound.
ENTHALPIES, LIMITS, ONSETS, VOLTAGES, PRODUCTS, STABILITY = (
    "enthalpies",
    "limits",
    "onsets",
    "voltages",
    "products",
    "stability",
)
KINDS = (ENTHALPIES, LIMITS, ONSETS, VOLTAGES, PRODUCTS, STABILITY)

# Why a measurement may differ from an equilibrium.
THERMODYNAMIC, KINETIC, DATA = "thermodynamic", "kinetic", "data"

OXIDATION, REDUCTION = "oxidation_limit_v", "reduction_limit_v"
WITH_METAL, IN_CONTACT = "products_with_metal", "products_in_contact"
OF_OXIDATION, OF_REDUCTION = "oxidation_products", "reduction_products"
STABLE_WITH_METAL = "stable_with_metal"

_KIND_OF = {
    "oxidation_onset_v": (ONSETS, OXIDATION),
    "reduction_onset_v": (ONSETS, REDUCTION),
    WITH_METAL: (PRODUCTS, WITH_METAL),
    IN_CONTACT: (PRODUCTS, IN_CONTACT),
    OF_OXIDATION: (PRODUCTS, OF_OXIDATION),
    OF_REDUCTION: (PRODUCTS, OF_REDUCTION),
    STABLE_WITH_METAL: (STABILITY, STABLE_WITH_METAL),
}
_LIMIT_OF = {"oxidation": OXIDATION, "reduction": REDUCTION}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One measurement.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    target, ion : str
    against : str
        The cathode or gas in contact; empty without one.
    quantity : str
        What was measured: a limit of the window, products, or that nothing happens with the metal.
    low, high : float or None
        Its range, V; None where it has no such bound, both for phases.
    phases : tuple of str
        Phases that were identified.
    method : str
    cause : str
        "thermodynamic", "kinetic" or "data": what it shows, or why it can't be the equilibrium.
    note : str
    source : str
    confirmed : str
        "text" (found in the publication, its abstract or a review), "known" (as the field quotes it) or
        "table" (of thermochemistry).
    in_fit : bool
        Whether the corrections of the scheme ``measured`` were fitted to it.
    """

    kind: str
    target: str
    ion: str
    against: str = ""
    quantity: str
    low: float | None = None
    high: float | None = None
    phases: tuple[str, ...] = ()
    method: str
    cause: str = THERMODYNAMIC
    note: str = ""
    source: str
    confirmed: str
    in_fit: bool = False


@cache
def observations() -> tuple[Fact, ...]:
    """Onsets, equilibrium voltages, products and stability with the metal, as published."""
    text = resources.files("stabwin.data").joinpath("validation", "observations.csv").read_text("utf-8")
    return tuple(map(_fact, csv.DictReader(text.splitlines())))


def _fact(row: dict[str, str]) -> Fact:
    if row["quantity"] == "voltage_v":
        kind, quantity, against = VOLTAGES, _LIMIT_OF[row["against"]], ""
    else:
        (kind, quantity), against = _KIND_OF[row["quantity"]], row["against"]
    return Fact(
        kind=kind,
        target=row["target"],
        ion=row["ion"],
        against=against,
        quantity=quantity,
        low=float(row["low"]) if row["low"] else None,
        high=float(row["high"]) if row["high"] else None,
        phases=tuple(phase.strip() for phase in row["phases"].split(";") if phase.strip()),
        method=row["method"],
        cause=row["cause"],
        note=row["note"],
        source=row["source"],
        confirmed=row["confirmed"],
    )
