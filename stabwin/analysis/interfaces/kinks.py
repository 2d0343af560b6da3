"""What happens at a contact: its kinks, and the mixtures that release most."""

from __future__ import annotations

from dataclasses import dataclass

from stabwin.analysis.lines.minima import lowest
from stabwin.analysis.lines.mixing_line import Floats, MixingLine
from stabwin.analysis.reaction import Product, products_of, reported, write_reaction
from stabwin.documents.document import Document
from stabwin.hull.line import HullLine

# A contact that releases less than this (eV/atom) does not react: rounding of the data is larger.
NO_REACTION_EV_PER_ATOM = 1e-8


@dataclass(frozen=True, kw_only=True, slots=True)
class Minimum(Document):
    """The mixture that releases most energy.

    Attributes
    ----------
    ev_per_atom, ev_per_nonion_atom : float
        <= 0; 0 where nothing reacts.
    fraction_a : float or None
        Fraction of all atoms that come from A; None where nothing reacts, or with a reservoir.
    products : tuple of Product
        Formula units in the reaction as written; empty where nothing reacts.
    reaction : str or None
        Balanced; the reactant with fewer formula units has one.
    at_endpoint : str or None
        "a" or "b" where that material decomposes on its own: no reaction of the contact.
    """

    ev_per_atom: float
    ev_per_nonion_atom: float
    fraction_a: float | None
    products: tuple[Product, ...]
    reaction: str | None
    at_endpoint: str | None


NOTHING = Minimum(
    ev_per_atom=0.0,
    ev_per_nonion_atom=0.0,
    fraction_a=None,
    products=(),
    reaction=None,
    at_endpoint=None,
)


@dataclass(frozen=True, kw_only=True)
class Kink(Document):
    """A mixture at which the products change.

    Attributes
    ----------
    fraction_a : float
    mutual_ev_per_atom, mutual_ev_per_nonion_atom : float
    total_ev_per_atom, total_ev_per_nonion_atom : float
    products : tuple of Product
    reaction : str
    """

    fraction_a: float
    mutual_ev_per_atom: float
    mutual_ev_per_nonion_atom: float
    total_ev_per_atom: float
    total_ev_per_nonion_atom: float
    products: tuple[Product, ...]
    reaction: str


def mutual_minimum(line: MixingLine[HullLine]) -> Minimum:
    """The mixture at which the contact adds most to what each side does on its own."""
    return _minimum(line, line.mutual)


def total_minimum(line: MixingLine[HullLine]) -> Minimum:
    """The mixture that releases most, self-decomposition included."""
    return _minimum(line, line.total)


def _minimum(line: MixingLine[HullLine], energies: Floats) -> Minimum:
    found = lowest(line, energies)
    kink = int(found.kinks)
    if found.ev_per_atom > -NO_REACTION_EV_PER_ATOM:
        return NOTHING
    products, reaction = reaction_at(line, kink)
    end = {0: "b", len(energies) - 1: "a"}.get(kink)
    return Minimum(
        ev_per_atom=reported(found.ev_per_atom),
        ev_per_nonion_atom=reported(found.ev_per_nonion_atom),
        fraction_a=reported(float(line.fractions[kink])),
        products=products,
        reaction=reaction,
        at_endpoint=end,
    )


def kinks_of(line: MixingLine[HullLine]) -> tuple[Kink, ...]:
    """Every kink, from B (fraction 0) to A (fraction 1)."""
    mutual, total = line.per_nonion(line.mutual), line.per_nonion(line.total)
    found = []
    for k in range(len(line.fractions)):
        products, reaction = reaction_at(line, k)
        found.append(
            Kink(
                fraction_a=reported(float(line.fractions[k])),
                mutual_ev_per_atom=reported(float(line.mutual[k])),
                mutual_ev_per_nonion_atom=reported(float(mutual[k])),
                total_ev_per_atom=reported(float(line.total[k])),
                total_ev_per_nonion_atom=reported(float(total[k])),
                products=products,
                reaction=reaction,
            )
        )
    return tuple(found)


def reaction_at(line: MixingLine[HullLine], kink: int) -> tuple[tuple[Product, ...], str]:
    """Products and balanced reaction at a kink, in formula units as the user wrote them.

    The reactant that takes part with fewer formula units has the coefficient one.
    """
    a, b = line.mixture.sides
    units_a = float(line.fractions[kink]) / a.formula.atoms
    units_b = float(line.other_fractions[kink]) / b.formula.atoms
    scale = 1 / min(units for units in (units_a, units_b) if units > 0)
    atoms = {column: amount * scale for column, amount in line.atoms_at(kink).items()}
    products = products_of(line.system, atoms)
    taken_up = {
        element: reported(
            sum(float(fractions[column]) * amount for column, amount in atoms.items())
            - scale * (units_a * a.formula.amount(element) + units_b * b.formula.amount(element))
        )
        for element, fractions in line.system.open_fractions.items()
    }
    reactants: dict[str, float] = {}
    for side, units in ((a, units_a), (b, units_b)):
        if units > 0:
            reduced = side.formula.reduced
            added = reported(units * scale * float(side.formula.units))
            reactants[reduced] = reactants.get(reduced, 0.0) + added
    return products, write_reaction(reactants, products, taken_up)
