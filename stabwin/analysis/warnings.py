"""What a user should know of the phases in an answer: gases, overbound molecules, unknown bonds."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from stabwin.chemistry.formula import amounts_of_key, parse
from stabwin.phases.table import PhaseTable
from stabwin.thermo.bonds import species_of
from stabwin.thermo.left_out import left_out

ELEMENT_GASES = ("Cl2", "F2", "H2", "N2", "O2")

# Errors below this (eV per formula unit) are those of any phase.
NOTABLE_OVERBINDING_EV = 0.3


@dataclass(frozen=True, kw_only=True)
class Molecule:
    """A small molecule and its measured enthalpy of formation at 298 K, eV per formula unit."""

    formula: str
    measured_enthalpy_ev: float


@cache
def molecules() -> dict[str, Molecule]:
    """The molecules that are gases or liquids at room temperature, by printed formula."""
    text = resources.files("stabwin.data").joinpath("molecules.csv").read_text("utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        if row["phase"] == "gas":
            formula = parse(row["formula"]).reduced
            found[formula] = Molecule(
                formula=formula, measured_enthalpy_ev=float(row["measured_formation_enthalpy_ev"])
            )
    return found


@lru_cache(maxsize=20_000)
def _is_balanced(formula: str) -> bool:
    """Whether a composition's charges balance; a study asks for each material many times."""
    return species_of(amounts_of_key(parse(formula).key)).balanced


def phase_warnings(table: PhaseTable, formulas: Iterable[str], target: str) -> tuple[str, ...]:
    """What to know of a target that is left out or of unknown bonds, of gases, and of overbound molecules.

    Parameters
    ----------
    table : PhaseTable
        Whose energies are compared with the measured ones.
    formulas : iterable of str
        Printed formulas of the products.
    target : str
        Printed formula of the target.
    """
    seen = set(formulas)
    known = molecules()
    warnings = []
    if target in table.left_out:
        why = left_out()[parse(target).key].reason.partition(";")[0]
        warnings.append(
            f"The scheme {table.scheme.name} leaves {target} out ({why}): this is the answer for what it "
            f"decomposes into, and with {target} included there is its own."
        )
    if table.scheme.bond_corrections and not _is_balanced(target):
        warnings.append(
            f"The charges of {target} do not balance with known oxidation states: its bonds are a "
            "guess, and its energy is less certain than that of other phases."
        )
    gases = sorted(f for f in seen if f in known or f in ELEMENT_GASES)
    if gases:
        warnings.append(
            f"{', '.join(gases)} among the products: a gas, whose entropy is left out (energies at "
            "0 K); it forms more easily than computed."
        )
    off = []
    for formula in sorted((seen | {target}) & set(known)):
        parsed = parse(formula)
        row = table.find(parsed)
        if row is None:
            continue
        computed = float(table.stability.energies[row]) * parsed.atoms
        too_low = known[formula].measured_enthalpy_ev - computed
        if too_low > NOTABLE_OVERBINDING_EV:
            off.append(f"{formula} by {too_low:.1f} eV")
    if off:
        warnings.append(
            f"The data overbind small molecules: {', '.join(off)} per formula unit against "
            "experiment; reactions with them look too favourable."
        )
    return tuple(warnings)
