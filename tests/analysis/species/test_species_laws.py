"""Laws of windows along a gas, and of gases around a material."""

from __future__ import annotations

import math

import numpy as np
import pytest

import stabwin as sw
from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.ion_line import trace_ion_line
from stabwin.analysis.lines.own_energy import closed_system
from stabwin.analysis.species.line import sample_species_line, trace_species_line
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.formula import amounts_of_key
from stabwin.chemistry.target import resolve_target
from stabwin.hull.line import hull_along
from stabwin.phases.gas_columns import exchanging
from stabwin.phases.record import PhaseRecord
from stabwin.thermo.gibbs.atmosphere import Atmosphere
from stabwin.thermo.gibbs.gases import gases
from stabwin.thermo.gibbs.polynomials import BOLTZMANN_EV_PER_K

ROOM_K = 298.15


@pytest.fixture(scope="module")
def cold():
    return sw.load_phases("starter", scheme="measured", temperature_k=ROOM_K)


@pytest.fixture(scope="module")
def hot():
    return sw.load_phases("starter", scheme="measured", temperature_k=1000.0)


def line_along(table, name, gas, **conditions):
    asked = Conditions(**conditions).at(table.scheme.temperature_k)
    return trace_species_line(table, resolve_target(name), gases()[gas], asked)


@pytest.mark.parametrize("name", ["LLZO", "LPSCl", "LGPS", "LATP", "LiNbO3", "Li3N", "LiCl", "LTO"])
def test_along_lithium_the_window_is_that_of_the_voltage(cold, name):
    """A reservoir of lithium vapour is one of the metal at another potential: V = -mu."""
    lower, upper = line_along(cold, name, "Li").limits_ev()
    window = sw.window(name, phases=cold)
    assert -float(lower) == pytest.approx(window.oxidation_limit_v, abs=1e-9)
    reduction = 0.0 if math.isinf(upper) else -float(upper)
    assert reduction == pytest.approx(window.reduction_limit_v, abs=1e-9)


@pytest.mark.parametrize("name", ["LCO", "LiFePO4", "LLZO", "Co3O4", "LTO"])
def test_along_oxygen_the_limits_are_where_open_oxygen_changes_the_phases(hot, name):
    lower, upper = line_along(hot, name, "O2").limits_ev()
    assert math.isfinite(lower)
    shift = 1e-5

    def phases_at(potential_ev):
        found = sw.window(name, phases=hot, open_ev={"O": potential_ev / 2}).decomposition
        return {product.formula for product in found}

    inside = phases_at(float(lower) + shift)
    assert phases_at(float(lower) - shift) != inside
    if math.isfinite(upper):
        assert phases_at(float(upper) - shift) == inside
        assert phases_at(float(upper) + shift) != inside


def test_two_consistent_reservoirs_equal_one(cold):
    oxygen, water = gases()["O2"], gases()["H2O"]
    kt = BOLTZMANN_EV_PER_K * ROOM_K
    fixed = Atmosphere({"O2": 1e-3, "H2O": 0.01}, ROOM_K).potentials_ev
    hydrogen_bar = math.exp(2 * fixed["H"] / kt)
    assert water.gibbs_ev(ROOM_K, 0.01) == pytest.approx(2 * fixed["H"] + fixed["O"])
    assert oxygen.gibbs_ev(ROOM_K, 1e-3) == pytest.approx(2 * fixed["O"])
    both = sw.window("LLZO", phases=cold, gases_bar={"O2": 1e-3, "H2O": 0.01})
    other = sw.window("LLZO", phases=cold, gases_bar={"O2": 1e-3, "H2": hydrogen_bar})
    three = sw.window("LLZO", phases=cold, gases_bar={"O2": 1e-3, "H2": hydrogen_bar, "H2O": 0.01})
    for found in (other, three):
        assert found.reduction_limit_v == pytest.approx(both.reduction_limit_v, abs=1e-9)
        assert found.oxidation_limit_v == pytest.approx(both.oxidation_limit_v, abs=1e-9)


