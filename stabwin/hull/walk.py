"""The parametric simplex method in compiled code: the optimum along a line, breakpoint by breakpoint.

References
----------
.. [1] R. J. Vanderbei, Linear Programming, 4th ed., Springer 2014: chapter 7 (parametric simplex
   method).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stabwin.hull import tolerances
from stabwin.hull.compiled import compiled, inlined
from stabwin.hull.kernel import (
    BLOCKED,
    COMPLETE,
    OUT_OF_PIVOTS,
    RAY,
    SINGULAR,
    invert,
    levels,
    minimise,
    price,
    vertex_of,
)
from stabwin.hull.programme import Programme

_REDUCED_COST = tolerances.REDUCED_COST
_PIVOT = tolerances.PIVOT
_AMOUNT = tolerances.AMOUNT
_POSITION = tolerances.POSITION
_POSITION_TIE = tolerances.POSITION_TIE
_STALLED = tolerances.STALLED_PIVOTS
_CERTIFICATE = tolerances.CERTIFICATE


Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Trace(NamedTuple):
    """Room for the breakpoints of a line, or of one line per sample, and what the walk finds there.

    Attributes
    ----------
    position, value, slope : arrays, shape (..., room)
    phases : array of int, shape (..., room, rows)
    amounts : array, shape (..., room, rows)
    """

    position: Floats
    value: Floats
    slope: Floats
    phases: Integers
    amounts: Floats


def room_for(shape: tuple[int, ...], rows: int) -> Trace:
    """A trace with room for so many breakpoints of each line."""
    empty = np.empty
    return Trace(
        empty(shape),
        empty(shape),
        empty(shape),
        empty((*shape, rows), dtype=np.int64),
        empty((*shape, rows)),
    )


@compiled
def walk(programme, course, max_pivots, trace, check):
    """Follow the optimum along ``b + t d`` from t = 0 to the end, one basis exchange per breakpoint.

    Segment s runs from ``position[s]`` to ``position[s + 1]`` with slope ``slope[s]``; ``value``,
    ``phases`` (-1 where there is none) and ``amounts`` belong to its start, and to its end in the next
    row (or, on a ray, to what the amounts grow by per unit of t).
    Every segment is factorised afresh, so that it does not depend on the way there. ``check``
    collects the certificate: largest primal residual, smallest reduced cost, largest duality gap.
    Returns (status, segments, pivots).
    """
    matrix, b, d, end = programme.matrix, course.b, course.d, course.end
    position, value, slope, phases, amounts = trace
    rows, columns = matrix.shape
    vertex = vertex_of(programme)
    status, pivots = minimise(programme, course, vertex, max_pivots)
    if status != COMPLETE:
        return status, 0, pivots
    basis, inverse, duals, reduced = vertex.basis, vertex.inverse, vertex.duals, vertex.reduced
    b_level, d_level = vertex.b_level, vertex.d_level
    row_of_leaving = np.empty(columns)
    here = 0.0
    segments = 0
    stalled = 0
    while True:
        basis.sort()
        if not invert(matrix, vertex):
            return SINGULAR, segments, pivots
        levels(course, vertex)
        price(programme, vertex)
        next_position = np.inf
        leaving = -1
        for i in range(rows):
            if d_level[i] < -_AMOUNT:
                at = -b_level[i] / d_level[i]
                if at < next_position - _POSITION_TIE or (
                    at < next_position + _POSITION_TIE
                    and stalled <= _STALLED
                    and d_level[i] < d_level[leaving]
                ):
                    next_position = min(at, next_position)
                    leaving = i
        stop = leaving < 0 or next_position >= end - _POSITION
        until = end if stop else next_position
        if until > here + _POSITION or stop:
            stalled = 0
            if segments >= position.size - 1:
                return OUT_OF_PIVOTS, segments, pivots
            slope_here = 0.0
            value_here = 0.0
            for i in range(rows):
                slope_here += duals[i] * d[i]
                value_here += duals[i] * (b[i] + here * d[i])
            position[segments] = here
            slope[segments] = slope_here
            value[segments] = value_here
            phases[segments] = basis
            phases[segments + 1] = basis
            for i in range(rows):
                amounts[segments, i] = b_level[i] + here * d_level[i]
            _clear(phases[segments], amounts[segments])
            _certify(programme, course, vertex, (here, until), check)
            segments += 1
            if np.isfinite(until):
                position[segments] = until
                value[segments] = value_here + slope_here * (until - here)
                for i in range(rows):
                    amounts[segments, i] = b_level[i] + until * d_level[i]
                _clear(phases[segments], amounts[segments])
            else:
                amounts[segments] = d_level
            here = until
        else:
            stalled += 1
        if leaving < 0:
            return (RAY if end == np.inf else COMPLETE), segments, pivots
        if stop:
            return COMPLETE, segments, pivots
        if pivots >= max_pivots:
            return OUT_OF_PIVOTS, segments, pivots
        # Dual ratio test: the column whose reduced cost reaches zero first takes the row over.
        for j in range(columns):
            row_of_leaving[j] = 0.0
        for k in range(rows):
            factor = inverse[leaving, k]
            if factor != 0.0:
                row = matrix[k]
                for j in range(columns):
                    row_of_leaving[j] += factor * row[j]
        for k in range(rows):
            row_of_leaving[basis[k]] = 0.0
        entering = -1
        ratio = np.inf
        for j in range(columns):
            if row_of_leaving[j] < -_PIVOT:
                ratio_here = max(reduced[j], 0.0) / -row_of_leaving[j]
                if ratio_here < ratio - _REDUCED_COST or (
                    ratio_here < ratio + _REDUCED_COST
                    and stalled <= _STALLED
                    and row_of_leaving[j] < row_of_leaving[entering]
                ):
                    ratio = min(ratio_here, ratio)
                    entering = j
        if entering < 0:
            return BLOCKED, segments, pivots
        basis[leaving] = entering
        pivots += 1


@inlined
def _clear(phases, amounts):
    """Leave no phase where there is no amount of it."""
    for i in range(amounts.size):
        if amounts[i] <= _AMOUNT:
            phases[i] = -1
            amounts[i] = 0.0


@inlined
def _certify(programme, course, vertex, segment, check):
    """Take the worst violation of the optimality conditions over one segment into ``check``."""
    matrix, cost = programme.matrix, programme.cost
    basis, inverse, duals, reduced = vertex.basis, vertex.inverse, vertex.duals, vertex.reduced
    b, d = course.b, course.d
    start, until = segment
    rows = basis.size
    last = until if np.isfinite(until) else start
    right_hand_side = np.empty(rows)
    amount = np.empty(rows)
    for end in range(2):
        t = start if end == 0 else last
        primal = 0.0
        dual = 0.0
        residual = 0.0
        for i in range(rows):
            right_hand_side[i] = b[i] + t * d[i]
        for i in range(rows):
            level = 0.0
            for k in range(rows):
                level += inverse[i, k] * right_hand_side[k]
            amount[i] = level
            residual = max(residual, -level)
            primal += cost[basis[i]] * level
            dual += duals[i] * right_hand_side[i]
        for i in range(rows):
            total = -right_hand_side[i]
            for k in range(rows):
                total += matrix[i, basis[k]] * amount[k]
            residual = max(residual, abs(total))
        scale = max(1.0, t)
        check[0] = max(check[0], residual / scale)
        check[2] = max(check[2], abs(primal - dual) / scale)
    for j in range(reduced.size):
        check[1] = min(check[1], reduced[j])


@compiled
def walk_samples(programme, errors, course, max_pivots, trace):
    """Walk along the line once per row of ``errors``, added to the costs.

    Returns the number of breakpoints of each sample, -1 where the walk gave up.
    """
    points = np.empty(errors.shape[0], dtype=np.int64)
    energies = np.empty(programme.cost.size)
    sample = Programme(programme.matrix, energies, programme.units)
    check = np.empty(3)
    for s in range(errors.shape[0]):
        for j in range(energies.size):
            energies[j] = programme.cost[j] + errors[s, j]
        check[0], check[1], check[2] = 0.0, np.inf, 0.0
        here = Trace(trace.position[s], trace.value[s], trace.slope[s], trace.phases[s], trace.amounts[s])
        status, segments, _ = walk(sample, course, max_pivots, here, check)
        solved = status in (COMPLETE, RAY)
        if not solved or check[0] > _CERTIFICATE or check[1] < -_CERTIFICATE or check[2] > _CERTIFICATE:
            points[s] = -1
        else:
            points[s] = segments if status == RAY else segments + 1
    return points
