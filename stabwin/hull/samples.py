"""The hull along one line for many sets of energies: the sample loop, in compiled code.

Everything that is read off a line (limits, energies, products) is read off all samples at once, as arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stabwin.hull import tolerances
from stabwin.hull.line import hull_along
from stabwin.hull.walk import walk_samples

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class SampledLines:
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

    positions: Floats
    energies: Floats
    slopes: Floats
    phases: Integers
    points: Integers

    def segment_right(self, t: float) -> Integers:
        """The breakpoint, in each sample, whose segment holds what lies just right of t."""
        found = np.count_nonzero(self.positions <= t + tolerances.POSITION, axis=1) - 1
        clipped: Integers = np.clip(found, 0, self.points - 1).astype(np.int64)
        return clipped

    def segment_left(self, t: float) -> Integers:
        """The same just left of t; -1 at t = 0."""
        found: Integers = np.count_nonzero(self.positions < t - tolerances.POSITION, axis=1) - 1
        return found

    def slopes_at(self, segments: Integers) -> Floats:
        """The slope of one segment of each sample."""
        found: Floats = self.slopes[np.arange(len(segments)), segments]
        return found

    def energies_at(self, t: float) -> Floats:
        """E_hull at t in each sample, eV per atom of b."""
        every = np.arange(len(self.points))
        k = self.segment_right(t)
        here = self.energies[every, k] + self.slopes[every, k] * (t - self.positions[every, k])
        return np.asarray(here, dtype=np.float64)

    def phases_at(self, points: Integers) -> Integers:
        """Column numbers of the equilibrium at one breakpoint of each sample; -1 where it is -1."""
        found: Integers = self.phases[np.arange(len(points)), points].copy()
        found[points < 0] = -1
        return found


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
    position, value, slope = position[:, :most], value[:, :most], slope[:, :most]
    position[unused] = np.inf
    value[unused] = np.inf
    if np.isfinite(end):  # the last point starts no segment
        every = np.arange(samples)
        slope[every, points - 1] = slope[every, np.maximum(points - 2, 0)]
    phases = np.where((amounts[:, :most] > tolerances.AMOUNT) & ~unused[:, :, None], bases[:, :most], -1)
    return SampledLines(positions=position, energies=value, slopes=slope, phases=phases, points=points)
