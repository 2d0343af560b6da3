"""The same line by HiGHS: a general solver, slower, for the cases where the compiled walk gives up.

f(t) is traced from its supporting lines: two of them meet at a point where f either touches their
crossing, which is then a breakpoint, or lies above it and supplies a third line between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from stabwin.errors import NumericalError, PotentialError
from stabwin.hull import tolerances
from stabwin.hull.programme import Course, Programme

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Beyond this many atoms exchanged per atom of the target no known phase takes up more; the line's
# ray is evaluated here.
FAR = 1e3


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Breakpoints of a line as a solver found them; fields as in `stabwin.hull.line.HullLine`."""

    positions: Floats
    energies: Floats
    slopes: Floats
    phases: Integers
    amounts: Floats
    ray_phases: Integers
    ray_amounts: Floats


@dataclass(frozen=True, kw_only=True)
class _Support:
    """The supporting line of f found at one t: value there, slope, duals."""

    t: float
    value: float
    slope: float
    amounts: Floats

    def at(self, t: float) -> float:
        return self.value + self.slope * (t - self.t)


class _Solver:
    def __init__(self, programme: Programme, course: Course) -> None:
        self.matrix, self.cost, self.b, self.d = programme.matrix, programme.cost, course.b, course.d
        self.worst = [0.0, np.inf, 0.0]

    def solve(self, t: float) -> _Support:
        from scipy.optimize import linprog

        right = self.b + t * self.d
        options: dict[str, Any] = {
            "primal_feasibility_tolerance": tolerances.HIGHS_FEASIBILITY,
            "dual_feasibility_tolerance": tolerances.HIGHS_FEASIBILITY,
        }
        scale = max(1.0, t)
        found = linprog(self.cost, A_eq=self.matrix, b_eq=right / scale, method="highs-ds", options=options)
        if found.status == 3:
            raise PotentialError("The grand potential is unbounded at these potentials.")
        if found.status != 0:
            raise NumericalError(f"HiGHS found no solution: {found.message}")
        duals = found.eqlin.marginals
        self.worst[0] = max(self.worst[0], float(np.abs(found.con).max()))
        self.worst[1] = min(self.worst[1], float((self.cost - duals @ self.matrix).min()))
        self.worst[2] = max(self.worst[2], abs(float(found.fun - duals @ right / scale)))
        return _Support(
            t=t,
            value=float(found.fun) * scale,
            slope=float(duals @ self.d),
            amounts=found.x * scale,
        )


def trace(programme: Programme, course: Course) -> tuple[Trace, tuple[float, float, float]]:
    """All breakpoints of E_hull(b + t d) on [0, end], and the worst residuals of the solutions.

    Raises
    ------
    PotentialError
        The energy has no lower bound.
    NumericalError
        HiGHS found no solution.
    """
    solver, end = _Solver(programme, course), course.end
    ray = not np.isfinite(end)
    last = solver.solve(FAR if ray else end)
    first = solver.solve(0.0)
    # At the ends the duals of vanishing elements are arbitrary: take the slope just inside.
    inside = 10 * tolerances.POSITION
    left = _shifted(solver.solve(inside), first)
    right = last if ray else _shifted(solver.solve(end - inside), last)
    lines = [left, *_between(solver, left, right)]
    if abs(right.slope - lines[-1].slope) > tolerances.SLOPE:
        lines.append(right)
    # Right beside an end a solution is only as good as the solver's balance: what crosses there is noise.
    while len(lines) > 1 and _crossing(lines[0], lines[1]) <= inside:
        del lines[0]
    while not ray and len(lines) > 1 and _crossing(lines[-2], lines[-1]) >= end - inside:
        del lines[-1]
    points = [first]
    for before, after in pairwise(lines):
        points.append(solver.solve(_crossing(before, after)))
    if not ray:
        points.append(last)
    rows = len(course.b)
    phases = np.full((len(points), rows), -1, dtype=np.int64)
    amounts = np.zeros((len(points), rows))
    for k, point in enumerate(points):
        support = np.flatnonzero(point.amounts > tolerances.HIGHS_AMOUNT * max(1.0, point.t))[:rows]
        phases[k, : len(support)] = support
        amounts[k, : len(support)] = point.amounts[support]
    grown = last.amounts - solver.solve(FAR / 2).amounts if ray else np.zeros(len(programme.cost))
    ray_phases = np.flatnonzero(np.abs(grown) > tolerances.AMOUNT * FAR)
    found = Trace(
        positions=np.array([point.t for point in points]),
        energies=np.array([point.value for point in points]),
        slopes=np.array([line.slope for line in lines]),
        phases=phases,
        amounts=amounts,
        ray_phases=ray_phases,
        ray_amounts=grown[ray_phases] / (FAR / 2),
    )
    return found, (solver.worst[0], solver.worst[1], solver.worst[2])


def _shifted(line: _Support, end: _Support) -> _Support:
    """The supporting line found beside an end, anchored at the end itself."""
    return _Support(t=end.t, value=end.value, slope=line.slope, amounts=end.amounts)


def _crossing(left: _Support, right: _Support) -> float:
    return left.t + (right.at(left.t) - left.value) / (left.slope - right.slope)


def _between(solver: _Solver, left: _Support, right: _Support) -> list[_Support]:
    """Supporting lines strictly between two, in order of slope."""
    if right.slope - left.slope <= tolerances.SLOPE:
        return []
    t = _crossing(left, right)
    here = solver.solve(t)
    if here.value - left.at(t) <= tolerances.CERTIFICATE * max(1.0, t):
        return []
    if here.slope - left.slope <= tolerances.SLOPE or right.slope - here.slope <= tolerances.SLOPE:
        return []  # f touches one of the two lines only within rounding
    return [*_between(solver, left, here), here, *_between(solver, here, right)]
