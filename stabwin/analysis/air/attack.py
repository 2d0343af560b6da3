"""Whether water hydrates a material, hydrolyses it, or oxidises it: told by the products.

A material hydrates where water is taken up whole: as many atoms of oxygen are bound to each of its elements
after as before, and the hydrogen of every product is that of water of crystallisation. What is left of a
hydrate without its water is a salt, with the oxygen of normal anions (PO4, SO4, CO3 ...) or none. With more
oxygen left it has hydroxide, with less acid anions (LiH2PO4 out of LiPO3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from stabwin.analysis.reaction import Product
from stabwin.chemistry.formula import Formula, parse
from stabwin.hull import tolerances
from stabwin.phases.kept_states import reacts_by_redox, states_in
from stabwin.thermo.bonds import species_of

HYDRATES, HYDROLYSES, OXIDISED = "hydrates", "hydrolyses", "is oxidised"

# Atoms of oxygen of the normal anion of an element in a state.
_OXYGEN_OF = {
    ("P", 5): 4, ("As", 5): 4, ("S", 6): 4, ("S", 4): 3, ("Se", 6): 4, ("Se", 4): 3, ("C", 4): 3,
    ("N", 5): 3, ("Cl", 7): 4, ("Cl", 5): 3, ("Br", 5): 3, ("I", 5): 3, ("Mo", 6): 4, ("W", 6): 4,
    ("Cr", 6): 4,
}  # fmt: skip

# Elements whose anions share oxygen in any number: their hydrates can't be told from acids.
_SHARING = frozenset(("B", "Si", "Ge", "V", "Te"))

Amounts = Mapping[str, Fraction | int]


def what_water_does(target: Formula, products: Iterable[Product]) -> str:
    """Whether a material "hydrates", "hydrolyses" or "is oxidised" by its first reaction with water.

    Parameters
    ----------
    target : Formula
    products : iterable of Product
        Of the reaction, per formula unit of the target.
    """
    if reacts_by_redox(target.amounts):
        return OXIDISED
    formed = [(parse(product.formula).amounts, float(product.amount)) for product in products]
    if len(formed) == 1 and "H" in target.amounts:
        return HYDRATES  # of a hydroxide, an acid or a hydrate: the same, and water
    change = {name: -n for name, n in _oxygen_bound_to(target.amounts).items()}
    for amounts, amount in formed:
        for name, n in _oxygen_bound_to(amounts).items():
            change[name] = change.get(name, 0.0) + amount * n
    stays = all(abs(n) < tolerances.BONDS for n in change.values())
    return HYDRATES if stays and all(_holds_water_whole(amounts) for amounts, _ in formed) else HYDROLYSES


def _holds_water_whole(amounts: Amounts) -> bool:
    """Whether the hydrogen of a phase is that of water of crystallisation."""
    if "H" not in amounts:
        return True
    left = float(amounts.get("O", 0)) - float(amounts["H"]) / 2
    if abs(left) < tolerances.BONDS:
        return True
    positive = {one for one in states_in(amounts) or () if one[1] > 0 and one[0] != "H"}
    if left < 0 or not positive:
        return False
    if any(element in _SHARING for element, _ in positive):
        return True
    expected = sum(
        float(amounts[element]) * _OXYGEN_OF.get((element, int(state)), 0) for element, state in positive
    )
    return abs(left - expected) < tolerances.BONDS


def _oxygen_bound_to(amounts: Amounts) -> dict[str, float]:
    """Atoms of oxygen bound to each element but hydrogen, per formula unit."""
    atoms = sum(float(n) for n in amounts.values())
    found: dict[str, float] = {}
    for species, weight in species_of(amounts).weights.items():
        if species.anion == "O" and species.cation != "H":
            found[species.cation] = found.get(species.cation, 0.0) + float(weight) * atoms
    return found
