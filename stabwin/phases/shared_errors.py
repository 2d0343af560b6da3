"""Errors that phases share: of an anion, of a metal with a +U correction, of an oxidised non-metal.

Each is one number, in eV per atom of the species, for all phases that hold the species. It cancels in
reactions that do not change the state of the species, and remains where one does: a sulfide that gives
off sulfur, an iron oxide that is reduced to iron, a carbonate that is reduced to carbon.

How large it is:

- a correction that the scheme applies: the uncertainty of its fit [1]_ and the change between its two
  published values [1]_ [2]_, added in quadrature;
- a correction that the scheme leaves out: all of it;
- a non-metal that oxygen has oxidised: by how much the phases of measured enthalpy are overbound
  (``data/errors/oxidised.csv``).

References
----------
.. [1] A. Wang et al., Sci. Rep. 11, 15496 (2021), doi:10.1038/s41598-021-94550-5.
.. [2] A. Jain et al., Phys. Rev. B 84, 045115 (2011), doi:10.1103/PhysRevB.84.045115.
"""

from __future__ import annotations

import csv
import math
from functools import cache
from importlib import resources

from stabwin.chemistry.elements import ELECTRONEGATIVITY
from stabwin.chemistry.formula_text import Amounts
from stabwin.phases.schemes import Scheme

_OXIDE, _PEROXIDE, _SUPEROXIDE = "oxide", "peroxide", "superoxide"
ANION, METAL, OXIDISED = "anion", "metal", "oxidised"

# Charge per oxygen, between those of the three kinds (2, 1 and 0.5).
_OXIDE_ABOVE, _PEROXIDE_ABOVE = 1.5, 0.75

_ANION_CHARGE = {
    "H": 1, "F": 1, "Cl": 1, "Br": 1, "I": 1, "O": 2, "S": 2, "Se": 2, "Te": 2, "N": 3, "Sb": 3, "Si": 4,
}  # fmt: skip


@cache
def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("stabwin.data").joinpath("errors", f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _highest_states() -> dict[str, int]:
    return {row["element"]: int(row["highest_oxidation_state"]) for row in _rows("oxidation_states")}


@cache
def _oxidised() -> dict[str, float]:
    return {row["element"]: float(row["error_ev_per_atom"]) for row in _rows("oxidised")}


@cache
def _sizes(left_out: frozenset[str]) -> dict[str, float]:
    """The standard error of each species, eV per atom of it."""
    found = {}
    for row in _rows("corrections"):
        correction, fit = float(row["correction_ev_per_atom"]), float(row["fit_uncertainty_ev_per_atom"])
        earlier = float(row["earlier_correction_ev_per_atom"] or correction)
        applied = math.hypot(fit, correction - earlier)
        found[f"{row['role']} {row['species']}"] = abs(earlier) if row["species"] in left_out else applied
    return found | {f"{OXIDISED} {element}": error for element, error in _oxidised().items()}


def shared_errors(amounts: Amounts, scheme: Scheme) -> dict[str, float]:
    """The standard errors that a phase shares with others, by species.

    Parameters
    ----------
    amounts : mapping of str to float
        Atoms of each element in any unit.
    scheme : Scheme
        Whose corrections it holds.

    Returns
    -------
    errors : dict of str to float
        eV per atom of the phase.
    """
    if len(amounts) == 1:
        return {}
    sizes = _sizes(frozenset(scheme.left_out))
    atoms = sum(amounts.values())
    found = {species: sizes.get(species, 0.0) * n / atoms for species, n in species_of(amounts).items()}
    return {species: error for species, error in found.items() if error}


def species_of(amounts: Amounts) -> dict[str, float]:
    """The species that a compound holds, each with its atoms in the unit of ``amounts``.

    An element is an anion if the elements less electronegative than it can pay for its charge and for
    those of all anions before it: S is one in Li6PS5Cl, and none in Li2SO4.
    """
    atoms = {element: float(amount) for element, amount in amounts.items()}
    falling = sorted(atoms, key=lambda e: -(ELECTRONEGATIVITY[e] or 0.0))
    anions: dict[str, float] = {}
    charge = 0.0
    for place, element in enumerate(falling):
        if element not in _ANION_CHARGE:
            continue
        rest = falling[place + 1 :]
        pays = sum(_highest_states().get(e, 0) * atoms[e] for e in rest)
        needed = _ANION_CHARGE[element] * atoms[element]
        if rest and (not anions or pays >= charge + needed):
            anions[element] = min(pays - charge, needed)
            charge += needed
    found = {}
    for element, paid in anions.items():
        kind = _oxygen_kind(paid / atoms[element]) if element == "O" else element
        found[f"{ANION} {kind}"] = atoms[element]
    cations = [element for element in reversed(falling) if element not in anions]
    if "O" in anions or "F" in anions:
        for element in cations:
            found[f"{METAL} {element}"] = atoms[element]
    left = anions.get("O", 0.0)
    for element in cations:  # in S8O oxygen has oxidised a third of one sulfur
        if left > 0 and element in _oxidised():
            paid = min(left, _highest_states()[element] * atoms[element])
            found[f"{OXIDISED} {element}"] = paid / _highest_states()[element]
            left -= paid
    return found


def _oxygen_kind(charge: float) -> str:
    if charge >= _OXIDE_ABOVE:
        return _OXIDE
    return _PEROXIDE if charge >= _PEROXIDE_ABOVE else _SUPEROXIDE
