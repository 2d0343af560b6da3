"""Finding the columns of one system: compiled passes over element masks and sparse compositions.

A set of elements is 128 bits, bit Z - 1 for atomic number Z, in two words. A phase belongs to a
system if its bits are a subset. One pass over tens of thousands of masks takes about ten
microseconds, so there is no index.
"""

from __future__ import annotations

import numpy as np

from stabwin.hull.compiled import compiled


@compiled
def rows_within(masks, candidates, low, high):
    """Those of ``candidates`` (row numbers) whose elements all lie in the set (low, high)."""
    outside_low = ~low
    outside_high = ~high
    found = np.empty(candidates.size, dtype=np.int64)
    count = 0
    for k in range(candidates.size):
        row = candidates[k]
        if (masks[row, 0] & outside_low) == 0 and (masks[row, 1] & outside_high) == 0:
            found[count] = row
            count += 1
    return found[:count]


@compiled
def dense_columns(starts, elements, fractions, rows, place):
    """Atomic fractions of phases as a matrix (system elements, phases).

    ``place[Z]`` is the matrix row of atomic number Z.
    """
    size = 0
    for z in range(place.size):
        size = max(size, place[z] + 1)
    matrix = np.zeros((size, rows.size))
    for j in range(rows.size):
        for k in range(starts[rows[j]], starts[rows[j] + 1]):
            matrix[place[elements[k]], j] = fractions[k]
    return matrix
