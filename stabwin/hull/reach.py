"""Which phases come down to the hull in at least one of many sets of energies, in compiled code."""

from __future__ import annotations

from stabwin.hull import tolerances
from stabwin.hull.compiled import compiled

_NEAR = tolerances.REDUCED_COST


@compiled
def comes_down(costs, errors, starts, products, amounts, found):
    """Set ``found[j]`` where phase j costs less than other phases of its composition in some sample.

    The others are ``products[starts[j] : starts[j + 1]]``, with their atoms per atom of j. A phase that
    never costs less than phases that take part is part of no solution but theirs: it can be left out
    of all samples, and no answer changes.
    """
    for j in range(costs.size):
        if found[j]:
            continue
        for s in range(errors.shape[0]):
            height = costs[j] + errors[s, j]
            for n in range(starts[j], starts[j + 1]):
                k = products[n]
                height -= amounts[n] * (costs[k] + errors[s, k])
            if height < _NEAR:
                found[j] = True
                break
