"""Laws of windows and voltage profiles, on random small phase tables and on the starter phases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymatgen.analysis.phase_diagram import PDEntry
from pymatgen.core import Composition

import stabwin
from stabwin.analysis.reaction import Equilibrium
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import parse
from stabwin.phases.record import PhaseRecord
from stabwin.phases.system import System

# What two ways to the same voltage (V) or energy (eV/atom) may differ by.
SAME = 1e-9

# Real questions: with and without the ion, on and off the hull, listed or not, of every valence.
REAL_TARGETS = (
    ("Li3PS4", "Li"),
    ("Li10GeP2S12", "Li"),
    ("Li7La3Zr2O12", "Li"),
    ("Li1.3Al0.3Ti1.7(PO4)3", "Li"),
    ("Li6PS5Cl", "Li"),
    ("Li3YCl6", "Li"),
    ("LiCoO2", "Li"),
    ("LiFePO4", "Li"),
    ("Li3N", "Li"),
    ("Li2O2", "Li"),
    ("LiF", "Li"),
    ("Li7P3S11", "Li"),
    ("Li6MgLa2Nb2O12", "Li"),
    ("FePO4", "Li"),
    ("S", "Li"),
    ("Na3PS4", "Na"),
    ("MgSc2Se4", "Mg"),
    ("CaZrO3", "Ca"),
    ("Al2S3", "Al"),
    ("Li3PO4", "Mg"),
)

Amounts = Mapping[str, int]

# The decimals of the data, and exact ties.
ENERGIES = st.integers(-3_000_000, 500_000).map(lambda n: n / 1e6) | st.integers(-30, 5).map(
    lambda n: n / 10
)
DEPTHS = st.floats(1e-4, 0.5)
SCALES = st.sampled_from([Fraction(1, 10**6), Fraction(1, 7), Fraction(10**6)])


@dataclass(frozen=True)
class Question:
    """A target, its ion, and the random phases to ask (None: the starter)."""

    target: str
    ion: str
    records: tuple[PhaseRecord, ...] | None

    def table(self) -> stabwin.PhaseTable:
        return stabwin.load_phases("starter") if self.records is None else table_of(self.records)


def written(amounts: Mapping[str, int | Fraction]) -> str:
    return "".join(f"{element}{amount}" for element, amount in amounts.items() if amount)


def compositions(elements: tuple[str, ...]) -> st.SearchStrategy[Amounts]:
    counts = st.fixed_dictionaries({element: st.integers(0, 6) for element in elements})
    return counts.filter(lambda amounts: any(amounts.values()))


def records_of(elements: tuple[str, ...]) -> st.SearchStrategy[list[PhaseRecord]]:
    """Compounds of some elements and, so that all are covered, the elements."""
    units = [PhaseRecord(amounts={e: 1}, formation_energy_ev_per_atom=0.0) for e in elements]
    compounds = compositions(elements).filter(lambda amounts: sum(map(bool, amounts.values())) > 1)
    phases = st.builds(
        lambda amounts, energy: PhaseRecord(
            amounts={element: n for element, n in amounts.items() if n},
            formation_energy_ev_per_atom=energy,
        ),
        compounds,
        ENERGIES,
    )
    return st.lists(phases, max_size=12).map(lambda compounds: units + compounds)


def table_of(records: tuple[PhaseRecord, ...] | list[PhaseRecord]) -> stabwin.PhaseTable:
    return stabwin.PhaseTable.from_records(records, name="random")


@st.composite
def random_questions(draw: st.DrawFn) -> Question:
    ion = draw(st.sampled_from(["Li", "Li", "Mg", "Al"]))
    elements = (ion, "P", "S", "Cl")
    records = draw(records_of(elements))
    listed = [record.amounts for record in records if set(record.amounts) - {ion}]
    unlisted = compositions(elements).filter(lambda amounts: any(amounts[e] for e in elements[1:]))
    target = draw(st.sampled_from(listed) | unlisted)
    return Question(written(target), ion, tuple(records))


def questions() -> st.SearchStrategy[Question]:
    real = st.sampled_from([Question(target, ion, None) for target, ion in REAL_TARGETS])
    return real | random_questions()


def assert_same_limits(one: stabwin.Window, other: stabwin.Window) -> None:
    assert other.reduction_limit_v == pytest.approx(one.reduction_limit_v, rel=0, abs=SAME)
    if one.oxidation_limit_v is None:
        assert other.oxidation_limit_v is None
    else:
        assert other.oxidation_limit_v == pytest.approx(one.oxidation_limit_v, rel=0, abs=SAME)


def assert_no_narrower(wide: stabwin.Window, narrow: stabwin.Window) -> None:
    assert wide.reduction_limit_v <= narrow.reduction_limit_v + SAME
    if wide.oxidation_limit_v is not None:
        assert narrow.oxidation_limit_v is not None
        assert wide.oxidation_limit_v >= narrow.oxidation_limit_v - SAME


def assert_balanced(target: str, ion: str, equilibrium: Equilibrium) -> None:
    balance = {e: float(n) for e, n in parse(target).amounts.items()}
    balance[ion] = balance.get(ion, 0.0) + equilibrium.ions_per_formula
    for product in equilibrium.products:
        assert product.amount > 0
        for element, n in Composition(product.formula).get_el_amt_dict().items():
            balance[element] = balance.get(element, 0.0) - n * product.amount
    assert max(map(abs, balance.values())) <= SAME, balance


def hull_energy_above(window: stabwin.Window) -> float:
    """What the target's own energy adds to -E_D at every voltage, eV/atom."""
    return window.energy_above_hull_ev_per_atom or 0.0