@pytest.mark.parametrize("name", ["LLZO", "Li3PS4", "LiCoO2", "Li2CO3"])
def test_a_gas_of_two_columns_equals_its_elements_opened(cold, name):
    """Oxygen open and water exchanged by molecules, or the hydrogen that both fix opened too."""
    target, conditions = resolve_target(name), Conditions(gases_bar={"O2": 0.2, "H2O": 0.01}).at(ROOM_K)
    elements = trace_ion_line(cold, target, conditions)
    mu = conditions.potentials_ev
    closed = closed_system(cold, target, None, "H", "O")
    water = gases()["H2O"]
    mixed = exchanging(closed.open_to({"O": mu["O"]}), {water: water.gibbs_ev(ROOM_K, 0.01) - mu["O"]})
    vector = mixed.vector(target.formula)
    ion = mixed.elements.index("Li")
    vector[ion] = 0.0
    direction = np.zeros(len(vector))
    direction[ion] = 1.0
    line = hull_along(mixed.programme, vector / vector.sum(), direction)
    grand = [float(elements.line.energy_at(t * elements.atoms / elements.atoms)) for t in (0.1, 0.5, 2.0)]
    assert [float(line.energy_at(t)) for t in (0.1, 0.5, 2.0)] == pytest.approx(grand, abs=1e-9)


def test_a_shifted_gas_shifts_its_window(cold):
    """Ten times the oxygen beside it moves the oxygen that water brings, and nothing else."""
    one = line_along(cold, "Li3YCl6", "H2O")
    assert float(one.limits_ev()[1]) < one.highest_ev
    pressure = float(one.pressure_bar(one.limits_ev()[1]))
    kt = BOLTZMANN_EV_PER_K * ROOM_K
    shifted = float(one.limits_ev()[1]) + kt * math.log(10)
    assert float(one.pressure_bar(shifted)) == pytest.approx(10 * pressure)


def test_hydrolysis_begins_where_its_reaction_says(cold):
    """Li2S + 2 H2O -> 2 LiOH + H2S at 1e-6 bar of H2S, from the energies of its phases."""
    line = line_along(cold, "Li2S", "H2O", gases_bar={"H2S": 1e-6})
    energies = dict(zip(cold.columns.keys.to_list(), cold.stability.energies.tolist(), strict=True))
    hydroxide, sulfide = 3 * energies["H1 Li1 O1"], 3 * energies["Li2 S1"]
    expected = (2 * hydroxide + gases()["H2S"].gibbs_ev(ROOM_K, 1e-6) - sulfide) / 2
    assert float(line.limits_ev()[1]) == pytest.approx(expected, abs=1e-9)
    (found,) = sw.species_windows(["Li2S"], "H2O", phases=cold, gases_bar={"H2S": 1e-6})
    assert found.taken_up.reaction == "Li2S + 2 H2O -> 2 LiHO + H2S"
    assert found.upper_limit.pressure_bar == pytest.approx(1.2e-5, rel=0.1)
    assert found.upper_limit.dew_point_c == pytest.approx(-59, abs=0.5)


@pytest.mark.parametrize(
    ("name", "gas", "around"),
    [("LPSCl", "H2O", {"H2S": 1e-6}), ("LLZO", "CO2", {}), ("LCO", "O2", {}), ("Li3YCl6", "H2O", {})],
)
def test_each_sample_equals_a_fresh_answer(cold, name, gas, around):
    nominal = line_along(cold, name, gas, gases_bar=around)
    model = ErrorModel(samples=20)
    samples = sample_species_line(nominal, model)
    lower, upper = samples.limits_ev()
    more = {*gases()[gas].amounts, *(e for one in around for e in gases()[one].amounts)}
    closed = closed_system(cold, nominal.target, None, *more, reach_ev_per_atom=math.inf)
    errors = model.system_errors(closed, 0, 20)
    for k in range(0, 20, 4):
        records = [
            PhaseRecord(amounts=amounts_of_key(cold.columns.keys[row]), formation_energy_ev_per_atom=energy)
            for row, energy in zip(closed.rows.tolist(), (closed.costs + errors[k]).tolist(), strict=True)
        ]
        table = sw.PhaseTable.from_records(records, name="sample", schemes=("database",))
        asked = nominal.conditions
        fresh = trace_species_line(table, nominal.target, gases()[gas], asked).limits_ev()
        for one, other in zip(fresh, (lower[k], upper[k]), strict=True):
            assert (math.isinf(one) and math.isinf(other)) or float(one) == pytest.approx(
                float(other), abs=1e-9
            )


def test_gas_products_leave_at_one_bar(cold):
    """Limits from measured Gibbs energies: LiCl to chlorine gas and the like."""
    found = {
        name: sw.window(name, phases=cold).oxidation_limit_v for name in ("LiCl", "LiF", "Li2O2", "Li2CO3")
    }
    # dG of LiCl, LiF, Li2O2 and Li2CO3 - CO2 (JANAF).
    assert found == pytest.approx({"LiCl": 3.984, "LiF": 6.09, "Li2O2": 2.958, "Li2CO3": 3.823}, abs=0.05)


