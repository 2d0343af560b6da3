"""The fit of the bonds' corrections to measured enthalpies.

    y_j = E_measured(j) - E_table(j) = sum_s w_js delta_s + r_j

with the normal prior of `stabwin.thermo.prior` for delta and residuals r that follow Student's t
distribution. Such a residual is a normal one whose variance is divided by a number of its own, lambda_j;
these are found together with delta by expectation maximisation [1]_, so that a measurement far from all
its neighbours loses weight. The sizes of the prior's levels and the scales of the residuals maximise the
marginal likelihood [2]_ at those lambda, with a weak prior of a factor of e^2 around 30 meV.

References
----------
.. [1] K. L. Lange, R. J. A. Little, J. M. G. Taylor, J. Am. Stat. Assoc. 84, 881 (1989),
   doi:10.1080/01621459.1989.10478852.
.. [2] C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning, MIT Press 2006,
   section 5.4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize

from stabwin.thermo.observations import Observations
from stabwin.thermo.posterior import Parameters, Posterior
from stabwin.thermo.prior import LEVELS, level_covariance, prior_covariance, prior_means

Floats = npt.NDArray[np.float64]

_ROUNDS_OF_WEIGHTS = 12
_START_EV, _LEAST_EV, _MOST_EV = 0.0316, 1e-4, 1.5
_PRIOR_OF_LOG_VARIANCE = 4.0


def residual_variances(observations: Observations, parameters: Parameters) -> Floats:
    """Squared scales of the residuals, the error of the measurement included."""
    scales = np.array([parameters.scales_ev[kind] for kind in observations.kinds])
    total: Floats = np.square(scales) + np.square(observations.errors)
    return total


def posterior(observations: Observations, parameters: Parameters) -> Posterior:
    """The corrections of the bonds, given measurements and sizes."""
    prior = prior_covariance(parameters.sizes_ev, observations.species, observations.species)
    spread = observations.weights @ prior
    explained = spread @ observations.weights.T
    variances = residual_variances(observations, parameters)
    robust = _robust_weights(observations.unexpected, explained, variances, parameters.degrees_of_freedom)
    factor = linalg.cho_factor(explained + np.diag(variances / robust), lower=True)
    solved = linalg.cho_solve(factor, np.column_stack((observations.unexpected, spread)))
    covariance = prior - spread.T @ solved[:, 1:]
    return Posterior(
        observations.species,
        prior_means(observations.species) + spread.T @ solved[:, 0],
        (covariance + covariance.T) / 2,
        robust,
    )


def _robust_weights(
    differences: Floats, explained: Floats, variances: Floats, degrees_of_freedom: float
) -> Floats:
    robust = np.ones_like(variances)
    for _ in range(_ROUNDS_OF_WEIGHTS):
        residual = variances / robust
        factor = linalg.cho_factor(explained + np.diag(residual), lower=True)
        inverse = linalg.cho_solve(factor, np.eye(len(residual)))
        expected = residual * (inverse @ differences)
        uncertain = residual - residual**2 * np.diag(inverse)
        squares = (expected**2 + uncertain) / variances
        robust = (degrees_of_freedom + 1) / (degrees_of_freedom + squares)
    return robust


def fit_parameters(observations: Observations, start: Parameters, rounds: int = 3) -> Parameters:
    """The sizes and scales that make the measurements likeliest.

    Parameters
    ----------
    observations : Observations
    start : Parameters
        Where to begin; its degrees of freedom are kept, and so are scales of kinds that do not occur.
    rounds : int
        How often robust weights and sizes are found in turn.
    """
    levels = [
        observations.weights
        @ level_covariance(level, observations.species, observations.species)
        @ observations.weights.T
        for level in LEVELS
    ]
    kinds = sorted(set(observations.kinds))
    member = np.array([[kind == one for one in kinds] for kind in observations.kinds], dtype=float)
    parameters = replace(
        start,
        sizes_ev={level.name: start.sizes_ev.get(level.name, _START_EV) for level in LEVELS},
        scales_ev={**dict.fromkeys(kinds, _START_EV), **start.scales_ev},
    )
    for _ in range(rounds):
        prior = prior_covariance(parameters.sizes_ev, observations.species, observations.species)
        explained = observations.weights @ prior @ observations.weights.T
        robust = _robust_weights(
            observations.unexpected,
            explained,
            residual_variances(observations, parameters),
            parameters.degrees_of_freedom,
        )
        begin = [parameters.sizes_ev[level.name] for level in LEVELS]
        begin += [parameters.scales_ev[kind] for kind in kinds]
        found = optimize.minimize(
            _Likelihood(observations.unexpected, observations.errors, levels, member, robust),
            2 * np.log(np.clip(begin, _LEAST_EV, _MOST_EV)),
            jac=True,
            method="L-BFGS-B",
            bounds=[(2 * np.log(_LEAST_EV), 2 * np.log(_MOST_EV))] * len(begin),
            options={"maxiter": 40},
        )
        sizes = np.exp(found.x / 2).tolist()
        parameters = replace(
            parameters,
            sizes_ev={level.name: size for level, size in zip(LEVELS, sizes, strict=False)},
            scales_ev={**parameters.scales_ev, **dict(zip(kinds, sizes[len(LEVELS) :], strict=True))},
        )
    return parameters


def log_likelihood(observations: Observations, parameters: Parameters, robust_weights: Floats) -> float:
    """The logarithm of the marginal likelihood at given robust weights, up to a constant."""
    prior = prior_covariance(parameters.sizes_ev, observations.species, observations.species)
    explained = observations.weights @ prior @ observations.weights.T
    scales = np.array([parameters.scales_ev[kind] for kind in observations.kinds])
    own = (np.square(scales) + np.square(observations.errors)) / robust_weights
    factor = linalg.cho_factor(explained + np.diag(own), lower=True)
    solved = linalg.cho_solve(factor, observations.unexpected)
    return float(-0.5 * observations.unexpected @ solved - np.log(np.diag(factor[0])).sum())


@dataclass(frozen=True)
class _Likelihood:
    """Minus the logarithm of the marginal likelihood and its slope, over logarithms of variances."""

    differences: Floats
    errors: Floats
    levels: list[Floats]
    member: Floats
    robust: Floats

    def __call__(self, logarithms: Floats) -> tuple[float, Floats]:
        variances = np.exp(logarithms)
        count = len(self.levels)
        covariance = sum(
            (variance * level for variance, level in zip(variances, self.levels, strict=False)),
            np.zeros_like(self.levels[0]),
        )
        own = (self.member @ variances[count:] + self.errors**2) / self.robust
        factor = linalg.cho_factor(covariance + np.diag(own), lower=True)
        inverse = linalg.cho_solve(factor, np.eye(len(own)))
        solved = inverse @ self.differences
        value = 0.5 * self.differences @ solved + np.log(np.diag(factor[0])).sum()
        outer = inverse - np.outer(solved, solved)
        slopes = [0.5 * float(np.sum(outer * level)) for level in self.levels]
        slopes += (0.5 * self.member.T @ (np.diag(outer) / self.robust)).tolist()
        away = logarithms - 2 * np.log(_START_EV)
        value += 0.5 * float(away @ away) / _PRIOR_OF_LOG_VARIANCE**2
        return float(value), np.array(slopes) * variances + away / _PRIOR_OF_LOG_VARIANCE**2