@given(questions(), SCALES)
def test_scaling_a_formula_changes_no_limit(question: Question, scale: Fraction) -> None:
    table, ion = question.table(), question.ion
    amounts = parse(question.target).amounts
    scaled = written({element: amount * scale for element, amount in amounts.items()})
    window = stabwin.window(question.target, phases=table, ion=ion)
    other = stabwin.window(scaled, phases=table, ion=ion)
    assert_same_limits(window, other)
    assert other.status == window.status
    assert hull_energy_above(other) == pytest.approx(hull_energy_above(window), rel=0, abs=SAME)
    for one, two in ((window.reduction, other.reduction), (window.oxidation, other.oxidation)):
        assert (one is None) == (two is None)
        if one is not None and two is not None:
            assert two.formulas == one.formulas
            assert (two.reaction is None) == (one.reaction is None)
            expected = one.ions_per_formula * float(scale)
            assert two.ions_per_formula == pytest.approx(expected, rel=1e-6, abs=1e-12)


@given(questions(), st.sampled_from([1e-6, 1e6]))
def test_scaling_amounts_in_floats_changes_no_limit(question: Question, scale: float) -> None:
    table, ion = question.table(), question.ion
    amounts = {e: float(n) * scale for e, n in parse(question.target).amounts.items()}
    window = stabwin.window(question.target, phases=table, ion=ion)
    assert_same_limits(window, stabwin.window(amounts, phases=table, ion=ion))


@given(questions(), SCALES)
def test_scaling_a_formula_scales_every_step_of_its_profile(question: Question, scale: Fraction) -> None:
    table, ion = question.table(), question.ion
    amounts = parse(question.target).amounts
    scaled = written({element: amount * scale for element, amount in amounts.items()})
    profile = stabwin.profile(question.target, phases=table, ion=ion)
    other = stabwin.profile(scaled, phases=table, ion=ion)
    assert len(other.steps) == len(profile.steps)
    for one, two in zip(profile.steps, other.steps, strict=True):
        assert two.voltage_low_v == pytest.approx(one.voltage_low_v, rel=0, abs=SAME)
        assert two.equilibrium.formulas == one.equilibrium.formulas
        assert (two.equilibrium.reaction is None) == (one.equilibrium.reaction is None)
        assert bool(two.equilibrium.ions_per_formula) == bool(one.equilibrium.ions_per_formula)
    np.testing.assert_allclose(other.decomposition_energy, profile.decomposition_energy, rtol=0, atol=SAME)


def entries_of(
    phases: list[tuple[Amounts, float]], references: Mapping[str, float], shifts: Mapping[str, float]
) -> list[PDEntry]:
    """pymatgen entries with total energies, each shifted per atom of some elements."""
    entries = []
    for amounts, energy in phases:
        total = energy * sum(amounts.values())
        total += sum(n * (references[e] + shifts.get(e, 0.0)) for e, n in amounts.items())
        entries.append(PDEntry(Composition(amounts), total))
    return entries


