"""The simplex method where it is hard: given up early, degenerate, tied, failing its certificate."""

from __future__ import annotations

from collections import deque
from importlib import resources

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import linprog

import stabwin
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import parse
from stabwin.errors import NumericalError, PotentialError
from stabwin.hull import tolerances
from stabwin.hull.line import Certificate, HullLine, hull_along
from stabwin.hull.programme import Programme
from stabwin.phases.system import System

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# What HiGHS and the simplex method may differ by.
AGREED = 1e-7

REAL_TARGETS = (
    ("Li10GeP2S12", "Li"),
    ("Li7La3Zr2O12", "Li"),
    ("Li1.3Al0.3Ti1.7(PO4)3", "Li"),
    ("Li3PS4", "Li"),
    ("Li6PS5Cl", "Li"),
    ("Li7P3S11", "Li"),
    ("Li9.54Si1.74P1.44S11.7Cl0.3", "Li"),
    ("Li3YCl6", "Li"),
    ("Li3InCl6", "Li"),
    ("Li3N", "Li"),
    ("Li3PO4", "Li"),
    ("Li2O2", "Li"),
    ("LiF", "Li"),
    ("LiCoO2", "Li"),
    ("LiNi0.8Mn0.1Co0.1O2", "Li"),
    ("LiFePO4", "Li"),
    ("Li4Ti5O12", "Li"),
    ("Li6.4La3Zr1.4Ta0.6O12", "Li"),
    ("Li1.5Al0.5Ge1.5(PO4)3", "Li"),
    ("Li3La5Ti9O27", "Li"),
    ("Li6MgLa2Nb2O12", "Li"),
    ("LiNbO3", "Li"),
    ("FePO4", "Li"),
    ("S", "Li"),
    ("Na3PS4", "Na"),
    ("MgSc2Se4", "Mg"),
    ("Al2S3", "Al"),
)


def exchange(phases: stabwin.PhaseTable, target: str, ion: str) -> tuple[Programme, Floats, Floats]:
    """The programme of a target in exchange with its ion's metal, as `hull_along` takes it."""
    formula = parse(target)
    system = System.of(phases, {*formula.elements, ion})
    d = np.array([float(element == ion) for element in system.elements])
    b = np.where(d > 0, 0.0, system.vector(formula))
    return system.programme, b / b.sum(), d


def tie_line(phases: stabwin.PhaseTable, start: str, end: str) -> tuple[Programme, Floats, Floats, float]:
    """The programme of all mixtures of two materials, as `hull_along` takes it."""
    one, other = parse(start), parse(end)
    system = System.of(phases, {*one.elements, *other.elements})
    b, a = system.vector(one) / one.atoms, system.vector(other) / other.atoms
    return system.programme, b, a - b, 1.0


def assert_agree(found: HullLine, expected: HullLine) -> None:
    assert len(found.positions) == len(expected.positions)
    np.testing.assert_allclose(found.positions, expected.positions, rtol=0, atol=AGREED)
    np.testing.assert_allclose(found.energies, expected.energies, rtol=0, atol=AGREED)
    np.testing.assert_allclose(found.slopes, expected.slopes, rtol=0, atol=AGREED)


def minimum(matrix: Floats, cost: Floats, right: Floats) -> float:
    found = linprog(cost, A_eq=matrix, b_eq=right, method="highs")
    assert found.status == 0, found.message
    return float(found.fun)


