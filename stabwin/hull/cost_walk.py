"""The parametric simplex method for changing costs: the optimum at one composition, vertex by vertex.

Costs are given at some points, such as temperatures, and taken as linear between two of them. Between
points every reduced cost is linear too, so that the place where the first of them turns negative, and with
it the next vertex, is a quotient: none is stepped over.

References
----------
.. [1] R. J. Vanderbei, Linear Programming, 4th ed., Springer 2014: chapter 7 (parametric simplex
   method).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stabwin.errors import NumericalError
from stabwin.hull import tolerances
from stabwin.hull.compiled import compiled, inlined
from stabwin.hull.kernel import (
    COMPLETE,
    OUT_OF_PIVOTS,
    SINGULAR,
    UNBOUNDED,
    invert,
    levels,
    minimise,
    price,
    vertex_of,
)
from stabwin.hull.programme import Course, Programme

_REDUCED_COST = tolerances.REDUCED_COST
_PIVOT = tolerances.PIVOT
_AMOUNT = tolerances.AMOUNT
_STALLED = tolerances.STALLED_PIVOTS


@inlined
def _leaving_row(matrix, vertex, entering):
    """The row of the basis that a column takes over; -1 where nothing bounds it."""
    rows = matrix.shape[0]
    leaving = -1
    ratio = np.inf
    steepest = 0.0
    for i in range(rows):
        direction = 0.0
        for k in range(rows):
            direction += vertex.inverse[i, k] * matrix[k, entering]
        if direction > _PIVOT:
            level = vertex.b_level[i] if vertex.b_level[i] > _AMOUNT else 0.0
            here = level / direction
            if here < ratio - _AMOUNT or (here < ratio + _AMOUNT and direction > steepest):
                ratio = min(here, ratio)
                steepest = direction
                leaving = i
    return leaving


@compiled
def walk_costs(matrix, units, b, costs, max_pivots, places, bases):
    """Follow the optimum at ``b`` through all points.

    Parameters
    ----------
    matrix, units : arrays
        As in `stabwin.hull.programme.Programme`.
    b : array, shape (rows,)
        Sums to 1.
    costs : array, shape (points, columns)
    max_pivots : int
    places : array, shape (room,)
        Filled with where each vertex begins: the number of a point and the part of the way to the next.
    bases : array of int, shape (room, rows)
        Filled with the basis of each vertex.

    Returns
    -------
    status, vertices : int
    """
    rows, columns = matrix.shape
    course = Course(b, np.zeros(rows), 0.0)
    vertex = vertex_of(Programme(matrix, costs[0], units))
    status, pivots = minimise(Programme(matrix, costs[0], units), course, vertex, max_pivots)
    if status != COMPLETE:
        return status, 0
    before = np.empty(columns)
    found = 0
    places[0] = 0.0
    bases[0] = vertex.basis
    found = 1
    for point in range(costs.shape[0] - 1):
        here = 0.0
        stalled = 0
        while True:
            if not invert(matrix, vertex):
                return SINGULAR, found
            levels(course, vertex)
            price(Programme(matrix, costs[point], units), vertex)
            before[:] = vertex.reduced
            price(Programme(matrix, costs[point + 1], units), vertex)
            after = vertex.reduced
            entering = -1
            nearest = np.inf
            for j in range(columns):
                if after[j] < -_REDUCED_COST:
                    at = before[j] / (before[j] - after[j]) if before[j] > 0.0 else here
                    at = max(at, here)
                    if at < nearest or (
                        at == nearest and stalled <= _STALLED and after[j] < after[entering]
                    ):
                        nearest = at
                        entering = j
            if entering < 0:
                break
            if pivots >= max_pivots or found >= places.size:
                return OUT_OF_PIVOTS, found
            leaving = _leaving_row(matrix, vertex, entering)
            if leaving < 0:
                return UNBOUNDED, found
            stalled = stalled + 1 if nearest <= here else 0
            here = nearest
            vertex.basis[leaving] = entering
            pivots += 1
            places[found] = point + here
            bases[found] = vertex.basis
            found += 1
    return COMPLETE, found


@compiled
def walk_costs_of_samples(programme, b, costs, errors, shares, max_pivots, places, bases):
    """The same for many samples of errors that are added to the costs.

    Parameters
    ----------
    programme : Programme
    b, costs, max_pivots
        As in `walk_costs`.
    errors : array, shape (samples, nodes, columns)
        At some of the parameter's values.
    shares : array, shape (points, nodes)
        How much of each node's errors there is at a point.
    places : array, shape (samples, room)
    bases : array of int, shape (samples, room, rows)

    Returns
    -------
    vertices : array of int, shape (samples,)
        -1 where the walk gave up.
    """
    samples, nodes, columns = errors.shape
    points = costs.shape[0]
    found = np.empty(samples, dtype=np.int64)
    own = np.empty((points, columns))
    for s in range(samples):
        own[:] = costs
        for p in range(points):
            for n in range(nodes):
                share = shares[p, n]
                if share != 0.0:
                    for j in range(columns):
                        own[p, j] += share * errors[s, n, j]
        status, count = walk_costs(
            programme.matrix, programme.units, b, own, max_pivots, places[s], bases[s]
        )
        found[s] = count if status == COMPLETE else -1
    return found


def vertices(
    programme: Programme, b: npt.NDArray[np.float64], costs: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]] | None:
    """The optima at a composition through all points, in order; None where the walk gives up.

    Parameters
    ----------
    programme : Programme
        Its own costs have no part.
    b : array, shape (rows,)
        Sums to 1.
    costs : array, shape (points, columns)

    Returns
    -------
    places : array, shape (vertices,)
        Where each begins, in numbers of points.
    bases : array of int, shape (vertices, rows)
    """
    rows, columns = programme.matrix.shape
    most = tolerances.PIVOTS_PER_ROW * (rows + 10) + columns
    places, bases = np.empty(most), np.empty((most, rows), dtype=np.int64)
    status, found = walk_costs(programme.matrix, programme.units, b, costs, most, places, bases)
    return (places[:found], bases[:found]) if status == COMPLETE else None


def sampled_vertices(
    programme: Programme,
    b: npt.NDArray[np.float64],
    costs: npt.NDArray[np.float64],
    errors: npt.NDArray[np.float64],
    shares: npt.NDArray[np.float64],
) -> list[tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]]:
    """The optima of samples whose costs have errors, as `vertices` gives them.

    Parameters
    ----------
    programme, b, costs
        As for `vertices`.
    errors : array, shape (samples, nodes, columns)
    shares : array, shape (points, nodes)
        How much of each node's errors there is at a point.

    Raises
    ------
    NumericalError
        The walk gives up on a sample.
    """
    rows, columns = programme.matrix.shape
    samples = len(errors)
    most = tolerances.PIVOTS_PER_ROW * (rows + 10)
    places, bases = np.empty((samples, most)), np.empty((samples, most, rows), dtype=np.int64)
    found = walk_costs_of_samples(programme, b, costs, errors, shares, most + columns, places, bases)
    if (found < 0).any():
        raise NumericalError(
            f"A linear programme of {rows} elements and {columns} phases can't be followed through all "
            "temperatures in a sample: please report these phases."
        )
    return [(places[s, :n], bases[s, :n]) for s, n in enumerate(found.tolist())]
