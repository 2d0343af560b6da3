"""Onsets against what is measured, and against solutions at each temperature."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

import stabwin as sw
from stabwin.chemistry.formula import parse
from stabwin.chemistry.masses import molar_mass_g_per_mol
from stabwin.errors import CoverageError, PotentialError, RequestError, TargetError
from stabwin.hull.line import hull_along
from stabwin.phases.load import load_phases
from stabwin.phases.system import System

MEASURED = {"phases": "starter", "scheme": "measured"}


def formed(heating, low_k=298.15, high_k=1500.0):
    """All phases of the mixture that are there somewhere between two temperatures."""
    ends = [step.onset_temperature_k or heating.low_k for step in heating.steps] + [heating.high_k]
    return {
        phase.formula
        for step, start, end in zip(heating.steps, ends[:-1], ends[1:], strict=True)
        if start < high_k and end > low_k
        for phase in step.products
    }


# Onsets of measured compounds, K; docs/temperature.md compares them with those that are known.
@pytest.mark.parametrize(
    ("material", "gases", "onset_k", "gas"),
    [
        ("CaCO3", None, 1167.3, "CO2"),
        ("MgCO3", None, 675.0, "CO2"),
        ("Ca(OH)2", None, 794.4, "H2O"),
        ("Mg(OH)2", None, 542.0, "H2O"),
        ("Co3O4", {"O2": 0.21}, 1171.5, "O2"),
    ],
)
def test_decompositions_begin_where_those_of_windows_do(material, gases, onset_k, gas):
    heating = sw.heat(material, gases_bar=gases, **MEASURED)
    assert heating.gas_onset.temperature_k == pytest.approx(onset_k, abs=0.6)
    assert [one.formula for one in heating.steps[0].gases_given_off] == [gas]


def test_calcium_carbonate_gives_off_its_carbon_dioxide_and_takes_up_heat():
    (step,) = sw.heat("CaCO3", **MEASURED).steps
    assert step.reaction == "CaCO3 -> CO2 + CaO"
    (gas,) = step.gases_given_off
    assert gas.mol_per_g == pytest.approx(1 / 100.087, rel=1e-4)
    assert gas.ml_per_g == pytest.approx(24790 / 100.087, rel=1e-3)
    # 178.3 kJ/mol at 298 K (CRC), some 167 at 1,170 K by heat capacities.
    assert step.heat_kj_per_g * 100.087 == pytest.approx(168.0, abs=3.0)


def test_water_boils_at_100_c():
    heating = sw.heat("LiOH.H2O", temperatures_k=(298.15, 600), **MEASURED)
    (step,) = heating.steps
    assert step.reaction == "LiH3O2 -> H2O(g) + LiHO"
    steam = sw.heat("BaCl2.2H2O", temperatures_k=(298.15, 600), **MEASURED)
    boils = [one for one in steam.steps if one.reaction == "H2O -> H2O(g)"]
    for one in boils:
        assert one.onset_temperature_k == pytest.approx(373.12, abs=0.05)
        moles = one.gases_given_off[0].mol_per_g
        assert one.heat_kj_per_g / moles == pytest.approx(40.7, abs=0.5)


PAIRS = {
    "in argon": ("LATP", "LCO", 0.5, {}),
    "in oxygen": ("LATP", "LCO", 0.1, {"O2": 0.2095}),
    "a sulfide": ("LPSCl", "LFP", 0.5, {}),
    "in water vapour": ("Li3PS4", None, 1.0, {"H2O": 1e-3}),
    "in air": ("LLZO", None, 1.0, {"O2": 0.2095, "CO2": 4.2e-4}),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_no_step_is_missed_and_each_begins_where_solutions_change(pair):
    """Solutions every 2 K see no other equilibrium, and those beside an onset the two on its sides."""
    from stabwin.analysis.heat.material import Heated
    from stabwin.analysis.lines.mixture import Side
    from stabwin.chemistry.target import resolve_target
    from stabwin.documents.frozen_mapping import FrozenMapping
    from stabwin.phases.over_temperatures import ThermalPhases
    from stabwin.thermo.gibbs.atmosphere import checked_gas

    a, b, part, gases = pair
    table = load_phases("starter", scheme="measured", temperature_k=298.15)
    sides = [Side.of(table, resolve_target(one)) for one in (a, b) if one]
    elements = {e for side in sides for e in side.formula.elements}
    elements |= {e for gas in gases for e in checked_gas(gas).amounts}
    phases = ThermalPhases.of(System.of(table, elements, np.inf))
    masses = (part, 1 - part)[: len(sides)]
    whole = Heated.of(
        tuple(zip(sides, masses, strict=True)), phases, FrozenMapping(gases), (298.15, 1500.0)
    )
    stretches = whole.stretches
    for t in np.arange(299.0, 1500.0, 2.0).tolist():
        (own,) = [one for one in stretches if one.low_k < t <= one.high_k]
        fresh = whole.programme.equilibrium(whole.composition, t)
        costs = whole.programme.costs_ev(t)
        energies = [sum(x * costs[c] for c, x in one.items()) for one in (own.amounts, fresh)]
        assert energies[0] == pytest.approx(energies[1], abs=1e-10)
    for before, after in pairwise(stretches):
        beside = 1e-3 if min(before.high_k - before.low_k, after.high_k - after.low_k) > 0.01 else 1e-5
        low = whole.programme.equilibrium(whole.composition, before.high_k - beside)
        high = whole.programme.equilibrium(whole.composition, after.low_k + beside)
        assert low.keys() == before.amounts.keys()
        assert high.keys() == after.amounts.keys()


@pytest.mark.parametrize("draft", ["none", "points"])
def test_steps_are_found_without_the_draft(draft, monkeypatch):
    """From the two ends alone, or from points alone where the walk gives up: each crossing is looked at."""
    from stabwin.analysis.heat import equilibria

    expected = [step.onset_temperature_k for step in sw.heat("LATP", "LCO", **MEASURED).steps]
    assert len(expected) > 6
    if draft == "none":
        monkeypatch.setattr(equilibria, "_middles", lambda *_: [])
    else:
        monkeypatch.setattr(equilibria, "vertices", lambda *_: None)
    found = [step.onset_temperature_k for step in sw.heat("LATP", "LCO", **MEASURED).steps]
    assert found[1:] == pytest.approx(expected[1:], abs=1e-5)


def test_a_step_leaves_the_hull_of_a_table_at_its_temperature():
    """The whole way: the equilibrium from a table that is opened anew at two temperatures."""
    heating = sw.heat("LATP", "LCO", **MEASURED)
    for t in (400.0, 900.0, 1300.0):
        table = load_phases("starter", scheme="measured", temperature_k=t)
        sides = [parse(heating.formula_a), parse(heating.formula_b)]
        system = System.of(table, {e for side in sides for e in side.elements})
        b = sum(0.5 / molar_mass_g_per_mol(one.amounts) * system.vector(one) for one in sides)
        line = hull_along(system.programme, b / b.sum(), np.zeros_like(b), 0.0)
        expected = {system.phase(column)[0] for column in line.equilibrium_at(0.0)}
        assert formed(heating, t, t + 1e-9) == expected


def test_reactions_balance_and_mass_is_kept():
    for heating in (
        sw.heat("LATP", "LCO", **MEASURED),
        sw.heat("LPSCl", "NMC811", state="charged", **MEASURED),
    ):
        for _, steps in heating.parts:
            for step in steps:
                assert sum(phase.g_per_g for phase in step.products) == pytest.approx(1.0, abs=1e-9)
                left, right = step.reaction.split(" -> ")
                assert atoms(left) == pytest.approx(atoms(right), abs=2e-4)


def atoms(side: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for term in side.split(" + "):
        number, _, formula = term.rpartition(" ")
        for element, n in parse(formula.removesuffix("(g)")).amounts.items():
            found[element] = found.get(element, 0.0) + float(number or 1) * float(n)
    return dict(sorted(found.items()))


def test_what_is_left_of_a_material_in_excess_stands_on_no_side():
    (first, *_) = sw.heat("Li", "LiCoO2", **MEASURED).steps
    assert first.reaction == "3 Li + LiCoO2 -> Co + 2 Li2O"
    assert {phase.formula for phase in first.products} == {"Co", "Li", "Li2O"}


def test_what_begins_on_heating_takes_up_heat():
    """Where both sides have one Gibbs energy, the side that comes has more entropy, and so enthalpy."""
    heating = sw.heat("NMC811", state="charged", **MEASURED)
    for step in heating.steps:
        if step.onset_temperature_k is not None:
            assert step.heat_kj_per_g > 0


def test_the_contact_adds_what_the_mixture_has_over_its_sides():
    heating = sw.heat("Li3PS4", "LCO", **MEASURED)
    table = load_phases("starter", scheme="measured", temperature_k=298.15)
    sides = [parse("Li3PS4"), parse("LiCoO2")]
    system = System.of(table, {e for side in sides for e in side.elements})
    moles = [0.5 / molar_mass_g_per_mol(one.amounts) for one in sides]

    def gibbs(vector):
        line = hull_along(system.programme, vector / vector.sum(), np.zeros_like(vector), 0.0)
        return float(line.energies[0]) * vector.sum() * 96.48533

    own = [mol * system.vector(one) for mol, one in zip(moles, sides, strict=True)]
    expected = gibbs(own[0] + own[1]) - gibbs(own[0]) - gibbs(own[1])
    assert heating.contact[0].gibbs_kj_per_g == pytest.approx(expected, abs=1e-6)


def test_nothing_happens_to_a_stable_material():
    heating = sw.heat("Al2O3", **MEASURED)
    assert heating.status == "no_reaction"
    assert heating.steps == ()
    assert heating.reaction_onset == heating.gas_onset
    assert heating.gas_onset.temperature_k is None
    assert heating.gas_onset.words == "above 1,500 K"


def test_a_range_that_ends_before_an_onset_says_so():
    assert sw.heat("CaCO3", temperatures_k=(300, 1100), **MEASURED).gas_onset.words == "above 1,100 K"


def test_both_orders_and_parts_give_one_mixture():
    one = sw.heat("LATP", "LCO", mass_fraction_a=0.3, **MEASURED)
    other = sw.heat("LCO", "LATP", mass_fraction_a=0.7, **MEASURED)
    assert [step.onset_temperature_k for step in one.steps] == [
        step.onset_temperature_k for step in other.steps
    ]
    assert one.contact == other.contact


def test_error_bars_hold_what_is_nominal_without_errors():
    exact = sw.ErrorModel(samples=20, sigma_ev_per_atom=0.0, shared_errors=False)
    heating = sw.heat("LATP", "LCO", uncertainty=exact, **MEASURED)
    for step in heating.steps:
        spread = step.uncertainty.onset_temperature_k
        assert step.uncertainty.probability == 1.0
        assert spread.p05 == spread.p95 == pytest.approx(step.onset_temperature_k or 298.15, abs=0.3)
    assert heating.uncertainty.gas_onset_k.median == 298.15


def test_a_measured_decomposition_has_a_narrow_error_bar():
    heating = sw.heat("CaCO3", uncertainty=200, **MEASURED)
    spread = heating.uncertainty.gas_onset_k
    assert spread.p05 < 1167.3 < spread.p95
    assert spread.p95 - spread.p05 < 250
    assert heating.uncertainty.gas_probability == 1.0


def test_a_gas_that_never_leaves_has_no_probability():
    heating = sw.heat("Al2O3", uncertainty=50, **MEASURED)
    assert heating.uncertainty.gas_probability == 0.0
    assert math.isinf(heating.uncertainty.gas_onset_k.median)


def test_less_oxygen_brings_its_release_down():
    heating = sw.heat("Co3O4", pressures_bar=(1e-6, 1e-3, 0.21, 1.0), **MEASURED)
    onsets = [column.onsets_k[0] for column in heating.oxygen_map]
    assert onsets == sorted(onsets)
    assert onsets[2] == pytest.approx(1171.5, abs=0.1)
    assert heating.oxygen_map[2].equilibria[:2] == ("Co3O4", "CoO")


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"temperatures_k": (900, 300)}, RequestError, "run from 900 to 300 K"),
        ({"temperatures_k": (200, 300)}, RequestError, "298.15 to 1500 K"),
        ({"temperatures_k": (300, 2000)}, RequestError, "298.15 to 1500 K"),
        ({"temperatures_k": 300}, RequestError, "give two in K"),
        ({"gases_bar": {"Xe": 1.0}}, RequestError, "is not a gas"),
        ({"gases_bar": {"O2": -1.0}}, RequestError, "above 0"),
        ({"gases_bar": {"O2": 0.2, "H2": 0.1}}, PotentialError, "form H2O"),
        ({"state": "full"}, RequestError, "not a state of charge"),
        ({"state": "both"}, RequestError, "One answer has one state"),
        ({"b": "LCO", "mass_fraction_a": 1.0}, RequestError, "between 0 and 1"),
        ({"pressures_bar": (0.0,)}, RequestError, "above 0"),
        ({"b": "AcO2"}, CoverageError, "Ac"),
    ],
)
def test_bad_input_is_said_in_one_sentence(arguments, error, said):
    with pytest.raises(error, match=said):
        sw.heat("LATP", **{**arguments, **MEASURED})


def test_a_gas_has_nothing_to_be_heated_in_its_own_atmosphere():
    with pytest.raises(TargetError, match="choose another atmosphere"):
        sw.heat("CO2", gases_bar={"O2": 0.2, "CO2": 0.1}, **MEASURED)