def assert_same_answers(target: str, ion: str, one: stabwin.PhaseTable, other: stabwin.PhaseTable) -> None:
    assert_same_limits(
        stabwin.window(target, phases=one, ion=ion), stabwin.window(target, phases=other, ion=ion)
    )
    before = stabwin.profile(target, phases=one, ion=ion)
    after = stabwin.profile(target, phases=other, ion=ion)
    np.testing.assert_allclose(after.decomposition_energy, before.decomposition_energy, rtol=0, atol=SAME)
    np.testing.assert_allclose(
        [step.equilibrium.ions_per_formula for step in after.steps],
        [step.equilibrium.ions_per_formula for step in before.steps],
        rtol=0,
        atol=SAME,
    )


@given(random_questions(), st.data(), st.floats(-5.0, 5.0))
def test_shifting_an_element_in_all_phases_and_itself_changes_no_limit_and_no_reaction_energy(
    question: Question, data: st.DataObject, shift: float
) -> None:
    element = data.draw(st.sampled_from(["P", "S", "Cl"]))
    assert question.records is not None
    phases = [(r.amounts, r.formation_energy_ev_per_atom) for r in question.records]
    references = {"P": -5.4, "S": -4.1, "Cl": -1.8, question.ion: -1.9}
    one = stabwin.PhaseTable.from_entries(entries_of(phases, references, {}), complete=True)
    other = stabwin.PhaseTable.from_entries(entries_of(phases, references, {element: shift}), complete=True)
    assert_same_answers(question.target, question.ion, one, other)


@pytest.mark.parametrize("element", ["Ge", "P", "S"])
def test_shifting_an_element_changes_no_answer_on_real_phases(
    starter: stabwin.PhaseTable, element: str
) -> None:
    system = System.of(starter, ["Li", "Ge", "P", "S"])
    formulas = [parse(system.phase(column)[0]) for column in range(len(system.rows))]
    phases = [
        ({e: int(n) for e, n in formula.amounts.items()}, float(cost))
        for formula, cost in zip(formulas, system.costs, strict=True)
    ]
    references = {"Li": -1.9, "Ge": -4.6, "P": -5.4, "S": -4.1}
    one = stabwin.PhaseTable.from_entries(entries_of(phases, references, {}), complete=True)
    other = stabwin.PhaseTable.from_entries(entries_of(phases, references, {element: 2.5}), complete=True)
    for target in ("Li10GeP2S12", "Li3PS4", "Li4GeS4", "P2S5"):
        assert_same_answers(target, "Li", one, other)
        assert_same_limits(stabwin.window(target, phases=one), stabwin.window(target, phases=starter))


@given(questions())
def test_slope_of_the_decomposition_energy_is_the_charge_taken_up_per_atom(question: Question) -> None:
    profile = stabwin.profile(question.target, phases=question.table(), ion=question.ion)
    per_ion = ION_VALENCE[question.ion] / parse(question.target).atoms
    points = profile.decomposition_energy
    edges = {step.voltage_low_v for step in profile.steps}
    assert [voltage for voltage, _ in points] == sorted({*edges, 5.0})
    for (left, low), (right, high) in pairwise(points):
        step = next(step for step in profile.steps if step.voltage_low_v <= left)
        expected = per_ion * step.equilibrium.ions_per_formula * (right - left)
        assert high - low == pytest.approx(expected, rel=0, abs=SAME)


@given(questions(), st.floats(0.0, 6.0))
def test_slope_of_the_decomposition_energy_holds_beside_every_voltage(
    question: Question, voltage: float
) -> None:
    table, ion = question.table(), question.ion
    step = 1e-4
    here = stabwin.window(question.target, phases=table, ion=ion, voltage_v=voltage).at_voltage
    above = stabwin.window(question.target, phases=table, ion=ion, voltage_v=voltage + step).at_voltage
    assert here is not None
    assert above is not None
    per_ion = ION_VALENCE[ion] / parse(question.target).atoms
    risen = (above.ev_per_atom - here.ev_per_atom) / step
    # Concave: the mean slope lies between those at both ends, which agree where no step ends between.
    assert risen <= per_ion * here.equilibrium.ions_per_formula + 1e-7
    assert risen >= per_ion * above.equilibrium.ions_per_formula - 1e-7


