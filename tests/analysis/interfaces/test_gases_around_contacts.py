"""Laws of contacts in gases that leave the potentials of their elements open: molecules are exchanged."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

import stabwin as sw
from stabwin.analysis.interfaces.contact import contact_between
from stabwin.analysis.lines.mixing_line import mixing_line_in, sample_mixing_line, trace_mixing_line
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.formula import parse
from stabwin.chemistry.target import resolve_target
from stabwin.hull.sampled_line import SampledLines
from stabwin.phases.gas_columns import exchanging
from stabwin.thermo.gibbs.atmosphere import Atmosphere
from stabwin.thermo.gibbs.gases import gases
from stabwin.thermo.gibbs.polynomials import BOLTZMANN_EV_PER_K

ROOM_K = 298.15
SAME = 1e-9

# Water alone, water with the sulfide it frees, carbon dioxide, and oxygen beside a gas of other elements.
AROUND = (
    {"H2O": 0.01},
    {"H2O": 1e-4, "H2S": 1e-6},
    {"CO2": 4e-4},
    {"O2": 0.2, "HCl": 1e-20},
)
PAIRS = (("LGPS", "LCO"), ("LLZO", "LCO"), ("Li3YCl6", "NMC811"), ("Li2S", "Li2CO3"), ("LPSCl", "LiOH"))


@pytest.fixture(scope="module")
def cold():
    return sw.load_phases("starter", scheme="measured", temperature_k=ROOM_K)


def contact_of(table, a, b, gases_bar, voltage_v=None, **more):
    sides = [Side.of(table, resolve_target(one)) for one in (a, b)]
    conditions = sw.ContactConditions(gases_bar=gases_bar, voltage_v=voltage_v, **more).at(ROOM_K)
    return contact_between(*sides, "Li", conditions)


def sides_of(reaction):
    """Formula units on each side of a reaction as it is printed."""
    for side in reaction.split(" -> "):
        yield {
            name: float(amount or 1)
            for amount, name in (
                re.fullmatch(r"(?:([\d.]+) )?(\S+)", one).groups() for one in side.split(" + ")
            )
        }


def atoms_in(amounts):
    found = Counter()
    for name, amount in amounts.items():
        for element, n in parse(name).amounts.items():
            found[element] += amount * float(n)
    return found


@pytest.mark.parametrize("gases_bar", AROUND)
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_reactions_are_balanced_with_the_molecules_that_are_exchanged(cold, a, b, gases_bar):
    for voltage_v in (None, 4.0):
        found = sw.interface(a, b, phases=cold, gases_bar=gases_bar, voltage_v=voltage_v)
        for kink in found.kinks:
            left, right = sides_of(kink.reaction)
            difference = atoms_in(left)
            difference.subtract(atoms_in(right))
            assert max(map(abs, difference.values())) < 1e-3, kink.reaction
            assert not {product.formula for product in kink.products} & {*gases_bar}


def test_hydrolysis_releases_what_its_reaction_says(cold):
    """Li2S + 2 H2O -> 2 LiOH + H2S on its own, from the energies of its phases."""
    pressures = {"H2O": 1e-3, "H2S": 1e-6}
    found = sw.interface("Li2S", "Al2O3", phases=cold, gases_bar=pressures)
    assert found.kinks[-1].reaction == "Li2S + 2 H2O -> 2 LiHO + H2S"
    energies = dict(zip(cold.columns.keys.to_list(), cold.stability.energies.tolist(), strict=True))
    of_gas = {name: gases()[name].gibbs_ev(ROOM_K, bar) for name, bar in pressures.items()}
    expected = 6 * energies["H1 Li1 O1"] + of_gas["H2S"] - 3 * energies["Li2 S1"] - 2 * of_gas["H2O"]
    assert expected < -0.1
    assert found.self_a_ev_per_atom == pytest.approx(expected / 3, abs=SAME)


@pytest.mark.parametrize("voltage_v", [None, 4.0])
@pytest.mark.parametrize(("a", "b"), PAIRS[:4])
def test_a_gas_of_two_columns_equals_its_elements_fixed(cold, a, b, voltage_v):
    """Oxygen open and water exchanged by molecules, or the hydrogen that both fix opened too."""
    contact = contact_of(cold, a, b, {"O2": 0.2, "H2O": 0.01}, voltage_v)
    elements = trace_mixing_line(cold, contact)
    oxygen = contact.potentials_ev["O"]
    opened = {e: mu for e, mu in contact.potentials_ev.items() if e != "H"}
    water = gases()["H2O"]
    closed = replace(contact, atmosphere=None)._system(cold, contact.elements, 0.0)
    columns = exchanging(closed.open_to(opened), {water: water.gibbs_ev(ROOM_K, 0.01) - oxygen})
    assert "H" in columns.elements
    molecules = mixing_line_in(columns, contact)
    assert molecules.mutual.min() == pytest.approx(elements.mutual.min(), abs=SAME)
    assert molecules.total.min() == pytest.approx(elements.total.min(), abs=SAME)
    assert molecules.self_a_ev_per_atom == pytest.approx(elements.self_a_ev_per_atom, abs=SAME)


def test_consistent_reservoirs_give_one_contact(cold):
    """Hydrogen at the pressure that oxygen and water fix, in place of the water or beside it."""
    fixed = Atmosphere({"O2": 1e-3, "H2O": 0.01}, ROOM_K).potentials_ev
    hydrogen_bar = math.exp(2 * fixed["H"] / (BOLTZMANN_EV_PER_K * ROOM_K))
    ways = ({"H2O": 0.01}, {"H2": hydrogen_bar}, {"H2": hydrogen_bar, "H2O": 0.01})
    found = [sw.interface("LGPS", "LCO", phases=cold, gases_bar={"O2": 1e-3, **way}) for way in ways]
    for one in found[1:]:
        assert one.mutual.ev_per_atom == pytest.approx(found[0].mutual.ev_per_atom, abs=SAME)
        assert one.total.ev_per_atom == pytest.approx(found[0].total.ev_per_atom, abs=SAME)


@pytest.mark.parametrize(("a", "b"), [("LGPS", "LCO"), ("LLZO", "LATP"), ("Li3YCl6", "NMC811")])
def test_next_to_nothing_of_a_gas_is_no_gas(cold, a, b):
    """Materials without hydrogen can't give off water, nor take up what there is none of."""
    for voltage_v in (None, 4.0):
        without = sw.interface(a, b, phases=cold, voltage_v=voltage_v)
        thin = sw.interface(a, b, phases=cold, voltage_v=voltage_v, gases_bar={"H2O": 1e-300})
        assert thin.mutual.ev_per_atom == pytest.approx(without.mutual.ev_per_atom, abs=SAME)
        assert thin.total.ev_per_atom == pytest.approx(without.total.ev_per_atom, abs=SAME)
        assert thin.mutual.products == without.mutual.products
        assert [kink.reaction for kink in thin.kinks] == [kink.reaction for kink in without.kinks]


