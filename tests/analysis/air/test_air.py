"""What air does: the limits of humidity, what water does, and what it drives out."""

from __future__ import annotations

import math

import pytest

import stabwin as sw
from stabwin.phases.kept_states import reacts_by_redox, states_in

ASKED = {"phases": "starter", "scheme": "measured"}


@pytest.fixture(scope="module")
def answers() -> dict[str, sw.Air]:
    names = [
        "Li3PS4", "LPSCl", "LGPS", "Li4SnS4", "Li3SbS4", "Li2S", "LLZO", "LATP", "Li3YCl6", "LiBr",
        "Li3PO4", "ZnS", "CaO", "Li", "LiH", "LiPO3", "LAGP", "Li3OCl", "Li3YBr3Cl3", "LiOH", "Li2SO4",
    ]  # fmt: skip
    return {one.target: one for one in sw.air(names, **ASKED).answered}


def test_the_hydrolysis_of_lithium_sulfide_is_that_of_measured_energies(answers):
    """Li2S + 2 H2O -> 2 LiOH + H2S releases 0.11 eV per H2O at 1 mbar of water and 1 ppm of H2S."""
    water = answers["Li2S"].water
    assert water.reaction == "Li2S + 2 H2O -> H2S + 2 LiHO"
    released = 8.617333e-5 * 298.15 * math.log(water.limit.pressure_bar / 1e-3)
    assert released == pytest.approx(-0.113, abs=0.005)
    (gas,) = answers["Li2S"].leaving
    # One H2S of each Li2S: 24,790 mL/mol over 45.95 g/mol.
    assert gas.saturated_ml_per_g == pytest.approx(24790 / 45.947, rel=1e-3)


def test_the_limit_is_that_of_the_line_along_water(answers):
    """Where water oxidises nothing the answer is the window along H2O with H2S at 1 ppm."""
    (window,) = sw.species_windows(["Li2S"], "H2O", gases_bar={"H2S": 1e-6}, **ASKED)
    assert answers["Li2S"].water.limit.pressure_bar == pytest.approx(
        window.upper_limit.pressure_bar, rel=1e-9
    )


def test_thiophosphates_are_worst_and_tin_and_antimony_far_better(answers):
    limits = {name: one.water.limit.pressure_bar for name, one in answers.items() if one.water is not None}
    for bad in ("Li3PS4", "LPSCl", "LGPS"):
        assert limits[bad] < 1e-15
        assert answers[bad].verdict == "hydrolyses in every dry room"
    for good in ("Li4SnS4", "Li3SbS4"):
        assert limits[good] > 1e-4
        assert answers[good].verdict == "hydrolyses; stable in a dry room with a dew point of -40 C"
    assert answers["LPSCl"].leaving[0].formula == "H2S"


@pytest.mark.parametrize(
    ("name", "does"),
    [
        ("Li3YCl6", "hydrates"),
        ("LiBr", "hydrates"),
        ("LATP", "hydrates"),
        ("LiPO3", "hydrolyses"),
        ("LAGP", "hydrolyses"),
        ("Li3OCl", "hydrolyses"),
        ("Li3YBr3Cl3", "hydrates"),
        ("LiOH", "hydrates"),
        ("Li2SO4", "hydrates"),
        ("LLZO", "hydrolyses"),
        ("CaO", "hydrolyses"),
        ("Li3SbS4", "hydrolyses"),
        ("Li", "is oxidised"),
        ("LiH", "is oxidised"),
        ("Li3PO4", None),
    ],
)
def test_what_water_does(answers, name, does):
    assert answers[name].water_does == does


def test_what_nothing_touches_says_so(answers):
    found = answers["ZnS"]
    assert (found.water, found.ev_per_h2o, found.leaving) == (None, None, ())
    assert found.verdict == "stable in humid air"
    assert all(room.stable for room in found.rooms)


def test_halides_hydrolyse_where_hydrogen_chloride_can_leave():
    (found,) = sw.air(["Li3YCl6"], products_bar={"HCl": 1e-6}, **ASKED)
    assert found.water_does == "hydrolyses"
    assert found.water.reaction.endswith("3 LiCl + YClO")
    assert found.leaving[0].formula == "HCl"


def test_no_element_changes_its_state(answers):
    for name in ("Li3PS4", "Li4SnS4", "LLZO", "Li3YCl6"):
        one = answers[name]
        there = states_in(sw.Target(name).resolve().formula.amounts) | {("H", 1), ("O", -2)}
        for product in one.water.products:
            states = states_in(sw.Target(product.formula).resolve().formula.amounts)
            assert states <= there, (name, product.formula)