@given(questions())
def test_decomposition_energy_is_concave_and_never_positive(question: Question) -> None:
    profile = stabwin.profile(question.target, phases=question.table(), ion=question.ion)
    voltages, energies = np.array(profile.decomposition_energy).T
    assert voltages[0] == 0.0
    assert voltages[-1] >= 5.0
    assert np.all(np.diff(voltages) > 0)
    assert np.all(energies <= 0)
    for here in range(1, len(voltages) - 1):
        left, right = here - 1, here + 1
        weight = (voltages[right] - voltages[here]) / (voltages[right] - voltages[left])
        chord = weight * energies[left] + (1 - weight) * energies[right]
        assert energies[here] >= chord - SAME


@given(questions())
def test_decomposition_energy_is_continuous_at_every_breakpoint(question: Question) -> None:
    table, ion = question.table(), question.ion
    profile = stabwin.profile(question.target, phases=table, ion=ion)
    most_ions = max(abs(step.equilibrium.ions_per_formula) for step in profile.steps)
    steepest = ION_VALENCE[ion] * most_ions / parse(question.target).atoms
    beside = 1e-7
    for voltage, energy in profile.decomposition_energy:
        for other in (max(voltage - beside, 0.0), voltage, voltage + beside):
            at = stabwin.window(question.target, phases=table, ion=ion, voltage_v=other).at_voltage
            assert at is not None
            assert abs(at.ev_per_atom - energy) <= steepest * abs(other - voltage) + SAME


@given(questions())
def test_every_reaction_of_a_profile_is_balanced(question: Question) -> None:
    profile = stabwin.profile(question.target, phases=question.table(), ion=question.ion)
    for step in profile.steps:
        assert_balanced(question.target, question.ion, step.equilibrium)


@given(questions(), st.floats(0.0, 6.0))
def test_every_reaction_of_a_window_is_balanced(question: Question, voltage: float) -> None:
    window = stabwin.window(question.target, phases=question.table(), ion=question.ion, voltage_v=voltage)
    assert window.at_voltage is not None
    for equilibrium in (window.reduction, window.oxidation, window.at_voltage.equilibrium):
        if equilibrium is not None:
            assert_balanced(question.target, question.ion, equilibrium)
    balance = Composition({e: float(n) for e, n in parse(question.target).amounts.items()})
    for product in window.decomposition:
        balance -= Composition(product.formula) * (product.amount * (1 - SAME))
    assert sum(map(abs, balance.values())) <= 1e-6


@given(questions())
def test_steps_of_a_profile_join_and_lose_ions_towards_high_voltage(question: Question) -> None:
    steps = stabwin.profile(question.target, phases=question.table(), ion=question.ion).steps
    assert steps[0].voltage_high_v is None
    assert steps[-1].voltage_low_v == 0.0
    for high, low in pairwise(steps):
        assert low.voltage_high_v == high.voltage_low_v
        assert low.equilibrium.ions_per_formula > high.equilibrium.ions_per_formula
    content = parse(question.target).amount(question.ion)
    assert steps[0].equilibrium.ions_per_formula == pytest.approx(-content, rel=0, abs=SAME)


@given(questions())
def test_reduction_limit_never_exceeds_the_oxidation_limit(question: Question) -> None:
    window = stabwin.window(question.target, phases=question.table(), ion=question.ion)
    assert window.reduction_limit_v >= 0
    if window.oxidation_limit_v is None:
        assert parse(question.target).amount(question.ion) == 0
    else:
        width = window.oxidation_limit_v - window.reduction_limit_v
        assert width >= 0
        assert (window.window == "zero_width") == (width < SAME)


@given(questions(), st.floats(0.0, 1.0))
def test_no_ions_are_exchanged_inside_the_window(question: Question, fraction: float) -> None:
    table, ion = question.table(), question.ion
    window = stabwin.window(question.target, phases=table, ion=ion)
    low, high = window.reduction_limit_v, window.oxidation_limit_v
    inside = low + fraction * ((6.0 if high is None else high) - low)
    if inside < low + 1e-6 or (high is not None and inside > high - 1e-6):
        return
    at = stabwin.window(question.target, phases=table, ion=ion, voltage_v=inside).at_voltage
    assert at is not None
    assert at.equilibrium.ions_per_formula == 0.0
    assert at.ev_per_atom == pytest.approx(-hull_energy_above(window), rel=0, abs=SAME)
    assert sorted(at.equilibrium.formulas) == sorted(p.formula for p in window.decomposition)