@pytest.mark.parametrize("gases_bar", AROUND)
def test_more_of_a_gas_never_makes_a_mixture_release_less(cold, gases_bar):
    """The grand potential of a mixture falls as a gas that is taken up comes to more."""
    (first, pressure), *others = gases_bar.items()
    thinner = sw.interface(
        "Li3PO4", "LiAlO2", phases=cold, gases_bar={first: pressure / 10, **dict(others)}
    )
    thicker = sw.interface("Li3PO4", "LiAlO2", phases=cold, gases_bar=gases_bar)
    assert thicker.total.ev_per_atom <= thinner.total.ev_per_atom + SAME


@pytest.mark.parametrize("gases_bar", AROUND)
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_contact_of_b_and_a_mirrors_that_of_a_and_b(cold, a, b, gases_bar):
    for voltage_v in (None, 4.0):
        asked = {"phases": cold, "gases_bar": gases_bar, "voltage_v": voltage_v}
        one, other = sw.interface(a, b, **asked), sw.interface(b, a, **asked)
        for left, right in ((one.mutual, other.mutual), (one.total, other.total)):
            assert left.ev_per_atom == right.ev_per_atom
            assert left.products == right.products
        assert one.self_a_ev_per_atom == other.self_b_ev_per_atom
        assert [kink.products for kink in one.kinks] == [kink.products for kink in other.kinks[::-1]]


