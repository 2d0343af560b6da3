"""The hull along one line for many sets of energies: the sample loop, in compiled code.

Everything that is read off a line (limits, energies, products) is read off all samples at once, as arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, TypeVar

import numpy as np
import numpy.typing as npt

from stabwin.hull import tolerances
from stabwin.hull.breakpoints import Breakpoints
from stabwin.hull.line import HullLine, hull_along
from stabwin.hull.programme import Course, Programme
from stabwin.hull.walk import room_for, walk_samples

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class SampledLines(Breakpoints):
    """E_hull(b + t d) for many sets of energies.

    Attributes
    ----------
    positions : array, shape (samples, points)
        t of the breakpoints in ascending order; infinite where a sample has fewer.
    energies : array, shape (samples, points)
        E_hull there, eV per atom of b; infinite where a sample has fewer.
    slopes : array, shape (samples, points)
        dE_hull/dt right of each breakpoint; of the last one where the line ends there, its left slope.
    phases : array of int, shape (samples, points, rows)
        Column numbers of the equilibrium at each breakpoint, -1 where there are fewer.
    points : array of int, shape (samples,)
        Breakpoints of each sample.
    """

    is_nominal: ClassVar[bool] = False

    points: Integers

    @cached_property
    def last_segment(self) -> Integers:
        """Number of the last segment of each sample, a ray or the end itself."""
        return self.points - 1

    @cached_property
    def last_point(self) -> Integers:
        """Number of the last breakpoint of each sample."""
        return self.points - 1

    @classmethod
    def joined(cls, parts: Sequence[SampledLines]) -> SampledLines:
        """All samples of several parts, in their order."""
        if len(parts) == 1:
            return parts[0]
        most = max(part.positions.shape[1] for part in parts)

        def together(arrays: list[npt.NDArray[Any]], fill: float) -> npt.NDArray[Any]:
            count = sum(len(one) for one in arrays)
            found = np.full((count, most, *arrays[0].shape[2:]), fill, dtype=arrays[0].dtype)
            first = 0
            for one in arrays:
                found[first : first + len(one), : one.shape[1]] = one
                first += len(one)
            return found

        return cls(
            positions=together([part.positions for part in parts], np.inf),
            energies=together([part.energies for part in parts], np.inf),
            slopes=together([part.slopes for part in parts], 0.0),
            phases=together([part.phases for part in parts], -1),
            points=np.concatenate([part.points for part in parts]),
        )


# One line, or one in each sample.
Line = TypeVar("Line", HullLine, SampledLines)


def sampled_lines(
    programme: Programme, errors: Floats, b: Floats, d: Floats, end: float = np.inf
) -> SampledLines:
    """Trace E_hull(b + t d) once per row of ``errors``.

    Parameters
    ----------
    programme, b, d, end
        As for `stabwin.hull.line.hull_along`.
    errors : array, shape (samples, phases)
        Added to the energies, eV/atom.

    Raises
    ------
    PotentialError, NumericalError
        As for `hull_along`, which answers the samples that the compiled walk gives up on.
    """
    samples, (rows, columns) = len(errors), programme.matrix.shape
    max_pivots = tolerances.PIVOTS_PER_ROW * (rows + 10) + columns
    size, course = 4 * rows + 16, Course(b, d, float(end))
    while True:
        room = room_for((samples, size), rows)
        room.position.fill(np.inf)
        room.value.fill(np.inf)
        room.slope.fill(0.0)
        points = walk_samples(programme, errors, course, max_pivots, room)
        position, value, slope, phases, _ = room
        crowded = (points < 0) & np.isfinite(position[:, size - 1])
        if not crowded.any() or size > 64 * rows:
            break
        size *= 4
    for s in np.flatnonzero(points < 0).tolist():
        line = hull_along(programme._replace(cost=programme.cost + errors[s]), b, d, end)
        n = len(line.positions)
        position[s], value[s] = np.inf, np.inf
        position[s, :n], value[s, :n] = line.positions, line.energies
        slope[s, : len(line.slopes)] = line.slopes
        phases[s, :n] = line.phases
        points[s] = n
    most = int(points.max(initial=1))
    unused = np.arange(most) >= points[:, None]
    # Copies, so that the room left over for more breakpoints is given back.
    position, value, slope = (one[:, :most].copy() for one in (position, value, slope))
    position[unused] = np.inf
    value[unused] = np.inf
    if np.isfinite(end):  # the last point starts no segment
        every = np.arange(samples)
        slope[every, points - 1] = slope[every, np.maximum(points - 2, 0)]
    return SampledLines(
        positions=position,
        energies=value,
        slopes=slope,
        phases=np.where(unused[:, :, None], -1, phases[:, :most]).astype(np.int32),
        points=points,
    )