@pytest.mark.parametrize(("target", "ion"), REAL_TARGETS)
def test_highs_finds_the_same_line_where_the_simplex_method_gives_up(
    starter: stabwin.PhaseTable, target: str, ion: str
) -> None:
    programme = exchange(starter, target, ion)
    expected = hull_along(*programme)
    found = hull_along(*programme, max_pivots=1)
    assert expected.solver == "simplex"
    assert found.solver == "HiGHS"
    assert found.certificate.holds
    assert_agree(found, expected)
    assert len(found.slopes) == len(found.positions)  # it ends in a ray
    # Far out on the ray the equilibrium is what is added: the ion's metal.
    for line in (found, expected):
        far = float(line.positions[-1]) + 7.0
        ends = line.equilibrium_at(float(line.positions[-1]))
        ion_column = int(programme[0].units[int(np.argmax(programme[2]))])
        ends[ion_column] = ends.get(ion_column, 0.0) + 7.0
        assert line.equilibrium_at(far) == pytest.approx(ends, rel=0, abs=AGREED)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("LiCoO2", "Li3PS4"),
        ("LiCoO2", "Li10GeP2S12"),
        ("CoO2", "Li7La3Zr2O12"),
        ("FePO4", "Li6PS5Cl"),
        ("Li1.3Al0.3Ti1.7(PO4)3", "Li7La3Zr2O12"),
        ("LiNi0.8Mn0.1Co0.1O2", "Li3YCl6"),
    ],
)
def test_highs_finds_the_same_tie_line_where_the_simplex_method_gives_up(
    starter: stabwin.PhaseTable, start: str, end: str
) -> None:
    programme = tie_line(starter, start, end)
    expected = hull_along(*programme)
    found = hull_along(*programme, max_pivots=1)
    assert (expected.solver, found.solver) == ("simplex", "HiGHS")
    assert_agree(found, expected)
    assert len(found.slopes) < len(found.positions)
    assert found.positions[[0, -1]].tolist() == [0.0, 1.0]


@pytest.mark.parametrize(("target", "ion"), REAL_TARGETS)
def test_highs_gives_the_same_equilibria(starter: stabwin.PhaseTable, target: str, ion: str) -> None:
    programme = exchange(starter, target, ion)
    expected, found = hull_along(*programme), hull_along(*programme, max_pivots=1)
    for point in range(len(expected.positions)):
        equilibrium = expected.equilibrium_at_point(point)
        assert found.equilibrium_at_point(point) == pytest.approx(equilibrium, rel=0, abs=AGREED)


# Programmes on which the simplex method with the textbook's choices runs in circles for ever:
# constraints <= 0 with slacks as unit columns. (matrix without slacks, cost, right-hand side)
CYCLING = {
    "Beale 1955": (
        [[0.25, -8.0, -1.0, 9.0], [0.5, -12.0, -0.5, 3.0], [0.0, 0.0, 1.0, 0.0]],
        [-0.75, 20.0, -0.5, 6.0],
        [0.0, 0.0, 1.0],
    ),
    "Marshall and Suurballe 1969": (
        [[0.5, -5.5, -2.5, 9.0], [0.5, -1.5, -0.5, 1.0], [1.0, 0.0, 0.0, 0.0]],
        [-10.0, 57.0, 9.0, 24.0],
        [0.0, 0.0, 1.0],
    ),
    "Kuhn": (
        [[-2.0, -9.0, 1.0, 9.0], [1 / 3, 1.0, -1 / 3, -2.0], [2.0, 3.0, -1.0, -12.0]],
        [-2.0, -3.0, 1.0, 12.0],
        [0.0, 0.0, 1.0],
    ),
}


@pytest.mark.parametrize("name", CYCLING)
@pytest.mark.parametrize("copies", [1, 3])
def test_programmes_known_to_cycle_end_at_the_optimum(name: str, copies: int) -> None:
    inner, inner_cost, right = (np.array(part) for part in CYCLING[name])
    matrix = np.ascontiguousarray(np.column_stack([np.eye(3), *[inner] * copies]))
    cost = np.concatenate([np.zeros(3), *[inner_cost] * copies])
    line = hull_along(Programme(matrix, cost, np.arange(3)), right, np.zeros(3), 0.0)
    assert line.solver == "simplex"
    expected = minimum(matrix, cost, right)
    assert line.energies[0] == pytest.approx(expected, rel=0, abs=1e-9)


@pytest.mark.parametrize("decimals", [0, 1, 2])
@pytest.mark.parametrize("target", ["Li10GeP2S12", "Li3PS4", "Li2S", "GeS2"])
def test_exact_ties_and_duplicated_phases_at_real_stoichiometries_end_at_the_optimum(
    starter: stabwin.PhaseTable, target: str, decimals: int
) -> None:
    system = System.of(starter, ["Li", "Ge", "P", "S"])
    matrix = np.ascontiguousarray(np.tile(system.matrix, 3))
    cost = np.tile(np.round(system.costs, decimals), 3)
    formula = parse(target)
    b, d = system.vector(formula) / formula.atoms, np.array([1.0, 0.0, 0.0, 0.0])
    for start in (b, np.where(d > 0, 0.0, b) / b[1:].sum()):
        line = hull_along(Programme(matrix, cost, system.units), start, d)
        assert line.solver == "simplex"
        for t in (*line.positions.tolist(), 0.3, 4.0):
            expected = minimum(matrix, cost, start + t * d)
            assert line.energy_at(t) == pytest.approx(expected, rel=0, abs=1e-8)


