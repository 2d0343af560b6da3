"""How good the corrections are on compounds that the fit has not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from stabwin.thermo.observations import Observations
from stabwin.thermo.posterior import Parameters
from stabwin.thermo.prediction import extension
from stabwin.thermo.regression import posterior
from stabwin.thermo.student import half_width

Floats = npt.NDArray[np.float64]
FOLDS = 10

# Folds that the scales are found with: other ones than the reports and tests use.
_SCALE_SEEDS = (101, 102)
# Of the interval score: 2 over the share outside.
_PENALTY = 2 / 0.1

_SCALE_FACTORS = np.exp(np.linspace(np.log(0.5), np.log(3.0), 61))


@dataclass(frozen=True)
class Predictions:
    """Corrections of compounds, each from a fit to others.

    Attributes
    ----------
    corrections : array
        eV/atom.
    shared_errors : array
        Standard errors of the bonds' corrections, eV/atom.
    scales : array
        Of the phase's own, t distributed residual, the error of the measurement included, eV/atom.
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
    training = observations.part(np.setdiff1d(np.arange(len(observations.differences)), held))
    sizes = parameters if isinstance(parameters, Parameters) else parameters(training)
    known = posterior(training, sizes)
    tied = extension(observations.species, known, sizes)
    weights = observations.weights[held]
    inner = weights @ tied.weights
    shared = np.sqrt(
        np.einsum("ij,jk,ik->i", inner, known.covariance, inner) + np.square(weights) @ np.square(tied.left)
    )
    scales = np.array(
        [np.hypot(sizes.scales_ev[observations.kinds[j]], observations.errors[j]) for j in held.tolist()]
    )
    half = half_width(shared, scales, sizes.degrees_of_freedom)
    return Predictions(weights @ tied.means, shared, scales, half)


def with_held_out_scales(observations: Observations, parameters: Parameters) -> Parameters:
    """The same sizes, with the residual scales that give held-out measurements the best 90 % intervals.

    The marginal likelihood fits the middle of the distribution; error bars are about its tails. The
    interval score [1]_, width plus a penalty for what lies outside, is least where the interval is right.

    References
    ----------
    .. [1] T. Gneiting, A. E. Raftery, J. Am. Stat. Assoc. 102, 359 (2007),
       doi:10.1198/016214506000001437, section 6.2.
    """
    runs = [cross_validate(observations, parameters, fold_seed) for fold_seed in _SCALE_SEEDS]
    kinds = np.array(observations.kinds)
    scales = dict(parameters.scales_ev)
    for kind in sorted(set(observations.kinds)):
        rows = kinds == kind
        scores = []
        for factor in _SCALE_FACTORS.tolist():
            own = np.hypot(factor * scales[kind], observations.errors[rows])
            score = 0.0
            for run in runs:
                half = half_width(run.shared_errors[rows], own, parameters.degrees_of_freedom)
                outside = np.abs(observations.differences - run.corrections)[rows] - half
                score += float(np.sum(2 * half + _PENALTY * np.maximum(outside, 0.0)))
            scores.append(score)
        scales[kind] *= float(_SCALE_FACTORS[int(np.argmin(scores))])
    return replace(parameters, scales_ev=scales)
