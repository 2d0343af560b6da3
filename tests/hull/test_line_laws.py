"""Laws of the hull along a line, on small systems of random phases: no chemistry needed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from stabwin.hull import highs as referee
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine, hull_along
from stabwin.hull.programme import Course, Programme

Floats = npt.NDArray[np.float64]

# What two solutions of one programme may differ by (eV/atom, atoms/atom).
SAME = 1e-9

# How many atoms per atom of b an exchange is looked at; the random phases hold at most eight of one
# element per atom of the others, so that nothing happens beyond.
FURTHEST = 12.0


@dataclass(frozen=True)
class Asked:
    """A line through a random system: what `hull_along` is asked."""

    matrix: Floats
    cost: Floats
    units: npt.NDArray[np.int64]
    b: Floats
    d: Floats
    end: float

    def trace(self) -> HullLine:
        return hull_along(Programme(self.matrix, self.cost, self.units), self.b, self.d, self.end)

    def position(self, fraction: float) -> float:
        return fraction * (self.end if np.isfinite(self.end) else FURTHEST)

    def minimum(self, t: float) -> float:
        found = linprog(
            self.cost,
            A_eq=self.matrix,
            b_eq=self.b + t * self.d,
            method="highs",
            options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
        )
        assert found.status == 0, found.message
        return float(found.fun)

    def with_phases(self, columns: Floats, costs: Floats) -> Asked:
        return replace(
            self,
            matrix=np.ascontiguousarray(np.column_stack([self.matrix, columns])),
            cost=np.append(self.cost, costs),
        )


# The decimals of the data, exact ties, and everything else a float can be.
PLAIN_ENERGIES = st.integers(-3_000_000, 500_000).map(lambda n: n / 1e6)
TIED_ENERGIES = st.integers(-30, 5).map(lambda n: n / 10)
ANY_ENERGIES = st.floats(-3.0, 0.5)
FRACTIONS = st.floats(0.0, 1.0)


def compositions(size: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 8), min_size=size, max_size=size).filter(any)


def normalised(amounts: list[int]) -> Floats:
    return np.array(amounts) / sum(amounts)


@st.composite
def programmes(
    draw: st.DrawFn, energies: st.SearchStrategy[float] | None = None, kind: str | None = None
) -> Asked:
    if energies is None:
        energies = draw(st.sampled_from([PLAIN_ENERGIES, TIED_ENERGIES, ANY_ENERGIES]))
    size = draw(st.integers(2, 6))
    phases = draw(st.lists(st.tuples(compositions(size), energies), max_size=14))
    if phases:  # polymorphs: of the same energy, and of another
        again = draw(st.lists(st.integers(0, len(phases) - 1), max_size=3))
        phases += [phases[k] for k in again[:1]]
        phases += [(phases[k][0], draw(energies)) for k in again[1:]]
    matrix = np.column_stack([np.eye(size), *(normalised(amounts) for amounts, _ in phases)])
    cost = np.array([0.0] * size + [energy for _, energy in phases])
    order = np.array(draw(st.permutations(range(len(cost)))))
    matrix, cost = np.ascontiguousarray(matrix[:, order]), cost[order]
    units = np.argsort(order)[:size].astype(np.int64)
    b = normalised(draw(compositions(size)))
    if (kind or draw(st.sampled_from(["exchange", "tie-line"]))) == "tie-line":
        return Asked(matrix, cost, units, b, normalised(draw(compositions(size))) - b, 1.0)
    ion = draw(st.integers(0, size - 1))
    if b[ion] < 1.0 and draw(st.booleans()):
        b = np.where(np.arange(size) == ion, 0.0, b)
        b /= b.sum()
    return Asked(matrix, cost, units, b, np.eye(size)[ion], np.inf)


def turning_points(line: HullLine | referee.Trace, least: float) -> tuple[Floats, Floats]:
    """Where the slope grows by more than ``least``, and the slopes on all sides."""
    turns = np.diff(line.slopes) > least
    return line.positions[1 : len(line.slopes)][turns], line.slopes[np.append(True, turns)]


@given(programmes())
def test_slopes_never_decrease_along_the_line(programme: Asked) -> None:
    line = programme.trace()
    assert np.all(np.diff(line.slopes) > 0)
    assert np.all(np.diff(line.positions[: len(line.slopes)]) > 0)


@given(programmes(), FRACTIONS, FRACTIONS, FRACTIONS)
def test_energy_is_convex(programme: Asked, one: float, other: float, weight: float) -> None:
    line = programme.trace()
    left, right = programme.position(one), programme.position(other)
    between = weight * left + (1 - weight) * right
    chord = weight * line.energy_at(left) + (1 - weight) * line.energy_at(right)
    assert line.energy_at(between) <= chord + SAME


@given(programmes())
def test_energy_is_continuous_and_its_slopes_are_those_between_breakpoints(
    programme: Asked,
) -> None:
    line = programme.trace()
    segments = len(line.positions) - 1
    risen = line.slopes[:segments] * np.diff(line.positions)
    np.testing.assert_allclose(np.diff(line.energies), risen, rtol=0, atol=SAME)


@given(programmes(), st.lists(FRACTIONS, min_size=1, max_size=4))
def test_energy_agrees_with_a_general_solver(programme: Asked, fractions: list[float]) -> None:
    line = programme.trace()
    for t in (programme.position(fraction) for fraction in fractions):
        assert line.energy_at(t) == pytest.approx(programme.minimum(t), rel=0, abs=1e-8)


@given(programmes())
def test_energies_at_breakpoints_agree_with_a_general_solver(programme: Asked) -> None:
    line = programme.trace()
    for t, energy in zip(line.positions, line.energies, strict=True):
        assert energy == pytest.approx(programme.minimum(t), rel=0, abs=1e-8)


# The line starts at a phase, where many duals are optimal and only one gives the slope.
FROM_A_PHASE = Asked(
    matrix=np.array(
        [
            [1.0, 0.0, 0.0, 6 / 14, 1 / 11],
            [0.0, 1.0, 0.0, 5 / 14, 6 / 11],
            [0.0, 0.0, 1.0, 3 / 14, 4 / 11],
        ]
    ),
    cost=np.array([0.0, 0.0, 0.0, -0.7, -0.9]),
    units=np.array([0, 1, 2]),
    b=np.array([6, 5, 3]) / 14,
    d=np.array([7, 8, 5]) / 20 - np.array([6, 5, 3]) / 14,
    end=1.0,
)


@given(programmes(PLAIN_ENERGIES | TIED_ENERGIES))
@example(FROM_A_PHASE)
def test_breakpoints_agree_with_the_referee(programme: Asked) -> None:
    line = programme.trace()
    assert line.solver == "simplex"
    found, residuals = referee.trace(
        Programme(programme.matrix, programme.cost, programme.units),
        Course(programme.b, programme.d, programme.end),
    )
    assert max(residuals[0], -residuals[1], residuals[2]) <= tolerances.CERTIFICATE
    positions, slopes = turning_points(line, tolerances.SLOPE)
    expected_positions, expected_slopes = turning_points(found, tolerances.SLOPE)
    np.testing.assert_allclose(slopes, expected_slopes, rtol=0, atol=1e-7)
    np.testing.assert_allclose(positions, expected_positions, rtol=0, atol=1e-7)
    assert line.energies[0] == pytest.approx(found.energies[0], rel=0, abs=1e-8)


@given(programmes())
def test_certificate_holds_and_the_duals_are_feasible(programme: Asked) -> None:
    certificate = programme.trace().certificate
    assert certificate.holds
    assert certificate.smallest_reduced_cost >= -1e-9
    assert certificate.primal_residual <= 1e-9
    assert certificate.duality_gap <= 1e-9


@given(programmes(), st.lists(FRACTIONS, max_size=3))
def test_equilibrium_has_the_composition_and_the_energy_of_the_line(
    programme: Asked, fractions: list[float]
) -> None:
    line = programme.trace()
    for t in (*line.positions.tolist(), *(programme.position(fraction) for fraction in fractions)):
        equilibrium = line.equilibrium_at(t)
        near = line.point_at(t)  # a point this close to a breakpoint is that breakpoint
        t = t if near is None else float(line.positions[near])  # noqa: PLW2901
        phases, amounts = list(equilibrium), np.array(list(equilibrium.values()))
        assert np.all(amounts > 0)
        composition = programme.matrix[:, phases] @ amounts
        np.testing.assert_allclose(composition, programme.b + t * programme.d, rtol=0, atol=SAME)
        energy = float(programme.cost[phases] @ amounts)
        assert energy == pytest.approx(line.energy_at(t), rel=0, abs=SAME)


@given(programmes())
def test_no_more_phases_coexist_at_a_breakpoint_than_there_are_elements(programme: Asked) -> None:
    line = programme.trace()
    for point in range(len(line.positions)):
        assert 1 <= len(line.equilibrium_at_point(point)) <= len(programme.b)


@given(programmes(), FRACTIONS)
def test_slopes_beside_a_point_are_those_of_the_energy(programme: Asked, fraction: float) -> None:
    line = programme.trace()
    step = 1e-6
    for t in (*line.positions[: len(line.slopes)].tolist(), programme.position(fraction)):
        before, after = line.segment_left(t), line.segment_right(t)
        left, right = None if before < 0 else line.slopes[before], line.slopes[after]
        beyond = line.energy_at(t + step) - line.energy_at(t)
        assert beyond >= step * right - SAME
        if left is None:
            assert t <= tolerances.POSITION
        else:
            assert left <= right
            assert line.energy_at(t - step) >= line.energy_at(t) - step * left - SAME


@given(programmes(), st.data(), FRACTIONS)
def test_order_of_phases_changes_no_energy(programme: Asked, data: st.DataObject, fraction: float) -> None:
    order = np.array(data.draw(st.permutations(range(len(programme.cost)))))
    permuted = replace(
        programme,
        matrix=np.ascontiguousarray(programme.matrix[:, order]),
        cost=programme.cost[order],
        units=np.argsort(order)[programme.units].astype(np.int64),
    )
    assert_same_line(programme.trace(), permuted.trace(), programme.position(fraction))


@given(programmes(), st.data(), FRACTIONS)
def test_order_of_elements_changes_no_energy(
    programme: Asked, data: st.DataObject, fraction: float
) -> None:
    order = np.array(data.draw(st.permutations(range(len(programme.b)))))
    permuted = replace(
        programme,
        matrix=np.ascontiguousarray(programme.matrix[order]),
        units=programme.units[order],
        b=programme.b[order],
        d=programme.d[order],
    )
    assert_same_line(programme.trace(), permuted.trace(), programme.position(fraction))


@given(programmes(), st.data(), FRACTIONS)
def test_duplicating_a_phase_changes_nothing(
    programme: Asked, data: st.DataObject, fraction: float
) -> None:
    column = data.draw(st.integers(0, len(programme.cost) - 1))
    again = programme.with_phases(programme.matrix[:, [column]], programme.cost[[column]])
    assert_same_line(programme.trace(), again.trace(), programme.position(fraction))


@given(programmes(), st.data(), FRACTIONS)
def test_adding_a_phase_never_raises_the_energy(
    programme: Asked, data: st.DataObject, fraction: float
) -> None:
    column = normalised(data.draw(compositions(len(programme.b))))
    energy = data.draw(ANY_ENERGIES)
    before = programme.trace()
    after = programme.with_phases(column[:, None], np.array([energy])).trace()
    positions = np.concatenate([before.positions, after.positions, [programme.position(fraction)]])
    for t in positions.tolist():
        assert after.energy_at(t) <= before.energy_at(t) + SAME


@given(programmes(), st.data(), st.floats(-10.0, 10.0), FRACTIONS)
def test_shifting_the_energy_of_an_element_adds_its_atoms_times_the_shift(
    programme: Asked, data: st.DataObject, shift: float, fraction: float
) -> None:
    element = data.draw(st.integers(0, len(programme.b) - 1))
    shifted = replace(programme, cost=programme.cost + shift * programme.matrix[element])
    before, after = programme.trace(), shifted.trace()
    for t in (*before.positions.tolist(), *after.positions.tolist(), programme.position(fraction)):
        expected = before.energy_at(t) + shift * (programme.b + t * programme.d)[element]
        assert after.energy_at(t) == pytest.approx(expected, rel=0, abs=SAME)


@given(programmes(kind="tie-line"), FRACTIONS)
def test_a_tie_line_walked_backwards_has_the_same_energies(programme: Asked, fraction: float) -> None:
    backwards = replace(programme, b=programme.b + programme.d, d=-programme.d)
    # b + d of the first line is only zero within rounding where the composition is.
    backwards = replace(backwards, b=np.where(backwards.b < SAME, 0.0, backwards.b))
    forth, back = programme.trace(), backwards.trace()
    for t in (*forth.positions.tolist(), fraction):
        assert back.energy_at(1.0 - t) == pytest.approx(forth.energy_at(t), rel=0, abs=SAME)


@given(programmes(kind="tie-line"), FRACTIONS)
def test_energy_on_a_line_is_that_of_the_composition_alone(programme: Asked, fraction: float) -> None:
    here = replace(programme, b=programme.b + fraction * programme.d, d=np.zeros_like(programme.d), end=0.0)
    expected = programme.trace().energy_at(fraction)
    assert here.trace().energy_at(0.0) == pytest.approx(expected, rel=0, abs=SAME)


def assert_same_line(line: HullLine, other: HullLine, t: float) -> None:
    for position in (*line.positions.tolist(), *other.positions.tolist(), t):
        expected = line.energy_at(position)
        assert other.energy_at(position) == pytest.approx(expected, rel=0, abs=SAME)
    least = 1e-6  # energies that differ by less than rounding give breakpoints of their own
    positions, slopes = turning_points(line, least)
    other_positions, other_slopes = turning_points(other, least)
    np.testing.assert_allclose(other_slopes, slopes, rtol=0, atol=1e-7)
    np.testing.assert_allclose(other_positions, positions, rtol=0, atol=1e-7)
