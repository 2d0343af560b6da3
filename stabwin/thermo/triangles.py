"""Linear algebra with the same bits on any number of threads: one elementwise step after the other."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def lower_triangle(matrix: Floats) -> Floats:
    """L with L L^T a symmetric, positive definite matrix."""
    rest = matrix.copy()
    found = np.zeros_like(rest)
    for k in range(len(rest)):
        column = rest[k:, k] / math.sqrt(rest[k, k])
        found[k:, k] = column
        rest[k + 1 :, k + 1 :] -= np.multiply.outer(column[1:], column[1:])
    return found


def solved(lower: Floats, right: Floats) -> Floats:
    """X with L L^T x = right."""
    found = right.copy()
    last = len(found) - 1
    for k in range(last + 1):
        found[k] /= lower[k, k]
        found[k + 1 :] -= lower[k + 1 :, k] * found[k]
    for k in range(last, -1, -1):
        found[k] /= lower[k, k]
        found[:k] -= lower[k, :k] * found[k]
    return found
