"""What a notebook shows of a target beside its window or profile."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stabwin.analysis.reaction import write_products
from stabwin.report.render.notebook import NotebookTable, energy, volts
from stabwin.report.render.typesetting import number, typeset, typeset_reaction

if TYPE_CHECKING:
    from stabwin.analysis.reaction import Equilibrium
    from stabwin.analysis.windows.facts import TargetFacts
    from stabwin.analysis.windows.profile import Profile
    from stabwin.analysis.windows.window import Window

# How the numbers of error bars and sensitivities are named, and how many decimals they are shown with.
_NUMBERS = {
    "reduction_limit_v": ("reduction limit (V)", 3),
    "oxidation_limit_v": ("oxidation limit (V)", 3),
    "energy_above_hull_ev_per_atom": ("above hull (eV/atom)", 4),
}


def window_tables(window: Window) -> list[NotebookTable]:
    """The limits, and the reactions outside them."""
    head = (
        "target",
        "reduction limit (V)",
        "oxidation limit (V)",
        "above hull (eV/atom)",
        "below the window",
        "above the window",
    )
    row = (
        f"<b>{typeset(window.target)}</b>",
        volts(window.reduction_limit_v),
        volts(window.oxidation_limit_v, "no limit"),
        energy(window.energy_above_hull_ev_per_atom, window.status),
        _reaction(window.reduction),
        _reaction(window.oxidation),
    )
    return [NotebookTable(head, [row]), *tables_beside(window)]


def _reaction(equilibrium: Equilibrium | None) -> str:
    return "" if equilibrium is None else typeset_reaction(equilibrium.reaction or "")


def profile_tables(profile: Profile) -> list[NotebookTable]:
    """The steps from high to low voltage."""
    energies = dict(profile.decomposition_energy)
    rows = [
        (
            volts(step.voltage_low_v),
            volts(step.voltage_high_v, "up"),
            number(step.equilibrium.ions_per_formula, 2),
            energy(energies[step.voltage_low_v]),
            typeset_reaction(write_products(step.equilibrium.products)),
        )
        for step in profile.steps
    ]
    head = ("from (V)", "to (V)", f"{profile.ion} per formula", "E_D at from (eV/atom)", "products")
    written = typeset(profile.formula_as_written or profile.formula)
    title = f"<b>{typeset(profile.target)}</b>: {written}, {profile.status}"
    return [NotebookTable(head, rows, title), *tables_beside(profile)]


def tables_beside(facts: TargetFacts) -> Iterator[NotebookTable]:
    """The answer at one voltage, error bars, and what hangs on single phases, where they were asked for."""
    name, at = f"<b>{typeset(facts.target)}</b>", facts.at_voltage
    if at is not None:
        head = (
            "target",
            "at (V)",
            "decomposition energy (eV/atom)",
            f"{facts.ion} per formula",
            "products",
        )
        ions = number(at.equilibrium.ions_per_formula, 2)
        products = typeset_reaction(write_products(at.equilibrium.products))
        yield NotebookTable(head, [(name, volts(at.voltage_v), energy(at.ev_per_atom), ions, products)])
    spreads = {field: getattr(facts.uncertainty, field, None) for field in _NUMBERS}
    bars = [
        (name, _NUMBERS[field][0], *(_cell(value, field) for value in (bar.p05, bar.median, bar.p95)))
        for field, bar in spreads.items()
        if bar is not None
    ]
    if bars:
        yield NotebookTable(("target", "number", "5 %", "median", "95 %"), bars)
    hanging = [
        (name, _NUMBERS[one.quantity][0], _cell(one.nominal, one.quantity), typeset(without.phase), becomes)
        for one in facts.sensitivity or ()
        for without in one.without
        for becomes in [_cell(without.value, one.quantity)]
    ]
    if hanging:
        yield NotebookTable(("target", "number", "nominal", "without", "becomes"), hanging)


def _cell(value: float | None, field: str) -> str:
    if value is None or not math.isfinite(value):
        return "none"
    return number(value, _NUMBERS[field][1])
