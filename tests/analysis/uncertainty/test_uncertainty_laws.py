"""Laws of error bars: exactness sample by sample, draws by name, propagation, coverage, monotony."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import kstest, norm

import stabwin
from stabwin.analysis.changes import reaction_of
from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.equilibria import decomposition_energy, lowest_voltage, point_at, points_beyond
from stabwin.analysis.lines.ion_line import IonLine, sample_ion_line, trace_ion_line
from stabwin.analysis.lines.limits import window_limits
from stabwin.analysis.lines.minima import lowest
from stabwin.analysis.lines.mixing_line import sample_mixing_line
from stabwin.analysis.lines.mixture import Mixture, Side, open_potentials
from stabwin.analysis.lines.own_energy import closed_system
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.formula import amounts_of_key, parse
from stabwin.chemistry.target import resolve_target
from stabwin.errors import RequestError
from stabwin.hull.draws import fill_draws, normal_quantile
from stabwin.hull.line import HullLine
from stabwin.phases.record import PhaseRecord
from stabwin.phases.shared_errors import shared_errors, species_of
from stabwin.phases.system import System

SAME = 1e-9
NAMES = ("LGPS", "LLZO", "LPSCl", "LATP", "LiNbO3", "LTO", "LiFePO4", "Li3YCl6")
OWN_ERRORS = ErrorModel(samples=1000, shared_errors=False)


def line_of(table: stabwin.PhaseTable, name: str, **conditions: object) -> IonLine[HullLine]:
    return trace_ion_line(table, resolve_target(name), Conditions(**conditions))


def draws(identities: list[int], samples: int, *, seed: int = 0, first: int = 0) -> np.ndarray:
    found = np.empty((samples, len(identities)))
    fill_draws(np.uint64(seed), np.array(identities, dtype=np.uint64), first, found)
    return found


def test_draws_are_normal_and_independent() -> None:
    found = draws([1, 2, 3, 2**64 - 1], 50_000)
    for column in found.T:
        assert kstest(column, "norm").pvalue > 1e-3
    assert np.abs(np.corrcoef(found.T) - np.eye(4)).max() < 0.02


@pytest.mark.parametrize("share", [1e-12, 1e-6, 0.01, 0.074, 0.076, 0.3, 0.5, 0.8, 0.999, 1 - 1e-9])
def test_the_normal_quantile_is_scipys(share: float) -> None:
    assert normal_quantile(share) == pytest.approx(norm.ppf(share), rel=1e-12, abs=1e-14)


def test_a_draw_depends_on_its_name_the_seed_and_the_sample_only() -> None:
    whole = draws([7, 8, 9], 100)
    assert (draws([9], 100)[:, 0] == whole[:, 2]).all()
    assert (
        draws([9, 5, 7], 40, first=60)
        == np.column_stack([whole[60:, 2], draws([5], 100)[60:, 0], whole[60:, 0]])
    ).all()
    assert (draws([7, 8, 9], 100, seed=1) != whole).all()


def test_another_phase_changes_no_draw(starter: stabwin.PhaseTable) -> None:
    small, large = (
        System.of(starter, {"Li", "P", "S"}),
        System.of(starter, {"Li", "P", "S", "Ge", "O"}, 0.05),
    )
    ours, theirs = (OWN_ERRORS.system_errors(system, 0, 50) for system in (small, large))
    place = {row: column for column, row in enumerate(large.rows.tolist())}
    assert (ours == theirs[:, [place[row] for row in small.rows.tolist()]]).all()


def test_elements_are_exact(starter: stabwin.PhaseTable) -> None:
    system = System.of(starter, {"Li", "Fe", "S", "O"}, 0.1)
    errors = ErrorModel(samples=100).system_errors(system, 0, 100)
    assert (errors[:, system.units] == 0).all()
    compounds = [c for c in range(len(system.rows)) if c not in system.units.tolist()]
    assert (errors[:, compounds].std(axis=0) > 0).all()


def sample_table(system: System, errors: np.ndarray) -> stabwin.PhaseTable:
    """A table made of one sample's energies of a closed system."""
    records = []
    for row, energy in zip(system.rows.tolist(), system.costs + errors, strict=True):
        amounts = (
            system.own[-1 - row].amounts if row < 0 else amounts_of_key(system.table.columns.keys[row])
        )
        records.append(PhaseRecord(amounts=amounts, formation_energy_ev_per_atom=float(energy)))
    return stabwin.PhaseTable.from_records(records, name="sample", schemes=("database",))


