"""Measured compounds as the fit of the corrections sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from stabwin.thermo.acid_base import effects_of
from stabwin.thermo.alike import distances_among
from stabwin.thermo.bonds import Bonds, Species
from stabwin.thermo.prior import prior_means

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Observations:
    """Measured compounds as the fit sees them.

    Attributes
    ----------
    differences : array
        Measured minus table energy, eV/atom.
    errors : array
        Standard errors of the measurements, eV/atom.
    species : tuple of Species
        All bonds that occur, and the acid-base term.
    weights : array, shape (compounds, species)
    kinds : tuple of str
        Of the residuals, see `stabwin.thermo.residuals`.
    distances : array, shape (compounds, compounds)
        Of their compositions, see `stabwin.thermo.alike`.
    """

    differences: Floats
    errors: Floats
    species: tuple[Species, ...]
    weights: Floats
    kinds: tuple[str, ...]
    distances: Floats

    @property
    def unexpected(self) -> Floats:
        """The differences less what the prior expects of them, eV/atom."""
        found: Floats = self.differences - self.weights @ prior_means(self.species)
        return found

    @classmethod
    def of(
        cls,
        differences: Floats,
        errors: Floats,
        compositions: Sequence[Mapping[str, float]],
        bonds: Sequence[Bonds],
        kinds: Sequence[str],
    ) -> Observations:
        """Observations of compounds with these atomic fractions and bonds."""
        effects = [effects_of(one) for one in bonds]
        species = sorted({s for one in effects for s in one}, key=lambda s: (s.anion, s.cation, s.state))
        weights = np.array([[one.get(s, 0.0) for s in species] for one in effects])
        return cls(
            differences, errors, tuple(species), weights, tuple(kinds), distances_among(compositions)
        )

    def part(self, rows: npt.NDArray[np.intp]) -> Observations:
        """Some of the compounds, with the bonds that they have."""
        weights = self.weights[rows]
        used = np.flatnonzero(weights.any(axis=0))
        return replace(
            self,
            differences=self.differences[rows],
            errors=self.errors[rows],
            species=tuple(self.species[k] for k in used.tolist()),
            weights=weights[:, used],
            kinds=tuple(self.kinds[j] for j in rows.tolist()),
            distances=self.distances[np.ix_(rows, rows)],
        )


def weight_matrix(bonds: Sequence[Bonds], species: Sequence[Species]) -> Floats:
    """Weights of some species in some compounds, shape (compounds, species); others are left out."""
    place = {one: k for k, one in enumerate(species)}
    weights = np.zeros((len(bonds), len(species)))
    for j, one in enumerate(bonds):
        for name, weight in one.weights.items():
            k = place.get(name)
            if k is not None:
                weights[j, k] = float(weight)
    return weights