@given(questions(), st.floats(1e-3, 1.0))
def test_ions_are_taken_up_below_the_window_and_given_off_above(
    question: Question, distance: float
) -> None:
    table, ion = question.table(), question.ion
    window = stabwin.window(question.target, phases=table, ion=ion)
    above_hull = hull_energy_above(window)
    if window.reduction_limit_v >= distance:
        voltage = window.reduction_limit_v - distance
        at = stabwin.window(question.target, phases=table, ion=ion, voltage_v=voltage).at_voltage
        assert at is not None
        assert at.equilibrium.ions_per_formula > 0
        assert at.ev_per_atom < -above_hull
    if window.oxidation_limit_v is not None:
        voltage = window.oxidation_limit_v + distance
        at = stabwin.window(question.target, phases=table, ion=ion, voltage_v=voltage).at_voltage
        assert at is not None
        assert at.equilibrium.ions_per_formula < 0
        assert at.ev_per_atom < -above_hull


@given(questions())
def test_limits_are_steps_of_the_profile(question: Question) -> None:
    table, ion = question.table(), question.ion
    window = stabwin.window(question.target, phases=table, ion=ion)
    steps = stabwin.profile(question.target, phases=table, ion=ion).steps
    if window.reduction is not None:
        assert window.reduction in [s.equilibrium for s in steps]
        assert window.reduction.ions_per_formula > 0
    if window.oxidation is not None:
        assert window.oxidation in [s.equilibrium for s in steps]
        assert window.oxidation.ions_per_formula < 0
    assert window.reduction_limit_v in {0.0, *(step.voltage_low_v for step in steps)}
    assert window.oxidation_limit_v in {None, *(step.voltage_low_v for step in steps)}


ELEMENTS = ("Li", "P", "S", "Cl")


@given(records_of(ELEMENTS), records_of(ELEMENTS))
def test_adding_phases_never_raises_a_hull_energy(
    fewer: list[PhaseRecord], more: list[PhaseRecord]
) -> None:
    before, after = table_of(fewer), table_of(fewer + more)
    for row, key in enumerate(before.columns.keys.to_list()):
        now = after.columns.keys.find(key)
        assert now is not None
        assert after.stability.hull_energies[now] <= before.stability.hull_energies[row] + SAME


@given(records_of(ELEMENTS), st.data())
def test_leaving_phases_out_is_a_table_without_them(
    records: list[PhaseRecord], data: st.DataObject
) -> None:
    compounds = [record for record in records if len(record.amounts) > 1]
    if not compounds:
        return
    dropped = data.draw(st.lists(st.sampled_from(compounds), min_size=1, max_size=3))
    formulas = [parse(written(record.amounts)) for record in dropped]
    keys = {formula.key for formula in formulas}
    rest = [record for record in records if parse(written(record.amounts)).key not in keys]
    left = table_of(records).excluding([formula.text for formula in formulas])
    alone = table_of(rest)
    assert left.columns.keys.to_list() == alone.columns.keys.to_list()
    np.testing.assert_array_equal(left.stability.stable, alone.stability.stable)
    np.testing.assert_array_equal(left.stability.hull_energies, alone.stability.hull_energies)
    assert System.of(left, ELEMENTS).fingerprint == System.of(alone, ELEMENTS).fingerprint


# Polymorphs and repeated rows: of one composition the lowest counts, whichever stands first.
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "formula": st.sampled_from(["Li2S", "Li4S2", "Li3PS4", "P2S5", "PCl5", "LiCl"]),
            "formation_energy_ev_per_atom": st.integers(0, 9).map(lambda n: -n / 4),
            "band_gap_ev": st.sampled_from([None, 0.0, 3.0]),
            "material_id": st.sampled_from(["", "mp-1", "mp-2"]),
        }
    ),
    min_size=1,
    max_size=8,
)


def table_of_rows(rows: list[dict[str, object]]) -> stabwin.PhaseTable:
    units = [{"formula": e, "formation_energy_ev_per_atom": 0.0} for e in ELEMENTS]
    return stabwin.PhaseTable.from_dataframe(pd.DataFrame([*units, *rows]), complete=True)


def in_bytes(table: stabwin.PhaseTable, targets: list[str]) -> bytes:
    answers = [stabwin.windows(targets, phases=table), stabwin.profiles(targets, phases=table)]
    return json.dumps([answer.to_dict() for answer in answers]).encode()