@pytest.mark.parametrize("level", [0.0, -1.0])
def test_phases_that_all_lie_on_one_plane_end_at_its_energy(
    starter: stabwin.PhaseTable, level: float
) -> None:
    (matrix, _, units), b, d = exchange(starter, "Li10GeP2S12", "Li")
    weights = level * np.array([0.0, 1.0, 2.0, 3.0])
    line = hull_along(Programme(matrix, weights @ matrix, units), b, d)
    assert line.solver == "simplex"
    for t in (0.0, 0.5, 3.0):
        expected = float(weights @ (b + t * d))
        assert line.energy_at(t) == pytest.approx(expected, rel=0, abs=1e-12)


def test_ties_between_phases_of_one_plane_make_no_breakpoints(starter: stabwin.PhaseTable) -> None:
    (matrix, _, units), b, d = exchange(starter, "Li10GeP2S12", "Li")
    cost = -np.array([0.0, 1.0, 2.0, 3.0]) @ matrix
    cost[units] += 1.0  # the compounds stay on the plane, below the elements
    line = hull_along(Programme(matrix, cost, units), b, d)
    assert line.solver == "simplex"
    assert_agree(line, hull_along(Programme(matrix, cost, units), b, d, max_pivots=1))
    assert np.all(np.diff(line.slopes) > 0.1)
    for t in np.linspace(0.0, 3.0, 31).tolist():
        expected = minimum(matrix, cost, b + t * d)
        assert line.energy_at(t) == pytest.approx(expected, rel=0, abs=1e-8)


def test_a_tie_line_between_elements_of_many_that_are_absent_is_answered(
    starter: stabwin.PhaseTable,
) -> None:
    elements = ["Li", "O", "Al", "P", "S", "Ti", "Co", "Ge", "Zr", "La"]
    large, small = System.of(starter, elements), System.of(starter, ["Li", "S"])

    def from_lithium_to_sulfur(system: System) -> HullLine:
        b = np.array([float(element == "Li") for element in system.elements])
        a = np.array([float(element == "S") for element in system.elements])
        return hull_along(system.programme, b, a - b, 1.0)

    line = from_lithium_to_sulfur(large)
    assert line.solver == "simplex"
    assert_agree(line, from_lithium_to_sulfur(small))


