"""The character of the interphase that forms of some products: see `stabwin.analysis.interphase`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stabwin.analysis.conditions import Conditions, ContactConditions
from stabwin.analysis.interphase import (
    INSULATING,
    MIXED_CONDUCTING,
    NEARLY_STABLE,
    STABLE,
    UNKNOWN,
    Interphase,
    InterphaseProduct,
)
from stabwin.analysis.lines.equilibria import point_at
from stabwin.analysis.lines.ion_line import trace_ion_line
from stabwin.analysis.reaction import Product
from stabwin.analysis.rounding import reported, reported_all
from stabwin.chemistry.formula import Formula, parse
from stabwin.chemistry.target import ResolvedTarget
from stabwin.errors import StabwinError
from stabwin.phases.table import PhaseTable

# Share of the atoms from which conducting products count as connected. Random spheres connect at about a
# sixth of the volume; grains that grow as films and along boundaries need far less.
CONDUCTING_SHARE = 0.02


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
    conducting = sum(p.share_of_atoms for p in formed if p.conducts(conditions.insulating_gap_ev))
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