OPEN = {"open_ev": {"O": -1.0}}
WINDOWS: list[tuple[str, str, float | None, dict[str, object]]] = [
    *((name, "Li", None, {}) for name in NAMES),
    ("P2S5", "Li", None, {}),
    ("C", "Li", None, {}),
    ("Na3PS4", "Na", None, {}),
    ("MgAl2O4", "Mg", None, {}),
    ("Al2MgS4", "Al", None, {}),
    ("Li7.5P3S10", "Li", None, {"ion_tolerance": 0.02}),
    ("Li5La3Zr2O11.8", "Li", None, {"ion_tolerance": 0.05, "energy_tolerance_ev_per_atom": 0.01}),
    ("LGPS", "Li", None, {"energy_tolerance_ev_per_atom": 0.02}),
    ("LGPS", "Li", None, {"open_ev": {"O": -0.5}}),
    ("LLZO", "Li", None, OPEN),
    ("LLZO", "Li", None, {"energy_tolerance_ev_per_atom": 0.02, **OPEN}),
    ("Li6PS5Cl", "Li", -1.5, {}),
    ("Li6PS5Cl", "Li", -1.0, {}),
    ("Li6PS5Cl", "Li", -1.5, {"open_ev": {"O": -3.0}}),
    ("Li7P3S11", "Li", -0.9, {"energy_tolerance_ev_per_atom": 0.02}),
]


@pytest.mark.parametrize(("name", "ion", "energy", "settings"), WINDOWS)
@pytest.mark.parametrize("shared", [True, False])
def test_every_sample_is_the_window_of_its_energies(
    starter: stabwin.PhaseTable,
    name: str,
    ion: str,
    energy: float | None,
    settings: dict[str, object],
    *,
    shared: bool,
) -> None:
    """A table made of the sampled energies gives the sample's limits, from scratch."""
    conditions = Conditions(**settings)
    target = resolve_target(stabwin.Target(name, energy), ion)
    line = trace_ion_line(starter, target, conditions)
    model = ErrorModel(samples=20, shared_errors=shared)
    sampled = sample_ion_line(line, model)
    limits = window_limits(sampled)
    beyond = points_beyond(sampled, *limits)
    closed = closed_system(
        starter,
        target,
        line.own_energy_ev_per_atom,
        *conditions.open_ev,
        reach_ev_per_atom=math.inf,
    )
    errors = model.system_errors(closed, 0, 20)
    for s in (0, 7, 19):
        own = target
        if sampled.energy_ev_per_atom is not None:
            own = target.with_energy(float(sampled.energy_ev_per_atom[s]))
        there = trace_ion_line(sample_table(closed, errors[s]), own, conditions)
        reduction, oxidation = window_limits(there)
        assert limits[0][s] == pytest.approx(reduction, abs=SAME)
        if oxidation is not None:
            assert limits[1][s] == pytest.approx(oxidation, abs=SAME)
        elif limits[1] is not None:
            assert limits[1][s] == math.inf
        for found, expected in zip(beyond, points_beyond(there, reduction, oxidation), strict=True):
            assert formulas_at(sampled, found, s) == formulas_at(there, expected)
        if sampled.energy_ev_per_atom is not None:
            above = sampled.energy_above_hull_ev_per_atom[s]
            assert above == pytest.approx(there.energy_above_hull_ev_per_atom, abs=SAME)
        for voltage_v in (0.0, 1.9, 4.2):
            if voltage_v < lowest_voltage(there):
                continue
            here = point_at(sampled, voltage_v)
            assert formulas_at(sampled, here, s) == formulas_at(there, point_at(there, voltage_v))
            for on_hull in (True, False):
                found = decomposition_energy(sampled, voltage_v, on_hull=on_hull)[s]
                assert found == pytest.approx(
                    decomposition_energy(there, voltage_v, on_hull=on_hull), abs=SAME
                )


