"""What is read off the breakpoints of hull lines, of one line or of all samples at once.

The nominal line is one sample without errors: its arrays have the same axes less the first, and every
question is answered by the same rule.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from stabwin.hull import tolerances

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Breakpoints(ABC):
    """f(t) = E_hull(b + t d) at its breakpoints; between them it is linear.

    Attributes
    ----------
    positions : array, shape (..., points)
        t of the breakpoints in ascending order; infinite where a sample has fewer.
    energies : array, shape (..., points)
        E_hull there, eV per atom of b; infinite where a sample has fewer.
    slopes : array, shape (..., segments)
        dE_hull/dt right of each breakpoint.
    phases : array of int, shape (..., points, rows)
        Column numbers of the equilibrium at each breakpoint, -1 where there are fewer.
    is_nominal : bool
        Whether this is one line, without an axis of samples.
    """

    is_nominal: ClassVar[bool]

    positions: Floats
    energies: Floats
    slopes: Floats
    phases: npt.NDArray[Any]

    @property
    @abstractmethod
    def last_segment(self) -> Any:
        """Number of the last segment of each line; shape (...)."""

    @property
    @abstractmethod
    def last_point(self) -> Any:
        """Number of the last breakpoint of each line; shape (...)."""

    def at(self, points: Any, values: npt.NDArray[Any]) -> Any:
        """Values at one point of each line.

        Parameters
        ----------
        points : int, or array of int of shape (samples,)
            Of a nominal line several points may be asked for.
        values : array, shape (..., points) or (..., points, rows)
            One of the arrays of these lines, or one alike.
        """
        return values[points] if self.is_nominal else values[np.arange(len(points)), points]

    def segment_right(self, t: float) -> Any:
        """The segment that holds what lies just right of t; shape (...)."""
        before = counted(self.positions <= t + tolerances.POSITION)
        return self._inside(before - 1)

    def segment_left(self, t: float) -> Any:
        """The segment that holds what lies just left of t; -1 at t = 0; shape (...)."""
        before = counted(self.positions < t - tolerances.POSITION)
        return no_more_than(self.last_segment, before - 1)

    def right_of(self, t: float, values: Floats) -> Any:
        """Values of the segment that holds what lies just right of t; shape (...)."""
        return self.at(self.segment_right(t), values)

    def left_of(self, t: float, values: Floats) -> Any:
        """The same just left of t, which must be inside the line."""
        return self.at(self.segment_left(t), values)

    def energy_at(self, t: float) -> Any:
        """E_hull at t, eV per atom of b; shape (...)."""
        before = counted(self.positions <= t)
        segment = self._inside(before - 1)
        here, slope = self.at(segment, self.energies), self.at(segment, self.slopes)
        return here + slope * (t - self.at(segment, self.positions))

    def _inside(self, segments: Any) -> Any:
        """The nearest segments that there are."""
        first = max(segments, 0) if isinstance(segments, int) else np.maximum(segments, 0)
        return no_more_than(self.last_segment, first)

    def phases_at(self, points: Any) -> npt.NDArray[Any]:
        """Column numbers of the equilibrium at one breakpoint of each line; -1 where that is -1."""
        found: npt.NDArray[Any] = self.at(points, self.phases).copy()
        found[np.asarray(points) < 0] = -1
        return found


def counted(holds: npt.NDArray[np.bool_], most: Any = None) -> Any:
    """How often something holds along the last axis, up to a most."""
    numbers = np.count_nonzero(holds) if holds.ndim == 1 else holds.sum(axis=-1)
    return numbers if most is None else no_more_than(most, numbers)


def no_more_than(most: Any, numbers: Any) -> Any:
    """Numbers of points or segments, of one line or of each, up to the last there is."""
    return min(numbers, most) if isinstance(numbers, int) else np.minimum(numbers, most)
