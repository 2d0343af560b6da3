"""Gibbs energies of the elements in their reference states: what formation Gibbs energies count from.

The reference state is the one that is stable at 1 bar and the temperature. As in the tables of measured
Gibbs energies that is a gas above the boiling point: of potassium, sodium, magnesium, zinc, cadmium,
mercury, rubidium, caesium and ytterbium the atoms, of sulfur S2 (above 882 K), of bromine and iodine their
molecules. Phosphorus is white or liquid phosphorus at every temperature.

Elements without a polynomial have a constant heat capacity, their measured entropy, and the enthalpy of
fusion at their melting point; a vapour of atoms is an ideal gas of heat capacity 5/2 R that meets the
liquid at the boiling point.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import NamedTuple

from stabwin.thermo.gibbs.polynomials import (
    GAS_CONSTANT_J_PER_MOL_K,
    J_PER_MOL_IN_EV,
    STANDARD_TEMPERATURE_K,
    Polynomial,
    coefficients,
    gas_gibbs_ev,
    rows,
)

# Reference states at 298.15 K, and gases that take over where they are the more stable: atoms per molecule.
_DIATOMIC = {"H": "H2", "N": "N2", "O": "O2", "F": "F2", "Cl": "Cl2"}
_TAKES_OVER = {"Br": ("Br2", 2), "I": ("I2", 2), "S": ("S2", 2), "Na": ("Na", 1), "Li": ("Li", 1)}

# Of elements without a polynomial; the law of Dulong and Petit is 24.9.
HEAT_CAPACITY_J_PER_MOL_K = 26.0


class _States(NamedTuple):
    """What is known of an element beside its polynomials; NaN where a number is not given."""

    entropy_j_per_mol_k: float
    melting_point_k: float
    fusion_j_per_mol: float
    boiling_point_k: float
    vapour_j_per_mol_k: float


@cache
def _polynomials() -> dict[str, list[tuple[int, Polynomial]]]:
    """Atoms per molecule and polynomial of each range of each condensed element."""
    found: dict[str, list[tuple[int, Polynomial]]] = {}
    for row in rows("elements.csv"):
        polynomial = Polynomial(float(row["lowest_k"]), float(row["highest_k"]), coefficients(row))
        found.setdefault(row["element"], []).append((int(row["atoms"]), polynomial))
    return found


@cache
def _states() -> dict[str, _States]:
    columns = (
        ("entropy_298k_j_per_mol_k", 1.0),
        ("melting_point_k", 1.0),
        ("enthalpy_of_fusion_kj_per_mol", 1e3),
        ("boiling_point_k", 1.0),
        ("entropy_of_vapour_298k_j_per_mol_k", 1.0),
    )
    return {
        row["element"]: _States(*(float(row[name] or "nan") * unit for name, unit in columns))
        for row in rows("element_states.csv")
    }


def is_known(element: str) -> bool:
    """Whether the thermal functions of an element are known."""
    return element in _DIATOMIC or element in _polynomials() or element in _states()


@lru_cache(maxsize=4096)
def reference_gibbs_ev(element: str, temperature_k: float) -> float:
    """G(T) - H(298.15 K) of an element in its reference state at 1 bar, eV per atom.

    Parameters
    ----------
    element : str
        One that `is_known`.
    temperature_k : float
        298.15 to 1,500 K.
    """
    if element in _DIATOMIC:
        return gas_gibbs_ev(_DIATOMIC[element], temperature_k) / 2
    states = _states().get(element)
    if states is not None and temperature_k > states.boiling_point_k:
        return _of_vapour(element, states, temperature_k)
    condensed = _of_condensed(element, states, temperature_k)
    if element in _TAKES_OVER:
        gas, atoms = _TAKES_OVER[element]
        return min(condensed, gas_gibbs_ev(gas, temperature_k) / atoms)
    return condensed


def condensed_gibbs_ev(element: str, temperature_k: float) -> float | None:
    """G(T) - H(298.15 K) of an element as a solid or liquid, eV per atom; None of those that are gases.

    Parameters
    ----------
    element : str
        One that `is_known`.
    temperature_k : float
    """
    if element in _DIATOMIC:
        return None
    return _of_condensed(element, _states().get(element), temperature_k)


class Vapour(NamedTuple):
    """The vapour of an element at 1 bar.

    Attributes
    ----------
    atoms : int
        Per molecule.
    gibbs_ev : float
        G(T) - H(298.15 K) of the element, eV per atom.
    """

    atoms: int
    gibbs_ev: float


def vapour_of(element: str, temperature_k: float) -> Vapour | None:
    """The vapour that is the reference state of an element at high temperatures; None without one.

    Parameters
    ----------
    element : str
        One that `is_known`.
    temperature_k : float
    """
    if element in _DIATOMIC:
        return Vapour(2, reference_gibbs_ev(element, temperature_k))
    states = _states().get(element)
    if states is not None and math.isfinite(states.boiling_point_k):
        return Vapour(1, _of_vapour(element, states, temperature_k))
    if element in _TAKES_OVER:
        gas, atoms = _TAKES_OVER[element]
        return Vapour(atoms, gas_gibbs_ev(gas, temperature_k) / atoms)
    return None


def _of_condensed(element: str, states: _States | None, temperature_k: float) -> float:
    of_element = _polynomials().get(element)
    if of_element is not None:
        return min(
            one.gibbs_ev(temperature_k) / atoms
            for atoms, one in of_element
            if one.lowest_k <= temperature_k <= one.highest_k
        )
    assert states is not None  # noqa: S101 - `is_known`
    heat = HEAT_CAPACITY_J_PER_MOL_K * growth(temperature_k)
    found = -temperature_k * (states.entropy_j_per_mol_k + heat)
    if temperature_k > states.melting_point_k:
        found += states.fusion_j_per_mol * (1 - temperature_k / states.melting_point_k)
    return found * J_PER_MOL_IN_EV


def _of_vapour(element: str, states: _States, temperature_k: float) -> float:
    boiling_k = states.boiling_point_k
    here, there = (
        -t * (states.vapour_j_per_mol_k + 2.5 * GAS_CONSTANT_J_PER_MOL_K * growth(t))
        for t in (temperature_k, boiling_k)
    )
    return _of_condensed(element, states, boiling_k) + (here - there) * J_PER_MOL_IN_EV


def growth(temperature_k: float) -> float:
    """By how much a constant heat capacity of 1 raises -(G(T) - H(298.15 K)) / T above S(298.15 K)."""
    ratio = STANDARD_TEMPERATURE_K / temperature_k
    return ratio - 1 - math.log(ratio)