def formulas_at(line: IonLine, points: object, sample: int | None = None) -> set[str]:
    """The phases at one breakpoint, of one sample where there are several."""
    columns = line.line.phases_at(points)
    columns = columns if sample is None else columns[sample]
    return {line.system.phase(column)[0] for column in columns.tolist() if column >= 0}


@pytest.mark.parametrize("name", ["LGPS", "LLZO", "LPSCl", "LATP", "Li3YCl6"])
def test_sampled_products_are_those_of_fresh_answers(starter: stabwin.PhaseTable, name: str) -> None:
    """How often a phase is a product is counted again, on a table made of each sample's energies."""
    model = ErrorModel(samples=20)
    found = stabwin.window(name, phases=starter, voltage_v=3.9, uncertainty=model).uncertainty
    target = resolve_target(name)
    closed = closed_system(starter, target, None, reach_ev_per_atom=math.inf)
    errors = model.system_errors(closed, 0, model.samples)
    counts: dict[str, Counter[str]] = {"reduction": Counter(), "oxidation": Counter(), "voltage": Counter()}
    for drawn in errors:
        fresh = stabwin.window(name, phases=sample_table(closed, drawn), voltage_v=3.9)
        for equilibrium, where in (
            (fresh.reduction, "reduction"),
            (fresh.oxidation, "oxidation"),
            (fresh.at_voltage.equilibrium, "voltage"),
        ):
            if equilibrium is not None:  # some samples are stable down to 0 V
                counts[where].update(product.formula for product in equilibrium.products)
    for shares, where in (
        (found.reduction_products, "reduction"),
        (found.oxidation_products, "oxidation"),
        (found.at_voltage.products, "voltage"),
    ):
        expected = {formula: count / model.samples for formula, count in counts[where].items()}
        assert dict(shares) == pytest.approx(expected)
        falling = [share for _, share in shares]
        assert falling == sorted(falling, reverse=True)
    # The energies differ enough that not all samples give the same products.
    assert any(0 < share < 1 for _, share in found.reduction_products + found.oxidation_products)


CONTACTS: list[tuple[object, object, str, float | None, dict[str, float]]] = [
    *((a, b, "Li", v, {}) for v in (None, 3.7) for a, b in (("LCO", "LGPS"), ("LFP", "LLZO"))),
    ("LiNbO3", "LPSCl", "Li", None, {}),
    ("Li7.5P3S10", "LCO", "Li", None, {}),
    ("Li7.5P3S10", "NMC811", "Li", 3.5, {}),
    (stabwin.Target("Li6PS5Cl", -1.3), "NMC811", "Li", None, {}),
    (stabwin.Target("Li6PS5Cl", -1.3), stabwin.Target("LiNbO3", -2.7), "Li", 4.0, {}),
    ("Na3PS4", "NaCoO2", "Na", 3.0, {}),
    ("MgAl2O4", "MgS", "Mg", 1.0, {}),
    ("LCO", "LGPS", "Li", 4.0, {"O": -0.5}),
    ("LCO", "LGPS", "Li", None, {"O": -0.5}),
]