@pytest.mark.parametrize(
    ("formula", "redox"), [("Li", True), ("LiH", True), ("Li3PS4", False), ("LiBH4", True), ("Ti6O", True)]
)
def test_metals_and_hydrides_meet_water_by_redox_alone(formula, redox):
    assert reacts_by_redox(sw.Target(formula).resolve().formula.amounts) is redox


def test_carbon_dioxide_takes_oxides_and_spares_phosphates(answers):
    assert answers["LLZO"].carbon_dioxide.limit.pressure_bar < 1e-20
    assert "Li2CO3" in answers["LLZO"].carbon_dioxide_moist.reaction
    assert answers["Li3PO4"].carbon_dioxide is None
    assert answers["CaO"].carbon_dioxide.reaction == "CaO + CO2 -> CaCO3"


def test_samples_give_each_room_a_probability():
    (found,) = sw.air(["Li4SnS4"], uncertainty=100, **ASKED)
    shares = [room.probability for room in found.rooms]
    assert shares == sorted(shares, reverse=True)
    assert 0 < shares[1] < 1
    spread = found.uncertainty.water_log10_bar
    assert spread.p05 < found.water.limit.log10_pressure_bar < spread.p95
    assert f"(probability {shares[1]:.2f})" in found.verdict


def test_anions_whose_hydride_is_unknown_are_said():
    acetylide, sulfide = sw.air(["Li2C2", "Li2S"], **ASKED)
    assert any(text.startswith("C2H2, which water may drive out,") for text in acetylide.warnings)
    assert sulfide.warnings == ()


def test_without_a_reaction_unknown_gases_leave_the_verdict_open():
    (found,) = sw.air(["Li6PSe5Cl"], **ASKED)
    assert found.water is None
    assert found.verdict == "no reaction found; H2Se not known"


@pytest.mark.parametrize(
    ("name", "leaving"),
    [
        ("Li3YCl6", []),  # LiCl, a gas above 1,600 K, is a product, and solid
        ("AlN", [("NH3", 605.0, 605.0)]),
        ("Li3P", [("PH3", 479.0, 479.0)]),
        ("Li", [("H2", 0.0, 1786.0)]),
    ],
)
def test_gases_that_leave_are_gases(name, leaving):
    """One NH3 of AlN is 24,790 mL/mol over 40.99 g/mol, half an H2 of Li 12,395 over 6.94."""
    (found,) = sw.air([name], **ASKED)
    assert [(one.formula, *_volumes(one)) for one in found.leaving] == [
        (formula, pytest.approx(first, rel=2e-3), pytest.approx(last, rel=2e-3))
        for formula, first, last in leaving
    ]


def _volumes(gas):
    return gas.first_step_ml_per_g, gas.saturated_ml_per_g


def test_a_solid_does_not_leave_because_its_vapour_has_a_pressure():
    """At 1e-6 bar gaseous LiCl lies 1.5 eV above the solid."""
    plain, named = (sw.air(["Li6PS5Cl"], products_bar=p, **ASKED)[0] for p in ({}, {"LiCl": 1e-6}))
    assert named.water == plain.water


def test_a_hotter_room_needs_more_water():
    cold, hot = (sw.air(["Li2S"], temperature_k=t, **ASKED)[0] for t in (298.15, 400))
    assert cold.water.limit.pressure_bar < hot.water.limit.pressure_bar


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"products_bar": {"X": 1.0}}, "'X' is not a gas"),
        ({"products_bar": {"H2S": 0}}, "number above 0"),
        ({"products_bar": 3}, "give pressures in bar"),
        ({"temperature_k": "none"}, "Gases have no part in enthalpies"),
        ({"temperature_k": 3000}, "outside the range"),
    ],
)
def test_bad_input_is_one_sentence(settings, said):
    with pytest.raises(sw.RequestError, match=said):
        sw.air(["Li2S"], **ASKED, **settings)


def test_failures_leave_the_others_standing():
    found = sw.air(["Li2S", "Xx", "H2O", "KCl"], **ASKED)
    assert [one.target for one in found.answered] == ["Li2S"]
    assert [type(one.error).__name__ for one in found.failures] == [
        "FormulaError",
        "TargetError",
        "CoverageError",
    ]


@pytest.mark.parametrize("backend", ["matplotlib", "plotly"])
def test_materials_are_drawn_on_an_axis_of_humidity(backend):
    assert sw.figures.air_chart(sw.air(["Li3PS4", "Li3YCl6", "ZnS"], **ASKED), backend=backend)
