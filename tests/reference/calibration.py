"""How often measured values, and those of another database generation, fall inside the error bars.

This is of tables that the correction model does not know; its own bars are tested in tests/thermo.

Run as a program it prints the counts as Markdown; `tests/reference/test_calibration.py` checks them.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import stabwin as sw
from stabwin.chemistry.formula import parse
from stabwin.phases.record import PhaseRecord

SHARED = Path(
    os.environ.get("STABWIN_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
)
SAMPLES = 2000
LIMITS = ("reduction_limit_v", "oxidation_limit_v")

# Rounding of measured values and of samples.
EDGE = 1e-3


class Check(NamedTuple):
    """One number against its error bar."""

    of: str
    quantity: str
    reference: float
    nominal: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        return self.low - EDGE <= self.reference <= self.high + EDGE


class Tally(NamedTuple):
    """Checks of one kind under one error model."""

    name: str
    checks: list[Check]

    @property
    def rate(self) -> float:
        return sum(check.inside for check in self.checks) / len(self.checks)


def measured_solids() -> dict[str, float]:
    """Measured formation enthalpies of solids, eV per formula unit."""
    text = resources.files("stabwin.data").joinpath("molecules.csv").read_text("utf-8")
    return {
        row["formula"]: float(row["measured_formation_enthalpy_ev"])
        for row in csv.DictReader(text.splitlines())
        if row["phase"].startswith("solid")
    }


def measured_enthalpies(table: sw.PhaseTable, model: sw.ErrorModel) -> list[Check]:
    """Formation enthalpies of the solids, eV/atom."""
    found = []
    for name, enthalpy in measured_solids().items():
        formula = parse(name)
        row = table.find(formula)
        if row is None:
            continue
        nominal = float(table.stability.energies[row])
        errors = sorted(model.formula_errors(table, formula, 0, model.samples).tolist())
        low, high = (nominal + errors[int(share * model.samples)] for share in (0.05, 0.95))
        found.append(Check(formula.reduced, "enthalpy", enthalpy / formula.atoms, nominal, low, high))
    return found


def measured_limits(table: sw.PhaseTable, model: sw.ErrorModel) -> list[Check]:
    """Limits of the windows that follow from the measured solids alone, V."""
    measured: dict[str, float] = {}
    computed: dict[str, float] = {}
    for name, enthalpy in measured_solids().items():
        row = table.find(parse(name))
        if row is not None:
            measured[name] = enthalpy / parse(name).atoms
            computed[name] = float(table.stability.energies[row])
    targets = [name for name in measured if "Li" in parse(name).elements]
    return list(_limits(targets, _table(table, measured), _table(table, computed), model))


def _table(like: sw.PhaseTable, energies: dict[str, float]) -> sw.PhaseTable:
    records = [
        PhaseRecord(amounts=parse(name).amounts, formation_energy_ev_per_atom=energy)
        for name, energy in energies.items()
    ]
    made = sw.PhaseTable.from_records(records, name="measured solids", schemes=("database",))
    return _with_errors_of(made, like)


def of_unknown_origin(table: sw.PhaseTable) -> sw.PhaseTable:
    """The same energies, in a table of which the correction model knows nothing."""
    return replace(table, scheme=replace(table.scheme, name="own"))


def _with_errors_of(made: sw.PhaseTable, like: sw.PhaseTable) -> sw.PhaseTable:
    """The energies as they are, with the errors of another table's scheme."""
    return replace(made, scheme=replace(made.scheme, left_out=like.scheme.left_out))


