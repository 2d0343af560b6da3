"""What happens at a contact: its kinks, and the mixtures that release most."""

from __future__ import annotations

from dataclasses import dataclass

from stabwin.analysis.reaction import Product
from stabwin.documents.document import Document


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
