"""What measured compounds say of others of the same elements, beyond the bonds that they share.

The residual of a phase is expected to be like those of measured compounds of its elements
(`stabwin.thermo.alike`). Given the bonds' corrections delta these have known residuals, y_i - w_i . delta,
and the phase takes a share b_i of each:

    correction = w . delta + sum_i b_i (y_i - w_i . delta),  b = q A^-1

with q the covariance of its residual with theirs and A that among them. So its correction is a constant,
sum_i b_i y_i, and bonds with other weights, w - sum_i b_i w_i: what is uncertain of a bond cancels as far
as the measured compounds tell. What is left is drawn as the normal score of the residual (the normal
number at the quantile of the residual in its t distribution),

    shared g + own e

with independent standard normal g, one for each set of elements, and e, of the phase alone: of size 1 where
nothing is known, and the smaller, with lighter tails, the nearer measured compounds are. What two
compounds that are not measured have in common beside g is left out, so that a number depends on its name
only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.formula import amounts_of_key
from stabwin.thermo.acid_base import effects_of
from stabwin.thermo.alike import distance, distances_among
from stabwin.thermo.bonds import Species, species_of
from stabwin.thermo.measured import Measurement, measurements, table_energies
from stabwin.thermo.posterior import Parameters, Posterior
from stabwin.thermo.residuals import kind_of
from stabwin.thermo.triangles import lower_triangle, solved

Floats = npt.NDArray[np.float64]

# Keeps what is left of a residual above 0 beside a nearly equal composition.
_LEAST = 1e-6


class Score(NamedTuple):
    """What is left of a phase's residual, as a normal score: ``shared * g + own * e``."""

    shared: float
    own: float

    @property
    def size(self) -> float:
        """The size of the sum, 1 where nothing is known."""
        return math.hypot(self.shared, self.own)


# Of a phase of whose residual no other says anything.
ALONE = Score(0.0, 1.0)


class Taken(NamedTuple):
    """What a phase takes from measured compounds of its elements.

    Attributes
    ----------
    constant_ev_per_atom : float
        What it adds to the phase's correction.
    weights : dict of Species to float
        What it adds to the weights of its bonds.
    score : Score
        What is left of its residual.
    """

    constant_ev_per_atom: float
    weights: Mapping[Species, float]
    score: Score


@cache
def _by_elements() -> dict[frozenset[str], list[int]]:
    """Which of the measured compounds hold just these elements."""
    found: dict[frozenset[str], list[int]] = {}
    for j, key in enumerate(measurements()):
        found.setdefault(frozenset(amounts_of_key(key)), []).append(j)
    return found


class Neighbours:
    """The measured compounds of one set of elements, and what they say of others.

    Parameters
    ----------
    parameters : Parameters
    posterior : Posterior
        With the robust weights of all measured compounds.
    elements : frozenset of str
    """

    def __init__(self, parameters: Parameters, posterior: Posterior, elements: frozenset[str]) -> None:
        places = _by_elements().get(elements, [])
        every = list(measurements().values())
        chosen = [every[j] for j in places]
        self._alike = parameters.alike
        self._fractions = [one.fractions for one in chosen]
        if not chosen:
            return
        bonds = [species_of(one.formula.amounts) for one in chosen]
        kinds = [kind_of(one.formula.amounts, own) for one, own in zip(chosen, bonds, strict=True)]
        self._effects = [effects_of(own) for own in bonds]
        self._differences = [_difference(one) for one in chosen]
        scales = np.array([parameters.scales_ev[kind] for kind in kinds])
        errors = np.array([one.error_ev_per_atom for one in chosen])
        # Residuals divided by these have the covariance common + near exp(-d / length), and on the
        # diagonal what is each compound's own and the error of its measurement.
        self._sizes = scales / np.sqrt(posterior.robust_weights[places])
        common, near, length = self._alike
        among = near * np.exp(-distances_among(self._fractions) / length)
        among[np.diag_indices_from(among)] = 1 - common + np.square(errors / scales)
        self._root = lower_triangle(among)
        self._ones = solved(self._root, np.ones(len(chosen)))
        self._variance = 1 / (1 + common * float(self._ones.sum()))  # of g, given the measured residuals

    def take(self, fractions: Mapping[str, float], scale_ev_per_atom: float) -> Taken:
        """What a phase of these elements takes, whose residual has a scale of its own."""
        common, near, length = self._alike
        if not self._fractions:
            return Taken(0.0, {}, Score(common**0.5, (1 - common) ** 0.5))
        across = near * np.exp(
            -np.array([distance(fractions, other) for other in self._fractions]) / length
        )
        parts = solved(self._root, across)
        beside = common**0.5 * (1 - float(parts.sum()))  # of g, given all residuals of the neighbours
        own = max(1 - common - float((parts * across).sum()), _LEAST) ** 0.5
        shared = beside * self._variance**0.5
        parts = (parts + beside * self._variance * common**0.5 * self._ones) * scale_ev_per_atom
        shares = (parts / self._sizes).tolist()
        weights: dict[Species, float] = {}
        for share, effects in zip(shares, self._effects, strict=True):
            for species, weight in effects.items():
                weights[species] = weights.get(species, 0.0) - share * weight
        constant = sum(s * y for s, y in zip(shares, self._differences, strict=True))
        return Taken(constant, weights, Score(shared, own))


def _difference(one: Measurement) -> float:
    """Measured minus table energy, eV/atom."""
    return one.enthalpy_ev_per_atom - table_energies()[one.formula.key]
