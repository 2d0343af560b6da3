"""The hull of a table at any composition, without a system of its own to keep."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.errors import NumericalError
from stabwin.hull import tolerances
from stabwin.hull.kernel import hull_energies
from stabwin.hull.programme import Programme
from stabwin.hull.select import dense_columns, rows_within
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.element_sets import element_mask, mask_elements, mask_words
from stabwin.phases.stability import Stability


def hull_at(
    columns: PhaseColumns, stability: Stability, amounts: Mapping[str, float | int | Fraction]
) -> float:
    """The lowest energy of any mixture of phases with a composition, eV/atom.

    Parameters
    ----------
    columns, stability
        Of a table that holds every element of the composition.
    amounts : mapping of str to number
        Atoms of each element.

    Raises
    ------
    NumericalError
        The linear programme did not converge.
    """
    mask = element_mask(amounts)
    symbols = mask_elements(mask)
    low, high = map(np.uint64, mask_words(mask))
    masks = np.ascontiguousarray(columns.masks)
    rows = rows_within(masks, stability.rows_near_hull(), low, high)
    place = np.full(119, -1, dtype=np.int64)
    for i, symbol in enumerate(symbols):
        place[ATOMIC_NUMBER[symbol]] = i
    matrix = dense_columns(columns.starts, columns.elements, columns.fractions, rows, place)
    units = np.array([np.flatnonzero(row == 1.0)[0] for row in matrix], dtype=np.int64)
    content = np.array([float(amounts[symbol]) for symbol in symbols])
    found = np.empty(1)
    most = tolerances.PIVOTS_PER_ROW * sum(matrix.shape)
    programme = Programme(matrix, stability.energies[rows], units)
    if not hull_energies(programme, (content / content.sum())[np.newaxis], most, found):
        raise NumericalError(f"The hull of {'-'.join(symbols)} did not converge.")
    return float(found[0])
