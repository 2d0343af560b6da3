"""The equilibria of a composition from one temperature to another, and exactly where each gives way.

Costs are computed every 5 K, and a parametric simplex walk between these points
(`stabwin.hull.cost_walk`) says which equilibria follow each other: between two points Gibbs energies differ
from straight lines by some 1e-6 eV per atom. That is only the draft. In the middle of each stretch the
linear programme is solved afresh with the energies of that temperature, and where two neighbours have the
same Gibbs energy,

    sum_j x_j g_j(T) = sum_j x'_j g_j(T),

it is solved once more: it has no lower solution if the two are neighbours, and the onset is the root. Else
what it finds is put between them, and both onsets are looked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from stabwin.analysis.heat.programme import Amounts, HeatedProgramme
from stabwin.hull import tolerances
from stabwin.hull.cost_walk import vertices
from stabwin.hull.programme import Programme

Floats = npt.NDArray[np.float64]

# Between points at which costs are computed. Kinks lie between them, of water that boils for example.
SPACING_K = 5.0

_DEEPEST = 40


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """One equilibrium and the temperatures between which it holds.

    Attributes
    ----------
    low_k, high_k : float
    amounts : dict of int to float
        Atoms of each column per closed atom.
    """

    low_k: float
    high_k: float
    amounts: Amounts


@dataclass(frozen=True)
class _Found:
    """An equilibrium at a temperature."""

    temperature_k: float
    amounts: Amounts


def grid_k(low_k: float, high_k: float) -> list[float]:
    """The temperatures at which costs are computed: both ends, and multiples of 5 K between."""
    first = math.floor(low_k / SPACING_K) + 1
    inner = (SPACING_K * n for n in range(first, math.ceil(high_k / SPACING_K)))
    return [low_k, *inner, high_k]


def equilibria(
    programme: HeatedProgramme, composition: Floats, temperatures_k: tuple[float, float]
) -> list[Stretch]:
    """All equilibria of a composition, from the lowest temperature to the highest.

    Parameters
    ----------
    programme : HeatedProgramme
    composition : array, shape (elements,)
        Shares of the closed elements.
    temperatures_k : (float, float)

    Raises
    ------
    PotentialError
        The gases of the atmosphere react with each other.
    NumericalError
        A solution fails its certificate.
    """
    low_k, high_k = temperatures_k
    seeds = [low_k, *_middles(programme, composition, grid_k(low_k, high_k)), high_k]
    found = [_at(programme, composition, t) for t in seeds]
    path = [found[0]]
    for one in found[1:]:
        path += _between(programme, composition, path[-1], one, 0)
        path.append(one)
    stretches: list[Stretch] = []
    start = low_k
    for here, ahead in pairwise(path):
        if here.amounts.keys() == ahead.amounts.keys():
            continue
        onset = _crossing(programme, here, ahead)
        stretches.append(Stretch(low_k=start, high_k=onset, amounts=here.amounts))
        start = onset
    stretches.append(Stretch(low_k=start, high_k=high_k, amounts=path[-1].amounts))
    return [one for k, one in enumerate(stretches) if k == 0 or one.high_k > one.low_k + tolerances.ONSET_K]


def _middles(programme: HeatedProgramme, composition: Floats, grid: list[float]) -> list[float]:
    """A temperature inside each stretch of the draft."""
    costs = np.array([programme.costs_ev(t) for t in grid])
    walked = vertices(Programme(programme.matrix, costs[0], programme.units), composition, costs)
    if walked is None:
        return grid[1:-1]
    starts = np.interp(walked[0], np.arange(len(grid)), grid).tolist()
    return [(a + b) / 2 for a, b in pairwise([*starts, grid[-1]]) if b - a > tolerances.ONSET_K]


def _at(programme: HeatedProgramme, composition: Floats, temperature_k: float) -> _Found:
    return _Found(temperature_k, programme.equilibrium(composition, temperature_k))


def _between(
    programme: HeatedProgramme, composition: Floats, low: _Found, high: _Found, depth: int
) -> list[_Found]:
    """The equilibria that hold between two others, where these cross."""
    if low.amounts.keys() == high.amounts.keys() or depth > _DEEPEST:
        return []
    crossing_k = _crossing(programme, low, high)
    costs = programme.costs_ev(crossing_k)
    here = _at(programme, composition, crossing_k)
    lowest = _energy(costs, here.amounts)
    known = here.amounts.keys() in (low.amounts.keys(), high.amounts.keys())
    if (
        known
        or lowest > min(_energy(costs, one.amounts) for one in (low, high)) - tolerances.BELOW_A_CROSSING
    ):
        return []
    return [
        *_between(programme, composition, low, here, depth + 1),
        here,
        *_between(programme, composition, here, high, depth + 1),
    ]


def _energy(costs: Floats, amounts: Amounts) -> float:
    return float(sum(amount * costs[column] for column, amount in amounts.items()))


def difference_ev(costs: Floats, before: Amounts, after: Amounts) -> float:
    """What the Gibbs energy of one equilibrium has over that of another, eV per closed atom."""
    columns = sorted({*before, *after})
    return float(sum((after.get(c, 0.0) - before.get(c, 0.0)) * costs[c] for c in columns))


def _crossing(programme: HeatedProgramme, low: _Found, high: _Found) -> float:
    """Where two equilibria have the same Gibbs energy; each is the lower one at its own temperature."""
    from scipy.optimize import brentq

    def over(temperature_k: float) -> float:
        return difference_ev(programme.costs_ev(temperature_k), low.amounts, high.amounts)

    ends = low.temperature_k, high.temperature_k
    if over(ends[0]) <= tolerances.REDUCED_COST:
        return ends[0]
    if over(ends[1]) >= -tolerances.REDUCED_COST:
        return ends[1]
    return float(brentq(over, *ends, xtol=tolerances.ONSET_K / 10, rtol=4 * np.finfo(float).eps))
