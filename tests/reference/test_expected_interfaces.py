"""Contacts that the field knows, with the starter phases in the scheme of the literature."""

from __future__ import annotations

import pytest

import stabwin as sw
from stabwin.chemistry.formula import parse


def formulas(minimum):
    return {product.formula for product in minimum.products}


@pytest.fixture
def contact(starter):
    assert starter.scheme.name == "literature"
    return lambda a, b, **more: sw.interface(a, b, phases=starter, **more)


def test_licoo2_oxidises_lgps_to_sulfate_and_phosphate(contact):
    found = contact("LiCoO2", "LGPS")
    assert found.mutual.ev_per_atom == pytest.approx(-0.3372, abs=1e-4)
    assert found.mutual.fraction_a == pytest.approx(0.580, abs=1e-3)
    assert formulas(found.mutual) == {"Co9S8", "Li2S", "Li2SO4", "Li3PO4", "Li4GeO4"}
    # LGPS itself lies 19 meV/atom above the hull, which only the total energy counts.
    assert found.self_b_ev_per_atom == pytest.approx(-0.0188, abs=1e-4)
    assert found.total.ev_per_atom == pytest.approx(-0.3451, abs=1e-4)


@pytest.mark.parametrize(
    ("partner", "ev_per_atom"), [("Li3PS4", -0.4023), ("LLZO", -0.0010), ("Li3PO4", 0.0)]
)
def test_licoo2_against_other_electrolytes(contact, partner, ev_per_atom):
    found = contact("LiCoO2", partner)
    assert found.mutual.ev_per_atom == pytest.approx(ev_per_atom, abs=5e-5)
    assert found.status == ("reacts" if ev_per_atom else "no_reaction")


def test_licoo2_and_li3po4_coexist(contact):
    found = contact("LiCoO2", "Li3PO4")
    assert found.mutual.fraction_a is None
    assert found.mutual.reaction is None
    assert found.total.reaction is None


def test_fepo4_and_llzo_react_most_at_3175_mv(contact):
    found = contact("FePO4", "LLZO", voltages_v=(2.5, 4.0)).range
    assert found.worst_voltage_v == pytest.approx(3.1753, abs=1e-4)
    assert found.worst.ev_per_nonion_atom == pytest.approx(-0.1936, abs=1e-4)
    assert formulas(found.worst) == {"Fe2O3", "La2Zr2O7", "LaPO4", "Li3PO4"}
    assert found.stable_ranges_v == ()


def test_charged_cathodes_oxidise_more(contact):
    for partner in ("LGPS", "Li3PS4", "LLZO"):
        discharged = contact("LCO", partner)
        charged = contact("LCO", partner, state="charged")
        assert charged.formula_a == "Li0.5CoO2"
        assert charged.mutual.ev_per_atom < discharged.mutual.ev_per_atom


@pytest.mark.parametrize(
    ("electrolyte", "products"),
    [
        ("LGPS", {"Li3P", "Li2S", "Li15Ge4"}),
        ("LPSCl", {"Li3P", "Li2S", "LiCl"}),
        ("LiPON", {"Li3P", "Li3N", "Li2O"}),
    ],
)
def test_unlimited_lithium_leaves_the_binary_compounds(contact, electrolyte, products):
    found = contact("Li", electrolyte)
    assert formulas(found.total) == products
    assert formulas(found.mutual) == products
    assert found.voltage_v == 0


def test_lgps_releases_1252_mev_per_atom_in_unlimited_lithium(contact):
    found = contact("LGPS", "Li")
    assert found.total.ev_per_atom == pytest.approx(-1.252, abs=1e-3)
    assert found.total.ev_per_atom - found.self_a_ev_per_atom == pytest.approx(found.mutual.ev_per_atom)


def test_lgps_gives_germanium_in_limited_lithium(contact):
    found = contact("Li", "LGPS").limited_metal
    assert formulas(found.total) == {"Ge", "Li2S", "Li3P"}
    assert found.total.fraction_a == pytest.approx(20 / 45, abs=1e-9)  # 20 Li to 25 atoms of LGPS
    # With the most lithium that still reacts the alloy of the reservoir forms.
    assert {product.formula for product in found.kinks[-2].products} == {"Li15Ge4", "Li2S", "Li3P"}


def test_lithium_takes_oxygen_from_the_zirconium_of_llzo_and_leaves_the_lanthanum(contact):
    products = formulas(contact("Li", "LLZO").total)
    assert {"Li2O", "La2O3"} < products
    (with_zirconium,) = products - {"Li2O", "La2O3"}
    amounts = parse(with_zirconium).amounts
    assert amounts["Zr"] > 2 * amounts.get("O", 0)  # Zr or a suboxide


def test_lithium_leaves_no_tetravalent_titanium_in_latp(contact):
    compounds = [parse(formula) for formula in formulas(contact("Li", "LATP").total)]
    titanium = [compound for compound in compounds if "Ti" in compound.elements]
    assert titanium
    assert all("O" not in compound.elements for compound in titanium)
