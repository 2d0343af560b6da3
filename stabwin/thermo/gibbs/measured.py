"""Measured Gibbs energies of solids, from 300 to 1,300 K, and measured entropies at 298.15 K."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.formula import Formula, parse
from stabwin.thermo.bonds import species_of
from stabwin.thermo.gibbs.elements import reference_gibbs_ev
from stabwin.thermo.gibbs.nodes import GROWTH, NODES_K, continued
from stabwin.thermo.gibbs.polynomials import J_PER_MOL_IN_EV, rows
from stabwin.thermo.measured import measurements

Floats = npt.NDArray[np.float64]

GIBBS_FILE, ENTROPIES_FILE = "measured_gibbs.csv", "measured_entropies.csv"

# Where two compilations give one compound the first counts; a reaction never mixes them within a compound.
_FIRST = "JANAF"


@dataclass(frozen=True)
class MeasuredGibbs:
    """The measured Gibbs energy of a compound.

    Attributes
    ----------
    formula : Formula
    source : str
        The compilation; "entropy" where only the entropy at 298.15 K is known.
    function_j_per_mol_k : array, shape (nodes,)
        The Gibbs energy function at `NODES_K`, per mole of atoms: continued at a constant heat capacity
        beyond the last temperature of the table.
    last_k : float
        The last temperature of the table.
    """

    formula: Formula
    source: str
    function_j_per_mol_k: Floats
    last_k: float


def atomic_fractions(amounts: Mapping[str, float | Fraction]) -> dict[str, float]:
    """Atoms of each element per atom."""
    total = sum(float(one) for one in amounts.values())
    return {element: float(one) / total for element, one in amounts.items()}


def reference_gibbs_of_ev(fractions: Mapping[str, float], temperature_k: float) -> float:
    """G(T) - H(298.15 K) of the elements of a compound, eV per atom."""
    return sum(share * reference_gibbs_ev(element, temperature_k) for element, share in fractions.items())


def _columns() -> list[str]:
    return [f"gibbs_{t:.0f}k_ev_per_atom" for t in NODES_K if t <= 1300]


@cache
def measured_gibbs() -> dict[str, MeasuredGibbs]:
    """The measured Gibbs energies in use, by composition key.

    Those of compounds whose formation enthalpy is measured; a row that is not that of the solid with this
    enthalpy is left out in the file.
    """
    found: dict[str, MeasuredGibbs] = {}
    for row in rows(GIBBS_FILE):
        formula = parse(row["formula"])
        known = measurements().get(formula.key)
        if known is None or row["left_out"]:
            continue
        if formula.key in found and row["source"] != _FIRST:
            continue
        gibbs = [float(row[name] or "nan") for name in _columns()]
        values = np.full(len(NODES_K), np.nan)
        fractions = atomic_fractions(formula.amounts)
        for k, energy in enumerate(gibbs):
            own = energy - known.enthalpy_ev_per_atom + reference_gibbs_of_ev(fractions, NODES_K[k])
            values[k] = -own / (NODES_K[k] * J_PER_MOL_IN_EV)
        last = float(np.array(NODES_K)[np.isfinite(values)][-1])
        found[formula.key] = MeasuredGibbs(formula, row["source"], continued(values), last)
    return found


def measured_with_bonds() -> list[MeasuredGibbs]:
    """Measured compounds that hold bonds: what the functions of bonds are fitted to. Alloys hold none."""
    every = (*measured_gibbs().values(), *measured_entropies().values())
    return [one for one in every if species_of(one.formula.amounts).weights]


@cache
def measured_entropies() -> dict[str, MeasuredGibbs]:
    """Compounds of which only the entropy at 298.15 K is measured, by composition key."""
    found = {}
    for row in rows(ENTROPIES_FILE):
        formula = parse(row["formula"])
        if row["left_out"] or formula.key in measured_gibbs():
            continue
        entropy = float(row["entropy_298k_j_per_mol_atoms_k"])
        found[formula.key] = MeasuredGibbs(formula, "entropy", entropy + GROWTH, NODES_K[0])
    return found
