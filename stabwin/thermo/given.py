"""Phases given the measured compounds of their elements: what the correction model says of each.

The correction of a phase is a constant and weights of bonds; what is left of its residual is a score.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from stabwin.thermo.bonds import Species
from stabwin.thermo.described import Phases
from stabwin.thermo.neighbours import ALONE, Neighbours, Score

if TYPE_CHECKING:
    from scipy import sparse

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Given:
    """What is known of phases, those that are measured themselves aside.

    Attributes
    ----------
    constants : array
        What residuals of measured compounds add to the corrections, eV/atom.
    species : tuple of Species
    weights : sparse array, shape (phases, species)
        Of the bonds, less those that the measured compounds tell of.
    scales : array
        Of the phases' own residuals, eV/atom.
    scores : tuple of Score
        What is left of these.
    """

    constants: Floats
    species: tuple[Species, ...]
    weights: sparse.csr_array
    scales: Floats
    scores: tuple[Score, ...]


def given_neighbours(
    phases: Phases, scales: Floats, neighbours: Callable[[frozenset[str]], Neighbours]
) -> Given:
    """Phases given the measured compounds of their elements.

    Measured phases, elements, and compositions whose charges do not balance stand alone.

    Parameters
    ----------
    phases : Phases
    scales : array
        Of their residuals, eV/atom.
    neighbours : callable
        The measured compounds of some elements.
    """
    from scipy import sparse

    constants = np.zeros(len(scales))
    scores = [ALONE] * len(scales)
    place = {species: k for k, species in enumerate(phases.species)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for j, fractions in enumerate(phases.fractions):
        row = slice(phases.weights.indptr[j], phases.weights.indptr[j + 1])
        indices, data = phases.weights.indices[row].tolist(), phases.weights.data[row].tolist()
        weights = dict(zip(indices, data, strict=True))
        elements = frozenset(element for element, amount in fractions.items() if amount)
        if phases.measured[j] is None and phases.balanced[j] and len(elements) > 1:
            taken = neighbours(elements).take(fractions, float(scales[j]))
            constants[j], scores[j] = taken.constant_ev_per_atom, taken.score
            for species, weight in taken.weights.items():
                k = place.setdefault(species, len(place))
                weights[k] = weights.get(k, 0.0) + weight
        rows += [j] * len(weights)
        columns += weights.keys()
        values += weights.values()
    shape = (len(scales), len(place))
    matrix = sparse.csr_array((values, (rows, columns)), shape=shape, dtype=float)
    return Given(constants, tuple(place), matrix, scales, tuple(scores))
