"""How much the residuals of two compounds of the same elements are alike.

Scaled to size 1 they are correlated by

    rho = common + near exp(-d / length)

where d is half the sum of the differences of the atomic fractions: a part is common to all compounds of
the elements, and a part to close neighbours, as Ti9O17 is nearly TiO2. Compounds of other elements are
independent. The three numbers maximise the marginal likelihood with the other sizes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Alike(NamedTuple):
    """The correlation of residuals; independent ones unless said otherwise.

    Attributes
    ----------
    common : float
    near : float
    length : float
        In atomic fractions.
    """

    common: float = 0.0
    near: float = 0.0
    length: float = 0.03

    def correlation(self, distances: Floats) -> Floats:
        """The correlation of different compounds at some distances, infinite for other elements."""
        found: Floats = np.where(np.isfinite(distances), self.common, 0.0) + self.near * np.exp(
            -distances / self.length
        )
        return found


INDEPENDENT = Alike()


def distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Half the sum of the differences of two compositions of the same elements, in atomic fractions."""
    return 0.5 * sum(abs(one[element] - other[element]) for element in sorted(one))


def distances_among(compositions: Sequence[Mapping[str, float]]) -> Floats:
    """The distances of all pairs of compositions, infinite where they hold other elements."""
    found = np.full((len(compositions), len(compositions)), np.inf)
    of_elements: dict[frozenset[str], list[int]] = {}
    for j, one in enumerate(compositions):
        together = of_elements.setdefault(frozenset(one), [])
        for k in together:
            found[j, k] = found[k, j] = distance(one, compositions[k])
        together.append(j)
    np.fill_diagonal(found, 0.0)
    return found
