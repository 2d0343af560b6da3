"""Hydrolysis beside the energies that Zhu and Mo computed (2020): their order, and what differs."""

from __future__ import annotations

import csv
import math
from importlib import resources

import pytest
from scipy.stats import spearmanr

import stabwin as sw
from stabwin.thermo.gibbs.gases import gases
from stabwin.thermo.gibbs.polynomials import BOLTZMANN_EV_PER_K

T_K, WATER_BAR = 300.0, 1e-3
NOTHING = math.inf  # where water does nothing up to saturation


@pytest.fixture(scope="module")
def energies() -> dict[str, tuple[float, float]]:
    """Published and computed eV per molecule of water, of the materials that the starter covers."""
    text = resources.files("stabwin.data").joinpath("validation", "hydrolysis.csv").read_text("utf-8")
    published = {row["material"]: float(row["ev_per_h2o"]) for row in csv.DictReader(text.splitlines())}
    answers = sw.air(
        list(published),
        phases="starter",
        scheme="measured",
        temperature_k=T_K,
        products_bar={"H2S": 1e-6, "HCl": 1e-6},
    )
    found = {}
    for one in answers.answered:
        limit = math.inf if one.water is None else one.water.limit.pressure_bar
        released = BOLTZMANN_EV_PER_K * T_K * math.log(limit / WATER_BAR)
        found[one.target] = published[one.target], released
    return found


def order(pairs: dict[str, tuple[float, float]]) -> float:
    published, computed = zip(*pairs.values(), strict=True)
    return float(spearmanr(published, [min(one, 99.0) for one in computed])[0])


def test_sulfides_come_in_the_published_order(energies):
    sulfides = {name: pair for name, pair in energies.items() if "Cl" not in name}
    assert len(sulfides) == 16
    assert order(sulfides) == pytest.approx(0.947, abs=0.005)


def test_the_two_chlorides_are_what_differs(energies):
    assert order(energies) == pytest.approx(0.829, abs=0.005)
    assert energies["Li2ZrCl6"][0] - energies["Li2ZrCl6"][1] > 1.5


def test_measured_energies_alone_give_what_zirconium_chloride_gives(energies):
    """ZrCl4 + 2 H2O -> ZrO2 + 4 HCl from JANAF's Gibbs energies at 298.15 K, kJ/mol, and the pressures."""
    standard = (-1039.7 + 4 * -95.3 - -889.3 - 2 * -228.6) / 96.485 / 2
    kt = BOLTZMANN_EV_PER_K * T_K
    at_pressures = standard + 2 * kt * math.log(1e-6) - kt * math.log(WATER_BAR)
    assert energies["Li2ZrCl6"][1] == pytest.approx(at_pressures, abs=0.05)
    assert gases()["HCl"].gibbs_ev(298.15) == pytest.approx(-95.3 / 96.485, abs=0.003)
