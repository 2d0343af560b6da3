"""What the cations of one anion have in common: the more they differ, the more tightly they hold together.

The table binds acid to base too weakly: oxides of electronegative elements to those of electropositive
ones. For each pair of bonds with the same anion the effect's weight is the product of the bonds' weights
over the atoms of the anion, times the difference of the cations' electronegativities:

    a = sum over anions X, pairs (s, t) of bonds with X: w_s w_t / w_X |chi_s - chi_t|

It is 0 for every binary compound, and one number per atom, the same for all anions, is fitted to it.
"""

from __future__ import annotations

from itertools import combinations

from stabwin.thermo.blocks import electronegativity
from stabwin.thermo.bonds import Bonds, Species

# Stands beside the bonds in the fit; its correction is in eV per unit of electronegativity.
ACID_BASE = Species("acid-base term", 0, "")


def effects_of(bonds: Bonds) -> dict[Species, float]:
    """The weights of a composition's bonds and of what they have in common, per atom of the phase."""
    found = {species: float(weight) for species, weight in bonds.weights.items()}
    contrast = _contrast(found)
    if contrast:
        found[ACID_BASE] = contrast
    return found


def _contrast(weights: dict[Species, float]) -> float:
    total = 0.0
    for anion in dict.fromkeys(species.anion for species in weights):
        paid = [
            (electronegativity(species.cation), weight)
            for species, weight in weights.items()
            if species.anion == anion and species.cation != anion
        ]
        atoms = sum(weight for _, weight in paid)
        for (one, part), (other, rest) in combinations(paid, 2):
            total += part * rest / atoms * abs(one - other)
    return total
