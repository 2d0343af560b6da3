"""Laws of contacts, on catalogue materials with the starter phases and on small random tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import stabwin as sw
from stabwin.chemistry.formula import Formula, parse

# What two ways to one energy or fraction may differ by (eV/atom, fraction of all atoms).
SAME = 1e-9

# Contacts that release less than this (eV/atom) are said not to react.
NO_REACTION = 1e-8

MATERIALS = (
    *("LGPS", "Li3PS4", "LPSCl", "Li7P3S11", "LLZO", "LLZTO", "LLTO", "LATP", "LAGP", "LiPON", "LIC"),
    *("LYC", "Li3OCl", "Li3N", "Li2S", "LCO", "LCO-0.5", "NMC111", "LiNiO2", "LMO", "LNMO", "LFP"),
    *("FePO4", "NVP", "S", "TiS2", "V2O5", "LTO", "LiNbO3", "LiTaO3", "Li3PO4", "Li2ZrO3", "Al2O3"),
    *("ZrO2", "SiO2", "Li2CO3", "C", "Si", "LiIn", "GeS2"),
)
UNLISTED = ("LLZTO", "LLTO", "LATP", "LAGP", "LYC")
ELEMENTS = ("Li", "Mg", "P", "S", "O")
VALENCES = {"Li": 1, "Na": 1, "Mg": 2, "Al": 3}


@cache
def table_of(listed: tuple[tuple[str, float], ...] | None) -> sw.PhaseTable:
    if listed is None:
        return sw.load_phases("starter", scheme="literature")
    rows = [*((element, 0.0) for element in ELEMENTS), *listed]
    columns = ["formula", "formation_energy_ev_per_atom"]
    return sw.PhaseTable.from_dataframe(pd.DataFrame(rows, columns=columns), complete=True)


@dataclass(frozen=True)
class Contact:
    """A question: two materials, the compounds (None: the starter's), and what is held fixed."""

    a: Any
    b: Any
    listed: tuple[tuple[str, float], ...] | None = None
    fixed: dict[str, Any] = field(default_factory=dict)
    ion: str = "Li"

    @property
    def phases(self) -> sw.PhaseTable:
        return table_of(self.listed)

    def ask(self, **more: Any) -> sw.Interface:
        try:
            return sw.interface(self.a, self.b, phases=self.phases, ion=self.ion, **self.fixed, **more)
        except sw.RequestError:
            # Li2O has nothing left if oxygen is open too, and reservoirs may react with each other.
            assume("open_ev" not in self.fixed)
            raise

    @property
    def mirrored(self) -> Contact:
        return replace(self, a=self.b, b=self.a)

    def scaled(self, by_a: float, by_b: float) -> Contact:
        return replace(self, a=times(self.a, by_a), b=times(self.b, by_b))


def formula_of(material: Any) -> Formula:
    if isinstance(material, dict):
        return Formula("", {e: Fraction(n) for e, n in material.items() if n})
    return sw.Target(material).resolve().formula


def times(material: Any, factor: float) -> dict[str, float]:
    return {element: float(n) * factor for element, n in formula_of(material).amounts.items()}


def fraction_of(formula: Formula, element: str) -> float:
    return formula.amount(element) / formula.atoms


VOLTAGES = st.integers(0, 600).map(lambda n: n / 100)
RESERVOIRS = st.one_of(
    st.just({}),
    st.builds(lambda v: {"voltage_v": v}, VOLTAGES),
    st.builds(lambda v: {"voltage_v": v, "open_ev": {"O": -1.5}}, VOLTAGES),
    st.just({"open_ev": {"S": -0.5}}),
)
CLOSED = st.just({})
# Without a voltage, for laws that choose their own.
FURTHER = st.sampled_from([{}, {"open_ev": {"O": -2.0}}])
AT_VOLTAGES = st.builds(lambda v: {"voltage_v": v}, VOLTAGES)


@st.composite
def compounds(draw: st.DrawFn) -> tuple[tuple[str, float], ...]:
    # The decimals of the data, or exact ties.
    size, scale = draw(st.sampled_from([(6, 1_000_000), (1, 10)]))
    energies = st.integers(-30 * scale // 10, 0).map(lambda n: n / scale)
    amounts = st.lists(st.integers(0, size), min_size=len(ELEMENTS), max_size=len(ELEMENTS))
    of_elements = amounts.filter(lambda numbers: sum(n > 0 for n in numbers) > 1)
    drawn = draw(st.lists(st.tuples(of_elements, energies), min_size=2, max_size=14))
    return tuple((written(numbers), energy) for numbers, energy in drawn)


def written(numbers: list[int]) -> str:
    return "".join(f"{e}{n}" for e, n in zip(ELEMENTS, numbers, strict=True) if n)


@st.composite
def random_contacts(draw: st.DrawFn, reservoirs: st.SearchStrategy[dict[str, Any]] = RESERVOIRS) -> Contact:
    listed = draw(compounds())
    amounts = st.lists(st.integers(0, 6), min_size=len(ELEMENTS), max_size=len(ELEMENTS))
    any_composition = amounts.filter(lambda numbers: any(numbers[2:])).map(written)
    sides = st.sampled_from([formula for formula, _ in listed]) | any_composition
    return Contact(draw(sides), draw(sides), listed, draw(reservoirs), draw(st.sampled_from(["Li", "Mg"])))


def catalogue_contacts(
    reservoirs: st.SearchStrategy[dict[str, Any]] = RESERVOIRS,
) -> st.SearchStrategy[Contact]:
    sides = st.sampled_from(MATERIALS)
    ions = st.sampled_from(list(VALENCES))
    return st.builds(
        lambda a, b, fixed, ion: Contact(a, b, None, fixed, ion), sides, sides, reservoirs, ions
    )


def contacts(
    reservoirs: st.SearchStrategy[dict[str, Any]] = RESERVOIRS,
) -> st.SearchStrategy[Contact]:
    return catalogue_contacts(reservoirs) | random_contacts(reservoirs)


@given(contacts())
def test_mutual_energy_is_zero_at_both_ends_and_never_positive(contact):
    kinks = contact.ask().kinks
    assert kinks[0].fraction_a == 0
    assert kinks[-1].fraction_a == 1
    assert all(left.fraction_a < right.fraction_a for left, right in pairwise(kinks))
    for end in (kinks[0], kinks[-1]):
        assert end.mutual_ev_per_atom == pytest.approx(0, abs=SAME)
        assert end.mutual_ev_per_nonion_atom == pytest.approx(0, abs=SAME)
    assert max(kink.mutual_ev_per_atom for kink in kinks) <= 0


@given(contacts())
def test_total_adds_what_each_side_releases_on_its_own(contact):
    found = contact.ask()
    assert max(found.self_a_ev_per_atom, found.self_b_ev_per_atom) <= 0
    for kink in found.kinks:
        x = kink.fraction_a
        alone = x * found.self_a_ev_per_atom + (1 - x) * found.self_b_ev_per_atom
        assert kink.total_ev_per_atom == pytest.approx(kink.mutual_ev_per_atom + alone, abs=SAME)
    assert found.total.ev_per_atom <= 0
    if contact.fixed.get("voltage_v") is None:
        assert found.total.ev_per_atom <= found.mutual.ev_per_atom + NO_REACTION
    else:
        assert found.total.ev_per_nonion_atom <= found.mutual.ev_per_nonion_atom + NO_REACTION


@given(contacts())
def test_energies_per_nonion_atom_are_those_per_atom_of_the_same_mixture(contact):
    found = contact.ask()
    nonion_a, nonion_b = (1 - fraction_of(formula_of(side), contact.ion) for side in (contact.a, contact.b))
    minima = [minimum for minimum in (found.mutual, found.total) if minimum.fraction_a is not None]
    for one in minima:
        nonion = one.fraction_a * nonion_a + (1 - one.fraction_a) * nonion_b
        assert one.ev_per_nonion_atom * nonion == pytest.approx(one.ev_per_atom, abs=SAME)
    for kink in found.kinks:
        nonion = kink.fraction_a * nonion_a + (1 - kink.fraction_a) * nonion_b
        for what in ("mutual", "total"):
            per_nonion = getattr(kink, f"{what}_ev_per_nonion_atom")
            assert per_nonion * nonion == pytest.approx(getattr(kink, f"{what}_ev_per_atom"), abs=SAME)


@given(contacts())
def test_minima_are_at_the_lowest_kinks(contact):
    found = contact.ask()
    unit = "ev_per_atom" if contact.fixed.get("voltage_v") is None else "ev_per_nonion_atom"
    for what, minimum in (("mutual", found.mutual), ("total", found.total)):
        lowest = min(getattr(kink, f"{what}_{unit}") for kink in found.kinks)
        if minimum.fraction_a is None:
            assert lowest >= -2 * NO_REACTION
            assert (minimum.ev_per_atom, minimum.ev_per_nonion_atom) == (0, 0)
            assert (minimum.products, minimum.reaction, minimum.at_endpoint) == ((), None, None)
            continue
        assert getattr(minimum, unit) == pytest.approx(lowest, abs=2 * SAME)
        (kink,) = [kink for kink in found.kinks if kink.fraction_a == minimum.fraction_a]
        assert getattr(kink, f"{what}_ev_per_atom") == minimum.ev_per_atom
        assert (kink.products, kink.reaction) == (minimum.products, minimum.reaction)
        at_end = {0: "b", 1: "a"}.get(minimum.fraction_a)
        assert minimum.at_endpoint == at_end
        assert what == "total" or at_end is None
    assert found.status == ("no_reaction" if found.mutual.fraction_a is None else "reacts")


@given(contacts())
@example(Contact("LLTO", "LiIn"))
def test_the_contact_of_b_and_a_mirrors_that_of_a_and_b(contact):
    assume(formula_of(contact.a).key != formula_of(contact.b).key)  # every mixture of one is the same
    found, mirrored = contact.ask(), contact.mirrored.ask()
    assert found.self_a_ev_per_atom == mirrored.self_b_ev_per_atom
    assert found.self_b_ev_per_atom == mirrored.self_a_ev_per_atom
    assert len(found.kinks) == len(mirrored.kinks)
    for one, other in zip(found.kinks, reversed(mirrored.kinks), strict=True):
        assert one.fraction_a == pytest.approx(1 - other.fraction_a, abs=2e-12)
        assert one.products == other.products
        assert terms_of(one.reaction) == terms_of(other.reaction)
        for what in ("mutual", "total"):
            for unit in ("atom", "nonion_atom"):
                name = f"{what}_ev_per_{unit}"
                assert getattr(one, name) == getattr(other, name)
    for one, other in ((found.mutual, mirrored.mutual), (found.total, mirrored.total)):
        assert one.ev_per_atom == other.ev_per_atom
        assert one.ev_per_nonion_atom == other.ev_per_nonion_atom
        if one.fraction_a is None:
            assert other.fraction_a is None
            continue
        assert one.products == other.products
        assert one.fraction_a == pytest.approx(1 - other.fraction_a, abs=2e-12)
        assert {one.at_endpoint, other.at_endpoint} in ({None}, {"a", "b"})
    assert found.system_fingerprint == mirrored.system_fingerprint


def terms_of(reaction: str) -> list[list[str]]:
    return [sorted(side.split(" + ")) for side in reaction.split(" -> ")]


@given(contacts(), *[st.sampled_from([1e-3, 0.5, 1, 2, 1e3])] * 2)
def test_scaling_a_formula_changes_no_energy_and_no_fraction(contact, by_a, by_b):
    found, scaled = contact.ask(), contact.scaled(by_a, by_b).ask()
    assert scaled.self_a_ev_per_atom == pytest.approx(found.self_a_ev_per_atom, abs=SAME)
    assert scaled.self_b_ev_per_atom == pytest.approx(found.self_b_ev_per_atom, abs=SAME)
    for one, other in ((found.mutual, scaled.mutual), (found.total, scaled.total)):
        assert other.ev_per_atom == pytest.approx(one.ev_per_atom, abs=SAME)
        assert other.ev_per_nonion_atom == pytest.approx(one.ev_per_nonion_atom, abs=SAME)
        assert (other.fraction_a is None) == (one.fraction_a is None)
        if one.fraction_a is not None:
            assert other.fraction_a == pytest.approx(one.fraction_a, abs=SAME)
            assert {p.formula for p in other.products} == {p.formula for p in one.products}
    assert len(scaled.kinks) == len(found.kinks)


@given(contacts())
def test_every_kink_is_balanced_by_the_reservoirs(contact):
    found = contact.ask()
    a, b = formula_of(contact.a), formula_of(contact.b)
    exchanged = {*contact.fixed.get("open_ev", {}), *([] if found.voltage_v is None else [contact.ion])}
    for kink in found.kinks:
        x = kink.fraction_a
        units = [n for n in (x / a.atoms, (1 - x) / b.atoms) if n > 0]
        atoms = {}
        for product in kink.products:
            for element, n in parse(product.formula).amounts.items():
                atoms[element] = atoms.get(element, 0.0) + float(n) * product.amount * min(units)
        for element in {*a.elements, *b.elements, *atoms} - exchanged:
            mixed = x * fraction_of(a, element) + (1 - x) * fraction_of(b, element)
            assert atoms.get(element, 0.0) == pytest.approx(mixed, abs=SAME), element


@given(contacts())
@example(Contact("LGPS", "LCO-0.5"))
def test_every_reaction_is_balanced_as_printed(contact):
    found = contact.ask()
    reactions = [kink.reaction for kink in found.kinks]
    reactions += [one.reaction for one in (found.mutual, found.total) if one.reaction is not None]
    for reaction in reactions:
        assert re.search(r"(^| )1 ", reaction) is None
        left, right = (atoms_in(side) for side in reaction.split(" -> "))
        for element in {*left, *right}:
            # Six digits are printed of each amount.
            assert left.get(element, 0) == pytest.approx(right.get(element, 0), rel=3e-5), reaction


def atoms_in(side: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for term in side.split(" + "):
        amount, formula = re.fullmatch(r"(?:([\d.]+) )?(\S+)", term).groups()
        for element, n in parse(formula).amounts.items():
            found[element] = found.get(element, 0.0) + float(amount or 1) * float(n)
    return found


@given(contacts())
@example(Contact("Li3PS4", "LLTO"))
@example(Contact("Li3PS4", "LCO", None, {"voltage_v": 4.0}))
def test_each_end_holds_one_material_only(contact):
    found = contact.ask()
    for kink, side in ((found.kinks[0], contact.b), (found.kinks[-1], contact.a)):
        first, *others = kink.reaction.split(" -> ")[0].split(" + ")
        assert first.split()[-1] == formula_of(side).reduced
        assert {other.split()[-1] for other in others} <= {contact.ion, "O2", "S"}  # from the reservoirs


@given(contacts())
def test_energy_is_convex_along_the_line(contact):
    found = contact.ask()
    closed = [
        sum(
            fraction_of(formula, element)
            for element in formula.elements
            if element not in contact.fixed.get("open_ev", {})
            and (element != contact.ion or found.voltage_v is None)
        )
        for formula in (formula_of(contact.a), formula_of(contact.b))
    ]
    x = np.array([kink.fraction_a for kink in found.kinks])
    atoms = x * closed[0] + (1 - x) * closed[1]
    for what in ("mutual_ev_per_atom", "total_ev_per_atom"):
        energies = np.array([getattr(kink, what) for kink in found.kinks])
        assert_convex(x, energies)
        assert_convex(x * closed[0] / atoms, energies / atoms)  # per closed atom


def assert_convex(positions: np.ndarray, values: np.ndarray) -> None:
    for k in range(1, len(positions) - 1):
        weight = (positions[k] - positions[k - 1]) / (positions[k + 1] - positions[k - 1])
        chord = (1 - weight) * values[k - 1] + weight * values[k + 1]
        assert values[k] <= chord + SAME


@given(random_contacts(CLOSED | AT_VOLTAGES), st.floats(0, 1))
def test_energy_of_any_mixture_is_that_of_a_general_solver(contact, x):
    found = contact.ask()
    sides = formula_of(contact.a), formula_of(contact.b)
    expected = general_solution(contact, *sides, x, contact.fixed.get("voltage_v"))
    fractions = [kink.fraction_a for kink in found.kinks]
    here = np.interp(x, fractions, [kink.mutual_ev_per_atom for kink in found.kinks])
    assert here == pytest.approx(expected, abs=1e-7)


def general_solution(contact: Contact, a: Formula, b: Formula, x: float, voltage_v: float | None) -> float:
    """The mutual energy of a mixture, eV/atom, by three linear programmes of HiGHS."""
    frame = contact.phases.to_dataframe()
    phases = [parse(name) for name in frame["formula"]]
    rows = [element for element in ELEMENTS if element != contact.ion or voltage_v is None]
    matrix = np.array([[fraction_of(phase, element) for phase in phases] for element in rows])
    charges = np.array([VALENCES[contact.ion] * fraction_of(phase, contact.ion) for phase in phases])
    cost = frame["formation_energy_ev_per_atom"].to_numpy() + (voltage_v or 0.0) * charges

    def lowest(weight: float) -> float:
        mixture = [weight * fraction_of(a, e) + (1 - weight) * fraction_of(b, e) for e in rows]
        solved = linprog(cost, A_eq=matrix, b_eq=mixture, method="highs")
        assert solved.status == 0, solved.message
        return float(solved.fun)

    return lowest(x) - x * lowest(1.0) - (1 - x) * lowest(0.0)


@given(st.sampled_from(MATERIALS), VOLTAGES, st.sampled_from(list(VALENCES)))
@example("LATP", 0.5, "Li")
def test_a_side_releases_on_its_own_what_its_decomposition_energy_says(material, voltage_v, ion):
    found = sw.interface(material, "SiO2", phases=table_of(None), ion=ion, voltage_v=voltage_v)
    alone = sw.window(material, phases=table_of(None), ion=ion, voltage_v=voltage_v)
    expected = alone.at_voltage.ev_per_atom
    assert found.self_a_ev_per_atom == pytest.approx(expected, abs=SAME)


@given(st.sampled_from(MATERIALS))
def test_a_side_releases_on_its_own_its_energy_above_the_hull_if_closed(material):
    found = sw.interface(material, "Al2O3", phases=table_of(None), ion="Li")
    above = sw.window(material, phases=table_of(None), ion="Li").energy_above_hull_ev_per_atom
    assert found.self_a_ev_per_atom == pytest.approx(-(above or 0), abs=SAME)
    warned = any("has no energy of its own" in warning for warning in found.warnings)
    assert warned == (above is None) == (material in UNLISTED)


@given(contacts(FURTHER), st.floats(0, 6), st.floats(0, 6), st.floats(0, 1))
def test_mutual_minimum_is_concave_between_breakpoints(contact, one_v, other_v, weight):
    low, high = sorted((one_v, other_v))
    contact.ask(voltage_v=low)  # the reservoirs don't react with each other
    breakpoints = breakpoints_of(contact)
    inner = [v for v in breakpoints if low < v < high]
    if inner:  # the piece at the lower end
        high = min(inner)
    assert_concave(contact, "mutual", low, high, weight)


@given(contacts(FURTHER), st.floats(0, 6), st.floats(0, 6), st.floats(0, 1))
@example(Contact("LATP", "LCO"), 1.5, 2.5, 0.5)
def test_total_minimum_is_concave_over_all_voltages(contact, one_v, other_v, weight):
    low, high = sorted((one_v, other_v))
    assert_concave(contact, "total", low, high, weight)


def breakpoints_of(contact: Contact) -> list[float]:
    steps = [
        step.voltage_low_v
        for side in (contact.a, contact.b)
        for step in sw.profile(side, phases=contact.phases, ion=contact.ion, **contact.fixed).steps
    ]
    return sorted(set(steps))


def assert_concave(contact: Contact, what: str, low: float, high: float, weight: float) -> None:
    between = (1 - weight) * low + weight * high
    start, middle, end = (
        getattr(contact.ask(voltage_v=v), what).ev_per_nonion_atom for v in (low, between, high)
    )
    # A reaction of less than 1e-8 eV/atom is reported as none.
    assert middle >= (1 - weight) * start + weight * end - 10 * NO_REACTION


@pytest.mark.parametrize(
    ("discharged", "charged"),
    [("LiFePO4", "FePO4"), ("LiCoO2", "Li0.5CoO2"), ("LiMn2O4", "Mn2O4"), ("Li4Ti5O12", "Li7Ti5O12")],
)
@given(partner=st.sampled_from(MATERIALS), voltage_v=VOLTAGES)
def test_state_of_charge_makes_no_difference_per_nonion_atom(discharged, charged, partner, voltage_v):
    full, empty = (
        sw.interface(side, partner, phases=table_of(None), ion="Li", voltage_v=voltage_v).mutual
        for side in (discharged, charged)
    )
    assert empty.ev_per_nonion_atom == pytest.approx(full.ev_per_nonion_atom, abs=1e-10)
    assert {p.formula for p in empty.products} == {p.formula for p in full.products}
    if full.fraction_a is not None:
        nonion = 1 - fraction_of(formula_of(partner), "Li")
        of_closed_atoms = [
            x * n / (x * n + (1 - x) * nonion)
            for side, x in ((discharged, full.fraction_a), (charged, empty.fraction_a))
            for n in [1 - fraction_of(formula_of(side), "Li")]
        ]
        assert of_closed_atoms[0] == pytest.approx(of_closed_atoms[1], abs=1e-10)


RANGES = st.tuples(VOLTAGES, VOLTAGES).map(lambda pair: tuple(sorted(pair)))
# A limit within the energies of the range, so that something crosses it; 0 asks for no reaction at all.
SHARES = st.sampled_from([0.0, 0.05, 0.3, 0.6, 0.9, 0.99, 1.0])


def at(contact: Contact, voltage_v: float) -> float:
    return contact.ask(voltage_v=float(voltage_v)).mutual.ev_per_nonion_atom


@settings(max_examples=15)
@given(contacts(FURTHER), RANGES)
def test_no_voltage_of_a_range_is_worse_than_the_worst(contact, limits):
    found = contact.ask(voltages_v=limits).range
    assert limits[0] <= found.worst_voltage_v <= limits[1]
    worst = found.worst.ev_per_nonion_atom
    assert at(contact, found.worst_voltage_v) == pytest.approx(worst, abs=SAME)
    for voltage_v in np.linspace(*limits, 200):
        assert at(contact, voltage_v) >= worst - 2 * NO_REACTION


@given(contacts(FURTHER), RANGES, SHARES)
def test_points_of_a_range_are_answers_at_its_voltages(contact, limits, share):
    threshold = share * -contact.ask(voltages_v=limits).range.worst.ev_per_nonion_atom
    found = contact.ask(voltages_v=limits, threshold_ev=threshold).range
    assert (found.low_v, found.high_v) == limits
    voltages_v = [point.voltage_v for point in found.points]
    assert voltages_v == sorted(set(voltages_v))
    assert voltages_v[0] == limits[0]
    assert voltages_v[-1] == pytest.approx(limits[1], abs=SAME)
    inside = [v for v in breakpoints_of(contact) if limits[0] < v < limits[1]]
    for voltage_v in (*inside, *(v for pair in found.stable_ranges_v for v in pair)):
        assert min(abs(v - voltage_v) for v in voltages_v) <= 2 * SAME
    for point in found.points:
        alone = contact.ask(voltage_v=point.voltage_v).mutual
        assert point.mutual_ev_per_nonion_atom == pytest.approx(alone.ev_per_nonion_atom, abs=SAME)
    lowest = min(point.mutual_ev_per_nonion_atom for point in found.points)
    assert found.worst.ev_per_nonion_atom == pytest.approx(lowest, abs=SAME)


@settings(max_examples=40)
@given(contacts(FURTHER), RANGES, SHARES)
@example(Contact("FePO4", "LLZO", None, {}, "Mg"), (0.5, 4.5), 0.5)
@example(Contact("LCO", "LGPS", None, {}, "Al"), (0.0, 4.0), 0.6)
@example(Contact("LCO", "LLZO"), (0.5, 5.0), 0.7)
@example(Contact("LNMO", "Li3PO4"), (2.0, 5.0), 0.3)
def test_stable_ranges_are_exactly_where_the_energy_stays_above_the_threshold(contact, limits, share):
    threshold = share * -contact.ask(voltages_v=limits).range.worst.ev_per_nonion_atom
    found = contact.ask(voltages_v=limits, threshold_ev=threshold).range.stable_ranges_v
    assert all(limits[0] <= low <= high <= limits[1] for low, high in found)
    assert all(left[1] < right[0] for left, right in pairwise(found))
    step = 1e-5
    voltages_v = [
        *np.linspace(*limits, 41),
        *(v + shift for pair in found for v in pair for shift in (-step, 0.0, step)),
    ]
    for voltage_v in voltages_v:
        if not limits[0] <= voltage_v <= limits[1]:
            continue
        energy = at(contact, voltage_v)
        if any(low <= voltage_v <= high for low, high in found):
            assert energy >= -threshold - 2 * NO_REACTION, voltage_v
        elif not any(low - step / 2 <= voltage_v <= high + step / 2 for low, high in found):
            assert energy <= -threshold + 2 * NO_REACTION, voltage_v


@given(st.sampled_from(MATERIALS), AT_VOLTAGES | CLOSED, st.sampled_from([Fraction(1, 3), 2]))
def test_a_composition_does_not_react_with_itself(material, fixed, factor):
    found = Contact(material, times(material, float(factor)), None, fixed).ask()
    assert found.status == "no_reaction"
    assert found.mutual.ev_per_atom == 0
    assert found.mutual.fraction_a is None
    assert found.mutual.products == ()
    assert found.self_a_ev_per_atom == pytest.approx(found.self_b_ev_per_atom, abs=SAME)
    if found.total.fraction_a is not None:  # both decompose, with or without the other
        assert found.total.at_endpoint in {"a", "b"}


@given(random_contacts(), st.integers(-300, 0).map(lambda n: n / 100))
def test_an_energy_brought_along_counts_as_a_phase_of_the_table_would(contact, energy):
    a = formula_of(contact.a)
    assume(len(a.elements) > 1 and a.key != formula_of(contact.b).key)
    listed = tuple(phase for phase in contact.listed if parse(phase[0]).key != a.key)
    without = replace(contact, listed=listed)
    brought = replace(without, a=sw.Target(contact.a, formation_energy_ev_per_atom=energy)).ask()
    in_table = replace(contact, listed=(*listed, (contact.a, energy))).ask()
    assert_same_energies(brought, in_table)
    assert not any(warning.startswith(f"{a.reduced} has no energy") for warning in brought.warnings)


def assert_same_energies(one: sw.Interface, other: sw.Interface) -> None:
    for minimum, expected in ((one.mutual, other.mutual), (one.total, other.total)):
        assert minimum.ev_per_atom == pytest.approx(expected.ev_per_atom, abs=SAME)
        assert minimum.ev_per_nonion_atom == pytest.approx(expected.ev_per_nonion_atom, abs=SAME)
        assert minimum.fraction_a == pytest.approx(expected.fraction_a, abs=SAME)
    assert one.self_a_ev_per_atom == pytest.approx(other.self_a_ev_per_atom, abs=SAME)
    assert one.self_b_ev_per_atom == pytest.approx(other.self_b_ev_per_atom, abs=SAME)
    expected = [(kink.fraction_a, kink.mutual_ev_per_atom) for kink in other.kinks]
    found = [(kink.fraction_a, kink.mutual_ev_per_atom) for kink in one.kinks]
    np.testing.assert_allclose(found, expected, rtol=0, atol=SAME)


@given(catalogue_contacts(CLOSED | AT_VOLTAGES), st.integers(1, 300).map(lambda n: n / 1000))
def test_an_energy_above_the_hull_adds_to_the_total_only(contact, above):
    hull = hull_energy(contact.a)
    plain = contact.ask()
    own = sw.Target(contact.a, formation_energy_ev_per_atom=hull + above)
    found = replace(contact, a=own).ask()
    assert [kink.mutual_ev_per_atom for kink in found.kinks] == pytest.approx(
        [kink.mutual_ev_per_atom for kink in plain.kinks], abs=SAME
    )
    exchanged = 0.0  # what the composition releases from the hull, by exchanging ions
    if found.voltage_v is not None:
        alone = sw.window(contact.a, phases=contact.phases, ion=contact.ion, voltage_v=found.voltage_v)
        exchanged = alone.at_voltage.ev_per_atom + (alone.energy_above_hull_ev_per_atom or 0.0)
    assert found.self_a_ev_per_atom == pytest.approx(exchanged - above, abs=SAME)
    for kink, before in zip(found.kinks, plain.kinks, strict=True):
        more = kink.fraction_a * (found.self_a_ev_per_atom - plain.self_a_ev_per_atom)
        assert kink.total_ev_per_atom == pytest.approx(before.total_ev_per_atom + more, abs=SAME)


def hull_energy(material: str) -> float:
    """What a material's composition has on the hull of the starter, eV/atom."""
    high = sw.Target(material, formation_energy_ev_per_atom=0.0)
    return -sw.window(high, phases=table_of(None), ion="Li").energy_above_hull_ev_per_atom


@given(
    st.sampled_from([name for name in MATERIALS if len(formula_of(name).elements) > 1]),
    st.sampled_from(MATERIALS),
)
def test_the_more_stable_a_side_is_the_less_the_contact_adds(material, partner):
    hull = hull_energy(material)
    own = [sw.Target(material, hull - depth) for depth in (0.0, 0.1, 0.5, 2.0)]
    found = [Contact(side, partner).ask() for side in own]
    energies = [contact.mutual.ev_per_atom for contact in found]
    assert energies == sorted(energies)
    assert [contact.self_a_ev_per_atom for contact in found] == pytest.approx([0.0] * 4, abs=SAME)
    plain = Contact(material, partner).ask()
    assert energies[0] == pytest.approx(plain.mutual.ev_per_atom, abs=2 * NO_REACTION)


@given(contacts(CLOSED))
def test_the_ions_metal_is_an_unlimited_reservoir_at_zero_volts(contact):
    found = replace(contact, a=contact.ion).ask()
    alone = sw.window(contact.b, phases=contact.phases, ion=contact.ion, voltage_v=0.0).at_voltage
    assert found.voltage_v == 0
    assert found.kinks == ()
    assert (found.mutual.fraction_a, found.total.fraction_a) == (None, None)
    assert found.self_a_ev_per_atom == 0
    assert found.total.ev_per_atom == pytest.approx(alone.ev_per_atom, abs=2 * NO_REACTION)
    without = found.total.ev_per_atom - found.self_b_ev_per_atom
    assert found.mutual.ev_per_atom == pytest.approx(without, abs=2 * NO_REACTION)
    if found.total.reaction is not None:
        assert found.total.products == alone.equilibrium.products
        assert found.total.reaction == alone.equilibrium.reaction
    mirrored = replace(contact, a=contact.b, b=contact.ion).ask()
    assert (mirrored.mutual, mirrored.total) == (found.mutual, found.total)
    assert mirrored.self_a_ev_per_atom == found.self_b_ev_per_atom


@given(contacts(CLOSED))
def test_a_limited_amount_of_metal_never_releases_more_than_an_unlimited_one(contact):
    found = replace(contact, a=contact.ion).ask()
    limited = found.limited_metal
    # The metal has no atoms but ions, and an energy of 0: of all amounts one is that of the reservoir.
    for what in ("mutual", "total"):
        lowest = min(getattr(kink, f"{what}_ev_per_nonion_atom") for kink in limited.kinks)
        unlimited = getattr(found, what).ev_per_nonion_atom
        assert unlimited == pytest.approx(lowest, abs=3 * NO_REACTION)
        assert getattr(limited, what).ev_per_nonion_atom >= unlimited - 3 * NO_REACTION
    x = [kink.fraction_a for kink in limited.kinks]
    assert (x[0], x[-1]) == (0, 1)
    assert_convex(np.array(x), np.array([kink.mutual_ev_per_atom for kink in limited.kinks]))
    for what, minimum in (("mutual", limited.mutual), ("total", limited.total)):
        lowest = min(getattr(kink, f"{what}_ev_per_atom") for kink in limited.kinks)
        assert minimum.ev_per_atom == pytest.approx(lowest, abs=2 * NO_REACTION)


@given(random_contacts(CLOSED), st.floats(0, 1))
def test_a_limited_amount_of_metal_is_a_closed_mixture(contact, x):
    limited = replace(contact, a=contact.ion).ask().limited_metal
    expected = general_solution(contact, formula_of(contact.ion), formula_of(contact.b), x, None)
    fractions = [kink.fraction_a for kink in limited.kinks]
    here = np.interp(x, fractions, [kink.mutual_ev_per_atom for kink in limited.kinks])
    assert here == pytest.approx(expected, abs=1e-7)


# Sides that share what no reservoir exchanges, and sides of other ions.
ANY_SIDES = (
    *("LFP", "FePO4", "LiFePO4", "LCO", "Li0.5CoO2", "LGPS", "NASICON-Na", "Al2O3", "Li", "Xx3"),
    *(sw.Target("Al2O3", ion="Na"), sw.Target("P2O5", ion="Li"), sw.Target("P2O5", ion="Na")),
    *(sw.Target("FePO4", ion="Na"), sw.Target("FePO4", formation_energy_ev_per_atom=-2.6)),
)


@given(
    st.lists(st.sampled_from(ANY_SIDES), min_size=1, max_size=5),
    st.lists(st.sampled_from(ANY_SIDES), min_size=1, max_size=4),
    st.sampled_from([{}, {"voltage_v": 3.0}, {"voltages_v": (2.0, 3.5)}, {"open_ev": {"Na": -0.5}}]),
    st.sampled_from(["charged", "discharged"]),
)
@example(
    [sw.Target("Al2O3", ion="Na"), sw.Target("Al2O3", ion="Li")], ["P2O5"], {"voltage_v": 3.0}, "charged"
)
def test_an_answer_does_not_depend_on_what_else_is_asked(left, right, fixed, state):
    conditions = sw.ContactConditions(**fixed)
    starter = table_of(None)
    matrix = sw.interface_matrix(left, right, phases=starter, state=state, conditions=conditions)
    pairs = [(a, b) for a in left for b in right]
    assert len(matrix) == len(pairs)
    for (a, b), found in zip(pairs, matrix, strict=True):
        if isinstance(found, sw.Failure):
            with pytest.raises(type(found.error), match=re.escape(found.error.message)):
                sw.interface(a, b, phases=starter, state=state, **fixed)
        else:
            alone = sw.interface(a, b, phases=starter, state=state, **fixed)
            assert found.to_dict() == alone.to_dict()
