"""The walk through changing costs: every optimum, in order, as fresh solutions find them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stabwin.hull.cost_walk import sampled_vertices, vertices
from stabwin.hull.line import hull_along
from stabwin.hull.programme import Programme


def made(seed: int, rows: int = 4, columns: int = 30, points: int = 5):
    """A programme with the elements first, and costs at some points."""
    numbers = np.random.default_rng(seed)
    phases = numbers.dirichlet(np.ones(rows), columns).T
    matrix = np.ascontiguousarray(np.column_stack([np.eye(rows), phases]))
    costs = np.column_stack([np.zeros((points, rows)), numbers.normal(-1.0, 0.3, (points, columns))])
    b = numbers.dirichlet(np.ones(rows))
    return matrix, np.arange(rows), b, costs


def energy(matrix, units, b, cost):
    return hull_along(Programme(matrix, cost, units), b, np.zeros_like(b), 0.0).energies[0]


def costs_at(costs, place):
    low = min(int(place), len(costs) - 2)
    return costs[low] + (place - low) * (costs[low + 1] - costs[low])


@given(st.integers(0, 2**32 - 1))
def test_between_two_places_the_basis_is_optimal(seed):
    matrix, units, b, costs = made(seed)
    places, bases = vertices(Programme(matrix, costs[0], units), b, costs)
    assert np.all(np.diff(places) >= 0)
    ends = [*places[1:], len(costs) - 1]
    for start, end, basis in zip(places, ends, bases, strict=True):
        for place in (start, (start + end) / 2, end):
            cost = costs_at(costs, place)
            amounts = np.linalg.solve(matrix[:, basis], b)
            assert amounts.min() > -1e-9
            assert abs(cost[basis] @ amounts - energy(matrix, units, b, cost)) < 1e-9


@given(st.integers(0, 2**32 - 1))
def test_a_sample_is_the_walk_with_its_errors(seed):
    matrix, units, b, costs = made(seed)
    errors = np.random.default_rng(seed + 1).normal(0.0, 0.1, (3, 2, costs.shape[1]))
    shares = np.column_stack([np.linspace(1.0, 0.0, len(costs)), np.linspace(0.0, 1.0, len(costs))])
    programme = Programme(matrix, costs[0], units)
    for found, own in zip(sampled_vertices(programme, b, costs, errors, shares), errors, strict=True):
        places, bases = vertices(programme, b, costs + shares @ own)
        np.testing.assert_allclose(found[0], places, atol=1e-9)
        assert np.array_equal(found[1], bases)
