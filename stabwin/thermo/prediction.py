"""Corrections of bonds that the fit may not have seen, from those that it has.

The posterior holds the species of the measured compounds. For another species u the prior ties it to
them: its mean is k(u, S) K(S, S)^-1 times theirs, and what the prior leaves open stays its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stabwin.thermo.bonds import Species
from stabwin.thermo.posterior import Parameters, Posterior
from stabwin.thermo.prior import prior_covariance, prior_means, prior_variances

Floats = npt.NDArray[np.float64]

# Relative to the mean prior variance: keeps the inverse of the prior finite.
_JITTER = 1e-9


@dataclass(frozen=True)
class Extension:
    """Corrections of species in terms of those of the fit.

    Attributes
    ----------
    weights : array, shape (species, fitted species)
        What each takes from the fitted ones.
    left : array, shape (species,)
        Standard errors that are its own, eV per atom of the anion; 0 for fitted species.
    means : array, shape (species,)
        The corrections, eV per atom of the anion.
    """

    weights: Floats
    left: Floats
    means: Floats


def extension(species: Sequence[Species], posterior: Posterior, parameters: Parameters) -> Extension:
    """How species hang together with those of the fit.

    Parameters
    ----------
    species : sequence of Species
        Fitted or not.
    posterior : Posterior
    parameters : Parameters
    """
    weights, left = ties(species, posterior.species, parameters.sizes_ev)
    means = prior_means(species) + weights @ (posterior.mean - prior_means(posterior.species))
    return Extension(weights, left, means)


def ties(
    species: Sequence[Species], fitted: Sequence[Species], sizes: Mapping[str, float]
) -> tuple[Floats, Floats]:
    """What the prior ties species to.

    Parameters
    ----------
    species : sequence of Species
        Fitted or not.
    fitted : sequence of Species
    sizes : mapping of str to float
        Of the prior's levels.

    Returns
    -------
    weights : array, shape (species, fitted species)
        What each takes from the fitted ones.
    left : array, shape (species,)
        Standard errors that are its own, in the unit of the sizes; 0 for fitted species.
    """
    place = {one: k for k, one in enumerate(fitted)}
    weights, left = np.zeros((len(species), len(place))), np.zeros(len(species))
    for j, one in enumerate(species):
        if one in place:
            weights[j, place[one]] = 1.0
    unseen = [j for j, one in enumerate(species) if one not in place]
    if unseen:
        new = [species[j] for j in unseen]
        across = prior_covariance(sizes, new, fitted)
        weights[unseen] = np.linalg.solve(prior_of_fitted(fitted, sizes), across.T).T
        alone = prior_variances(sizes, new)
        left[unseen] = np.sqrt(np.maximum(alone - np.sum(weights[unseen] * across, axis=1), 0.0))
    return weights, left


def prior_of_fitted(fitted: Sequence[Species], sizes: Mapping[str, float]) -> Floats:
    """The prior's covariance of fitted species, which can be inverted."""
    prior = prior_covariance(sizes, fitted, fitted)
    prior[np.diag_indices_from(prior)] += _JITTER * np.trace(prior) / len(prior)
    return prior
