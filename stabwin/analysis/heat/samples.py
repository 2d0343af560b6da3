"""Onsets in all samples of the phases' errors.

Errors are drawn at the lowest, the middle and the highest temperature, and are parabolas through these:
they grow with the temperature (`stabwin.thermo.gibbs.errors`). Each sample is one simplex walk
(`stabwin.hull.cost_walk`) over costs every 5 K, good to about 0.1 K.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np

from stabwin.analysis.heat.equilibria import grid_k
from stabwin.analysis.heat.heating import Heating
from stabwin.analysis.heat.material import Heated
from stabwin.analysis.heat.programme import Amounts, Floats
from stabwin.analysis.heat.steps import gives_off
from stabwin.analysis.heat.uncertainty import HeatUncertainty, StepUncertainty
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.hull import tolerances
from stabwin.hull.cost_walk import sampled_vertices
from stabwin.hull.programme import Programme

# Samples walked at once: a bound on memory.
_BLOCK = 500


@dataclass(frozen=True)
class _Visit:
    """An equilibrium of a sample and the temperature at which it begins."""

    start_k: float
    amounts: Amounts


def with_error_bars(found: Heating, whole: Heated, model: ErrorModel) -> Heating:
    """An answer with the spreads of its onsets.

    Parameters
    ----------
    found : Heating
    whole : Heated
        What it is about.
    model : ErrorModel
    """
    paths = [path for first in range(0, model.samples, _BLOCK) for path in _walked(whole, model, first)]
    low = whole.temperatures_k[0]
    equilibria = [stretch.amounts for stretch in whole.stretches]
    if not whole.is_unreacted:
        equilibria = [{}, *equilibria]
    steps = []
    for step, (before, after) in zip(found.steps, pairwise(equilibria), strict=True):
        formed = after.keys() - before.keys()
        onsets = np.array([_first(path, partial(_holds, formed)) for path in paths])
        steps.append(
            replace(
                step,
                uncertainty=StepUncertainty(
                    probability=_share(onsets), onset_temperature_k=Spread.of(onsets)
                ),
            )
        )
    reactions = np.array([_reaction_onset(path, whole, low) for path in paths])
    gases = np.array([_gas_onset(path, whole, low) for path in paths])
    return replace(
        found,
        steps=tuple(steps),
        uncertainty=HeatUncertainty(
            model=model,
            reaction_probability=_share(reactions),
            reaction_onset_k=Spread.of(reactions),
            gas_probability=_share(gases),
            gas_onset_k=Spread.of(gases),
        ),
    )


def _holds(formed: AbstractSet[int], visit: _Visit) -> bool:
    return formed <= visit.amounts.keys()


def _share(onsets: Floats) -> float:
    return float(np.isfinite(onsets).mean())


def _first(path: list[_Visit], holds: Callable[[_Visit], bool]) -> float:
    return next((visit.start_k for visit in path if holds(visit)), np.inf)


def _reaction_onset(path: list[_Visit], whole: Heated, low: float) -> float:
    """Where a sample leaves the materials as they are."""
    reactants = {*whole.reactants}
    if {*path[0].amounts} != reactants:
        return low
    return _first(path, lambda visit: {*visit.amounts} != reactants)


def _gas_onset(path: list[_Visit], whole: Heated, low: float) -> float:
    """Where a sample first gives off a gas."""
    if gives_off(whole, None, path[0].amounts):
        return low
    for before, after in pairwise(path):
        if gives_off(whole, before.amounts, after.amounts):
            return after.start_k
    return np.inf


def _walked(whole: Heated, model: ErrorModel, first: int) -> list[list[_Visit]]:
    """The equilibria of some samples."""
    programme, grid = whole.programme, grid_k(*whole.temperatures_k)
    costs = np.array([programme.costs_ev(t) for t in grid])
    low, high = whole.temperatures_k
    nodes = (low, (low + high) / 2, high)
    count = min(_BLOCK, model.samples - first)
    errors = np.stack([_errors_at(whole, model, t, first, count) for t in nodes], axis=1)
    shares = np.array([[_lagrange(t, nodes, n) for n in range(len(nodes))] for t in grid])
    found = sampled_vertices(
        Programme(programme.matrix, costs[0], programme.units), whole.composition, costs, errors, shares
    )
    paths = []
    for places, bases in found:
        starts = np.interp(places, np.arange(len(grid)), grid).tolist()
        ends = [*starts[1:], high]
        path: list[_Visit] = []
        for start, end, basis in zip(starts, ends, bases, strict=True):
            if end > start or end == high:
                amounts = _amounts(whole, basis)
                if not path or path[-1].amounts.keys() != amounts.keys():
                    path.append(_Visit(start, amounts))
        paths.append(path)
    return paths


def _amounts(whole: Heated, basis: np.ndarray) -> Amounts:
    levels = np.linalg.solve(whole.programme.matrix[:, basis], whole.composition)
    pairs = sorted(zip(basis.tolist(), levels.tolist(), strict=True))
    return {column: level for column, level in pairs if level > tolerances.HEATED_AMOUNT}


def _errors_at(whole: Heated, model: ErrorModel, temperature_k: float, first: int, count: int) -> Floats:
    """Errors of the columns at a temperature, eV/atom; shape (samples, columns)."""
    programme = whole.programme
    system = programme.phases.system
    table = system.table
    there = replace(system, table=replace(table, scheme=table.scheme.at(temperature_k)))
    drawn = model.system_errors(there, first, count)[:, programme.phases.columns[programme.chosen]]
    reservoirs = np.zeros((count, 2 * len(programme.exchanged)))
    return np.ascontiguousarray(np.hstack([drawn, reservoirs]))


def _lagrange(t: float, nodes: tuple[float, ...], n: int) -> float:
    """The share of the value at a node in the parabola through all three."""
    found = 1.0
    for k, other in enumerate(nodes):
        if k != n:
            found *= (t - other) / (nodes[n] - other)
    return found
