"""The linear programme ``min cost . x`` subject to ``matrix x = b + t d``, ``x >= 0``, as plain arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Programme(NamedTuple):
    """What may form, and at what cost.

    Attributes
    ----------
    matrix : array, shape (elements, phases)
        Atomic fractions; C order.
    cost : array, shape (phases,)
        Energy of each phase, eV per atom.
    units : array of int, shape (elements,)
        The column of each element's own phase, in the order of the rows.
    """

    matrix: Floats
    cost: Floats
    units: Integers

    def part(self, chosen: Integers) -> Programme:
        """The programme of some columns, those of the elements among them."""
        place = np.full(len(self.cost), -1, dtype=np.int64)
        place[chosen] = np.arange(len(chosen))
        matrix = np.ascontiguousarray(self.matrix[:, chosen])
        return Programme(matrix, self.cost[chosen], place[self.units])


class Course(NamedTuple):
    """The compositions ``b + t d`` for 0 <= t <= end.

    Attributes
    ----------
    b, d : arrays, shape (elements,)
        b sums to 1. Where b is 0, d must not be negative.
    end : float
        Infinite for an exchange with a reservoir.
    """

    b: Floats
    d: Floats
    end: float
