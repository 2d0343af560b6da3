"""How good the corrections are on compounds that the fit has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from stabwin.thermo.observations import Observations
from stabwin.thermo.posterior import Parameters
from stabwin.thermo.prediction import extension
from stabwin.thermo.regression import posterior, residual_covariance
from stabwin.thermo.student import half_width, scale_of_part

Floats = npt.NDArray[np.float64]
FOLDS = 10

# Folds that the scales are found with: other ones than the reports and tests use.
_SCALE_SEEDS = (101, 102, 103, 104)
# Of the interval score: 2 over the share outside.
_PENALTY = 2 / 0.1

# What intervals have to hold of each kind: 90 % less what is by chance.
_LEAST_INSIDE = 0.88

_SCALE_FACTORS = np.exp(np.linspace(np.log(0.5), np.log(3.0), 61))


@dataclass(frozen=True)
class Predictions:
    """Corrections of compounds, each from a fit to others.

    Attributes
    ----------
    corrections : array
        eV/atom.
    shared_errors : array
        Standard errors from the bonds' corrections, eV/atom.
    scales : array
        Of the phase's own, t distributed residual, given those of measured compounds of its elements and
        with the error of the measurement, eV/atom.
    half_widths : array
        Of the 90 % intervals, eV/atom.
    """

    corrections: Floats
    shared_errors: Floats
    scales: Floats
    half_widths: Floats


def cross_validate(
    observations: Observations,
    parameters: Parameters | Callable[[Observations], Parameters],
    fold_seed: int = 0,
    folds: int = FOLDS,
) -> Predictions:
    """Predict each compound from the other folds.

    Parameters
    ----------
    observations : Observations
        One per composition, so that no compound is in two folds.
    parameters : Parameters or callable
        The sizes, or how to fit them to the compounds of the other folds.
    fold_seed : int
        Of the folds.
    folds : int
    """
    count = len(observations.differences)
    fold = np.empty(count, dtype=int)
    fold[np.random.default_rng(fold_seed).permutation(count)] = np.arange(count) % folds
    corrections, shared, scales = np.zeros(count), np.zeros(count), np.zeros(count)
    half = np.zeros(count)
    for number in range(folds):
        held = np.flatnonzero(fold == number)
        one = predict_held_out(observations, held, parameters)
        corrections[held], shared[held] = one.corrections, one.shared_errors
        scales[held], half[held] = one.scales, one.half_widths
    return Predictions(corrections, shared, scales, half)


def predict_held_out(
    observations: Observations,
    held: npt.NDArray[np.intp],
    parameters: Parameters | Callable[[Observations], Parameters],
) -> Predictions:
    """Predict some of the compounds from all others; arguments as of `cross_validate`."""
    fitted = np.setdiff1d(np.arange(len(observations.differences)), held)
    training = observations.part(fitted)
    sizes = parameters if isinstance(parameters, Parameters) else parameters(training)
    known = posterior(training, sizes)
    tied = extension(observations.species, known, sizes)
    # What a residual takes from those of measured compounds of the same elements; the rest is its own.
    scales = np.array([sizes.scales_ev[kind] for kind in observations.kinds])
    across = sizes.alike.correlation(observations.distances[np.ix_(held, fitted)])
    across *= np.outer(scales[held], scales[fitted] / np.sqrt(known.robust_weights))
    taken = np.linalg.solve(residual_covariance(training, sizes, known.robust_weights), across.T).T
    sizes_left = np.sqrt(np.maximum(1 - np.sum(taken * across, axis=1) / np.square(scales[held]), 0.0))
    own = scales[held] * scale_of_part(sizes_left, sizes.degrees_of_freedom)
    weights = observations.weights[held] - taken @ observations.weights[fitted]
    inner = weights @ tied.weights
    shared = np.sqrt(
        np.einsum("ij,jk,ik->i", inner, known.covariance, inner) + np.square(weights) @ np.square(tied.left)
    )
    own = np.hypot(own, observations.errors[held])
    half = half_width(shared, own, sizes.degrees_of_freedom)
    return Predictions(weights @ tied.means + taken @ training.differences, shared, own, half)


def with_held_out_scales(observations: Observations, parameters: Parameters) -> Parameters:
    """The same sizes, with the residual scales that give held-out measurements the best 90 % intervals.

    The marginal likelihood fits the middle of the distribution; error bars are about its tails. The
    interval score [1]_, width plus a penalty for what lies outside, is least where the interval is right;
    of the scales whose intervals hold at least 88 % of a kind the one with the least score is taken.

    References
    ----------
    .. [1] T. Gneiting, A. E. Raftery, J. Am. Stat. Assoc. 102, 359 (2007),
       doi:10.1198/016214506000001437, section 6.2.
    """
    runs = [cross_validate(observations, parameters, fold_seed) for fold_seed in _SCALE_SEEDS]
    kinds = np.array(observations.kinds)
    scales = dict(parameters.scales_ev)
    for kind in sorted(set(observations.kinds)):
        rows = np.flatnonzero(kinds == kind)
        found = [
            (*_judged(observations, runs, rows, factor, parameters.degrees_of_freedom), factor)
            for factor in _SCALE_FACTORS.tolist()
        ]
        holding = [(score, factor) for score, inside, factor in found if inside >= _LEAST_INSIDE]
        scales[kind] *= min(holding)[1] if holding else found[-1][2]
    return replace(parameters, scales_ev=scales)


def _judged(
    observations: Observations,
    runs: Sequence[Predictions],
    rows: npt.NDArray[np.intp],
    factor: float,
    degrees_of_freedom: float,
) -> tuple[float, float]:
    """The interval score of some compounds, their residuals scaled by a factor, and the share inside."""
    score, inside = 0.0, []
    errors = observations.errors[rows]
    for run in runs:
        residual = np.sqrt(np.maximum(np.square(run.scales[rows]) - np.square(errors), 0.0))
        half = half_width(run.shared_errors[rows], np.hypot(factor * residual, errors), degrees_of_freedom)
        off = np.abs(observations.differences - run.corrections)[rows]
        score += float(np.sum(2 * half + _PENALTY * np.maximum(off - half, 0.0)))
        inside.append(float(np.mean(off <= half)))
    return score, float(np.mean(inside))