@given(ROWS, st.lists(compositions(ELEMENTS).map(written), min_size=1, max_size=3), st.data())
def test_order_of_rows_changes_no_byte(
    rows: list[dict[str, object]], targets: list[str], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(rows))
    targets = [*targets, "Li3PS4"]
    assert in_bytes(table_of_rows(rows), targets) == in_bytes(table_of_rows(shuffled), targets)


@given(ROWS, st.data())
def test_order_of_rows_changes_no_fingerprint(rows: list[dict[str, object]], data: st.DataObject) -> None:
    one = table_of_rows(rows)
    other = table_of_rows(data.draw(st.permutations(rows)))
    assert other.source.fingerprint == one.source.fingerprint
    assert System.of(other, ELEMENTS).fingerprint == System.of(one, ELEMENTS).fingerprint


def test_order_of_repeated_rows_changes_no_fingerprint() -> None:
    row = {"formula": "Li2S", "formation_energy_ev_per_atom": -1.5}
    insulating, metallic = row | {"band_gap_ev": 3.0}, row | {"band_gap_ev": 0.0}
    one = table_of_rows([insulating, metallic])
    other = table_of_rows([metallic, insulating])
    assert other.source.fingerprint == one.source.fingerprint


def test_fingerprints_tell_which_energies_changed() -> None:
    rows = [
        {"formula": "Li2S", "formation_energy_ev_per_atom": -1.5},
        {"formula": "LiCl", "formation_energy_ev_per_atom": -2.0},
    ]
    one = table_of_rows(rows)
    other = table_of_rows([rows[0], rows[1] | {"formation_energy_ev_per_atom": -2.1}])
    rewritten = table_of_rows([{"formula": "Li4S2", "formation_energy_ev_per_atom": -1.5}, rows[1]])
    assert other.source.fingerprint != one.source.fingerprint
    assert rewritten.source.fingerprint == one.source.fingerprint
    assert System.of(other, ["Li", "Cl"]).fingerprint != System.of(one, ["Li", "Cl"]).fingerprint
    assert System.of(other, ["Li", "S"]).fingerprint == System.of(one, ["Li", "S"]).fingerprint


@given(records_of(ELEMENTS), st.data())
def test_order_of_targets_changes_no_byte(records: list[PhaseRecord], data: st.DataObject) -> None:
    pool = ["Li3PS4", "Li6PS5Cl", "Li2S", "LiCl", "PCl5", "S", "Li7P3S11", "Xx", "Li", "Li2S2"]
    targets = data.draw(st.lists(st.sampled_from(pool), min_size=2, max_size=6, unique=True))
    order = data.draw(st.permutations(range(len(targets))))
    answers = stabwin.windows(targets, phases=table_of(records)).to_dict()
    shuffled = stabwin.windows([targets[k] for k in order], phases=table_of(records)).to_dict()
    expected = [answers["results"][k] for k in order]
    assert json.dumps(shuffled["results"]) == json.dumps(expected)
    assert json.dumps(shuffled["provenance"]) == json.dumps(answers["provenance"])


@given(questions(), DEPTHS)
def test_an_energy_of_ones_own_above_the_hull_moves_no_limit(question: Question, height: float) -> None:
    table, ion = question.table(), question.ion
    plain = stabwin.window(question.target, phases=table, ion=ion)
    energy = hull_energy(table, question) + height
    own = stabwin.window(question.target, phases=table, ion=ion, formation_energy_ev_per_atom=energy)
    assert_same_limits(plain, own)
    assert own.status == "metastable"
    assert own.energy_above_hull_ev_per_atom == pytest.approx(height, rel=0, abs=SAME)
    assert own.decomposition == plain.decomposition


@given(questions(), DEPTHS)
def test_an_energy_of_ones_own_below_the_hull_makes_the_target_stable_and_its_window_wider(
    question: Question, depth: float
) -> None:
    table, ion = question.table(), question.ion
    plain = stabwin.window(question.target, phases=table, ion=ion)
    energy = hull_energy(table, question) - depth
    own = stabwin.window(question.target, phases=table, ion=ion, formation_energy_ev_per_atom=energy)
    assert_no_narrower(own, plain)
    assert own.status == "stable"
    assert own.energy_above_hull_ev_per_atom == 0.0
    assert own.window == "open"
    assert [p.formula for p in own.decomposition] == [parse(question.target).reduced]