@pytest.mark.parametrize(("a", "b", "ion", "voltage_v", "open_ev"), CONTACTS)
def test_every_sample_is_the_contact_of_its_energies(
    starter: stabwin.PhaseTable,
    a: object,
    b: object,
    ion: str,
    voltage_v: float | None,
    open_ev: dict[str, float],
) -> None:
    sides = [Side.of(starter, resolve_target(one, ion)) for one in (a, b)]
    model = ErrorModel(samples=20)
    mixture = Mixture(
        a=sides[0], b=sides[1], ion=ion, voltage_v=voltage_v, open_ev=open_potentials(open_ev)
    )
    sampled = sample_mixing_line(starter, mixture, model)
    mutual, total = lowest(sampled, sampled.mutual), lowest(sampled, sampled.total)
    columns = sampled.columns_at(mutual.kinks)
    elements = {e for side in sides for e in side.formula.elements} | {ion, *open_ev}
    system = System.of(starter, elements, math.inf)
    for side in sides:
        if side.own_energy_ev_per_atom is not None:
            system = system.with_own_phase(side.formula, side.own_energy_ev_per_atom)
    errors = model.system_errors(system, 0, 20)
    for s in (0, 11):
        targets = []
        for side in sides:
            energy = side.energy_ev_per_atom
            if energy is not None:
                energy += float(model.formula_errors(starter, side.formula, s, 1)[0])
            targets.append(stabwin.Target(side.formula.text, energy))
        there = stabwin.interface(
            *targets, phases=sample_table(system, errors[s]), ion=ion, voltage_v=voltage_v, open_ev=open_ev
        )
        for found, expected in ((mutual, there.mutual), (total, there.total)):
            assert expected is not None
            assert found.ev_per_atom[s] == pytest.approx(expected.ev_per_atom, abs=SAME)
            assert found.ev_per_nonion_atom[s] == pytest.approx(expected.ev_per_nonion_atom, abs=SAME)
        if there.mutual.products:
            formulas = {sampled.system.phase(column)[0] for column in columns[s].tolist() if column >= 0}
            assert formulas == {product.formula for product in there.mutual.products}


def test_error_bars_are_those_of_a_plain_linear_programme(starter: stabwin.PhaseTable) -> None:
    """The whole answer by hand: energies drawn by name, two slopes of the hull per sample from HiGHS."""
    samples, sigma, step = 40, 0.02, 1e-5
    rows = starter.to_dataframe()
    phases = [
        (parse(formula), energy)
        for formula, energy in zip(rows["formula"], rows["formation_energy_ev_per_atom"], strict=True)
        if set(parse(formula).elements) <= {"Li", "P", "S"}
    ]
    matrix = np.array([[f.amount(e) / f.atoms for f, _ in phases] for e in ("Li", "P", "S")])
    names = [
        int.from_bytes(hashlib.sha256(f"phase {f.key}".encode()).digest()[:8], "little") for f, _ in phases
    ]
    drawn = draws(names, samples, seed=3)
    compound = np.array([len(f.elements) > 1 for f, _ in phases])
    limits = []
    for s in range(samples):
        energies = np.array([energy for _, energy in phases]) + np.where(compound, sigma * drawn[s], 0.0)
        hull = [
            linprog(energies, A_eq=matrix, b_eq=np.array([3 / 8 + d, 1 / 8, 4 / 8]), method="highs").fun
            for d in (-step, 0.0, step)
        ]
        limits.append([(hull[1] - hull[2]) / step, (hull[0] - hull[1]) / step])
    model = ErrorModel(samples=samples, sigma_ev_per_atom=sigma, seed=3, shared_errors=False)
    found = stabwin.window("Li3PS4", phases=starter, uncertainty=model).uncertainty
    by_hand = np.quantile(limits, (0.05, 0.5, 0.95), axis=0, method="inverted_cdf").T
    for spread, expected in zip((found.reduction_limit_v, found.oxidation_limit_v), by_hand, strict=True):
        assert (spread.p05, spread.median, spread.p95) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        (name, quantity)
        for name in ("LGPS", "LPSCl", "LATP", "Li2S", "Li3PO4", "LiNbO3")
        for quantity in ("reduction_limit_v", "oxidation_limit_v")
        if (name, quantity) != ("Li2S", "reduction_limit_v")  # stable down to 0 V
    ],
)
def test_small_errors_propagate_linearly(starter: stabwin.PhaseTable, name: str, quantity: str) -> None:
    """Where one reaction decides, delta V = sqrt(sum_i (n_i sigma)^2) / (z |dn|)."""
    line, sigma = line_of(starter, name), 1e-5
    weights = reaction_of(line, quantity)
    compounds = [weight for phase, weight in weights.items() if len(parse(phase).elements) > 1]
    model = ErrorModel(samples=4000, sigma_ev_per_atom=sigma, shared_errors=False)
    found = sample_ion_line(line, model)
    limits = window_limits(found)[0 if quantity == "reduction_limit_v" else 1]
    expected = sigma * math.sqrt(sum(weight**2 for weight in compounds))
    assert limits.std() == pytest.approx(expected, rel=5 / math.sqrt(2 * 4000))
    nominal = window_limits(line)[0 if quantity == "reduction_limit_v" else 1]
    assert limits.mean() == pytest.approx(nominal, abs=5 * expected / math.sqrt(4000))


