"""Which phases lie on the hull: once per chemical system, small systems first.

A phase is on the hull of every system that contains it if and only if it is on the hull of its own
elements. So each chemical system is solved once, with the stable phases of its subsystems and all
of its own phases as columns.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stabwin.errors import NumericalError
from stabwin.hull import tolerances
from stabwin.hull.compiled import compiled
from stabwin.hull.kernel import hull_energies
from stabwin.hull.programme import Programme
from stabwin.hull.select import dense_columns

_STABILITY = tolerances.STABILITY
_PIVOTS_PER_ROW = tolerances.PIVOTS_PER_ROW


class PhaseArrays(NamedTuple):
    """Compositions and energies of all phases.

    Attributes
    ----------
    masks : array, shape (phases, 2)
        Element sets, see `stabwin.hull.select`.
    starts, elements, fractions : arrays
        Compositions as sparse rows: phase i has atomic numbers ``elements[starts[i]:starts[i+1]]``.
    energies : array, shape (phases,)
        Formation energies, eV per atom; every element present has a phase of its own with energy 0.
    """

    masks: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]
    elements: npt.NDArray[np.uint8]
    fractions: npt.NDArray[np.float64]
    energies: npt.NDArray[np.float64]


class Groups(NamedTuple):
    """The chemical systems, those of few elements first.

    Attributes
    ----------
    order : array of int, shape (phases,)
        Numbers of the phases, those of one chemical system next to each other.
    bounds : array of int, shape (systems + 1,)
        Where each system starts in ``order``.
    todo : array of bool, shape (phases,)
        The phases of the systems that must be solved.
    """

    order: npt.NDArray[np.int64]
    bounds: npt.NDArray[np.int64]
    todo: npt.NDArray[np.bool_]


def stabilise(
    phases: PhaseArrays,
    hull_energy: npt.NDArray[np.float64],
    stable: npt.NDArray[np.bool_],
    reopened: npt.NDArray[np.bool_] | None = None,
) -> None:
    """Fill the hull energy (eV/atom) and stability of every phase, in place.

    Parameters
    ----------
    phases : PhaseArrays
    hull_energy, stable : arrays, shape (phases,)
        Written here. Where ``reopened`` is given they hold known values for all other phases.
    reopened : array of bool, shape (phases,), optional
        The phases of the chemical systems that must be solved anew (default: all).

    Raises
    ------
    NumericalError
        A linear programme did not converge.
    """
    masks = phases.masks
    count = len(masks)
    bits = np.unpackbits(masks.view(np.uint8).reshape(count, 16), axis=1).sum(axis=1)
    order = np.lexsort((np.arange(count), masks[:, 0], masks[:, 1], bits)).astype(np.int64)
    ordered = masks[order]
    first = np.flatnonzero(np.r_[True, np.any(ordered[1:] != ordered[:-1], axis=1)])
    bounds = np.r_[first, count].astype(np.int64)
    todo = np.ones(count, dtype=np.bool_) if reopened is None else reopened
    failed = _stabilise(phases, Groups(order, bounds, todo), hull_energy, stable)
    if failed >= 0:
        raise NumericalError(
            f"The hull of the chemical system of phase number {failed} did not converge.",
            phase=int(failed),
        )


@compiled
def _stabilise(phases, groups, hull_energy, stable):
    """Solve every chemical system in turn; the number of a phase whose system fails, or -1."""
    masks, starts, elements, fractions, energies = phases
    order, bounds, todo = groups
    settled = np.empty(order.size, dtype=np.int64)  # stable rows of the systems done so far
    settled_masks = np.empty((order.size, 2), dtype=np.uint64)
    settled_count = 0
    place = np.full(119, -1, dtype=np.int64)
    columns = np.empty(order.size, dtype=np.int64)
    for group in range(bounds.size - 1):
        own = order[bounds[group] : bounds[group + 1]]
        if todo[own[0]]:
            outside_low = ~masks[own[0], 0]
            outside_high = ~masks[own[0], 1]
            count = 0
            for k in range(settled_count):
                low = settled_masks[k, 0] & outside_low
                high = settled_masks[k, 1] & outside_high
                if low == 0 and high == 0:
                    columns[count] = settled[k]
                    count += 1
            for row in own:
                columns[count] = row
                count += 1
            start = starts[own[0]]
            size = starts[own[0] + 1] - start
            place[:] = -1
            for i in range(size):
                place[elements[start + i]] = i
            matrix = dense_columns(starts, elements, fractions, columns[:count], place)
            cost = np.empty(count)
            units = np.full(size, -1, dtype=np.int64)
            for j in range(count):
                row = columns[j]
                cost[j] = energies[row]
                if starts[row + 1] - starts[row] == 1 and energies[row] == 0.0:
                    units[place[elements[starts[row]]]] = j
            targets = np.ascontiguousarray(matrix[:, count - own.size :].T)
            found = np.empty(own.size)
            max_pivots = _PIVOTS_PER_ROW * (size + count)
            if not hull_energies(Programme(matrix, cost, units), targets, max_pivots, found):
                return own[0]
            for k in range(own.size):
                hull_energy[own[k]] = found[k]
                stable[own[k]] = energies[own[k]] <= found[k] + _STABILITY
        for row in own:
            if stable[row]:
                settled[settled_count] = row
                settled_masks[settled_count, 0] = masks[row, 0]
                settled_masks[settled_count, 1] = masks[row, 1]
                settled_count += 1
    return -1
