"""The hull along one line for many sets of energies: the sample loop, in compiled code.

Everything that is read off a line (limits, energies, products) is read off all samples at once, as arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stabwin.hull import tolerances
from stabwin.hull.breakpoints import Breakpoints
from stabwin.hull.line import hull_along
from stabwin.hull.walk import walk_samples

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

    points: Integers

    @property
    def last_segment(self) -> Integers:
        """Number of the last segment of each sample, a ray or the end itself."""
        return self.points - 1

    @property
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


def sampled_lines(
    matrix: Floats,
    cost: Floats,
    errors: Floats,
    units: Integers,
    b: Floats,
    d: Floats,
    end: float = np.inf,
) -> SampledLines:
    """Trace E_hull(b + t d) once per row of ``errors``.

    Parameters
    ----------
    matrix, cost, units, b, d, end
        As for `stabwin.hull.line.hull_along`.
    errors : array, shape (samples, phases)
        Added to the energies, eV/atom.

    Raises
    ------
    PotentialError, NumericalError
        As for `hull_along`, which answers the samples that the compiled walk gives up on.
    """
    samples, (rows, columns) = len(errors), matrix.shape
    max_pivots = tolerances.PIVOTS_PER_ROW * (rows + 10) + columns
    size = 4 * rows + 16
    while True:
        position = np.full((samples, size), np.inf)
        value = np.full((samples, size), np.inf)
        slope = np.zeros((samples, size))
        bases = np.empty((samples, size, rows), dtype=np.int64)
        amounts = np.empty((samples, size, rows))
        points = np.empty(samples, dtype=np.int64)
        walk_samples(
            matrix,
            cost,
            errors,
            b,
            d,
            end,
            units,
            max_pivots,
            position,
            value,
            slope,
            bases,
            amounts,
            points,
        )
        crowded = (points < 0) & np.isfinite(position[:, size - 1])
        if not crowded.any() or size > 64 * rows:
            break
        size *= 4
    for s in np.flatnonzero(points < 0).tolist():
        line = hull_along(matrix, cost + errors[s], units, b, d, end)
        n = len(line.positions)
        position[s], value[s] = np.inf, np.inf
        position[s, :n], value[s, :n] = line.positions, line.energies
        slope[s, : len(line.slopes)] = line.slopes
        bases[s, :n], amounts[s, :n] = line.phases, line.amounts
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
    there = (amounts[:, :most] > tolerances.AMOUNT) & ~unused[:, :, None]
    phases = np.where(there, bases[:, :most], -1).astype(np.int32)
    return SampledLines(positions=position, energies=value, slopes=slope, phases=phases, points=points)