def of_unknown_origin(table: stabwin.PhaseTable) -> stabwin.PhaseTable:
    """The same energies, in a table of which the correction model knows nothing."""
    return replace(table, scheme=replace(table.scheme, name="own"))


def test_shared_errors_cancel_where_the_anion_stays(starter: stabwin.PhaseTable) -> None:
    """Oxygen stays oxide as lithium reduces zirconium, and sulfide becomes sulfur where LGPS oxidises."""
    with_shared = ErrorModel(samples=1000, sigma_ev_per_atom=0.0)
    for name, reduced in (("LLZO", True), ("LGPS", False)):
        found = sample_ion_line(line_of(of_unknown_origin(starter), name), with_shared)
        limits = window_limits(found)[0 if reduced else 1]
        assert (limits.std() < 1e-9) == reduced


def test_the_sulfide_error_is_the_correction_left_out(starter: stabwin.PhaseTable) -> None:
    """Li2S -> 2 Li + S: one sulfur per two lithium, so the limit moves by half of the error of sulfide."""
    spreads = {}
    for scheme in ("literature", "database"):
        model = ErrorModel(samples=4000, sigma_ev_per_atom=0.0)
        window = stabwin.window(
            "Li2S",
            phases=of_unknown_origin(starter.with_scheme(scheme)),
            exclude="LiS4",
            uncertainty=model,
        )
        spread = window.uncertainty.oxidation_limit_v
        spreads[scheme] = (spread.p95 - spread.p05) / (2 * norm.ppf(0.95)) * 2
    assert spreads["literature"] == pytest.approx(0.66346, rel=0.06)
    assert spreads["database"] == pytest.approx(math.hypot(0.66346 - 0.503, 0.0093), rel=0.06)


@pytest.mark.parametrize(
    ("formula", "species"),
    [
        ("Li6PS5Cl", {"anion S": 5, "anion Cl": 1}),
        ("Li2SO4", {"anion oxide": 4, "oxidised S": 1}),
        ("Li2O2", {"anion peroxide": 2}),
        ("KO2", {"anion superoxide": 2}),
        ("LiCoO2", {"anion oxide": 2, "metal Co": 1}),
        ("FeF3", {"anion F": 3, "metal Fe": 1}),
        ("FeS2", {"anion S": 2}),
        ("LiOH", {"anion oxide": 1, "oxidised H": 1}),
        ("H3PO4", {"anion oxide": 4, "oxidised H": 3, "oxidised P": 1}),
        ("La2O2S", {"anion oxide": 2, "anion S": 1}),
        ("S8O", {"anion oxide": 1, "oxidised S": 1 / 3}),
        ("Li15Ge4", {}),
        ("LiMnPO4", {"anion oxide": 4, "oxidised P": 1, "metal Mn": 1}),
    ],
)
def test_species(formula: str, species: dict[str, float]) -> None:
    scheme = stabwin.load_phases("starter").scheme
    found = species_of(parse(formula).amounts)
    counted = {name: n for name, n in found.items() if name in species or name.split()[0] == "anion"}
    assert counted == pytest.approx(species)
    errors = shared_errors(parse(formula).amounts, scheme)
    assert errors.keys() <= species.keys()


