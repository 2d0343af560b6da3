"""Where measured solids melt, as far as their Gibbs energies show it.

The entropy of a solid grows by its heat capacity; at the melting point it jumps. The rows are Gibbs
energies every 100 K, whose slopes are mean entropies of the intervals: a melting point inside one raises
those on both sides of it, the more the nearer it lies to their ends. Transitions between solids of so
large an entropy show in the same way.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from stabwin.thermo.gibbs.measured import MeasuredGibbs, measured_gibbs
from stabwin.thermo.gibbs.nodes import NODES_K

# What the heat capacity of a solid is taken for, and the least jump that counts, J/(mol of atoms K):
# entropies of fusion of salts are 8 to 15.
_HEAT_CAPACITY = 28.0
_LEAST_JUMP = 6.0

_FEWEST_NODES = 4


@cache
def melting_points_k() -> dict[str, float]:
    """Melting points of measured solids by reduced formula, K; good to about 20 K."""
    found = {one.formula.reduced: melting_point_k(one) for one in measured_gibbs().values()}
    return {formula: point for formula, point in found.items() if point is not None}


def melting_point_k(measured: MeasuredGibbs) -> float | None:
    """The melting point of a solid, K; None where its row shows none."""
    nodes = np.array(NODES_K)
    nodes = nodes[nodes <= measured.last_k]
    if len(nodes) < _FEWEST_NODES:
        return None
    gibbs = -nodes * measured.function_j_per_mol_k[: len(nodes)]
    entropies = -np.diff(gibbs) / np.diff(nodes)
    inner, width = nodes[1:-1], float(nodes[1] - nodes[0])
    # Beyond what the heat capacity adds from one interval to the next.
    excess = np.append(np.diff(entropies) - _HEAT_CAPACITY * width / inner, 0.0)
    jumps = excess[:-1] + excess[1:]
    usual = (excess[:-1] > -1.0) & (excess[1:] > -1.0)
    if not (usual & (jumps > _LEAST_JUMP)).any():
        return None
    place = int(np.argmax(np.where(usual, jumps, -np.inf)))
    before, after = max(float(excess[place]), 0.0), max(float(excess[place + 1]), 0.0)
    return float(inner[place]) + width * after / (before + after)
