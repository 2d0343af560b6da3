"""Reservoirs that react with each other are refused with the reaction and its energy."""

from __future__ import annotations

import re

import pytest

import stabwin as sw
from stabwin.thermo.gibbs.gases import gases

ROOM_K = 298.15


@pytest.fixture(scope="module")
def cold():
    return sw.load_phases("starter", scheme="measured", temperature_k=ROOM_K)


def energy_of(table, key, atoms):
    return atoms * float(table.stability.energies[list(table.columns.keys).index(key)])


def told(question):
    with pytest.raises(sw.PotentialError) as refused:
        question()
    assert refused.value.message.count("\n") == 0
    return refused.value.message


@pytest.mark.parametrize("kind", ["window", "interface"])
def test_gases_that_react_with_the_ion_are_named_with_the_energy_of_the_reaction(cold, kind):
    around = {"H2O": 0.01, "H2S": 1e-6}
    sides = {"window": ("LGPS",), "interface": ("LGPS", "LCO")}[kind]
    message = told(lambda: getattr(sw, kind)(*sides, phases=cold, gases_bar=around, voltage_v=1.0))
    sulfide = energy_of(cold, "Li2 S1", 3) + 2 * 1.0
    expected = sulfide - gases()["H2S"].gibbs_ev(ROOM_K, 1e-6)
    assert f"2 Li + H2S -> H2 + Li2S ({expected:.3g} eV per Li2S)" in message
    assert message.endswith("Give a higher voltage, or lower potentials or pressures.")


def test_gases_that_burn_each_other_are_named(cold):
    message = told(lambda: sw.window("LLZO", phases=cold, gases_bar={"CH4": 1e-3, "O2": 0.2}))
    assert "unbounded: the reservoirs react, CH4 + 2 O2 -> CO2 + 2 H2O (-8.22 eV per CO2)" in message


def test_a_gas_that_falls_apart_is_named(cold):
    message = told(lambda: sw.interface("LGPS", "LCO", phases=cold, gases_bar={"COS": 1.0}))
    assert "2 COS -> C + CO2 + 2 S (-0.655 eV per CO2)" in message


def test_open_elements_that_react_are_named(starter):
    message = told(lambda: sw.window("LGPS", phases=starter, open_ev={"S": 0.0, "O": -0.1}))
    named = re.search(r"1\.5 O2 \+ S -> SO3 \((-[\d.]+) eV per SO3\)", message)
    trioxide = energy_of(starter, "O3 S1", 4)
    assert float(named[1]) == pytest.approx(trioxide + 3 * 0.1, abs=0.005)


def test_the_metal_that_reacts_with_a_gas_is_named(cold):
    message = told(lambda: sw.interface("Li3PO4", "Li", phases=cold, gases_bar={"O2": 0.2}))
    assert re.search(
        r"Below 2\.\d+ V .*; at 0 V the reservoirs react, 2 Li \+ 0\.5 O2 -> Li2O \(-5\.\d+", message
    )


def test_reservoirs_that_react_in_some_samples_only_are_named(cold):
    """Where lithium in water gives nothing yet by the nominal energies."""
    asked = {"phases": cold, "gases_bar": {"H2O": 0.01}, "voltage_v": 2.1}
    assert sw.interface("LGPS", "LCO", **asked).mutual.reaction
    message = told(lambda: sw.interface("LGPS", "LCO", uncertainty=100, **asked))
    assert message.startswith("In some samples of the phases' errors the grand potential is unbounded: ")
    assert "Li + 2 H2O -> 0.5 H2 + LiH3O2 (0.016 eV per LiH3O2), nominally" in message
