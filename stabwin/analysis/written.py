"""Reactions and their products as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.formula import reduce_formula, write_terms


def write_products(products: Sequence[tuple[str, float]]) -> str:
    """Products as one side of a reaction."""
    return write_terms(products)


def write_reaction(
    reactants: Mapping[str, float],
    products: Sequence[tuple[str, float]],
    taken_up: Mapping[str, float],
    known: dict[float, str] | None = None,
) -> str:
    """A balanced reaction as text.

    Parameters
    ----------
    reactants : mapping of str to float
        Formula units of each reactant.
    products : sequence of Product
    taken_up : mapping of str to float
        Atoms of each element from a reservoir; negative amounts are given off.
    known : dict, optional
        As for `write_terms`.
    """
    left: list[tuple[str, float]] = [*reactants.items()]
    right: list[tuple[str, float]] = [*products]
    for element, amount in taken_up.items():
        if amount:
            formula, atoms = _reservoir(element)
            side = left if amount > 0 else right
            side.append((formula, abs(amount) / atoms))
    return f"{write_terms(left, known)} -> {write_terms(right, known)}"


@cache
def _reservoir(name: str) -> tuple[str, float]:
    """What a reservoir is called in a reaction, and in how many of its units it is counted."""
    if name not in ATOMIC_NUMBER:  # a gas, whose molecules are counted
        return name, 1.0
    formula, units = reduce_formula({name: 1})
    return formula, 1 / float(units)
