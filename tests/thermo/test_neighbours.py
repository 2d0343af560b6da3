"""What residuals of measured compounds say of others: the algebra, the likelihood, and held-out compounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import special

from stabwin.chemistry.formula import parse
from stabwin.thermo.alike import INDEPENDENT, Alike, distance, distances_among
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.measured import measurements, observations
from stabwin.thermo.neighbours import ALONE
from stabwin.thermo.posterior import Parameters
from stabwin.thermo.prediction import extension
from stabwin.thermo.regression import log_likelihood, posterior, residual_covariance
from stabwin.thermo.validation import cross_validate, predict_held_out


def fractions(formula: str) -> dict[str, float]:
    parsed = parse(formula)
    return {element: float(amount) / float(parsed.atoms) for element, amount in parsed.amounts.items()}


@pytest.fixture(scope="module")
def model() -> CorrectionModel:
    return CorrectionModel.load()


@pytest.fixture(scope="module")
def known():
    return observations(tuple(measurements().values()))


@pytest.fixture(scope="module")
def independent(model) -> Parameters:
    return replace(model.parameters, alike=INDEPENDENT)


def test_only_compounds_of_the_same_elements_are_alike() -> None:
    far = distances_among([fractions(name) for name in ("TiO2", "Ti3O5", "Ti2O3", "Li2TiO3")])
    assert np.isinf(far[3, :3]).all()
    assert far[0, 1] == pytest.approx(2 / 3 - 5 / 8)
    assert far[0, 1] == far[1, 0] < far[0, 2]
    alike = Alike(0.5, 0.3, 0.04).correlation(far)
    assert (alike[3, :3] == 0).all()
    assert 0.5 < alike[0, 2] < alike[0, 1] < 0.8 == alike[0, 0]


@pytest.mark.parametrize("formula", ["Ti9O17", "Ti6O", "NaS2", "Li2FeCl4", "P2S5", "LiTi2O4"])
def test_a_phase_is_the_conditional_normal_distribution_of_the_fit(model, known, formula: str) -> None:
    """All measured compounds at once, at their robust weights, beside the few of the same elements."""
    parameters, fitted = model.parameters, model.posterior
    phases = model.prepare([parse(formula).amounts])
    given = model.given(phases)
    scale = float(given.scales[0])
    chosen = list(measurements().values())
    same = [set(one.fractions) == set(phases.fractions[0]) for one in chosen]
    far = np.array(
        [
            distance(one.fractions, phases.fractions[0]) if alike else np.inf
            for one, alike in zip(chosen, same, strict=True)
        ]
    )
    scales = np.array([parameters.scales_ev[kind] for kind in known.kinds])
    across = scale * scales / np.sqrt(fitted.robust_weights) * parameters.alike.correlation(far)
    shares = np.linalg.solve(residual_covariance(known, parameters, fitted.robust_weights), across)
    assert given.constants[0] == pytest.approx(shares @ known.differences, abs=1e-9)
    left = 1 - shares @ across / scale**2
    assert given.scores[0].size ** 2 == pytest.approx(left, abs=1e-9)
    tied = extension(phases.species, fitted, parameters)
    place = {species: k for k, species in enumerate(fitted.species)}
    bonds = phases.weights.toarray()[0] @ tied.weights
    for k, species in enumerate(known.species):
        bonds[place[species]] -= shares @ known.weights[:, k]
    again = extension(given.species, fitted, parameters)
    assert given.weights.toarray()[0] @ again.weights == pytest.approx(bonds, abs=1e-9)


def test_a_phase_is_known_the_better_the_nearer_a_measured_one_is(model) -> None:
    names = ("Ti9O17", "Ti6O", "Li3PS4", "TiO2", "Ti", "NaCl3")
    given = model.given(model.prepare([parse(name).amounts for name in names]))
    near, far, alone, *others = given.scores
    assert near.size < far.size < alone.size == pytest.approx(1.0)
    common = model.parameters.alike.common
    assert alone == pytest.approx((common**0.5, (1 - common) ** 0.5))
    assert others == [ALONE] * 3  # measured, an element, without a charge balance
    assert (given.constants[2:] == 0).all()
    assert given.constants[0] != 0


def test_nominal_energies_lie_where_the_neighbours_are(model) -> None:
    """P4S3 is measured below what its bonds say, and so are its neighbours expected to be."""
    measured, *near = [parse(name).amounts for name in ("P4S3", "P4S5", "P4S7", "PS")]
    off = (model.corrections([measured]) - model.bond_corrections([measured]))[0]
    moved = model.expected_corrections(near) - model.bond_corrections(near)
    print(f"P4S3 {1000 * off:+.0f}, P4S5, P4S7, PS {np.round(1000 * moved)} meV/atom")
    assert (np.sign(moved) == np.sign(off)).all()
    assert (np.abs(moved) < abs(off)).all()


def test_correlated_residuals_are_the_likelier(known, model, independent) -> None:
    """At the robust weights of each."""
    found = []
    for parameters in (independent, model.parameters):
        robust = posterior(known, parameters).robust_weights
        of_weights = float(np.sum(1.5 * np.log(robust) - 1.5 * robust))
        found.append(log_likelihood(known, parameters, robust) + of_weights)
    print(f"log likelihood {found[1] - found[0]:+.1f} against independent residuals")
    assert found[1] - found[0] > 10


def test_held_out_compounds_are_predicted_better_with_their_neighbours(known, model, independent) -> None:
    chosen = list(measurements().values())
    elements = [frozenset(one.fractions) for one in chosen]
    several = np.array([elements.count(one) > 1 for one in elements])
    runs = {}
    for name, parameters in (("without", independent), ("with", model.parameters)):
        one = cross_validate(known, parameters)
        off = np.abs(known.differences - one.corrections)
        lost = 2 * one.half_widths + 20 * np.maximum(off - one.half_widths, 0.0)
        runs[name] = 1000 * off[several].mean(), 1000 * lost[several].mean()
        inside = np.mean((off <= one.half_widths)[several])
        print(
            f"{name:8} {several.sum()} compounds: {runs[name][0]:.1f} meV/atom, interval score "
            f"{runs[name][1]:.0f}, {inside:.1%} inside"
        )
    assert runs["with"][0] < runs["without"][0]
    assert runs["with"][1] < runs["without"][1]
    assert 0.85 <= inside <= 0.95


def test_near_compounds_of_more_elements_would_say_little(known, model) -> None:
    """Of LiNb13O33 as nearly Nb2O5: normal scores correlated by 0.4 would take 9 % from its error."""
    predicted = cross_validate(known, model.parameters)
    off = known.differences - predicted.corrections
    found = special.ndtri(0.95) * off / predicted.half_widths
    found = np.clip(found, -4, 4)
    compositions = [one.fractions for one in measurements().values()]
    pairs = []
    for j, one in enumerate(compositions):
        for k, other in enumerate(compositions):
            if other.keys() < one.keys():
                far = 0.5 * sum(abs(one[element] - other.get(element, 0.0)) for element in one)
                pairs.append((far, found[j], found[k]))
    far, first, second = np.array(pairs).T
    alike = np.corrcoef(first[far < 0.1], second[far < 0.1])[0, 1]
    print(f"{(far < 0.1).sum()} pairs {alike:.2f}")
    assert (far < 0.1).sum() > 25
    assert 1 - (1 - alike**2) ** 0.5 < 0.15


def test_without_alike_residuals_bonds_alone_predict(known, independent) -> None:
    held = np.array([3, 200, 641])
    found = predict_held_out(known, held, independent)
    fitted = posterior(known.part(np.setdiff1d(np.arange(len(known.kinds)), held)), independent)
    tied = extension(known.species, fitted, independent)
    assert found.corrections == pytest.approx(known.weights[held] @ tied.means, abs=1e-12)
