"""What an interphase would be like: passivating, growing, or taking part in the cell.

Electrolytes that react survive where the products block electrons, and keep reacting where one of them
conducts [1]_ [2]_. Both are read off the products' own band gaps and amounts:

- stable: nothing reacts; nearly stable: the reaction releases no more than the threshold of a contact;
- insulating: every product's gap lies above a limit, a passivating interphase;
- mixed conducting: products of a narrower gap or none (metals, alloys) make up more than a share of the
  atoms at which they may connect, so that electrons reach the front and the interphase keeps growing;
- unknown: the gap of a product that could connect is not known.

A product is redox-active where it takes up and gives off ions between two voltages.

References
----------
.. [1] S. Wenzel et al., Solid State Ion. 278, 98 (2015), doi:10.1016/j.ssi.2015.06.001.
.. [2] Y. Zhu, X. He, Y. Mo, ACS Appl. Mater. Interfaces 7, 23685 (2015),
   doi:10.1021/acsami.5b07517.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stabwin.documents.document import Document

STABLE, NEARLY_STABLE = "stable", "nearly_stable"
INSULATING, MIXED_CONDUCTING, UNKNOWN = "insulating", "mixed_conducting", "unknown"


@dataclass(frozen=True, kw_only=True)
class InterphaseProduct(Document):
    """One phase of an interphase.

    Attributes
    ----------
    formula : str
    share_of_atoms : float
    band_gap_ev : float or None
        None where it is not known.
    holds_ion : bool
        Whether it holds the ion; with a wide gap it may conduct ions.
    redox_active : bool or None
        Whether its equilibrium takes up ions between the ends of a range; None without a range.
    """

    formula: str
    share_of_atoms: float
    band_gap_ev: float | None
    holds_ion: bool
    redox_active: bool | None

    def conducts(self, insulating_gap_ev: float) -> bool:
        """Whether its band gap is known, and none that blocks electrons."""
        return self.band_gap_ev is not None and self.band_gap_ev <= insulating_gap_ev


@dataclass(frozen=True, kw_only=True)
class Interphase(Document):
    """The character of an interphase.

    Attributes
    ----------
    character : str
        "stable", "nearly_stable", "insulating", "mixed_conducting" or "unknown".
    conducting_share : float
        Share of the atoms in products whose gap is known and not above the limit.
    insulating_gap_ev : float
        That limit.
    products : tuple of InterphaseProduct
    """

    character: str
    conducting_share: float
    insulating_gap_ev: float
    products: tuple[InterphaseProduct, ...]

    @property
    def conducting(self) -> tuple[str, ...]:
        """The products that conduct electrons."""
        return tuple(p.formula for p in self.products if p.conducts(self.insulating_gap_ev))

    @property
    def without_gap(self) -> tuple[str, ...]:
        """The products whose gap is not known."""
        return tuple(product.formula for product in self.products if product.band_gap_ev is None)

    @property
    def ion_conducting(self) -> tuple[str, ...]:
        """The products that hold the ion and block electrons."""
        return tuple(
            product.formula
            for product in self.products
            if product.holds_ion
            and product.band_gap_ev is not None
            and product.band_gap_ev > self.insulating_gap_ev
        )

    def to_row(self) -> dict[str, Any]:
        """Flat values."""
        return {
            "interphase": self.character,
            "interphase_conducting": ", ".join(self.conducting) or None,
            "interphase_ion_conducting": ", ".join(self.ion_conducting) or None,
        }
