"""The character of interphases: from gaps and amounts, as the literature tells of known pairs."""

from __future__ import annotations

import pandas as pd
import pytest

import stabwin
from stabwin.analysis.character import interphase_of
from stabwin.analysis.conditions import ContactConditions
from stabwin.analysis.reaction import Product


@pytest.mark.parametrize(
    ("electrolyte", "character", "named"),
    [
        ("LLZO", "nearly_stable", ()),
        ("LPSCl", "insulating", ("Li2S", "Li3P", "LiCl")),
        ("LiPON", "insulating", ("Li2O", "Li3N", "Li3P")),
        ("Li3PS4", "insulating", ("Li2S", "Li3P")),
        ("LGPS", "mixed_conducting", ("Li15Ge4",)),
        ("LATP", "mixed_conducting", ("Ti3P", "TiAl")),
        ("LLTO", "mixed_conducting", ("Ti6O",)),
        ("LAGP", "mixed_conducting", ("Li15Ge4", "Li9Al4")),
    ],
)
def test_against_lithium(
    starter: stabwin.PhaseTable, electrolyte: str, character: str, named: tuple[str, ...]
) -> None:
    found = stabwin.interface(electrolyte, "Li", phases=starter).interphase
    assert found is not None
    assert found.character == character
    if character == "mixed_conducting":
        assert found.conducting == named
    if character == "insulating":
        assert found.conducting == ()
        assert found.ion_conducting == named
    alone = stabwin.window(electrolyte, phases=starter, voltage_v=0).at_voltage
    assert alone.interphase.character == character


def test_nothing_that_reacts_is_stable(starter: stabwin.PhaseTable) -> None:
    assert stabwin.window("LiF", phases=starter, voltage_v=3).at_voltage.interphase.character == "stable"


def table_of(gaps: dict[str, float | None]) -> stabwin.PhaseTable:
    energies = {"Li2S": -1.4, "P2S5": -0.3, "Li3P": -0.8, "Li3PS4": -0.9, "Li": 0.0, "P": 0.0, "S": 0.0}
    rows = [
        {"formula": name, "formation_energy_ev_per_atom": energy, "band_gap_ev": gaps.get(name, 2.0)}
        for name, energy in energies.items()
    ]
    return stabwin.PhaseTable.from_dataframe(pd.DataFrame(rows), complete=True)


@pytest.mark.parametrize(
    ("gaps", "limit", "character"),
    [
        ({}, 0.5, "insulating"),
        ({"Li3P": 0.0}, 0.5, "mixed_conducting"),
        ({"Li3P": 0.7}, 0.5, "insulating"),
        ({"Li3P": 0.7}, 1.0, "mixed_conducting"),
        ({"Li3P": None}, 0.5, "unknown"),
        ({"Li3P": None, "Li2S": 0.1}, 0.5, "mixed_conducting"),
    ],
)
def test_gaps_decide(gaps: dict[str, float | None], limit: float, character: str) -> None:
    table = table_of(gaps)
    conditions = stabwin.Conditions(voltage_v=0, insulating_gap_ev=limit)
    (window,) = stabwin.windows(["Li3PS4"], phases=table, conditions=conditions)
    assert window.at_voltage.interphase.character == character


ATOMS = {"Li3P": 4, "P2S5": 7, "Li2S": 3}


@pytest.mark.parametrize(
    ("gaps", "shares", "character"),
    [
        ({"Li3P": 0.0}, {"Li3P": 0.019}, "insulating"),
        ({"Li3P": 0.0}, {"Li3P": 0.021}, "mixed_conducting"),
        ({"Li3P": 0.0, "P2S5": 0.0}, {"Li3P": 0.011, "P2S5": 0.011}, "mixed_conducting"),
        ({"Li3P": None}, {"Li3P": 0.019}, "insulating"),
        ({"Li3P": None}, {"Li3P": 0.021}, "unknown"),
        ({"Li3P": 0.0, "P2S5": None}, {"Li3P": 0.011, "P2S5": 0.011}, "unknown"),
        ({"Li3P": 0.0, "P2S5": None}, {"Li3P": 0.009, "P2S5": 0.009}, "insulating"),
    ],
)
def test_conducting_products_count_from_two_per_cent_of_the_atoms(
    gaps: dict[str, float | None], shares: dict[str, float], character: str
) -> None:
    """What conducts may connect from 2 % on; with what is of unknown gap it may from 2 % of both."""
    every = {**shares, "Li2S": 1 - sum(shares.values())}
    products = [Product(formula, share / ATOMS[formula]) for formula, share in every.items()]
    table = table_of({"Li2S": 3.0, **gaps})
    found = interphase_of(table, products, "Li", ev_per_nonion_atom=-1.0, conditions=ContactConditions())
    assert found.character == character
    assert {p.formula: p.share_of_atoms for p in found.products} == pytest.approx(every)


def test_redox_active_products_are_those_that_exchange_ions(starter: stabwin.PhaseTable) -> None:
    found = stabwin.interface("LCO", "LLZO", phases=starter, voltages_v=(3.0, 4.2)).interphase
    active = {product.formula: product.redox_active for product in found.products}
    assert active["La2O3"] is False
    assert active["Li5Co3O8"] is True
    closed = stabwin.interface("LCO", "LLZO", phases=starter).interphase
    assert all(product.redox_active is None for product in closed.products)


def test_shares_add_up_to_one(starter: stabwin.PhaseTable) -> None:
    found = stabwin.interface("LCO", "LGPS", phases=starter).interphase
    assert sum(product.share_of_atoms for product in found.products) == pytest.approx(1, abs=1e-9)