def _limits(
    targets: Iterable[str],
    reference: sw.PhaseTable,
    table: sw.PhaseTable,
    model: sw.ErrorModel,
    ion: str = "Li",
) -> Iterator[Check]:
    theirs = sw.windows(list(targets), phases=reference, ion=ion)
    ours = sw.windows(list(targets), phases=table, ion=ion, uncertainty=model)
    for one, other in zip(theirs, ours, strict=True):
        if not isinstance(one, sw.Window) or not isinstance(other, sw.Window):
            continue
        for quantity in LIMITS:
            value, nominal = getattr(one, quantity), getattr(other, quantity)
            spread = getattr(other.uncertainty, quantity)
            if value is not None and nominal is not None:
                yield Check(one.target, quantity, value, nominal, spread.p05, spread.p95)


@cache
def newer_generation(system: str) -> sw.PhaseTable:
    """The MP2020 entries of one chemical system."""
    from monty.json import MontyDecoder

    entries = json.loads(gzip.decompress((SHARED / "mp2020_entries" / f"{system}.json.gz").read_bytes()))
    for entry in entries:  # compositions and energies are enough
        entry["@class"] = "ComputedEntry"
        entry.pop("structure", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        decode = MontyDecoder().process_decoded
        return sw.PhaseTable.from_entries([decode(entry) for entry in entries], name=system, complete=True)


def generation_limits(system: str, table: sw.PhaseTable, model: sw.ErrorModel, ion: str) -> list[Check]:
    """Limits in the MP2020 generation of one chemical system against bars of the 2019 one, V."""
    newer = newer_generation(system)
    stable = [
        newer.printed(row)[0]
        for row in newer.stability.stable.nonzero()[0].tolist()
        if newer.columns.is_compound[row] and ion in parse(newer.printed(row)[0]).elements
    ]
    return list(_limits(stable, newer, table, model, ion))


GENERATIONS = (("Li-Fe-P-O", "Li"), ("Li-Co-Ni-O", "Li"), ("Cl-Mn-Na-O-Y", "Na"))


@cache
def tallies(sigma_ev_per_atom: float | None = None, *, shared_errors: bool = True) -> list[Tally]:
    """All counts under one error model."""
    model = sw.ErrorModel(samples=SAMPLES, sigma_ev_per_atom=sigma_ev_per_atom, shared_errors=shared_errors)
    found = []
    for scheme in ("literature", "database"):
        table = of_unknown_origin(sw.load_phases("starter", scheme=scheme))
        found.append(Tally(f"measured enthalpies, {scheme}", measured_enthalpies(table, model)))
        found.append(Tally(f"limits from measured enthalpies, {scheme}", measured_limits(table, model)))
    if SHARED.is_dir():
        table = of_unknown_origin(sw.load_phases("starter", scheme="database"))
        for system, ion in GENERATIONS:
            found.append(
                Tally(
                    f"limits of 2020 against 2019, {system}", generation_limits(system, table, model, ion)
                )
            )
    return found


PAGE = Path(__file__).resolve().parents[2] / "docs" / "error-bars.md"
START, END = "<!-- tests/reference/calibration.py writes from here -->", "<!-- to here -->"


def counted(tally: Tally) -> str:
    """A count as the page has it."""
    return f"{sum(check.inside for check in tally.checks)} of {len(tally.checks)}"


def page_table() -> str:
    """The counts of three error models, as Markdown."""
    models = (
        tallies(shared_errors=False),
        tallies(sigma_ev_per_atom=0.04, shared_errors=False),
        tallies(),
    )
    lines = [
        "| numbers | own errors of 20 meV/atom | own errors of 40 meV/atom | with shared errors |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {row[0].name} | {' | '.join(counted(tally) for tally in row)} |"
        for row in zip(*models, strict=True)
    ]
    totals = [[check for tally in model for check in tally.checks] for model in models]
    shares = (f"{sum(check.inside for check in checks) / len(checks):.0%}" for checks in totals)
    lines.append(f"| all | {' | '.join(share.replace('%', ' %') for share in shares)} |")
    return "\n".join(lines)


def write_page() -> None:
    """Put the counts into the page."""
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    PAGE.write_text(f"{before}{START}\n\n{page_table()}\n\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    write_page()