def test_temperature_changes_the_answer_and_is_said(cold, hot):
    windows = [sw.window("LLZO", phases=table) for table in (cold, hot)]
    assert [window.provenance.conditions.temperature_k for window in windows] == [ROOM_K, 1000.0]
    assert windows[0].oxidation_limit_v > windows[1].oxidation_limit_v + 0.1
    by_keyword = sw.window("LLZO", phases="starter", scheme="measured", temperature_k=1000.0)
    assert by_keyword == windows[1]


def test_errors_grow_with_temperature(cold, hot):
    frames = [table.to_dataframe().set_index("formula")["error_90_ev_per_atom"] for table in (cold, hot)]
    assert frames[0]["Li6PS5Cl"] < frames[1]["Li6PS5Cl"]
    assert frames[0]["LiCl"] == frames[1]["LiCl"]
    assert frames[1]["CO2"] < 0.01


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"gases_bar": {"XX": 1.0}}, "'XX' is not a gas"),
        ({"gases_bar": {"O2": 0.0}}, "above 0"),
        ({"gases_bar": {"O2": -1.0}}, "above 0"),
        ({"gases_bar": {"CO2": 2.0}}, "at most 1"),
        ({"gases_bar": {"H2O": 0.5}}, "condenses"),
        ({"gases_bar": {"H2": 0.1, "O2": 0.2, "H2O": 0.01}}, "H2 and O2 form H2O"),
        (
            {"gases_bar": {"H2": 1.0, "O2": 1.0}},
            "H2 and O2 form H2O at these pressures and 298.15 K: -2.37 eV",
        ),
        ({"gases_bar": {"H2S": 1.0, "O2": 0.2, "H2O": 0.01}}, "form S"),
        ({"gases_bar": {"O2": 0.2}, "open_ev": {"O": -1.0}}, "fixed twice"),
        ({"gases_bar": {"Li": 1e-25}}, "Leave the gas out"),
        ({"temperature_k": 20.0}, "in kelvins"),
        ({"temperature_k": math.nan}, "not a number"),
    ],
)
def test_what_can_not_be_is_refused_in_a_sentence(asked, sentence):
    with pytest.raises(sw.StabwinError, match=sentence) as caught:
        sw.window("LLZO", phases="starter", scheme="measured", **asked)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "gas", "asked", "sentence"),
    [
        ("O2", "O2", {}, "nothing but O2"),
        ("LLZO", "O2", {"gases_bar": {"O2": 0.2}}, "fixed already"),
        ("LLZO", "H2O", {"gases_bar": {"H2O": 0.01}}, "asked for"),
    ],
)
def test_a_window_along_what_is_fixed_is_refused(cold, name, gas, asked, sentence):
    (found,) = sw.species_windows([name], gas, phases=cold, **asked)
    assert sentence in found.error.message


def test_a_profile_has_the_limits_of_the_window_among_its_steps(hot):
    (window,) = sw.species_windows(["LCO"], "O2", phases=hot)
    (profile,) = sw.species_profiles(["LCO"], "O2", phases=hot)
    ends = [step.upper_limit for step in profile.steps]
    assert window.lower_limit in ends
    place = ends.index(window.lower_limit)
    assert profile.steps[place].equilibrium == window.given_off
    molecules = [step.equilibrium.molecules_per_formula for step in profile.steps]
    assert molecules == sorted(molecules)


def test_a_gas_that_has_nothing_in_common_changes_nothing(cold):
    (found,) = sw.species_windows(["LLZO"], "N2", phases=cold)
    assert found.lower_limit is None
    assert found.upper_limit is None
    assert found.decomposition == sw.window("LLZO", phases=cold).decomposition


def test_a_result_reads_back_from_its_document(cold, validate):
    answers = sw.species_windows(["LPSCl", "XXX"], "H2O", phases=cold, uncertainty=50)
    again = type(answers).from_dict(answers.to_dict())
    assert again.to_dict() == answers.to_dict()
    assert again[0] == answers[0]
    validate(answers.to_dict())


def test_reactions_in_air_are_written_with_its_molecules(cold):
    gases_bar = {"O2": 0.2, "H2O": 0.01}
    contact = sw.interface("LLZO", "LATP", phases=cold, gases_bar=gases_bar)
    assert "H2O" in contact.mutual.reaction
    assert " H2 " not in contact.mutual.reaction
    window = sw.window("LLZO", phases=cold, gases_bar=gases_bar)
    assert "H2O" in window.oxidation.reaction
    assert set(window.oxidation.exchanged) == {"H", "O"}


