"""Corrections of bonds that the fit may not have seen, from those that it has.

The posterior holds the species of the measured compounds. For another species u the prior ties it to
them: its mean is k(u, S) K(S, S)^-1 times theirs, and what the prior leaves open stays its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stabwin.thermo.bonds import Species
from stabwin.thermo.posterior import Parameters, Posterior
from stabwin.thermo.prior import prior_covariance, prior_means, prior_variances

Floats = npt.NDArray[np.float64]

# Relative to the mean prior variance: keeps the inverse of the prior finite.
JITTER = 1e-9


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
    fitted = {one: k for k, one in enumerate(posterior.species)}
    weights = np.zeros((len(species), len(fitted)))
    left = np.zeros(len(species))
    unseen = [j for j, one in enumerate(species) if one not in fitted]
    for j, one in enumerate(species):
        if one in fitted:
            weights[j, fitted[one]] = 1.0
    if unseen:
        new = [species[j] for j in unseen]
        prior = prior_covariance(parameters.sizes_ev, posterior.species, posterior.species)
        prior[np.diag_indices_from(prior)] += JITTER * np.trace(prior) / len(prior)
        across = prior_covariance(parameters.sizes_ev, new, posterior.species)
        weights[unseen] = np.linalg.solve(prior, across.T).T
        alone = prior_variances(parameters.sizes_ev, new)
        left[unseen] = np.sqrt(np.maximum(alone - np.sum(weights[unseen] * across, axis=1), 0.0))
    means = prior_means(species) + weights @ (posterior.mean - prior_means(posterior.species))
    return Extension(weights, left, means)
