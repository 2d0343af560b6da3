"""The parametric simplex method in compiled code: the optimum along a line, breakpoint by breakpoint.

References
----------
.. [1] R. J. Vanderbei, Linear Programming, 4th ed., Springer 2014: chapter 7 (parametric simplex
   method).
"""

from __future__ import annotations

import numpy as np

from stabwin.hull import tolerances
from stabwin.hull.kernel import (
    BLOCKED,
    COMPLETE,
    OUT_OF_PIVOTS,
    RAY,
    SINGULAR,
    compiled,
    invert,
    levels,
    minimise,
    price,
)

_REDUCED_COST = tolerances.REDUCED_COST
_PIVOT = tolerances.PIVOT
_AMOUNT = tolerances.AMOUNT
_POSITION = tolerances.POSITION
_STALLED = tolerances.STALLED_PIVOTS
_CERTIFICATE = tolerances.CERTIFICATE


@compiled
def walk(matrix, cost, b, d, end, units, max_pivots, position, value, slope, bases, amounts, check):
    """Follow the optimum along ``b + t d`` from t = 0 to ``end``, one basis exchange per breakpoint.

    Segment s runs from ``position[s]`` to ``position[s + 1]`` with slope ``slope[s]`` and the basis
    ``bases[s]``; ``value`` and ``amounts`` belong to its start, and to its end in the next row (or,
    on a ray, what the amounts grow by per unit of t).
    Every segment is factorised afresh, so that it does not depend on the way there. ``check``
    collects the certificate: largest primal residual, smallest reduced cost, largest duality gap.
    Returns (status, segments, pivots).
    """
    rows, columns = matrix.shape
    basis = units.copy()
    inverse = np.empty((rows, rows))
    status, pivots = minimise(matrix, cost, b, d, basis, inverse, max_pivots)
    if status != COMPLETE:
        return status, 0, pivots
    reduced = np.empty(columns)
    row_of_leaving = np.empty(columns)
    duals = np.empty(rows)
    b_level = np.empty(rows)
    d_level = np.empty(rows)
    here = 0.0
    segments = 0
    stalled = 0
    while True:
        basis.sort()
        if not invert(matrix, basis, inverse):
            return SINGULAR, segments, pivots
        levels(inverse, b, d, b_level, d_level)
        price(matrix, cost, basis, inverse, duals, reduced)
        next_position = np.inf
        leaving = -1
        for i in range(rows):
            if d_level[i] < -_AMOUNT:
                at = -b_level[i] / d_level[i]
                if at < next_position - _POSITION * 1e-3 or (
                    at < next_position + _POSITION * 1e-3
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
            bases[segments] = basis
            bases[segments + 1] = basis
            for i in range(rows):
                amounts[segments, i] = b_level[i] + here * d_level[i]
            _certify(matrix, cost, basis, inverse, duals, reduced, b, d, here, until, check)
            segments += 1
            if np.isfinite(until):
                position[segments] = until
                value[segments] = value_here + slope_here * (until - here)
                for i in range(rows):
                    amounts[segments, i] = b_level[i] + until * d_level[i]
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


@compiled
def _certify(matrix, cost, basis, inverse, duals, reduced, b, d, start, until, check):
    """Take the worst violation of the optimality conditions over one segment into ``check``."""
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
def walk_samples(
    matrix, cost, errors, b, d, end, units, max_pivots, position, value, slope, bases, amounts, points
):
    """Walk along the line once per row of ``errors``, added to the costs.

    ``points[s]`` is the number of breakpoints of sample s, or -1 where the walk gave up.
    """
    energies = np.empty(cost.size)
    check = np.empty(3)
    for s in range(errors.shape[0]):
        for j in range(cost.size):
            energies[j] = cost[j] + errors[s, j]
        check[0], check[1], check[2] = 0.0, np.inf, 0.0
        status, segments, _ = walk(
            matrix, energies, b, d, end, units, max_pivots,
            position[s], value[s], slope[s], bases[s], amounts[s], check,
        )  # fmt: skip
        solved = status in (COMPLETE, RAY)
        if not solved or check[0] > _CERTIFICATE or check[1] < -_CERTIFICATE or check[2] > _CERTIFICATE:
            points[s] = -1
        else:
            points[s] = segments if status == RAY else segments + 1
