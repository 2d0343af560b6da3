"""Equilibria as people read them: products in formula units, and a balanced reaction."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple

from stabwin.chemistry.formula import Formula, parse, reduce_formula, write_terms
from stabwin.documents.document import Document
from stabwin.documents.frozen_mapping import FrozenMapping
from stabwin.documents.parts import OMITTED
from stabwin.documents.read import from_dict
from stabwin.documents.write import to_dict
from stabwin.phases.system import System

# Reported numbers are rounded here: far below any meaning, above the last bits of rounding.
REPORTED_DECIMALS = 12


def reported(value: float, decimals: int = REPORTED_DECIMALS) -> float:
    """A number as it is reported: without the noise of its last bits, and never minus zero."""
    return round(float(value), decimals) + 0.0


def reported_all(values: Iterable[float]) -> list[float]:
    """Numbers as they are reported; see `reported`."""
    return [round(float(value), REPORTED_DECIMALS) + 0.0 for value in values]


def decimals_of(atoms: float) -> int:
    """Decimals to report amounts with, for a formula unit of so many atoms."""
    if 0.1 <= atoms < 1000:
        return REPORTED_DECIMALS
    return REPORTED_DECIMALS + 1 - math.floor(math.log10(atoms))


class Product(NamedTuple):
    """A phase of an equilibrium and its formula units per formula unit of the target."""

    formula: str
    amount: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Product:
        """The product that plain values tell of."""
        return from_dict(cls, document)


@dataclass(frozen=True, kw_only=True)
class Equilibrium(Document):
    """What a target turns into in exchange with the ion's reservoir.

    Attributes
    ----------
    ions_per_formula : float
        Ions taken up per formula unit of the target as written; negative if given off.
    products : tuple of Product
        In alphabetical order.
    reaction : str or None
        Balanced, in formula units; None where the target stays as it is.
    exchanged : mapping or None
        Atoms of each further open element taken up per formula unit; None where none is open.
    """

    ions_per_formula: float
    products: tuple[Product, ...]
    reaction: str | None
    exchanged: Annotated[Mapping[str, float] | None, OMITTED] = None

    @property
    def formulas(self) -> tuple[str, ...]:
        """The formulas of the products."""
        return tuple(product.formula for product in self.products)


def products_of(
    system: System, atoms: Mapping[int, float], decimals: int = REPORTED_DECIMALS
) -> tuple[Product, ...]:
    """Columns with their atoms per formula unit of the target, as formula units of each phase."""
    found: dict[str, float] = {}
    for (formula, size), amount in zip(system.phases_of(atoms), atoms.values(), strict=True):
        found[formula] = found.get(formula, 0.0) + amount / size
    # As `reported`, and without the checks of a named tuple: a profile has hundreds of products.
    made = tuple.__new__
    return tuple([made(Product, (name, round(found[name], decimals) + 0.0)) for name in sorted(found)])


def equilibrium_of(
    system: System, target: Formula, ion: str, ions: float, atoms: Mapping[int, float]
) -> Equilibrium:
    """An equilibrium from a solution of the linear programme.

    Parameters
    ----------
    system : System
        Whose columns the solution names.
    target : Formula
    ion : str
    ions : float
        Ions taken up per formula unit of the target.
    atoms : mapping of int to float
        Atoms of each column's phase per formula unit of the target.
    """
    decimals = decimals_of(target.atoms)
    products = products_of(system, atoms, decimals)
    exchanged: FrozenMapping[str, float] | None = None
    if system.open_fractions:
        exchanged = FrozenMapping(
            {
                element: reported(
                    sum(float(fractions[column]) * amount for column, amount in atoms.items())
                    - target.amount(element),
                    decimals,
                )
                for element, fractions in system.open_fractions.items()
            }
        )
    ions = reported(ions, decimals)
    taken_up = {ion: ions, **(exchanged or {})}
    unchanged = (
        len(products) == 1 and not any(taken_up.values()) and parse(products[0].formula).key == target.key
    )
    return Equilibrium(
        ions_per_formula=ions,
        products=products,
        reaction=None
        if unchanged
        else write_reaction({target.reduced: float(target.units)}, products, taken_up),
        exchanged=exchanged,
    )


def write_products(products: Sequence[Product]) -> str:
    """Products as one side of a reaction."""
    return write_terms(products)


def write_reaction(
    reactants: Mapping[str, float], products: Sequence[Product], taken_up: Mapping[str, float]
) -> str:
    """A balanced reaction as text.

    Parameters
    ----------
    reactants : mapping of str to float
        Formula units of each reactant.
    products : sequence of Product
    taken_up : mapping of str to float
        Atoms of each element from a reservoir; negative amounts are given off.
    """
    left, right = list(reactants.items()), list(products)
    for element, amount in taken_up.items():
        if amount:
            formula, atoms = _reservoir(element)
            side = left if amount > 0 else right
            side.append(Product(formula, abs(amount) / atoms))
    return f"{write_terms(left)} -> {write_terms(right)}"


@cache
def _reservoir(element: str) -> tuple[str, float]:
    formula, units = reduce_formula({element: 1})
    return formula, 1 / float(units)