def test_the_same_seed_gives_the_same_bytes_and_the_split_does_not_count(
    starter: stabwin.PhaseTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ErrorModel(samples=300)

    def asked() -> str:
        found = [
            stabwin.window("LGPS", phases=starter, uncertainty=model, voltage_v=4, covers_v=(0, 2)),
            stabwin.profile("LLZO", phases=starter, uncertainty=model),
            stabwin.interface("LCO", "LGPS", phases=starter, uncertainty=model),
        ]
        return json.dumps([one.to_dict() for one in found])

    first = asked()
    assert asked() == first
    monkeypatch.setattr("stabwin.analysis.uncertainty.error_model._BLOCK", 70)
    assert asked() == first
    model = replace(model, seed=1)
    assert asked() != first


def test_bars_hold_nine_tenths_of_new_samples(starter: stabwin.PhaseTable) -> None:
    for name in NAMES:
        line = line_of(starter, name)
        window = stabwin.window(name, phases=starter, uncertainty=2000)
        spread = window.uncertainty.reduction_limit_v
        fresh = window_limits(sample_ion_line(line, ErrorModel(samples=2000, seed=5)))[0]
        inside = ((fresh >= spread.p05) & (fresh <= spread.p95)).mean()
        assert inside > 0.88  # more where a limit stands at 0 V or on a plateau of the samples
        if spread.p05 > 0:
            assert inside < 0.93


def test_probabilities_are_monotone(starter: stabwin.PhaseTable) -> None:
    covers = [
        stabwin.window(
            "LGPS", phases=starter, uncertainty=500, covers_v=(low, high)
        ).uncertainty.probability_covers
        for low, high in ((2, 2), (1.9, 2.0), (1.8, 2.1), (1.7, 2.2), (1.5, 2.4), (0, 5))
    ]
    assert covers == sorted(covers, reverse=True)
    assert covers[0] > covers[-1]
    within = [
        stabwin.interface(
            "LiNbO3", "LPSCl", phases=starter, uncertainty=500, threshold_ev=threshold
        ).uncertainty
        for threshold in (0, 0.05, 0.1, 0.15, 0.2, 1)
    ]
    shares = [one.probability_within_threshold for one in within]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1] == 1


def test_a_contact_mirrors(starter: stabwin.PhaseTable) -> None:
    ours, theirs = (
        stabwin.interface(a, b, phases=starter, uncertainty=200).uncertainty
        for a, b in (("LCO", "LGPS"), ("LGPS", "LCO"))
    )
    assert ours == theirs


def test_what_is_sure_and_what_is_not(starter: stabwin.PhaseTable) -> None:
    """LLZO's reduction limit of 0.05 V is undecided against lithium; LPSCl's reaction is certain."""
    llzo = stabwin.window("LLZO", phases=starter, uncertainty=1000).uncertainty
    assert 0.05 < llzo.probability_stable_against_metal < 0.95
    lpscl = stabwin.window("LPSCl", phases=starter, uncertainty=1000).uncertainty
    assert lpscl.probability_stable_against_metal == 0
    contact = stabwin.interface("Li", "LPSCl", phases=starter, uncertainty=1000).uncertainty
    assert contact.probability_no_reaction == 0
    assert contact.probability_within_threshold == 0


def test_where_nothing_reacts_nothing_forms(starter: stabwin.PhaseTable) -> None:
    for a, b in (("Li", "LiF"), ("LCO", "LCO")):
        contact = stabwin.interface(a, b, phases=starter, uncertainty=20).uncertainty
        assert contact.probability_no_reaction == 1
        assert contact.products == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"samples": 5},
        {"samples": 10**7},
        {"samples": 100, "sigma_ev_per_atom": -1},
        {"samples": 100, "sigma_ev_per_atom": math.nan},
        {"samples": 100, "seed": -1},
        {"samples": 100.5},
        {"samples": "100"},
        {"samples": 100, "seed": 1.5},
        {"samples": 100, "sigma_ev_per_atom": "small"},
    ],
)
def test_a_model_refuses_what_it_is_not(wrong: dict[str, float]) -> None:
    with pytest.raises(RequestError):
        ErrorModel(**wrong)


def test_numbers_of_numpy_are_numbers(starter: stabwin.PhaseTable) -> None:
    found = stabwin.window("LGPS", phases=starter, uncertainty=np.int64(20)).to_dict()
    assert found == stabwin.window("LGPS", phases=starter, uncertainty=20).to_dict()
    json.dumps(found)


def test_samples_are_a_number(starter: stabwin.PhaseTable) -> None:
    for wrong in ("many", 1.5, True):
        with pytest.raises(RequestError, match="samples"):
            stabwin.window("LGPS", phases=starter, uncertainty=wrong)


def test_a_range_to_cover_needs_samples(starter: stabwin.PhaseTable) -> None:
    with pytest.raises(RequestError, match="covers_v"):
        stabwin.window("LGPS", phases=starter, covers_v=(1, 2))
