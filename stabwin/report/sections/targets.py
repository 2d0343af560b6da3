"""Answers as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from stabwin.analysis.reaction import Equilibrium, write_products
from stabwin.analysis.windows.facts import AtVoltage, TargetFacts
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.window import Window
from stabwin.chemistry.catalogue import Material
from stabwin.chemistry.formula import parse, write_amount
from stabwin.report.render.narrow_table import NarrowTable
from stabwin.report.render.typesetting import percent
from stabwin.report.verdicts import BAD, FAIR, GOOD, UNKNOWN, Verdict, exchange_verdict, interphase_verdict


def volts(value: float | None, none: str = "none") -> str:
    """A voltage in a table: three decimals."""
    return none if value is None else f"{round(value, 3) + 0.0:.3f}"


def energy(value: float | None, none: str = "unknown") -> str:
    """An energy in a table: four decimals."""
    return none if value is None else f"{round(value, 4) + 0.0:.4f}"


def chance(probability: float | None) -> str:
    """A probability in a table."""
    return "" if probability is None else percent(probability)


# Colours of verdicts on a terminal; the words carry the meaning.
_TONES = {GOOD: "green", FAIR: "yellow", BAD: "red", UNKNOWN: "dim"}


def verdict_text(verdict: Verdict, detail: str = "") -> Text:
    """A verdict in a table: coloured where the terminal has colours."""
    return Text(verdict.text + detail, style=_TONES[verdict.tone])


def window_table(windows: Sequence[Window]) -> Table:
    """Limits and products of several targets, one row each."""
    table = plain_table("above hull\n(eV/atom)")
    table.add_column("target")
    table.add_column("reduction\nlimit (V)", justify="right", no_wrap=True)
    table.add_column("oxidation\nlimit (V)", justify="right", no_wrap=True)
    table.add_column("above hull\n(eV/atom)", justify="right", no_wrap=True)
    table.add_column("below the window")
    table.add_column("above the window")
    for window in windows:
        limit = volts(window.oxidation_limit_v)
        table.add_row(
            _name(window),
            volts(window.reduction_limit_v),
            f"{limit} *" if window.window == "zero_width" else limit,
            energy(window.energy_above_hull_ev_per_atom, "unlisted"),
            _products(window.reduction, _without_reduction(window)),
            _products(window.oxidation, _without_oxidation(window)),
        )
    if any(window.window == "zero_width" for window in windows):
        table.caption = "* zero width: the composition is a mixture of the two equilibria at this voltage"
        table.caption_justify = "left"
    return table


def at_voltage_table(results: Iterable[TargetFacts]) -> Table:
    """What several targets turn into at one voltage."""
    table = plain_table("ions per\nformula")
    table.add_column("target")
    table.add_column("at (V)", justify="right", no_wrap=True)
    table.add_column("decomposition\nenergy (eV/atom)", justify="right", no_wrap=True)
    table.add_column("ions per\nformula", justify="right", no_wrap=True)
    table.add_column("verdict")
    table.add_column("products")
    for result in results:
        at: AtVoltage | None = result.at_voltage
        if at is not None:
            table.add_row(
                _name(result),
                volts(at.voltage_v),
                energy(at.ev_per_atom),
                _signed(at.equilibrium.ions_per_formula),
                verdict_text(
                    exchange_verdict(at.voltage_v, at.equilibrium.ions_per_formula),
                    f", {interphase_verdict(at.interphase).text}" if at.interphase.products else "",
                ),
                _products(at.equilibrium, ""),
            )
    return table


def profile_table(profile: Profile) -> Table:
    """The steps of one profile, from high to low voltage."""
    table = plain_table()
    table.title = f"{profile.target}: {profile.formula_as_written or profile.formula}, {profile.status}"
    table.title_justify = "left"
    table.add_column("from (V)", justify="right", no_wrap=True)
    table.add_column("to (V)", justify="right", no_wrap=True)
    table.add_column(f"{profile.ion} per\nformula", justify="right", no_wrap=True)
    table.add_column("E_D at from\n(eV/atom)", justify="right", no_wrap=True)
    table.add_column("E_D at to\n(eV/atom)", justify="right", no_wrap=True)
    table.add_column("products")
    energies = dict(profile.decomposition_energy)
    for step in profile.steps:
        high = step.voltage_high_v
        table.add_row(
            volts(step.voltage_low_v),
            volts(high, "up"),
            _signed(step.equilibrium.ions_per_formula),
            energy(energies[step.voltage_low_v]),
            "" if high is None else energy(energies[high]),
            _products(step.equilibrium, ""),
        )
    table.caption = "E_D: decomposition energy, linear between two voltages"
    table.caption_justify = "left"
    return table


def catalogue_table(materials: Iterable[Material]) -> Table:
    """The catalogue, one row per material."""
    table = plain_table()
    for head in ("name", "formula", "role", "family", "ion", "aliases"):
        table.add_column(head)
    for material in materials:
        formula = material.formula or "-"
        table.add_row(
            Text(material.name, style="bold"),
            f"not computed: {material.why_not}" if material.why_not else formula,
            material.role,
            material.family,
            material.ion or "-",
            ", ".join(material.aliases),
        )
    return table


def plain_table(*lesser: str) -> Table:
    """A table without lines; lesser columns, by their heads, are left out where there is no room."""
    return NarrowTable(
        lesser, box=None, pad_edge=False, header_style="dim", show_edge=False, padding=(0, 2, 0, 0)
    )


def _name(result: TargetFacts) -> Text:
    return Text(result.target, style="bold")


def _products(equilibrium: Equilibrium | None, none: str) -> str:
    return none if equilibrium is None else write_products(equilibrium.products)


def _without_reduction(window: Window) -> str:
    """With open elements a window may end where the reservoirs react with each other."""
    return "the reservoirs react" if window.reduction_limit_v > 0 else "stable down to 0 V"


def _without_oxidation(window: Window) -> str:
    """Why nothing stands above a window."""
    return "no limit" if parse(window.formula).amount(window.ion) else "nothing to give off"


def _signed(amount: float) -> str:
    return f"{'+' if amount > 0 else '-' if amount < 0 else ''}{write_amount(abs(amount))}"


def store_table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """The data sets of a store."""
    table = plain_table()
    for head in ("data set", "kind", "covers", "parts", "bytes", "made", "own phases"):
        table.add_column(head, justify="right" if head in ("parts", "bytes") else "left")
    for row in rows:
        covers = ", ".join(row["element_sets"])
        if row["systems"]:
            covers = f"{row['systems']} systems of {', '.join(row['elements'])}"
        elif row["numbers_of_elements"]:
            sizes = ", ".join(str(number) for number in row["numbers_of_elements"])
            covers = f"all systems of {sizes} elements, so far"
        table.add_row(
            Text(row["dataset"], style="bold"),
            row["kind"],
            "everything" if row["complete"] else covers,
            str(row["parts"]),
            f"{row['bytes']:,}",
            row["made_at"],
            ", ".join(row["own_labels"]),
        )
    return table