def test_more_breakpoints_than_first_allowed_for_are_all_found() -> None:
    # Two elements and 200 phases on a parabola: each of them is a breakpoint.
    fractions = np.arange(1, 201) / 201
    matrix = np.ascontiguousarray(np.column_stack([np.eye(2), np.stack([fractions, 1.0 - fractions])]))
    cost = np.concatenate([np.zeros(2), -fractions * (1.0 - fractions)])
    b, d = np.array([0.0, 1.0]), np.array([1.0, -1.0])
    line = hull_along(Programme(matrix, cost, np.arange(2)), b, d, 1.0)
    assert line.solver == "simplex"
    np.testing.assert_allclose(line.positions, [0.0, *fractions, 1.0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("max_pivots", [0, None])
def test_reservoirs_that_react_with_each_other_are_refused(max_pivots: int | None) -> None:
    # A phase of open elements alone has no row left and, below zero, forms without bound.
    matrix = np.array([[1.0, 0.0, 0.5, 0.0], [0.0, 1.0, 0.5, 0.0]])
    cost = np.array([0.0, 0.0, -1.0, -0.1])
    b, d = np.array([0.0, 1.0]), np.array([1.0, 0.0])
    with pytest.raises(PotentialError, match="unbounded"):
        hull_along(Programme(matrix, cost, np.arange(2)), b, d, max_pivots=max_pivots)


def test_certificate_that_no_solver_can_satisfy_raises(
    starter: stabwin.PhaseTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tolerances, "CERTIFICATE", -1.0)
    for target, ion in REAL_TARGETS[:6]:
        with pytest.raises(NumericalError, match="fails its certificate") as raised:
            stabwin.window(target, phases=starter, ion=ion)
        assert isinstance(raised.value.data["certificate"], Certificate)
    answers = stabwin.windows(["Li10GeP2S12"], phases=starter)
    assert len(answers.failures) == 1


@pytest.mark.parametrize("end", [1.0, np.inf])
def test_failed_certificate_never_gives_a_number(
    starter: stabwin.PhaseTable, monkeypatch: pytest.MonkeyPatch, end: float
) -> None:
    programme = exchange(starter, "Li10GeP2S12", "Li")
    monkeypatch.setattr(Certificate, "holds", property(lambda _: False))
    with pytest.raises(NumericalError):
        hull_along(*programme, end)


def test_failed_certificate_of_the_simplex_method_is_answered_by_highs(
    starter: stabwin.PhaseTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = exchange(starter, "Li10GeP2S12", "Li")
    expected = hull_along(*programme)
    verdicts = deque([False, True])
    monkeypatch.setattr(Certificate, "holds", property(lambda _: verdicts.popleft()))
    found = hull_along(*programme)
    assert not verdicts
    assert found.solver == "HiGHS"
    assert_agree(found, expected)


@pytest.mark.parametrize(
    ("violation", "value"),
    [
        ("primal_residual", 2e-9),
        ("smallest_reduced_cost", -2e-9),
        ("duality_gap", 2e-9),
        ("primal_residual", np.nan),
        ("smallest_reduced_cost", np.nan),
        ("duality_gap", np.nan),
    ],
)
def test_certificate_holds_only_if_every_condition_does(violation: str, value: float) -> None:
    sound = {"primal_residual": 0.0, "smallest_reduced_cost": 0.0, "duality_gap": 0.0}
    assert Certificate(**sound).holds
    assert not Certificate(**(sound | {violation: value})).holds


@pytest.fixture(scope="module")
def forty_elements() -> list[str]:
    coverage = resources.files("stabwin.data").joinpath("starter", "coverage.csv").read_text("utf-8")
    covered = coverage.splitlines()[1].split()
    chosen = ["Li", *(element for element in covered if element != "Li")][:40]
    assert len(chosen) == 40
    return chosen


def test_forty_elements_at_once_are_answered(
    starter: stabwin.PhaseTable, forty_elements: list[str]
) -> None:
    # Unequal amounts, so that no phase uses up two elements at once by chance.
    amounts = {element: 1 + number % 7 for number, element in enumerate(forty_elements)}
    target = "".join(f"{element}{amount}" for element, amount in amounts.items())
    window = stabwin.window(target, phases=starter)
    assert window.status == "unlisted"
    assert window.oxidation_limit_v is not None
    assert window.reduction_limit_v <= window.oxidation_limit_v
    programme, b, d = exchange(starter, target, "Li")
    assert len(b) == 40
    line = hull_along(programme, b, d)
    assert line.solver == "simplex"
    assert line.certificate.holds
    content = amounts["Li"] / (sum(amounts.values()) - amounts["Li"])
    for t in (0.0, content, 1.0):
        expected = minimum(programme.matrix, programme.cost, b + t * d)
        assert line.energy_at(t) == pytest.approx(expected, rel=0, abs=1e-8)
    step = 1e-6
    ahead = line.energy_at(content + step) - line.energy_at(content)
    assert window.reduction_limit_v == pytest.approx(-ahead / step / ION_VALENCE["Li"], abs=1e-6)


def test_profile_of_forty_elements_balances_every_element(
    starter: stabwin.PhaseTable, forty_elements: list[str]
) -> None:
    target = "".join(forty_elements)
    steps = stabwin.profile(target, phases=starter).steps
    assert len(steps) > 10
    for step in steps:
        balance = dict.fromkeys(forty_elements, 1.0)
        balance["Li"] += step.equilibrium.ions_per_formula
        for product in step.equilibrium.products:
            for element, amount in parse(product.formula).amounts.items():
                balance[element] -= float(amount) * product.amount
        assert max(map(abs, balance.values())) <= 1e-9
