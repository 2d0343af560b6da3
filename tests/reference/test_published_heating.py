"""Heating beside what is published of it; what differs is explained here and in docs/heating.md."""

from __future__ import annotations

import pytest

import stabwin as sw

MEASURED = {"phases": "starter", "scheme": "measured"}
AIR = {"gases_bar": {"O2": 0.2095}}

# Computed only. CoTi2O5 decomposes into CoTiO3 and TiO2 below 1,413 K (Brezny and Muan, J. Inorg. Nucl. Chem.
# 31, 649, 1969); nobody reports CoTi2P2O10 beside LATP.
COMPUTED = ("CoTi2O5", "CoTi2P2O10")


def between(heating, low_k, high_k):
    """All phases that are there somewhere between two temperatures."""
    ends = [*(step.onset_temperature_k or heating.low_k for step in heating.steps), heating.high_k]
    return {
        phase.formula
        for step, start, end in zip(heating.steps, ends[:-1], ends[1:], strict=True)
        if start < high_k and end > low_k
        for phase in step.products
    }


def test_latp_with_lco_gives_cobalt_oxide_lithium_phosphate_and_titania_when_cold():
    """Ichihara 2025, doi:10.1021/acs.jpcc.5c02329: half and half, up to 500 C."""
    heating = sw.heat("LATP", "LCO", **AIR, **MEASURED)
    assert {"Co3O4", "Li3PO4", "TiO2"} <= between(heating, 298.15, 460.0)
    # LiTiPO5, which stands for Li3PO4, LiTi2(PO4)3 and TiO2, takes part of the titanium.
    assert "LiTiPO5" in between(heating, 298.15, 460.0)


def test_latp_in_excess_gives_lithium_cobalt_phosphate_above_500_c():
    hot = between(sw.heat("LATP", "LCO", mass_fraction_a=0.6, **AIR, **MEASURED), 773.15, 1173.15)
    assert "LiCoPO4" in hot
    assert "Co3O4" not in hot
    # The computed compounds stand in the place of CoTiO3 and TiO2.
    assert {"Ti2CoO5", "Ti2Co(PO5)2"} <= hot
    known = sw.heat("LATP", "LCO", mass_fraction_a=0.6, exclude=COMPUTED, **AIR, **MEASURED)
    assert {"LiCoPO4", "TiO2"} <= between(known, 773.15, 1173.15)
    even = sw.heat("LATP", "LCO", exclude=COMPUTED, **AIR, **MEASURED)
    assert {"LiCoPO4", "TiCoO3"} <= between(even, 773.15, 1173.15)


def test_lco_in_excess_gives_titanates_of_lithium_and_cobalt_and_cobalt_oxide():
    heating = sw.heat("LATP", "LCO", mass_fraction_a=0.1, **AIR, **MEASURED)
    assert "Li2TiO3" in between(heating, 298.15, 390.0)
    # Co2TiO4 comes at 1,076 K, where 773 K and up are published: spinels that mix are no phases here.
    assert {"Ti(CoO2)2", "Co3O4"} <= between(heating, 1077.0, 1170.0)
    assert "Li3PO4" in between(heating, 773.15, 1173.15)
    assert "LiCoPO4" not in between(heating, 298.15, 1500.0)


def test_a_garnet_reacts_least_with_lco():
    """Co-sintered, LLZO and LCO last longest; spinel and olivine react far below."""
    gibbs = {
        cathode: sw.heat("LLZO", cathode, **AIR, **MEASURED).contact[0].gibbs_kj_per_g
        for cathode in ("LCO", "LMO", "LFP")
    }
    assert gibbs["LCO"] == pytest.approx(-0.045, abs=0.005)
    assert 5 * gibbs["LCO"] > gibbs["LMO"] > gibbs["LFP"]
    hot = sw.heat("LLZO", "LCO", **AIR, **MEASURED)
    assert {phase.formula for phase in hot.steps[-1].products} == {"LiCoO2", "Li7La3Zr2O12"}


@pytest.mark.parametrize("cathode", ["NMC811", "NMC111", "LCO"])
def test_a_charged_layered_oxide_releases_oxygen_before_iron_phosphate(cathode):
    layered = sw.heat(cathode, state="charged", **MEASURED).gas_onset
    olivine = sw.heat("LFP", state="charged", **MEASURED).gas_onset
    assert 500 < layered.temperature_k < 700
    assert (olivine.temperature_k, olivine.words) == (None, "above 1,500 K")


def test_nickel_rich_oxide_sets_most_heat_free_with_a_sulfide():
    heats = {
        cathode: sw.heat("LPSCl", cathode, state="charged", **MEASURED).contact[0].heat_kj_per_g
        for cathode in ("NMC811", "LCO", "LMO", "LFP")
    }
    assert min(heats, key=heats.__getitem__) == "NMC811"
    assert heats["NMC811"] == pytest.approx(-1.59, abs=0.02)
    # At equilibrium iron phosphate would set half of it free: Fe(III) oxidises sulfide to FeS2, and oxygen
    # goes from one phosphate to another. In calorimeters that does not happen.
    assert heats["LFP"] == pytest.approx(-0.80, abs=0.02)


def test_a_chloride_sets_little_heat_free_with_a_charged_oxide():
    chloride = sw.heat("Li3YCl6", "NMC811", state="charged", **MEASURED).contact[0].heat_kj_per_g
    assert abs(chloride) < 0.06
