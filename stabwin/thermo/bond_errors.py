"""Corrections and errors of single bonds, as sums of independent numbers; each is found once.

What is found of a bond depends on the bond only, not on what else is asked, to the last bit.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stabwin.thermo.bonds import Species
from stabwin.thermo.posterior import Parameters, Posterior
from stabwin.thermo.prediction import prior_of_fitted
from stabwin.thermo.prior import prior_covariance, prior_means, prior_variances
from stabwin.thermo.triangles import lower_triangle, solved

Floats = npt.NDArray[np.float64]

# Relative to the mean posterior variance: keeps the triangle real.
_RIDGE = 1e-9


# What an error depends on: a number with a name, or a bond.
Number = str | Species


def name_of(number: Number) -> str:
    """What a number is called."""
    if isinstance(number, str):
        return number
    return f"bond {number.name}" if number.anion else number.name


class BondError(NamedTuple):
    """The correction of a bond and its error.

    Attributes
    ----------
    mean : float
        The correction, eV per atom of the anion.
    factor : array, shape (fitted bonds,)
        Of the numbers that all bonds share.
    left : float
        Of the bond's own number: the standard error that the prior leaves open.
    """

    mean: float
    factor: Floats
    left: float


class BondErrors:
    """The corrections of all bonds, with errors ``factor @ z + left * own``.

    Parameters
    ----------
    parameters : Parameters
    posterior : Posterior
    """

    def __init__(self, parameters: Parameters, posterior: Posterior) -> None:
        self._sizes = parameters.sizes_ev
        self._posterior = posterior
        self._known: dict[Species, BondError] = {}
        self._place = {species: k for k, species in enumerate(posterior.species)}

    @property
    def numbers(self) -> int:
        """How many numbers all bonds share."""
        return len(self._place)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each of the shared numbers is called."""
        return tuple(name_of(species) for species in self._posterior.species)

    @staticmethod
    def own_name(species: Species) -> str:
        """What a bond's own number is called."""
        return f"{name_of(species)}, left open"

    @cached_property
    def root(self) -> Floats:
        """A lower triangle L with L L^T the posterior covariance."""
        covariance = self._posterior.covariance
        ridge = _RIDGE * np.trace(covariance) / len(covariance)
        return lower_triangle(covariance + ridge * np.eye(len(covariance)))

    def of(self, species: Species) -> BondError:
        """The correction of a bond and its error."""
        known = self._known.get(species)
        if known is None:
            place = self._place.get(species)
            known = self._unseen(species) if place is None else self._fitted(place)
            self._known[species] = known
        return known

    def _fitted(self, place: int) -> BondError:
        return BondError(float(self._posterior.mean[place]), self.root[place], 0.0)

    def _unseen(self, species: Species) -> BondError:
        across = prior_covariance(self._sizes, [species], self._posterior.species)[0]
        weights = solved(self._prior_root, across)
        alone = float(prior_variances(self._sizes, [species])[0])
        left = max(alone - float((weights * across).sum()), 0.0) ** 0.5
        mean = float(prior_means([species])[0]) + float((weights * self._moved).sum())
        return BondError(mean, (weights[:, None] * self.root).sum(axis=0), left)

    @cached_property
    def _moved(self) -> Floats:
        """How far the measurements moved the corrections of the fitted bonds."""
        found: Floats = self._posterior.mean - prior_means(self._posterior.species)
        return found

    @cached_property
    def _prior_root(self) -> Floats:
        return lower_triangle(prior_of_fitted(self._posterior.species, self._sizes))
