"""The fit of the bonds' corrections to measured enthalpies.

    y_j = E_measured(j) - E_table(j) = sum_s w_js delta_s + r_j

with the normal prior of `stabwin.thermo.prior` for delta and residuals r that follow Student's t
distribution. Such a residual is a normal one whose variance is divided by a number of its own, lambda_j;
these are found together with delta by expectation maximisation [1]_, each from the expected square of its
own residual, so that a measurement far from all its neighbours loses weight. Residuals of compounds of the
same elements are correlated (`stabwin.thermo.alike`):

    cov(r_i, r_j) = s_i s_j rho_ij / sqrt(lambda_i lambda_j),  var(r_j) = (s_j^2 + error_j^2) / lambda_j

The sizes of the prior's levels, the scales s of the residuals and what they have in common maximise the
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

from stabwin.thermo.alike import Alike
from stabwin.thermo.observations import Observations
from stabwin.thermo.posterior import Parameters, Posterior
from stabwin.thermo.prior import LEVELS, level_covariance, prior_covariance, prior_means

Floats = npt.NDArray[np.float64]

_ROUNDS_OF_WEIGHTS = 12
_STEPS = 60
_START_EV, _LEAST_EV, _MOST_EV = 0.0316, 1e-4, 1.5
_PRIOR_OF_LOG_VARIANCE = 4.0

# Logarithms of the two parts of the correlation, over what is each compound's own, and of its length.
_LEAST_PART = 1e-3
_CENTRE_OF_ALIKE, _PRIOR_OF_ALIKE = np.log((1.0, 1.0, 0.03)), 2.0
_BOUNDS_OF_ALIKE = [(-6.0, 2.0), (-6.0, 2.0), tuple(np.log((0.004, 0.1)).tolist())]


def residual_variances(observations: Observations, parameters: Parameters) -> Floats:
    """Squared scales of the residuals, the error of the measurement included."""
    scales = np.array([parameters.scales_ev[kind] for kind in observations.kinds])
    total: Floats = np.square(scales) + np.square(observations.errors)
    return total


def residual_covariance(
    observations: Observations, parameters: Parameters, robust_weights: Floats
) -> Floats:
    """The covariance of the residuals at given robust weights, the errors of the measurements included."""
    scales = np.array([parameters.scales_ev[kind] for kind in observations.kinds])
    scaled = scales / np.sqrt(robust_weights)
    found = np.outer(scaled, scaled) * parameters.alike.correlation(observations.distances)
    found[np.diag_indices_from(found)] = residual_variances(observations, parameters) / robust_weights
    return found


def posterior(observations: Observations, parameters: Parameters) -> Posterior:
    """The corrections of the bonds, given measurements and sizes."""
    prior = prior_covariance(parameters.sizes_ev, observations.species, observations.species)
    spread = observations.weights @ prior
    explained = spread @ observations.weights.T
    robust = _robust_weights(observations, parameters, explained)
    residual = residual_covariance(observations, parameters, robust)
    factor = linalg.cho_factor(explained + residual, lower=True)
    solved = linalg.cho_solve(factor, np.column_stack((observations.unexpected, spread)))
    covariance = prior - spread.T @ solved[:, 1:]
    return Posterior(
        observations.species,
        prior_means(observations.species) + spread.T @ solved[:, 0],
        (covariance + covariance.T) / 2,
        robust,
    )


def _robust_weights(observations: Observations, parameters: Parameters, explained: Floats) -> Floats:
    variances = residual_variances(observations, parameters)
    degrees_of_freedom = parameters.degrees_of_freedom
    robust = np.ones_like(variances)
    for _ in range(_ROUNDS_OF_WEIGHTS):
        residual = residual_covariance(observations, parameters, robust)
        factor = linalg.cho_factor(explained + residual, lower=True)
        seen = linalg.cho_solve(factor, residual)
        expected = seen.T @ observations.unexpected
        uncertain = np.diag(residual) - np.einsum("ij,ij->j", residual, seen)
        squares = (expected**2 + uncertain) / variances
        robust = (degrees_of_freedom + 1) / (degrees_of_freedom + squares)
    return robust


def fit_parameters(observations: Observations, start: Parameters, rounds: int = 4) -> Parameters:
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
        robust = _robust_weights(observations, parameters, explained)
        begin = [parameters.sizes_ev[level.name] for level in LEVELS]
        begin += [parameters.scales_ev[kind] for kind in kinds]
        sizes_from = 2 * np.log(np.clip(begin, _LEAST_EV, _MOST_EV))
        found = optimize.minimize(
            _Likelihood(observations, levels, member, robust),
            np.concatenate((sizes_from, _logarithms(parameters.alike))),
            jac=True,
            method="L-BFGS-B",
            bounds=[(2 * np.log(_LEAST_EV), 2 * np.log(_MOST_EV))] * len(begin) + _BOUNDS_OF_ALIKE,
            options={"maxiter": _STEPS},
        )
        sizes = np.exp(found.x[: len(begin)] / 2).tolist()
        parameters = replace(
            parameters,
            sizes_ev={level.name: size for level, size in zip(LEVELS, sizes, strict=False)},
            scales_ev={**parameters.scales_ev, **dict(zip(kinds, sizes[len(LEVELS) :], strict=True))},
            alike=_alike(found.x[len(begin) :]),
        )
    return parameters


def log_likelihood(observations: Observations, parameters: Parameters, robust_weights: Floats) -> float:
    """The logarithm of the marginal likelihood at given robust weights, up to a constant."""
    prior = prior_covariance(parameters.sizes_ev, observations.species, observations.species)
    explained = observations.weights @ prior @ observations.weights.T
    residual = residual_covariance(observations, parameters, robust_weights)
    factor = linalg.cho_factor(explained + residual, lower=True)
    solved = linalg.cho_solve(factor, observations.unexpected)
    return float(-0.5 * observations.unexpected @ solved - np.log(np.diag(factor[0])).sum())


def _logarithms(alike: Alike) -> Floats:
    """Of both parts of the correlation over what is each compound's own, and of the length."""
    common, near, length = (max(part, _LEAST_PART) for part in alike)
    own = max(1 - common - near, _LEAST_PART)
    return np.log([common / own, near / own, length])


