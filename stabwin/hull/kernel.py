"""The primal simplex method in compiled code: one vertex, or many of one system.

The programme is ``min cost . x`` subject to ``matrix x = b + t d``, ``x >= 0``, with the phases as
columns. Elements are phases too, so the unit vectors are always a feasible basis where the
right-hand side is positive. Where it is zero (an element that only the direction ``d`` brings in)
the programme is solved for an infinitesimal t > 0: ties in the ratio test are broken by ``d``
(lexicographic order), which also settles most degenerate vertices.

Arrays are plain: ``matrix`` has shape (rows, columns), C order, so that pricing all columns is a few
vectorised passes. Nothing here knows chemistry, allocates Python objects or holds the GIL.

References
----------
.. [1] R. J. Vanderbei, Linear Programming, 4th ed., Springer 2014: chapters 3 (degeneracy, Bland's
   rule), 6 (duality) and 7 (parametric simplex method).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stabwin.hull import tolerances
from stabwin.hull.compiled import compiled, inlined
from stabwin.hull.programme import Course

_REDUCED_COST = tolerances.REDUCED_COST
_PIVOT = tolerances.PIVOT
_AMOUNT = tolerances.AMOUNT
_STALLED = tolerances.STALLED_PIVOTS

# How a programme ended.
COMPLETE = 0  # at the optimum; a walk: at the end of the line
RAY = 1  # the last vertex holds for every larger t
OUT_OF_PIVOTS = 2
SINGULAR = 3  # a basis could not be factorised
BLOCKED = 4  # no column can enter: the line leaves the cone of the phases
UNBOUNDED = 5  # a column lowers the energy beyond any bound: two reservoirs react with each other


class Vertex(NamedTuple):
    """A basis and what follows from it, in place.

    Attributes
    ----------
    basis : array of int, shape (rows,)
        Its columns.
    inverse : array, shape (rows, rows)
    b_level, d_level : arrays, shape (rows,)
        The basic amounts at b, and how they change along d.
    duals : array, shape (rows,)
    reduced : array, shape (columns,)
        Reduced costs.
    """

    basis: npt.NDArray[np.int64]
    inverse: npt.NDArray[np.float64]
    b_level: npt.NDArray[np.float64]
    d_level: npt.NDArray[np.float64]
    duals: npt.NDArray[np.float64]
    reduced: npt.NDArray[np.float64]


@inlined
def vertex_of(programme):
    """A vertex of the unit columns, with room for all that follows from it."""
    rows, columns = programme.matrix.shape
    return Vertex(
        programme.units.copy(),
        np.empty((rows, rows)),
        np.empty(rows),
        np.empty(rows),
        np.empty(rows),
        np.empty(columns),
    )


@inlined
def invert(matrix, vertex):
    """Invert the basis columns; False if they are dependent (Gauss-Jordan)."""
    basis, inverse = vertex.basis, vertex.inverse
    rows = basis.size
    work = np.empty((rows, rows))
    for i in range(rows):
        for j in range(rows):
            work[i, j] = matrix[i, basis[j]]
            inverse[i, j] = 1.0 if i == j else 0.0
    for k in range(rows):
        best = k
        for i in range(k + 1, rows):
            if abs(work[i, k]) > abs(work[best, k]):
                best = i
        if abs(work[best, k]) < _PIVOT * _PIVOT:
            return False
        if best != k:
            for j in range(rows):
                work[k, j], work[best, j] = work[best, j], work[k, j]
                inverse[k, j], inverse[best, j] = inverse[best, j], inverse[k, j]
        scale = 1.0 / work[k, k]
        for j in range(rows):
            work[k, j] *= scale
            inverse[k, j] *= scale
        for i in range(rows):
            factor = work[i, k]
            if i != k and factor != 0.0:
                for j in range(rows):
                    work[i, j] -= factor * work[k, j]
                    inverse[i, j] -= factor * inverse[k, j]
    return True


@inlined
def price(programme, vertex):
    """Fill the duals (y = c_B B^-1) and the reduced costs (c - y A) of a basis."""
    matrix, cost = programme.matrix, programme.cost
    basis, inverse, duals, reduced = vertex.basis, vertex.inverse, vertex.duals, vertex.reduced
    rows, columns = matrix.shape
    for i in range(rows):
        total = 0.0
        for k in range(rows):
            total += cost[basis[k]] * inverse[k, i]
        duals[i] = total
    for j in range(columns):
        reduced[j] = cost[j]
    for i in range(rows):
        y = duals[i]
        if y != 0.0:
            row = matrix[i]
            for j in range(columns):
                reduced[j] -= y * row[j]
    for k in range(rows):
        reduced[basis[k]] = 0.0


@inlined
def _pivot(vertex, direction, leaving):
    """Exchange one basic column: update the inverse and the levels of b and d."""
    inverse, b_level, d_level = vertex.inverse, vertex.b_level, vertex.d_level
    rows = direction.size
    scale = 1.0 / direction[leaving]
    for j in range(rows):
        inverse[leaving, j] *= scale
    b_level[leaving] *= scale
    d_level[leaving] *= scale
    for i in range(rows):
        factor = direction[i]
        if i != leaving and factor != 0.0:
            for j in range(rows):
                inverse[i, j] -= factor * inverse[leaving, j]
            b_level[i] -= factor * b_level[leaving]
            d_level[i] -= factor * d_level[leaving]


@inlined
def levels(course, vertex):
    """Fill the basic amounts at b, and how they change along d."""
    inverse = vertex.inverse
    rows = course.b.size
    for i in range(rows):
        b_sum = 0.0
        d_sum = 0.0
        for k in range(rows):
            b_sum += inverse[i, k] * course.b[k]
            d_sum += inverse[i, k] * course.d[k]
        vertex.b_level[i] = b_sum
        vertex.d_level[i] = d_sum


@compiled
def minimise(programme, course, vertex, max_pivots):
    """Primal simplex from the unit columns to the optimum at ``b + t d``, t -> 0+.

    ``vertex`` holds the optimal basis and its inverse on return. Returns (status, pivots).
    """
    matrix = programme.matrix
    basis, inverse, reduced = vertex.basis, vertex.inverse, vertex.reduced
    b_level, d_level = vertex.b_level, vertex.d_level
    rows = matrix.shape[0]
    direction = np.empty(rows)
    for i in range(rows):
        basis[i] = programme.units[i]
        b_level[i] = course.b[i]
        d_level[i] = course.d[i]
        for j in range(rows):
            inverse[i, j] = 1.0 if i == j else 0.0
    pivots = 0
    stalled = 0
    while True:
        price(programme, vertex)
        entering = -1
        lowest = -_REDUCED_COST
        for j in range(reduced.size):
            if reduced[j] < lowest:
                entering = j
                if stalled > _STALLED:
                    break  # Bland's rule: the first improving column
                lowest = reduced[j]
        if entering < 0:
            return COMPLETE, pivots
        if pivots >= max_pivots:
            return OUT_OF_PIVOTS, pivots
        for i in range(rows):
            total = 0.0
            for k in range(rows):
                total += inverse[i, k] * matrix[k, entering]
            direction[i] = total
        leaving = -1
        b_ratio = np.inf
        d_ratio = np.inf
        for i in range(rows):
            if direction[i] > _PIVOT:
                level = b_level[i] if b_level[i] > _AMOUNT else 0.0
                b_here = level / direction[i]
                d_here = d_level[i] / direction[i]
                if leaving < 0 or b_here < b_ratio - _AMOUNT:
                    take = True
                elif b_here > b_ratio + _AMOUNT:
                    take = False
                elif d_here < d_ratio - _AMOUNT:
                    take = True
                elif d_here > d_ratio + _AMOUNT:
                    take = False
                elif stalled > _STALLED:
                    take = basis[i] < basis[leaving]
                else:
                    take = direction[i] > direction[leaving]
                if take:
                    leaving = i
                    b_ratio = b_here
                    d_ratio = d_here
        if leaving < 0:
            return UNBOUNDED, pivots
        stalled = 0 if b_ratio > _AMOUNT or d_ratio > _AMOUNT else stalled + 1
        basis[leaving] = entering
        pivots += 1
        if pivots % 16 == 0:  # a fresh inverse before rounding adds up
            if not invert(matrix, vertex):
                return SINGULAR, pivots
            levels(course, vertex)
        else:
            _pivot(vertex, direction, leaving)


@compiled
def hull_energies(programme, targets, max_pivots, energies):
    """Hull energy at each row of ``targets`` (compositions that sum to one); False if one fails."""
    vertex = vertex_of(programme)
    rows = vertex.basis.size
    no_direction = np.zeros(rows)
    for k in range(targets.shape[0]):
        course = Course(targets[k], no_direction, 0.0)
        status, _ = minimise(programme, course, vertex, max_pivots)
        if status != COMPLETE:
            return False
        total = 0.0
        for i in range(rows):
            level = 0.0
            for q in range(rows):
                level += vertex.inverse[i, q] * targets[k, q]
            total += programme.cost[vertex.basis[i]] * level
        energies[k] = total
    return True
