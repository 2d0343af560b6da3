"""Which phases take part in samples: all that come down to the hull in one of them, whatever their height.

A phase is compared, sample by sample, with the phases that it decomposes to by the nominal energies, which
always take part. It is left out of a block of samples if it never costs less than they do: no answer
changes by that.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stabwin.hull.line import hull_along
from stabwin.hull.reach import comes_down
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable

Floats = npt.NDArray[np.float64]
Decomposition = tuple[tuple[int, ...], tuple[float, ...]]


class _Decompositions(dict[int, Decomposition]):
    """Rows of a table that lie above the hull: the rows they decompose to, and atoms of each per atom."""


def taking_part(system: System, errors: Floats) -> npt.NDArray[np.int64]:
    """The columns of a system that can be part of an equilibrium in one of some samples.

    Parameters
    ----------
    system : System
        With all of its phases.
    errors : array, shape (samples, columns)
    """
    found = np.zeros(len(system.rows), dtype=np.bool_)
    found[system.units] = True
    column_of = {row: column for column, row in enumerate(system.rows.tolist())}
    known = _decompositions(system)
    starts, products = [0], list[int]()
    amounts: list[float] = []
    for column, row in enumerate(system.rows.tolist()):
        others, parts = known.get(row, ((), ()))
        if others and all(other in column_of for other in others):
            products += [column_of[other] for other in others]
            amounts += parts
        else:  # it is stable, the user's own, or nothing to compare it with is here
            found[column] = True
        starts.append(len(products))
    comes_down(
        system.costs,
        errors,
        np.array(starts, dtype=np.int64),
        np.array(products, dtype=np.int64),
        np.array(amounts, dtype=np.float64),
        found,
    )
    return np.flatnonzero(found).astype(np.int64)


def _decompositions(system: System) -> dict[int, Decomposition]:
    """What the phases of a system decompose to; found once for each phase of a table."""
    table: PhaseTable = system.table
    known: _Decompositions = table.kept.setdefault(_Decompositions, _Decompositions())
    stable = table.stability.stable
    new = [row for row in system.rows.tolist() if row >= 0 and not stable[row] and row not in known]
    if not new:
        return known
    hull = System.of(table, system.all_elements)
    every = System.of(table, system.all_elements, np.inf)
    place = {row: column for column, row in enumerate(every.rows.tolist())}
    rows = hull.rows.tolist()
    for row in new:
        composition = np.ascontiguousarray(every.matrix[:, place[row]])
        at_rest = np.zeros_like(composition)
        line = hull_along(hull.programme, composition, at_rest, 0.0)
        parts = line.equilibrium_at(0.0)
        known[row] = tuple(rows[column] for column in parts), tuple(parts.values())
    return known