def _alike(logarithms: Floats) -> Alike:
    common, near, length = np.exp(logarithms).tolist()
    return Alike(common / (1 + common + near), near / (1 + common + near), length)


@dataclass(frozen=True)
class _Likelihood:
    """Minus the logarithm of the marginal likelihood and its slope, over logarithms.

    These are of variances, of the prior's levels and of the residuals by kind, and `_logarithms`.
    """

    observations: Observations
    levels: list[Floats]
    member: Floats
    robust: Floats

    def __call__(self, logarithms: Floats) -> tuple[float, Floats]:
        count = len(self.levels)
        sizes, rest = logarithms[: count + self.member.shape[1]], logarithms[-len(Alike._fields) :]
        variances = np.exp(sizes)
        covariance = sum(
            (variance * level for variance, level in zip(variances, self.levels, strict=False)),
            np.zeros_like(self.levels[0]),
        )
        own = self.member @ variances[count:]
        scaled = np.sqrt(own / self.robust)
        scales = np.outer(scaled, scaled)
        alike, changes = self._correlation(rest)
        residual = scales * alike
        of_own = residual + np.diag(own / self.robust)
        residual[np.diag_indices_from(residual)] = (own + self.observations.errors**2) / self.robust
        factor = linalg.cho_factor(covariance + residual, lower=True)
        inverse = linalg.cho_solve(factor, np.eye(len(own)))
        differences = self.observations.unexpected
        solved = inverse @ differences
        value = 0.5 * differences @ solved + np.log(np.diag(factor[0])).sum()
        outer = inverse - np.outer(solved, solved)
        slopes = [
            0.5 * float(np.sum(outer * level)) * variance
            for level, variance in zip(self.levels, variances, strict=False)
        ]
        slopes += (0.5 * self.member.T @ np.sum(outer * of_own, axis=1)).tolist()
        slopes += [0.5 * float(np.sum(outer * scales * change)) for change in changes]
        away = np.concatenate(
            (
                (sizes - 2 * np.log(_START_EV)) / _PRIOR_OF_LOG_VARIANCE,
                (rest - _CENTRE_OF_ALIKE) / _PRIOR_OF_ALIKE,
            )
        )
        spreads = np.repeat((_PRIOR_OF_LOG_VARIANCE, _PRIOR_OF_ALIKE), (len(sizes), len(rest)))
        return float(value + 0.5 * away @ away), np.array(slopes) + away / spreads

    def _correlation(self, logarithms: Floats) -> tuple[Floats, list[Floats]]:
        """The correlation of different compounds, and how it changes with each of the logarithms."""
        distances = self.observations.distances.copy()
        np.fill_diagonal(distances, np.inf)
        common, near, length = _alike(logarithms)
        same, nearness = np.isfinite(distances).astype(float), np.exp(-distances / length)
        alike = common * same + near * nearness
        moved = nearness * np.where(np.isfinite(distances), distances, 0.0) / length
        return alike, [common * (same - alike), near * (nearness - alike), near * moved]