@given(questions(), DEPTHS)
def test_an_energy_tolerance_is_the_window_of_a_target_that_much_below_the_hull(
    question: Question, tolerance: float
) -> None:
    table, ion = question.table(), question.ion
    widened = stabwin.window(question.target, phases=table, ion=ion, energy_tolerance_ev_per_atom=tolerance)
    energy = hull_energy(table, question) - tolerance
    own = stabwin.window(question.target, phases=table, ion=ion, formation_energy_ev_per_atom=energy)
    assert_same_limits(widened, own)


@given(questions(), DEPTHS)
def test_decomposition_energy_on_the_hull_is_the_tolerance_at_its_limits(
    question: Question, tolerance: float
) -> None:
    table, ion = question.table(), question.ion
    window = stabwin.window(question.target, phases=table, ion=ion, energy_tolerance_ev_per_atom=tolerance)

    def released_on_hull(voltage: float) -> float:
        at = stabwin.window(question.target, phases=table, ion=ion, voltage_v=voltage).at_voltage
        assert at is not None
        return -at.ev_per_atom - hull_energy_above(window)

    if window.reduction_limit_v > 0:
        reached = released_on_hull(window.reduction_limit_v)
        assert reached == pytest.approx(tolerance, rel=0, abs=SAME)
    else:
        assert released_on_hull(0.0) <= tolerance + SAME
    if window.oxidation_limit_v is not None:
        reached = released_on_hull(window.oxidation_limit_v)
        assert reached == pytest.approx(tolerance, rel=0, abs=SAME)


@given(questions(), st.floats(0.0, 0.5), st.floats(0.0, 0.5))
def test_a_larger_energy_tolerance_never_narrows_the_window(
    question: Question, one: float, other: float
) -> None:
    table, ion = question.table(), question.ion
    windows = [
        stabwin.window(question.target, phases=table, ion=ion, energy_tolerance_ev_per_atom=tolerance)
        for tolerance in (0.0, min(one, other), max(one, other))
    ]
    for narrow, wide in pairwise(windows):
        assert_no_narrower(wide, narrow)


@given(questions(), st.floats(0.0, 2.0), st.floats(0.0, 2.0))
def test_a_larger_ion_tolerance_never_narrows_the_window(
    question: Question, one: float, other: float
) -> None:
    table, ion = question.table(), question.ion
    windows = [
        stabwin.window(question.target, phases=table, ion=ion, ion_tolerance=tolerance)
        for tolerance in (0.0, min(one, other), max(one, other))
    ]
    for narrow, wide in pairwise(windows):
        assert_no_narrower(wide, narrow)


@given(questions(), st.integers(1, 12).map(lambda n: Fraction(n, 8)))
def test_an_ion_tolerance_gives_the_limits_of_formulas_with_more_and_fewer_ions(
    question: Question, tolerance: Fraction
) -> None:
    table, ion = question.table(), question.ion
    amounts = parse(question.target).amounts
    content = amounts.get(ion, 0)
    shift = tolerance * (sum(amounts.values()) - content)
    window = stabwin.window(question.target, phases=table, ion=ion, ion_tolerance=float(tolerance))
    more = written({**amounts, ion: content + shift})
    expected = stabwin.window(more, phases=table, ion=ion)
    assert window.reduction_limit_v == pytest.approx(expected.reduction_limit_v, rel=0, abs=SAME)
    if content <= shift:
        assert window.oxidation_limit_v is None
    else:
        fewer = stabwin.window(written({**amounts, ion: content - shift}), phases=table, ion=ion)
        assert fewer.oxidation_limit_v is not None
        expected_v = pytest.approx(fewer.oxidation_limit_v, rel=0, abs=SAME)
        assert window.oxidation_limit_v == expected_v


def hull_energy(table: stabwin.PhaseTable, question: Question) -> float:
    """E_hull of the target's composition, eV/atom, from the products it decomposes into."""
    window = stabwin.window(question.target, phases=table, ion=question.ion)
    total = 0.0
    for product in window.decomposition:
        formula = parse(product.formula)
        row = table.find(formula)
        assert row is not None
        total += product.amount * formula.atoms * float(table.stability.energies[row])
    return total / parse(question.target).atoms
