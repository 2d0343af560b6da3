"""The fit of Gibbs energy functions to measured solids.

As that of the corrections (`stabwin.thermo.regression`): the sizes of the prior and the scales of the
residuals maximise the marginal likelihood of phi averaged over the temperatures, at robust weights of
Student's t distribution; with these the contributions of bonds are found at every temperature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize

from stabwin.thermo.bonds import Species, species_of
from stabwin.thermo.gibbs.bonds import FunctionModel, mass_term_j_per_mol_k
from stabwin.thermo.gibbs.measured import MeasuredGibbs, atomic_fractions
from stabwin.thermo.observations import weight_matrix
from stabwin.thermo.prior import LEVELS, level_covariance, prior_covariance
from stabwin.thermo.residuals import broad_kind_of

Floats = npt.NDArray[np.float64]

# Of a tabulated function, and of one that goes on from the entropy alone, J/(mol of atoms K).
_ERROR, _ERROR_OF_ENTROPY = 0.5, 1.0
DEGREES_OF_FREEDOM = 3.0

_START, _LEAST, _MOST = 3.0, 1e-3, 100.0
_PRIOR_OF_LOG_VARIANCE = 4.0
_ROUNDS, _ROUNDS_OF_WEIGHTS = 4, 12


@dataclass(frozen=True)
class Functions:
    """Measured Gibbs energy functions as the fit sees them.

    Attributes
    ----------
    values : array, shape (compounds, nodes)
        Less the term of the masses, J/(mol of atoms K).
    errors : array
    species : tuple of Species
    weights : array, shape (compounds, species)
    kinds : tuple of str
    """

    values: Floats
    errors: Floats
    species: tuple[Species, ...]
    weights: Floats
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, measured: Sequence[MeasuredGibbs]) -> Functions:
        """Those of measured compounds."""
        bonds = [species_of(one.formula.amounts) for one in measured]
        species = sorted(
            {s for one in bonds for s in one.weights}, key=lambda s: (s.anion, s.cation, s.state)
        )
        masses = [mass_term_j_per_mol_k(atomic_fractions(one.formula.amounts)) for one in measured]
        return cls(
            values=np.array([one.function_j_per_mol_k for one in measured]) - np.array(masses)[:, None],
            errors=np.array([_ERROR_OF_ENTROPY if one.source == "entropy" else _ERROR for one in measured]),
            species=tuple(species),
            weights=weight_matrix(bonds, species),
            kinds=tuple(
                broad_kind_of(one.formula.amounts, own) for one, own in zip(measured, bonds, strict=True)
            ),
        )

    def variances(self, scales: dict[str, float]) -> Floats:
        """Squared scales of the residuals, errors of the measurement included."""
        found: Floats = np.array([scales[kind] for kind in self.kinds]) ** 2 + self.errors**2
        return found


def fit(
    functions: Functions, sizes: dict[str, float], scales: dict[str, float], robust: Floats | None = None
) -> FunctionModel:
    """The contributions of bonds at every temperature, given sizes and scales.

    Parameters
    ----------
    functions : Functions
    sizes, scales : dict of str to float
        J/(mol K).
    robust : array, optional
        Weights of the compounds; found where they are not given.
    """
    base = np.median(functions.values, axis=0)
    prior = prior_covariance(sizes, functions.species, functions.species)
    spread = functions.weights @ prior
    explained = spread @ functions.weights.T
    variances = functions.variances(scales)
    unexpected = functions.values - base
    if robust is None:
        robust = robust_weights(unexpected.mean(axis=1), explained, variances)
    factor = linalg.cho_factor(explained + np.diag(variances / robust), lower=True)
    covariance = prior - spread.T @ linalg.cho_solve(factor, spread)
    return FunctionModel(
        sizes_j_per_mol_k=sizes,
        scales_j_per_mol_k=scales,
        base_j_per_mol_k=base,
        species=functions.species,
        means_j_per_mol_k=spread.T @ linalg.cho_solve(factor, unexpected),
        covariance=(covariance + covariance.T) / 2,
    )


def robust_weights(unexpected: Floats, explained: Floats, variances: Floats) -> Floats:
    """The weight lambda of each compound: about 1, and small where it is far from what the others say."""
    robust = np.ones_like(variances)
    for _ in range(_ROUNDS_OF_WEIGHTS):
        residual = variances / robust
        inverse = linalg.inv(explained + np.diag(residual))
        expected = residual * (inverse @ unexpected)
        uncertain = residual - residual**2 * np.diag(inverse)
        robust = (DEGREES_OF_FREEDOM + 1) / (DEGREES_OF_FREEDOM + (expected**2 + uncertain) / variances)
    return robust


def fit_sizes(functions: Functions) -> tuple[dict[str, float], dict[str, float]]:
    """The sizes of the prior and the scales of the residuals that make the functions likeliest."""
    levels = [
        functions.weights
        @ level_covariance(level, functions.species, functions.species)
        @ functions.weights.T
        for level in LEVELS
    ]
    kinds = sorted(set(functions.kinds))
    member = np.array([[kind == one for one in kinds] for kind in functions.kinds], dtype=float)
    unexpected = (functions.values - np.median(functions.values, axis=0)).mean(axis=1)
    logarithms = np.full(len(levels) + len(kinds), 2 * np.log(_START))
    for _ in range(_ROUNDS):
        explained = sum(size * one for size, one in zip(np.exp(logarithms), levels, strict=False))
        variances = member @ np.exp(logarithms[len(levels) :]) + functions.errors**2
        robust = robust_weights(unexpected, np.asarray(explained), variances)
        found = optimize.minimize(
            _Likelihood(unexpected, functions.errors, levels, member, robust),
            logarithms,
            jac=True,
            method="L-BFGS-B",
            bounds=[(2 * np.log(_LEAST), 2 * np.log(_MOST))] * len(logarithms),
        )
        logarithms = found.x
    sizes = np.exp(logarithms / 2).tolist()
    names = [level.name for level in LEVELS]
    return dict(zip(names, sizes, strict=False)), dict(zip(kinds, sizes[len(levels) :], strict=True))


@dataclass(frozen=True)
class _Likelihood:
    """Minus the logarithm of the marginal likelihood and its slope, over logarithms of variances."""

    unexpected: Floats
    errors: Floats
    levels: list[Floats]
    member: Floats
    robust: Floats

    def __call__(self, logarithms: Floats) -> tuple[float, Floats]:
        variances, count = np.exp(logarithms), len(self.levels)
        covariance = np.zeros_like(self.levels[0])
        for variance, level in zip(variances, self.levels, strict=False):
            covariance += variance * level
        own = (self.member @ variances[count:] + self.errors**2) / self.robust
        factor = linalg.cho_factor(covariance + np.diag(own), lower=True)
        inverse = linalg.cho_solve(factor, np.eye(len(own)))
        solved = inverse @ self.unexpected
        value = 0.5 * self.unexpected @ solved + np.log(np.diag(factor[0])).sum()
        outer = inverse - np.outer(solved, solved)
        slopes = [0.5 * float(np.sum(outer * level)) for level in self.levels]
        slopes += (0.5 * self.member.T @ (np.diag(outer) / self.robust)).tolist()
        away = logarithms - 2 * np.log(_START)
        value += 0.5 * float(away @ away) / _PRIOR_OF_LOG_VARIANCE**2
        return float(value), np.array(slopes) * variances + away / _PRIOR_OF_LOG_VARIANCE**2
