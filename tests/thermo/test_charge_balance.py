"""Which compositions are salts in usual oxidation states."""

from __future__ import annotations

import pytest

import stabwin as sw
from stabwin.chemistry.formula import parse
from stabwin.thermo.bonds import species_of
from stabwin.thermo.charge_balance import imbalance

# Real compounds in states that are not those of a salt.
ODD = {
    "CuS", "FeS2", "Co9S8", "CoS2", "CoNi2S4", "Ni3S4", "Li4P2S8", "Li3PS9", "P4S16", "P4S34", "Li2S8",
    "Li2S6", "Li2O2", "Zr3O", "Zr4O", "Ti6O", "LiCoO3", "Li2CoO4", "Li4PS5Cl", "75Li2S-22P2S5-3Li2SO4",
}  # fmt: skip


def test_the_materials_of_the_field_balance_but_those_known_to_be_odd():
    odd = {one.name for one in sw.catalogue() if one.formula and imbalance(parse(one.formula).amounts)}
    assert odd == ODD


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("Li7La3Zr2O7", "more Zr"),
        ("Li7La3Zr2O13", "more O"),
        ("LiCoO", "more Co"),
        ("Li5PS5Cl", "more S"),
        ("NaCl3", "its Cl is more"),
        ("LiAl", ""),
        ("Li", ""),
        ("Li0.33La0.56TiO3", ""),
        ("Li2.99Ba0.005ClO", ""),
    ],
)
def test_what_does_not_balance_is_said(formula, said):
    found = imbalance(parse(formula).amounts)
    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    ("formula", "bonds"),
    [
        ("Li3PO2S2", {"Li(1)-S", "P(5)-O", "P(5)-S"}),
        ("Li3PS3.75O0.25", {"Li(1)-S", "P(5)-O", "P(5)-S"}),
        ("P2S2O3", {"P(5)-O", "P(5)-S"}),
        ("Ca10P6SO24", {"Ca(2)-O", "Ca(2)-S", "P(5)-O"}),
        ("VON", {"V(5)-O", "V(5)-N"}),
        ("FeSO4", {"Fe(2)-O", "S(6)-O"}),
        ("Li2SO3", {"Li(1)-O", "S(4)-O"}),
        ("LiNO3", {"Li(1)-O", "N(5)-O"}),
        ("CaCO3", {"Ca(2)-O", "C(4)-O"}),
        ("Nb2SO4", {"Nb(5)-O", "Nb(5)-S"}),
    ],
)
def test_oxygen_oxidises_its_rivals_only_where_nobody_else_can_pay(formula, bonds):
    assert {one.name for one in species_of(parse(formula).amounts).weights} == bonds
