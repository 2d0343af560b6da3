"""What can be made of reservoirs alone: combinations of columns that leave the balance of closed elements.

Where such a cycle costs less than nothing, the programme has no lower bound whatever else is there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def cheapest_cycle(matrix: Floats, cost: Floats, counted: Floats) -> tuple[Floats, float] | None:
    """Amounts x >= 0 with ``matrix x = 0`` of least cost, per unit of what is counted, and that cost.

    Parameters
    ----------
    matrix : array, shape (elements, columns)
    cost : array, shape (columns,)
    counted : array, shape (columns,)
        The amounts, each times this, add up to 1. A solution is elementary: no part of it balances by
        itself.

    Returns
    -------
    (amounts, cost), or None
        None where nothing balances, or where the columns that are not counted make a cycle of their own.
    """
    from scipy.optimize import linprog

    rows = np.vstack([matrix, counted])
    right = np.zeros(len(rows))
    right[-1] = 1.0
    found = linprog(cost, A_eq=rows, b_eq=right, method="highs-ds")
    return (found.x, float(found.fun)) if found.status == 0 else None
