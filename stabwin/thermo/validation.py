"""How good the corrections are on compounds that the fit has not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stabwin.thermo.prediction import extension
from stabwin.thermo.regression import Observations, Parameters, posterior
from stabwin.thermo.student import half_width

Floats = npt.NDArray[np.float64]
FOLDS = 10


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
    seed: int = 0,
    folds: int = FOLDS,
) -> Predictions:
    """Predict each compound from the other folds.

    Parameters
    ----------
    observations : Observations
        One per composition, so that no compound is in two folds.
    parameters : Parameters or callable
        The sizes, or how to fit them to the compounds of the other folds.
    seed : int
        Of the folds.
    folds : int
    """
    count = len(observations.differences)
    fold = np.empty(count, dtype=int)
    fold[np.random.default_rng(seed).permutation(count)] = np.arange(count) % folds
    corrections, shared, scales = np.zeros(count), np.zeros(count), np.zeros(count)
    degrees = 0.0
    for number in range(folds):
        others, held = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        training = observations.part(others)
        sizes = parameters if isinstance(parameters, Parameters) else parameters(training)
        degrees = sizes.degrees_of_freedom
        known = posterior(training, sizes)
        tied = extension(observations.species, known, sizes)
        weights = observations.weights[held]
        inner = weights @ tied.weights
        corrections[held] = weights @ tied.means
        shared[held] = np.sqrt(
            np.einsum("ij,jk,ik->i", inner, known.covariance, inner)
            + np.square(weights) @ np.square(tied.left)
        )
        scales[held] = [
            np.hypot(sizes.scales_ev[observations.kinds[j]], observations.errors[j]) for j in held.tolist()
        ]
    return Predictions(corrections, shared, scales, half_width(shared, scales, degrees))
