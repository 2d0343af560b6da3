"""Gases, elements and water against tables that the package does not ship."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from stabwin.thermo.gibbs.elements import is_known, reference_gibbs_ev
from stabwin.thermo.gibbs.gases import gases
from stabwin.thermo.gibbs.polynomials import BOLTZMANN_EV_PER_K
from stabwin.thermo.gibbs.water import dew_point_k, relative_humidity, saturation_pressure_bar

EV_IN_KJ = 96.48533212

# NIST-JANAF: formation Gibbs energies of gases at 1 bar, kJ/mol.
JANAF_KJ = {
    "H2O": {
        298.15: -228.582, 400: -223.901, 500: -219.051, 600: -214.007, 700: -208.812,
        800: -203.496, 900: -198.083, 1000: -192.590, 1200: -181.425, 1500: -164.376,
    },
    "CO2": {
        298.15: -394.389, 400: -394.675, 500: -394.939, 600: -395.182, 800: -395.586,
        1000: -395.886, 1200: -396.098, 1500: -396.288,
    },
    "CO": {298.15: -137.163, 400: -146.338, 500: -155.414, 600: -164.486, 800: -182.497, 1000: -200.275},
    "CH4": {298.15: -50.768, 500: -32.741, 700: -12.643, 1000: 19.492},
    "NH3": {298.15: -16.367, 500: 4.800, 1000: 61.910},
    "SO2": {298.15: -300.125, 500: -300.871, 1000: -288.725},
    "HCl": {298.15: -95.300, 500: -97.166, 1000: -100.799},
}  # fmt: skip


@pytest.mark.parametrize("name", JANAF_KJ)
def test_gases_have_the_gibbs_energies_of_janaf(name):
    for temperature_k, measured in JANAF_KJ[name].items():
        found = gases()[name].gibbs_ev(temperature_k) * EV_IN_KJ
        assert found == pytest.approx(measured, abs=0.3), temperature_k


def test_an_element_gas_is_zero_at_one_bar_and_falls_with_its_pressure():
    oxygen = gases()["O2"]
    assert oxygen.gibbs_ev(800.0) == pytest.approx(0.0, abs=1e-12)
    assert oxygen.gibbs_ev(298.15, 0.2095) / 2 == pytest.approx(-0.0201, abs=1e-4)
    fall = oxygen.gibbs_ev(800.0, 1e-3)
    assert fall == pytest.approx(BOLTZMANN_EV_PER_K * 800 * math.log(1e-3))


def test_water_condenses_below_its_boiling_point_and_not_above():
    water = gases()["H2O"]
    # JANAF's liquid at 298.15 K: -237.141 kJ/mol.
    assert water.product_gibbs_ev(298.15) * EV_IN_KJ == pytest.approx(-237.141, abs=0.02)
    assert water.product_gibbs_ev(500.0) == water.gibbs_ev(500.0)


@pytest.mark.parametrize(
    ("temperature_c", "pressure_pa"),
    [(25, 3169.9), (100, 101418), (0.01, 611.66), (-40, 12.84), (-60, 1.080), (20, 2339.3)],
)
def test_water_vapour_has_its_tabulated_pressure(temperature_c, pressure_pa):
    found = saturation_pressure_bar(temperature_c + 273.15) * 1e5
    assert found == pytest.approx(pressure_pa, rel=2e-3)
    assert dew_point_k(found * 1e-5) == pytest.approx(temperature_c + 273.15, abs=1e-6)


def test_humidity_is_relative_to_saturation_and_dew_points_end_where_vapour_does():
    assert relative_humidity(saturation_pressure_bar(298.15) / 2, 298.15) == pytest.approx(0.5)
    assert math.isinf(saturation_pressure_bar(700.0))
    assert math.isnan(dew_point_k(1e-30))
    assert math.isnan(dew_point_k(300.0))


@pytest.mark.parametrize(
    "element", ["Li", "Na", "K", "Mg", "Zn", "Cd", "Rb", "Cs", "S", "Br", "I", "Sn", "Hg"]
)
def test_reference_states_join_without_a_step_and_fall_ever_faster(element):
    values = [reference_gibbs_ev(element, float(t)) for t in range(300, 1500, 5)]
    slopes = [b - a for a, b in pairwise(values)]
    # The entropy never falls, and a boiling point raises it at most by that of boiling: no jump of the energy.
    assert all(later <= earlier + 2e-4 for earlier, later in pairwise(slopes))
    assert max(abs(one) for one in slopes) < 0.013


def test_a_boiling_element_gains_the_entropy_of_its_vapour():
    below = (reference_gibbs_ev("Zn", 1150.0) - reference_gibbs_ev("Zn", 1140.0)) / 10
    above = (reference_gibbs_ev("Zn", 1220.0) - reference_gibbs_ev("Zn", 1210.0)) / 10
    # CRC Handbook: the enthalpy of vaporization of zinc is 115 to 123 kJ/mol.
    assert (below - above) * 1180 * EV_IN_KJ == pytest.approx(117, abs=8)


def test_every_element_of_a_phase_table_is_known(starter_measured):
    assert all(is_known(element) for element in starter_measured.coverage.elements)
