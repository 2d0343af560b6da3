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

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stabwin.analysis.conditions import Conditions, ContactConditions
from stabwin.analysis.lines.equilibria import point_at
from stabwin.analysis.lines.ion_line import trace_ion_line
from stabwin.analysis.reaction import Product
from stabwin.analysis.rounding import reported, reported_all
from stabwin.chemistry.formula import Formula, parse
from stabwin.chemistry.target import ResolvedTarget
from stabwin.documents.document import Document
from stabwin.errors import StabwinError
from stabwin.phases.table import PhaseTable

STABLE, NEARLY_STABLE = "stable", "nearly_stable"
INSULATING, MIXED_CONDUCTING, UNKNOWN = "insulating", "mixed_conducting", "unknown"

# Share of the atoms from which conducting products count as connected. Random spheres connect at about a
# sixth of the volume; grains that grow as films and along boundaries need far less.
CONDUCTING_SHARE = 0.02


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
        return tuple(p.formula for p in self.products if _conducts(p, self.insulating_gap_ev))

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


def interphase_of(
    table: PhaseTable,
    products: Sequence[Product],
    ion: str,
    ev_per_nonion_atom: float,
    conditions: ContactConditions,
) -> Interphase:
    """The character of an interphase that consists of some products.

    Parameters
    ----------
    table : PhaseTable
        With the products' gaps.
    products : sequence of Product
        None where nothing reacts.
    ion : str
    ev_per_nonion_atom : float
        What the reaction releases, <= 0.
    conditions : ContactConditions
        With the threshold, the insulating gap, and the range of the cell, if it is to be found which
        products are redox-active.
    """
    formulas = [parse(product.formula) for product in products]
    atoms = [product.amount * formula.atoms for product, formula in zip(products, formulas, strict=True)]
    shares = reported_all([amount / (sum(atoms) or 1.0) for amount in atoms])
    formed = tuple(
        InterphaseProduct(
            formula=formula.text,
            share_of_atoms=share,
            band_gap_ev=_gap(table, formula),
            holds_ion=ion in formula.elements,
            redox_active=_exchanges(table, formula, ion, conditions.voltages_v),
        )
        for formula, share in zip(formulas, shares, strict=True)
    )
    conducting = sum(p.share_of_atoms for p in formed if _conducts(p, conditions.insulating_gap_ev))
    unknown = sum(p.share_of_atoms for p in formed if p.band_gap_ev is None)
    if not formed:
        character = STABLE
    elif -ev_per_nonion_atom <= conditions.threshold_ev:
        character = NEARLY_STABLE
    elif conducting > CONDUCTING_SHARE:
        character = MIXED_CONDUCTING
    else:
        character = UNKNOWN if conducting + unknown > CONDUCTING_SHARE else INSULATING
    return Interphase(
        character=character,
        conducting_share=reported(conducting),
        insulating_gap_ev=conditions.insulating_gap_ev,
        products=formed,
    )


def _conducts(product: InterphaseProduct, insulating_gap_ev: float) -> bool:
    return product.band_gap_ev is not None and product.band_gap_ev <= insulating_gap_ev


def _gap(table: PhaseTable, formula: Formula) -> float | None:
    row = table.find(formula)
    gap = math.nan if row is None else float(table.columns.band_gaps[row])
    return None if math.isnan(gap) else gap


def _exchanges(
    table: PhaseTable, formula: Formula, ion: str, voltages_v: tuple[float, float] | None
) -> bool | None:
    """Whether a product's equilibrium holds more ions at the lower voltage than at the higher one."""
    if voltages_v is None:
        return None
    if set(formula.elements) == {ion}:
        return False
    try:
        target = ResolvedTarget(text=formula.text, formula=formula, ion=ion)
        line = trace_ion_line(table, target, Conditions())
        low, high = (int(point_at(line, voltage_v)) for voltage_v in voltages_v)
    except StabwinError:
        return None
    return low != high
