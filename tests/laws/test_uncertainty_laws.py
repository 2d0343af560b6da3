"""Laws of error bars: exactness sample by sample, draws by name, propagation, coverage, monotony."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import kstest, norm

import stabwin
from stabwin.analysis.comparison import reaction_of
from stabwin.analysis.conditions import Conditions
from stabwin.analysis.ion_line import IonLine, trace_ion_line
from stabwin.analysis.sampled_contact import sample_contact
from stabwin.analysis.sampled_target import sample_ion_line
from stabwin.analysis.shared_errors import shared_errors, species_of
from stabwin.analysis.tie_line import Side
from stabwin.analysis.uncertainty import ErrorModel
from stabwin.analysis.window import window_limits
from stabwin.errors import RequestError
from stabwin.formula import amounts_of_key, parse
from stabwin.hull.draws import fill_draws, normal_quantile
from stabwin.phases.columns import PhaseRecord
from stabwin.target import resolve_target

SAME = 1e-9
NAMES = ("LGPS", "LLZO", "LPSCl", "LATP", "LiNbO3", "LTO", "LiFePO4", "Li3YCl6")
OWN_ERRORS = ErrorModel(samples=1000, shared_errors=False)


def line_of(table: stabwin.PhaseTable, name: str, **conditions: object) -> IonLine:
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
    small, large = starter.system({"Li", "P", "S"}), starter.system({"Li", "P", "S", "Ge", "O"}, 0.05)
    ours, theirs = (OWN_ERRORS.system_errors(system, 0, 50) for system in (small, large))
    place = {row: column for column, row in enumerate(large.rows.tolist())}
    assert (ours == theirs[:, [place[row] for row in small.rows.tolist()]]).all()


def test_elements_are_exact(starter: stabwin.PhaseTable) -> None:
    system = starter.system({"Li", "Fe", "S", "O"}, 0.1)
    errors = ErrorModel(samples=100).system_errors(system, 0, 100)
    assert (errors[:, system.units] == 0).all()
    compounds = [c for c in range(len(system.rows)) if c not in system.units.tolist()]
    assert (errors[:, compounds].std(axis=0) > 0).all()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shared", [True, False])
def test_every_sample_is_the_window_of_its_energies(
    starter: stabwin.PhaseTable, name: str, *, shared: bool
) -> None:
    """A table made of the sampled energies gives the sample's limits, from scratch."""
    line = line_of(starter, name)
    model = ErrorModel(samples=20, shared_errors=shared)
    sampled = sample_ion_line(line, model, 0, 20)
    errors = model.system_errors(sampled.system, 0, 20)
    keys = [starter.columns.keys[row] for row in sampled.system.rows.tolist()]
    for s in (0, 7, 19):
        records = [
            PhaseRecord(amounts=amounts_of_key(key), formation_energy_ev_per_atom=float(energy))
            for key, energy in zip(keys, sampled.system.costs + errors[s], strict=True)
        ]
        table = stabwin.PhaseTable.from_records(records, name="sample", schemes=("database",))
        target = line.target
        if sampled.target_errors is not None and line.energy_ev_per_atom is not None:
            target = target.with_energy(line.energy_ev_per_atom + float(sampled.target_errors[s]))
        there = trace_ion_line(table, target, Conditions())
        reduction, oxidation = window_limits(there)
        assert sampled.reduction_limits[s] == pytest.approx(reduction, abs=SAME)
        if oxidation is not None:
            assert sampled.oxidation_limits is not None
            assert sampled.oxidation_limits[s] == pytest.approx(oxidation, abs=SAME)
        if sampled.above_hull is not None:
            assert sampled.above_hull[s] == pytest.approx(there.energy_above_hull_ev_per_atom, abs=SAME)
        for voltage_v in (0.0, 1.9, 4.2):
            assert sampled.decomposition_energies(voltage_v)[s] == pytest.approx(
                there.decomposition_energy(voltage_v), abs=SAME
            )