@pytest.mark.parametrize("gases_bar", AROUND)
def test_points_of_a_range_are_answers_at_its_voltages(cold, gases_bar):
    asked = {"phases": cold, "gases_bar": gases_bar}
    found = sw.interface("LGPS", "LCO", voltages_v=(3.6, 4.6), **asked).range
    assert found.worst.ev_per_nonion_atom == min(point.mutual_ev_per_nonion_atom for point in found.points)
    for point in found.points:
        fresh = sw.interface("LGPS", "LCO", voltage_v=point.voltage_v, **asked)
        assert fresh.mutual.ev_per_atom == pytest.approx(point.mutual_ev_per_atom, abs=1e-6)
    for voltage_v in (3.65, 3.93, 4.21, 4.49):
        fresh = sw.interface("LGPS", "LCO", voltage_v=voltage_v, **asked).mutual.ev_per_nonion_atom
        assert fresh >= found.worst.ev_per_nonion_atom - SAME


@pytest.mark.parametrize("gases_bar", AROUND)
@pytest.mark.parametrize("voltage_v", [None, 4.0])
def test_each_sample_equals_a_fresh_answer(cold, gases_bar, voltage_v):
    contact, model = contact_of(cold, "LGPS", "LCO", gases_bar, voltage_v), ErrorModel(samples=20)
    samples = sample_mixing_line(cold, contact, model)
    assert isinstance(samples.line, SampledLines)
    every = contact.all_phases(cold)
    errors = model.system_errors(every, 0, model.samples)
    assert not errors[:, every.first_gas_column :].any()
    for k in range(0, 20, 5):
        fresh = mixing_line_in(replace(every, costs=every.costs + errors[k]), contact)
        assert samples.mutual[k].min() == pytest.approx(fresh.mutual.min(), abs=SAME)


def test_error_bars_of_a_hydrolysis_are_of_its_solids(cold):
    found = sw.interface("Li2S", "Li2CO3", phases=cold, gases_bar={"H2O": 0.01}, uncertainty=200)
    assert found.uncertainty.total_ev_per_atom.p05 < found.total.ev_per_atom < 0
    assert not {name for name, _ in found.uncertainty.products} & {"H2O"}


def test_lines_that_are_kept_are_told_apart_by_their_gases(cold):
    memory = {}
    for gases_bar in ({}, {"H2O": 0.01}, {"H2O": 1e-4}, {"H2O": 0.01, "CO2": 4e-4}):
        contact = contact_of(cold, "LiAlO2", "Li2CO3", gases_bar)
        kept, fresh = trace_mixing_line(cold, contact, memory), trace_mixing_line(cold, contact)
        assert np.array_equal(kept.line.energies, fresh.line.energies)
    assert len(memory) == 4


def test_against_the_metal_gases_are_there_too(cold):
    """So little water that lithium does not react with it: lithium hydroxide gives some off."""
    around = {"H2O": 1e-120}
    found = sw.interface("LiOH", "Li", phases=cold, gases_bar=around)
    assert found.total.reaction == "LiHO -> 0.5 Li2O + 0.5 H2O"
    assert found.self_a_ev_per_atom == pytest.approx(found.total.ev_per_atom, abs=SAME)
    alone = sw.window("LiOH", phases=cold, gases_bar=around, voltage_v=0.0)
    assert found.total.ev_per_atom == pytest.approx(alone.at_voltage.ev_per_atom, abs=SAME)


def test_against_the_metal_open_elements_are_exchanged_as_molecules(cold):
    found = sw.interface("Al(OH)3", "Li", phases=cold, gases_bar={"O2": 1e-210, "H2O": 1e-150})
    assert found.total.reaction == "Al(HO)3 + 2.25 Li -> 0.25 Li9Al4 + 0.75 O2 + 1.5 H2O"


def test_molecules_beside_open_elements_stand_in_reactions(cold):
    """Oxygen has a potential of its own, hydrogen and chlorine share that of their molecule."""
    around = Atmosphere({"O2": 0.2, "HCl": 1e-20}, ROOM_K)
    assert around.molecules_of({"O": 3.0}) == pytest.approx({"O2": 1.5, "HCl": 0.0})
    found = sw.profile("LiAlO2", phases=cold, gases_bar={"O2": 0.2, "HCl": 1e-10})
    written = [step.equilibrium.reaction for step in found.steps]
    assert written[:2] == ["LiAlO2 -> 0.5 Al2O3 + Li + 0.25 O2", "LiAlO2 + HCl -> AlHO2 + LiCl"]
