"""What residuals of measured compounds say of others: the algebra, the likelihood, and held-out compounds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from stabwin.chemistry.formula import parse
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.measured import measurements, observations
from stabwin.thermo.neighbours import (
    ALONE,
    LENGTH,
    SHARED,
    Neighbours,
    correlation,
    distance,
    residual_scores,
    scores,
)
from stabwin.thermo.student import half_width
from stabwin.thermo.validation import cross_validate

NOISE = 0.05


def fractions(formula: str) -> dict[str, float]:
    parsed = parse(formula)
    return {element: float(amount) / float(parsed.atoms) for element, amount in parsed.amounts.items()}


def score_of(formula: str):
    model = CorrectionModel.load()
    (found,) = residual_scores(model, model.prepare([parse(formula).amounts]))
    return found


@pytest.fixture(scope="module")
def compositions() -> list[dict[str, float]]:
    return [fractions(one.formula.reduced) for one in measurements().values()]


@pytest.fixture(scope="module")
def given() -> np.ndarray:
    """Scores of the measured compounds."""
    model = CorrectionModel.load()
    known = observations(tuple(measurements().values()))
    phases = model.prepare([one.formula.amounts for one in measurements().values()])
    scales = np.hypot([model.parameters.scales_ev[kind] for kind in known.kinds], known.errors)
    residuals = model.corrections(phases) - model.bond_corrections(phases)
    return scores(residuals, scales, model.own_degrees_of_freedom)


@pytest.fixture(scope="module")
def known():
    return observations(tuple(measurements().values()))


@pytest.fixture(scope="module")
def predicted(known):
    """Each measured compound from the other folds."""
    return cross_validate(known, CorrectionModel.load().parameters)


@pytest.fixture(scope="module")
def groups(compositions) -> list[list[int]]:
    """The measured compounds of each set of elements."""
    found: dict[frozenset[str], list[int]] = {}
    for j, composition in enumerate(compositions):
        found.setdefault(frozenset(composition), []).append(j)
    return list(found.values())


def test_given_measured_scores_it_is_the_conditional_normal_distribution() -> None:
    near = [fractions(name) for name in ("TiO2", "Ti3O5", "Ti2O3")]
    known = np.array([0.8, -0.3, 1.4])
    among = SHARED + (1 - SHARED) * correlation(near, near) + NOISE * np.eye(3)
    for formula in ("Ti9O17", "Ti4O7", "TiO", "Ti6O"):
        across = SHARED + (1 - SHARED) * correlation([fractions(formula)], near)[0]
        weights = np.linalg.solve(among, across)
        found = Neighbours(near, known).score(fractions(formula))
        assert found.mean == pytest.approx(weights @ known, abs=1e-12)
        assert found.shared**2 + found.own**2 == pytest.approx(1 - weights @ across, abs=1e-12)


def test_a_phase_is_known_the_better_the_nearer_a_measured_one_is() -> None:
    near, far, alone = (score_of(name) for name in ("Ti9O17", "Ti6O", "Li3PS4"))
    assert near.own < far.own <= alone.own
    assert alone == pytest.approx((0.0, SHARED**0.5, (1 - SHARED) ** 0.5))
    assert np.sign(near.mean) == np.sign(score_of("Ti8O15").mean) != 0
    for formula in ("TiO2", "Ti", "NaCl3"):  # measured, an element, without a charge balance
        assert score_of(formula) == ALONE


def test_what_residuals_share_is_near_the_most_likely(compositions, given, groups) -> None:
    def likelihood(shared: float, length: float) -> float:
        total = 0.0
        for rows in groups:
            near = [compositions[j] for j in rows]
            among = shared + (1 - shared) * correlation(near, near, length)
            np.fill_diagonal(among, 1.0)
            scaled = given[rows] / given.std()
            total -= 0.5 * (np.linalg.slogdet(among)[1] + scaled @ np.linalg.solve(among, scaled))
        return total

    best, independent = likelihood(SHARED, LENGTH), likelihood(0.0, 1e-6)
    print(f"log likelihood {best - independent:+.1f} against independent residuals")
    assert best - independent > 5  # two parameters: p below 0.01
    for shared, length in ((0.0, LENGTH), (SHARED / 3, LENGTH), (2 * SHARED, LENGTH), (SHARED, 3 * LENGTH)):
        assert likelihood(shared, length) < best


def test_near_compounds_of_more_elements_resemble_each_other_too(compositions, known, predicted) -> None:
    """Which the model does not use yet: LiNb13O33 is nearly Nb2O5."""
    degrees = CorrectionModel.load().own_degrees_of_freedom
    found = scores(known.differences - predicted.corrections, predicted.scales, degrees)
    pairs = []
    for j, one in enumerate(compositions):
        for k, other in enumerate(compositions):
            if other.keys() < one.keys():
                far = 0.5 * sum(abs(one[element] - other.get(element, 0.0)) for element in one)
                pairs.append((far, found[j], found[k]))
    far, first, second = np.array(pairs).T
    near, next_near = far < 0.1, (far >= 0.1) & (far < 0.15)
    alike = [np.corrcoef(first[some], second[some])[0, 1] for some in (near, next_near)]
    print(f"{near.sum()} pairs {alike[0]:.2f}, {next_near.sum()} pairs {alike[1]:.2f}")
    assert near.sum() > 25
    assert alike[0] > 0.3
    assert next_near.sum() > 80
    assert abs(alike[1]) < 0.2


def test_held_out_compounds_are_predicted_better_with_their_neighbours(
    compositions, given, groups, known, predicted
) -> None:
    """The neighbours' residuals are those of a fit to all, which the held-out one pulled the other way."""
    model = CorrectionModel.load()
    degrees = model.own_degrees_of_freedom
    rows, near, means, left = [], [], [], []
    for together in groups:
        for j in together:
            others = [k for k in together if k != j]
            if others:
                beside = [compositions[k] for k in others]
                score = Neighbours(beside, given[others]).score(compositions[j])
                rows.append(j)
                near.append(min(distance(compositions[j], one) for one in beside))
                means.append(special.stdtrit(degrees, special.ndtr(score.mean)))
                left.append(np.hypot(score.shared, score.own))
    differences = (known.differences - predicted.corrections)[rows]
    own, bonds = predicted.scales[rows], predicted.shared_errors[rows]
    for name, some in (("all", np.array(near) >= 0), ("nearer than 0.03", np.array(near) < 0.03)):
        said = []
        for centre, scale in ((0.0, own), (own * np.array(means), own * np.array(left))):
            half = half_width(bonds, scale, degrees)
            off = np.abs(differences - centre)
            lost = 2 * half + 20 * np.maximum(off - half, 0.0)
            said.append((1000 * off[some].mean(), 1000 * lost[some].mean(), np.mean((off <= half)[some])))
        (error, loss, _), (error_with, loss_with, inside) = said
        print(
            f"{name:18} {some.sum():4} {error:.1f} -> {error_with:.1f} meV/atom, interval score "
            f"{loss:.0f} -> {loss_with:.0f}, {inside:.1%} inside"
        )
        assert error_with < error
        assert loss_with < loss
        assert 0.85 <= inside <= 0.95