@pytest.mark.parametrize(("a", "b"), [("LCO", "LGPS"), ("LiNbO3", "LPSCl"), ("LFP", "LLZO")])
@pytest.mark.parametrize("voltage_v", [None, 3.7])
def test_every_sample_is_the_contact_of_its_energies(
    starter: stabwin.PhaseTable, a: str, b: str, voltage_v: float | None
) -> None:
    sides = [Side.of(starter, resolve_target(name)) for name in (a, b)]
    model = ErrorModel(samples=20)
    sampled = sample_contact(starter, *sides, "Li", voltage_v, {}, model, 0, 20)
    system = starter.system(
        {e for side in sides for e in side.formula.elements} | {"Li"}, model.reach_ev_per_atom
    )
    errors = model.system_errors(system, 0, 20)
    for s in (0, 11):
        records = [
            PhaseRecord(
                amounts=amounts_of_key(starter.columns.keys[row]),
                formation_energy_ev_per_atom=float(energy),
            )
            for row, energy in zip(system.rows.tolist(), system.costs + errors[s], strict=True)
        ]
        table = stabwin.PhaseTable.from_records(records, name="sample", schemes=("database",))
        targets = []
        for side in sides:
            energy = side.energy_ev_per_atom
            assert energy is not None
            error = float(model.formula_errors(starter, side.formula, s, 1)[0])
            targets.append(stabwin.Target(side.formula.text, energy + error))
        there = stabwin.interface(*targets, phases=table, voltage_v=voltage_v)
        assert there.mutual is not None
        assert there.total is not None
        assert sampled.mutual[s] == pytest.approx(there.mutual.ev_per_atom, abs=SAME)
        assert sampled.mutual_per_nonion[s] == pytest.approx(there.mutual.ev_per_nonion_atom, abs=SAME)
        assert sampled.total[s] == pytest.approx(there.total.ev_per_atom, abs=SAME)


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
    found = sample_ion_line(line, model, 0, 4000)
    limits = found.reduction_limits if quantity == "reduction_limit_v" else found.oxidation_limits
    assert limits is not None
    expected = sigma * math.sqrt(sum(weight**2 for weight in compounds))
    assert limits.std() == pytest.approx(expected, rel=5 / math.sqrt(2 * 4000))
    nominal = window_limits(line)[0 if quantity == "reduction_limit_v" else 1]
    assert limits.mean() == pytest.approx(nominal, abs=5 * expected / math.sqrt(4000))


def test_shared_errors_cancel_where_the_anion_stays(starter: stabwin.PhaseTable) -> None:
    """Oxygen stays oxide as lithium reduces zirconium, and sulfide becomes sulfur where LGPS oxidises."""
    with_shared = ErrorModel(samples=1000, sigma_ev_per_atom=0.0)
    for name, reduced in (("LLZO", True), ("LGPS", False)):
        found = sample_ion_line(line_of(starter, name), with_shared, 0, 1000)
        assert found.oxidation_limits is not None
        limits = found.reduction_limits if reduced else found.oxidation_limits
        assert (limits.std() < 1e-9) == reduced


def test_the_sulfide_error_is_the_correction_left_out(starter: stabwin.PhaseTable) -> None:
    """Li2S -> 2 Li + S: one sulfur per two lithium, so the limit moves by half of the error of sulfide."""
    spreads = {}
    for scheme in ("literature", "database"):
        model = ErrorModel(samples=4000, sigma_ev_per_atom=0.0)
        window = stabwin.window(
            "Li2S", phases=starter.with_scheme(scheme), exclude="LiS4", uncertainty=model
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
    monkeypatch.setattr("stabwin.analysis.uncertainty._BLOCK", 70)
    assert asked() == first
    model = replace(model, seed=1)
    assert asked() != first


def test_bars_hold_nine_tenths_of_new_samples(starter: stabwin.PhaseTable) -> None:
    for name in NAMES:
        line = line_of(starter, name)
        window = stabwin.window(name, phases=starter, uncertainty=2000)
        spread = window.uncertainty.reduction_limit_v
        fresh = sample_ion_line(line, ErrorModel(samples=2000, seed=5), 0, 2000).reduction_limits
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


@pytest.mark.parametrize(
    "wrong",
    [
        {"samples": 5},
        {"samples": 10**7},
        {"samples": 100, "sigma_ev_per_atom": -1},
        {"samples": 100, "sigma_ev_per_atom": math.nan},
        {"samples": 100, "seed": -1},
    ],
)
def test_a_model_refuses_what_it_is_not(wrong: dict[str, float]) -> None:
    with pytest.raises(RequestError):
        ErrorModel(**wrong)


def test_samples_are_a_number(starter: stabwin.PhaseTable) -> None:
    for wrong in ("many", 1.5, True):
        with pytest.raises(RequestError, match="samples"):
            stabwin.window("LGPS", phases=starter, uncertainty=wrong)
