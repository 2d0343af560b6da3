"""The hull along a line: f(t) = E_hull(b + t d), exact at every t.

f is convex and piecewise linear. A `HullLine` holds its breakpoints, and at each of them the phases of
the equilibrium with their amounts; between two breakpoints both energy and amounts are linear in t,
so this is everything there is to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from stabwin.errors import NumericalError, PotentialError
from stabwin.hull import highs as referee
from stabwin.hull import kernel, tolerances
from stabwin.hull.breakpoints import Breakpoints
from stabwin.hull.programme import Course, Programme
from stabwin.hull.walk import room_for, walk

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """How well a solution satisfies the optimality conditions of its linear programmes.

    Attributes
    ----------
    primal_residual : float
        Largest violation of the element balance or of x >= 0, atoms per atom.
    smallest_reduced_cost : float
        eV/atom; no phase lowers the energy if this is not negative.
    duality_gap : float
        Largest difference between primal and dual energy, eV per atom.
    """

    primal_residual: float
    smallest_reduced_cost: float
    duality_gap: float

    @property
    def holds(self) -> bool:
        """Whether every condition holds within `tolerances.CERTIFICATE`."""
        limit = tolerances.CERTIFICATE
        return (
            self.primal_residual <= limit
            and self.smallest_reduced_cost >= -limit
            and self.duality_gap <= limit
        )


@dataclass(frozen=True, kw_only=True)
class HullLine(Breakpoints):
    """E_hull(b + t d) for 0 <= t <= end.

    Attributes
    ----------
    positions : array, shape (points,)
        t of the breakpoints in ascending order, with t = 0 first; the end of the line last, unless
        the last segment goes on for ever.
    energies : array, shape (points,)
        E_hull there, eV per atom of b.
    slopes : array, shape (points,) or (points - 1,)
        dE_hull/dt right of each breakpoint; one per point where the last segment is a ray.
    phases : array of int, shape (points, rows)
        Column numbers of the equilibrium at each breakpoint, -1 where there are fewer.
    amounts : array, shape (points, rows)
        Atoms of each of those phases per atom of b.
    ray_phases, ray_amounts : arrays, shape (rows,)
        How the amounts grow per unit of t along a ray (columns as in ``phases``); empty if none.
    certificate : Certificate
        The worst over all segments.
    solver : str
        "simplex", or "HiGHS" where the compiled walk gave up.
    """

    is_nominal: ClassVar[bool] = True

    amounts: Floats
    ray_phases: Integers
    ray_amounts: Floats
    certificate: Certificate
    solver: str

    @cached_property
    def last_segment(self) -> int:
        """Number of the last segment."""
        return len(self.slopes) - 1

    @cached_property
    def last_point(self) -> int:
        """Number of the last breakpoint."""
        return len(self.positions) - 1

    def point_at(self, t: float) -> int | None:
        """Number of the breakpoint at t, if t is one."""
        k = int(np.argmin(np.abs(self.positions - t)))
        return k if abs(self.positions[k] - t) <= tolerances.POSITION else None

    def equilibrium_at(self, t: float) -> dict[int, float]:
        """The phases at t: column number to atoms per atom of b, in order of columns."""
        here = self.point_at(t)
        if here is not None:
            return self.equilibrium_at_point(here)
        right = int(np.searchsorted(self.positions, t))
        if right == len(self.positions):
            found = self._point(right - 1, 1.0)
            excess = t - float(self.positions[-1])
            grown = zip(self.ray_phases.tolist(), self.ray_amounts.tolist(), strict=True)
            for phase, rate in grown:
                found[phase] = found.get(phase, 0.0) + excess * rate
            return _clean(found)
        left = right - 1
        weight = (t - self.positions[left]) / (self.positions[right] - self.positions[left])
        found = self._point(left, 1.0 - weight)
        for phase, amount in self._point(right, weight).items():
            found[phase] = found.get(phase, 0.0) + amount
        return _clean(found)

    def equilibrium_at_point(self, point: int) -> dict[int, float]:
        """The phases at a breakpoint, as `equilibrium_at`."""
        return _clean(self._point(point, 1.0))

    def _point(self, number: int, weight: float) -> dict[int, float]:
        pairs = zip(self.phases[number].tolist(), self.amounts[number].tolist(), strict=True)
        return {phase: weight * amount for phase, amount in pairs if phase >= 0}


def _clean(found: dict[int, float]) -> dict[int, float]:
    return {k: found[k] for k in sorted(found) if found[k] > tolerances.AMOUNT}


def hull_along(
    programme: Programme, b: Floats, d: Floats, end: float = np.inf, *, max_pivots: int | None = None
) -> HullLine:
    """Trace E_hull(b + t d) from t = 0 to ``end`` (parametric simplex; HiGHS if that gives up).

    Parameters
    ----------
    programme : Programme
    b, d : arrays, shape (elements,)
        The line; b sums to 1. Where b is 0, d must not be negative.
    end : float
        Where the line ends; infinite for an exchange with a reservoir.
    max_pivots : int, optional
        Bound on the pivots of the simplex method.

    Raises
    ------
    PotentialError
        The energy has no lower bound: reservoirs of fixed potential react with each other.
    NumericalError
        Neither solver found a solution that satisfies its certificate.
    """
    rows, columns = programme.matrix.shape
    if max_pivots is None:
        max_pivots = tolerances.PIVOTS_PER_ROW * (rows + 10) + columns
    size, course = 8 * rows + 32, Course(b, d, float(end))
    while True:
        room = room_for((size,), rows)
        check = np.array([0.0, np.inf, 0.0])
        status, segments, pivots = walk(programme, course, max_pivots, room, check)
        if status != kernel.OUT_OF_PIVOTS or pivots >= max_pivots:
            break
        size *= 4  # more breakpoints than there was room for
    if status == kernel.UNBOUNDED:
        raise PotentialError("The grand potential is unbounded at these potentials.")
    certificate = Certificate(
        primal_residual=float(check[0]),
        smallest_reduced_cost=float(check[1]),
        duality_gap=float(check[2]),
    )
    if status in (kernel.COMPLETE, kernel.RAY) and certificate.holds:
        points = segments if status == kernel.RAY else segments + 1
        trace = referee.Trace(
            positions=room.position[:points],
            energies=room.value[:points],
            slopes=room.slope[:segments],
            phases=room.phases[:points],
            amounts=room.amounts[:points],
            ray_phases=room.phases[segments, : rows if status == kernel.RAY else 0],
            ray_amounts=room.amounts[segments, : rows if status == kernel.RAY else 0],
        )
        return _merged(trace, certificate, "simplex")
    trace, residuals = referee.trace(programme, course)
    certificate = Certificate(
        primal_residual=residuals[0],
        smallest_reduced_cost=residuals[1],
        duality_gap=residuals[2],
    )
    if not certificate.holds:
        raise NumericalError(
            f"A linear programme of {rows} elements and {columns} phases fails its certificate "
            f"({certificate}): please report these phases.",
            certificate=certificate,
        )
    return _merged(trace, certificate, "HiGHS")


def _merged(trace: referee.Trace, certificate: Certificate, solver: str) -> HullLine:
    """Drop breakpoints at which the slope does not change."""
    positions, energies, slopes = trace.positions, trace.energies, trace.slopes
    phases, amounts = trace.phases, trace.amounts
    turns = slopes[1:] - slopes[:-1] > tolerances.SLOPE
    if not turns.all():
        keep = np.ones(len(positions), dtype=bool)
        keep[1 : len(slopes)] = turns
        positions, energies, slopes = positions[keep], energies[keep], slopes[keep[: len(slopes)]]
        phases, amounts = phases[keep], amounts[keep]
    else:  # copies, so that the room left over for more breakpoints is given back
        phases, amounts = phases.copy(), amounts.copy()
    return HullLine(
        positions=positions,
        energies=energies,
        slopes=slopes,
        phases=phases,
        amounts=amounts,
        ray_phases=trace.ray_phases,
        ray_amounts=trace.ray_amounts,
        certificate=certificate,
        solver=solver,
    )