@pytest.mark.parametrize(
    ("name", "gas", "asked"),
    [
        ("LLZO", "O2", {"voltage_v": 2.0}),
        ("LPSCl", "O2", {"voltage_v": 0.5}),
        ("Li3PS4", "H2O", {"voltage_v": 0.5}),
        ("LLZO", "CO", {"gases_bar": {"CO2": 1e-3}}),
        ("CaCO3", "CO2", {"uncertainty": 50}),
        ("Li2CO3", "H2O", {"uncertainty": 50}),
    ],
)
def test_where_the_line_ends_in_a_ray_there_is_no_limit(cold, name, gas, asked):
    """The gas leaves, or reacts with other reservoirs without end, before the target takes it up."""
    (found,) = sw.species_windows([name], gas, phases=cold, **asked)
    assert not isinstance(found, sw.Failure), found
    assert (found.upper_limit is None) == (found.taken_up is None)
    plain = {key: value for key, value in asked.items() if key != "uncertainty"}
    (profile,) = sw.species_profiles([name], gas, phases=cold, **plain)
    assert profile.steps[-1].upper_limit is None


@pytest.mark.parametrize("gas", ["Li", "LiCl"])
def test_a_gas_that_holds_the_ion_is_refused(cold, gas):
    (found,) = sw.species_windows(["LLZO"], gas, phases=cold)
    assert "holds the working ion Li" in found.error.message


@pytest.mark.parametrize(
    ("gases_bar", "sentence"),
    [
        ({"CO2": 0.5, "CO": 0.5}, "CO2 and CO form C"),
        ({"H2S": 0.1, "H2": 1e-20}, "form S"),
        ({"NH3": 0.1, "H2": 1e-30}, "form N"),
        ({"S2": 1.0}, "S2 condenses"),
        ({"Br2": 1.0}, "Br2 condenses"),
        ({"h2o": 0.01}, "did you mean H2O[?]"),
        ({8: 0.2}, "is not a gas"),
        ({"O2": "0.2"}, "above 0"),
        ({"O2": True}, "above 0"),
        ("O2=0.2", "give pressures in bar"),
    ],
)
def test_gases_that_can_not_be_are_refused(cold, gases_bar, sentence):
    with pytest.raises(sw.StabwinError, match=sentence):
        sw.window("Li3PS4", phases=cold, gases_bar=gases_bar)


@pytest.mark.parametrize(
    "temperature_k", ["298.15", [300], True, 10**400], ids=["text", "list", "flag", "huge"]
)
def test_a_temperature_that_is_no_number_is_refused(temperature_k):
    with pytest.raises(sw.RequestError, match="not a number of kelvins"):
        sw.window("LiCl", phases="starter", temperature_k=temperature_k)


def test_the_temperature_of_conditions_counts(cold, hot):
    asked = sw.Conditions(temperature_k=1000.0)
    (found,) = sw.windows(["LiCl"], conditions=asked, phases="starter", scheme="measured")
    assert found.provenance.conditions.temperature_k == 1000.0
    assert found == sw.window("LiCl", phases=hot)
    with pytest.raises(sw.RequestError, match="given twice"):
        sw.windows(["LiCl"], conditions=asked, phases=cold)


def test_what_does_not_last_in_its_gases_is_said(cold):
    window = sw.window("LLZO", phases=cold, gases_bar={"O2": 0.2, "CO2": 4e-4})
    assert "In these gases Li7La3Zr2O12 turns into" in " ".join(window.warnings)
    lasts = sw.window("LLZO", phases=cold, gases_bar={"O2": 0.2})
    assert "turns into" not in " ".join(lasts.warnings)


def test_solids_of_another_scheme_beside_measured_gases_are_said():
    window = sw.window("Li2CO3", phases="starter", scheme="literature", temperature_k=ROOM_K)
    said = "Gases have measured Gibbs energies, solids those of the scheme literature"
    assert said in " ".join(window.warnings)


def test_results_show_in_notebooks(cold):
    answers = sw.species_windows(["LLZO"], "CO2", phases=cold)
    assert "LLZO" in answers[0]._repr_html_()
    assert "LLZO" in answers._repr_html_()
    assert "LLZO" in sw.species_profiles(["LLZO"], "CO2", phases=cold)[0]._repr_html_()
