"""Equilibria as people read them: products in formula units, and a balanced reaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stabwin.analysis.gas_exchange import beside, taken_up_with, without_reservoirs
from stabwin.analysis.rounding import REPORTED_DECIMALS, Floats, decimals_of, reported, reported_all
from stabwin.analysis.written import write_reaction
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.formula import Formula, parse
from stabwin.chemistry.target import ResolvedTarget
from stabwin.documents.document import Document
from stabwin.documents.frozen_mapping import FrozenMapping
from stabwin.documents.made_when_read import MadeWhenRead
from stabwin.documents.parts import OMITTED
from stabwin.documents.read import from_dict
from stabwin.documents.write import to_dict
from stabwin.phases.system import System
from stabwin.thermo.gibbs.atmosphere import Atmosphere

Integers = npt.NDArray[np.int64]

# Fewer equilibria than this are read one by one: arrays do not pay.
_FEW = 6


class Product(NamedTuple):
    """A phase of an equilibrium and its formula units per formula unit of the target."""

    formula: str
    amount: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Product:
        """The product from its plain values, as `to_dict` gave them."""
        return from_dict(cls, document)


@dataclass(frozen=True, kw_only=True)
class Equilibrium(MadeWhenRead, Document):
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
        Atoms of each further open element, and molecules of each gas whose elements are closed, taken up
        per formula unit; None where none is open.
    """

    ions_per_formula: float
    products: tuple[Product, ...]
    reaction: str | None
    exchanged: Annotated[Mapping[str, float] | None, OMITTED] = None

    @property
    def formulas(self) -> tuple[str, ...]:
        """The formulas of the products."""
        return tuple([product.formula for product in self.products])


def products_of(
    system: System, atoms: Mapping[int, float], target: Formula | None = None
) -> tuple[Product, ...]:
    """Columns with their atoms per formula unit of the target, as formula units of each phase."""
    decimals = REPORTED_DECIMALS if target is None else decimals_of(target.atoms)
    found: dict[str, float] = {}
    for (formula, size), amount in zip(system.phases_of(atoms), atoms.values(), strict=True):
        found[formula] = found.get(formula, 0.0) + amount / size
    return _rounded(found, decimals)


def equilibria_of(
    system: System,
    target: ResolvedTarget,
    ions: list[float],
    columns: Integers,
    atoms: Floats,
    atmosphere: Atmosphere | None = None,
) -> list[Equilibrium]:
    """Equilibria of one target from solutions of the linear programme.

    Parameters
    ----------
    system : System
        Whose columns the solutions name.
    target : ResolvedTarget
    ions : list of float
        Ions taken up per formula unit of the target, in each equilibrium.
    columns : array of int, shape (equilibria, rows)
        The phases; -1 where there is none.
    atoms : array, shape (equilibria, rows)
        Atoms of each per formula unit of the target.
    atmosphere : Atmosphere, optional
        Whose molecules stand in reactions for the elements that it exchanges.
    """
    formula, ion = target.formula, target.ion
    decimals = decimals_of(formula.atoms)
    reactant = {formula.reduced: float(formula.units)}
    equilibria = []
    known: dict[float, str] = {}  # most amounts stay the same from one reaction to the next
    for found, amount, atoms_exchanged in zip(
        _products_of_all(system, columns, atoms, decimals),
        reported_all(np.array(ions), decimals),
        _exchanged_of_all(system, formula, columns, atoms),
        strict=True,
    ):
        products, molecules = without_reservoirs(system, found) if system.gases else (found, {})
        exchanged, along = atoms_exchanged, {} if ion in ATOMIC_NUMBER else {ion: amount}
        taken_up = {ion: amount}
        if exchanged is not None or molecules:
            taken_up |= taken_up_with(exchanged or {}, {**along, **molecules}, atmosphere, decimals)
        if exchanged is not None:
            exchanged = FrozenMapping(beside(exchanged, {**along, **molecules}, decimals))
        if molecules:
            exchanged = FrozenMapping({**(exchanged or {}), **molecules})
        alone = len(products) == 1 and not any(taken_up.values())
        unchanged = alone and parse(products[0].formula).key == formula.key
        write = partial(write_reaction, reactant, products, taken_up, known)
        equilibria.append(
            Equilibrium.later(
                {"reaction": _no_reaction if unchanged else write},
                ions_per_formula=amount,
                products=products,
                exchanged=exchanged,
            )
        )
    return equilibria


def _no_reaction() -> None:
    """The reaction of a target that stays as it is."""


def _products_of_all(
    system: System, columns: Integers, atoms: Floats, decimals: int
) -> list[tuple[Product, ...]]:
    """The products of several equilibria."""
    present = sorted({*columns.ravel().tolist()} - {-1})
    phases = dict(zip(present, system.phases_of(present), strict=True))
    if len(columns) < _FEW:
        return _products_one_by_one(phases, columns, atoms, decimals)
    alphabetical = sorted(present, key=phases.__getitem__)
    names = [phases[column][0] for column in alphabetical]
    if len(set(names)) < len(names):  # two phases of one composition
        return _products_one_by_one(phases, columns, atoms, decimals)
    # The last place stands for column -1: no phase.
    rank, size = np.full(len(system.rows) + 1, len(names)), np.ones(len(system.rows) + 1)
    rank[alphabetical] = np.arange(len(names))
    size[alphabetical] = [phases[column][1] for column in alphabetical]
    ranks = rank[columns]
    by_name = np.argsort(ranks, axis=1)
    rows = np.arange(len(columns))[:, None]
    ranks, amounts = ranks[rows, by_name], (atoms / size[columns])[rows, by_name]
    there = ranks < len(names)
    named = map(names.__getitem__, ranks[there].tolist())
    pairs = zip(named, reported_all(amounts[there], decimals), strict=True)
    # Without the checks of a named tuple: a profile has hundreds of products.
    made = list(map(partial(tuple.__new__, Product), pairs))
    ends = np.cumsum(there.sum(axis=1)).tolist()
    return [tuple(made[start:end]) for start, end in pairwise([0, *ends])]


def _products_one_by_one(
    phases: dict[int, tuple[str, float]], columns: Integers, atoms: Floats, decimals: int
) -> list[tuple[Product, ...]]:
    products = []
    for row, of_row in zip(columns.tolist(), atoms.tolist(), strict=True):
        amounts: dict[str, float] = {}
        for column, amount in sorted(zip(row, of_row, strict=True)):
            if column >= 0:
                formula, size = phases[column]
                amounts[formula] = amounts.get(formula, 0.0) + amount / size
        products.append(_rounded(amounts, decimals))
    return products


def _rounded(amounts: dict[str, float], decimals: int) -> tuple[Product, ...]:
    return tuple([Product(name, round(amounts[name], decimals) + 0.0) for name in sorted(amounts)])


def _exchanged_of_all(
    system: System, target: Formula, columns: Integers, atoms: Floats
) -> list[FrozenMapping[str, float] | None]:
    """Atoms of each further open element that several equilibria take up; None where none is open."""
    if not system.open_fractions:
        return [None] * len(columns)
    decimals = decimals_of(target.atoms)
    found: list[FrozenMapping[str, float] | None] = []
    for row, amounts in zip(columns.tolist(), atoms.tolist(), strict=True):
        pairs = sorted((c, a) for c, a in zip(row, amounts, strict=True) if c >= 0)
        held = {
            element: sum(float(fractions[column]) * amount for column, amount in pairs)
            for element, fractions in system.open_fractions.items()
        }
        found.append(FrozenMapping({e: reported(n - target.amount(e), decimals) for e, n in held.items()}))
    return found
