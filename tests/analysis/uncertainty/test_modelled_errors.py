"""Errors of energies that the correction model knows: as it says, by name, and of every phase that reaches the hull."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import kstest, t

import stabwin
from stabwin.analysis.uncertainty import error_model
from stabwin.analysis.uncertainty.drawn_numbers import shared_numbers
from stabwin.analysis.uncertainty.phase_errors import errors_of, is_modelled
from stabwin.analysis.uncertainty.reach import taking_part
from stabwin.chemistry.formula import parse
from stabwin.hull.heavy_tails import make_heavy_tailed, quantiles
from stabwin.phases.record import PhaseRecord
from stabwin.phases.schemes import known_schemes
from stabwin.phases.system import System
from stabwin.thermo.bonds import Species
from stabwin.thermo.corrections import MEAN_CORRECTION, CorrectionModel
from stabwin.thermo.triangles import lower_triangle, solved

SAMPLES = 20_000
# Measured, not measured, with a bond that no measured compound holds, without a charge balance, elements.
FORMULAS = ("Li2S", "Li3PS4", "Li10GeP2S12", "Li2FeCl4", "AcBr3", "NaCl3", "LiS4", "Li15Ge4", "S", "Li")


@pytest.fixture(scope="module")
def corrected(starter: stabwin.PhaseTable) -> stabwin.PhaseTable:
    """A table whose energies are said to hold the corrections."""
    return replace(starter, scheme=replace(starter.scheme, name="measured", bond_corrections=True))


def drawn(table: stabwin.PhaseTable, samples: int = SAMPLES, **settings: object) -> np.ndarray:
    model = stabwin.ErrorModel(samples=samples, **settings)
    return np.column_stack(
        [model.formula_errors(table, parse(formula), 0, samples) for formula in FORMULAS]
    )


def test_shared_errors_have_the_covariance_of_the_fit(
    starter: stabwin.PhaseTable, corrected: stabwin.PhaseTable
) -> None:
    model = CorrectionModel.load()
    amounts = [parse(formula).amounts for formula in FORMULAS]
    shifts = dict(starter.scheme.shifts_ev_per_atom)
    for table, known in (
        (corrected, model.shared_factor(amounts)),
        (starter, model.scheme_errors(amounts, shifts)),
    ):
        expected = known.factor @ known.factor.T
        found = np.cov(drawn(table, sigma_ev_per_atom=0.0).T)
        sizes = np.sqrt(np.diag(expected))
        assert np.abs(found - expected).max() <= 0.04 * sizes.max() ** 2
        assert found.diagonal() ** 0.5 == pytest.approx(sizes, rel=0.03, abs=1e-12)


def test_what_bonds_share_is_what_their_names_say(corrected: stabwin.PhaseTable) -> None:
    """The factor of the model, times normal numbers drawn by its names, is what is drawn."""
    model = CorrectionModel.load()
    amounts = [parse(formula).amounts for formula in FORMULAS]
    known = model.shared_factor(amounts)
    numbers = shared_numbers(3, known.names, 0, 50)
    found = drawn(corrected, 50, sigma_ev_per_atom=0.0, seed=3)
    assert found == pytest.approx(numbers @ known.factor.T, abs=1e-10)


def test_own_errors_follow_a_t_distribution_of_the_models_scale(corrected: stabwin.PhaseTable) -> None:
    model = CorrectionModel.load()
    scales = model.own_scale([parse(formula).amounts for formula in FORMULAS])
    found = drawn(corrected, shared_errors=False)
    assert (found[:, scales == 0] == 0).all()
    assert [FORMULAS[k] for k in np.flatnonzero(scales == 0)] == ["S", "Li"]
    for column, scale in zip(found.T[scales > 0], scales[scales > 0], strict=True):
        assert kstest(column / scale, t(model.own_degrees_of_freedom).cdf).pvalue > 1e-3


def test_a_given_sigma_is_a_normal_error_of_that_size(corrected: stabwin.PhaseTable) -> None:
    found = drawn(corrected, shared_errors=False, sigma_ev_per_atom=0.03)
    compounds = np.array([len(parse(formula).elements) > 1 for formula in FORMULAS])
    assert found[:, compounds].std(axis=0) == pytest.approx(0.03, rel=0.03)
    assert (found[:, ~compounds] == 0).all()
    assert kstest(found[:, 0] / 0.03, "norm").pvalue > 1e-3


def test_one_number_undoes_what_a_scheme_lacks(
    starter: stabwin.PhaseTable, corrected: stabwin.PhaseTable
) -> None:
    """At value 1 of the mean correction the energies of `literature` are the corrected ones."""
    model = CorrectionModel.load()
    amounts = [parse(formula).amounts for formula in FORMULAS]
    phases = [(parse(formula).key, parse(formula).amounts) for formula in FORMULAS]
    shift = dict(starter.scheme.shifts_ev_per_atom)["S"]
    for one, formula, correction in zip(
        errors_of(starter, phases), FORMULAS, model.corrections(amounts), strict=True
    ):
        parsed = parse(formula)
        added = shift * parsed.amount("S") / parsed.atoms if len(parsed.elements) > 1 else 0.0
        assert dict(one.shared).get(MEAN_CORRECTION, 0.0) == pytest.approx(correction - added, abs=1e-9)
    for one in errors_of(corrected, phases):
        assert MEAN_CORRECTION not in dict(one.shared)


def test_which_tables_the_model_knows(starter: stabwin.PhaseTable, corrected: stabwin.PhaseTable) -> None:
    assert is_modelled(corrected)
    assert is_modelled(starter)
    assert is_modelled(starter.with_scheme("database"))
    assert is_modelled(starter.with_scheme("literature+S=0.1"))
    for name in ("mp2020", "uncorrected"):
        assert not is_modelled(replace(starter, scheme=replace(starter.scheme, name=name)))
    own = replace(starter.with_scheme("database"), source=replace(starter.source, schemes=("database",)))
    assert not is_modelled(own)


def test_an_error_depends_on_nothing_but_its_name(starter: stabwin.PhaseTable) -> None:
    """Of a system, of one phase alone, in any part of the samples and order of questions: the same bits."""
    system = System.of(starter, {"Li", "Ge", "P", "S", "O"}, math.inf)
    model = stabwin.ErrorModel(samples=20)
    whole = model.system_errors(system, 900, 300)
    parts = [
        model.system_errors(system, first, count) for first, count in ((900, 70), (970, 30), (1000, 200))
    ]
    assert (whole == np.vstack(parts)).all()
    small = System.of(starter, {"Li", "P", "S"}, math.inf)
    place = {row: column for column, row in enumerate(system.rows.tolist())}
    assert (
        model.system_errors(small, 900, 300) == whole[:, [place[row] for row in small.rows.tolist()]]
    ).all()
    column = place[starter.find(parse("Li3PS4"))]
    assert (model.formula_errors(starter, parse("Li3PS4"), 900, 300) == whole[:, column]).all()


def test_threads_of_linear_algebra_change_no_bit() -> None:
    """A worker may have one thread where the main process has several."""
    asked = (
        "import stabwin, hashlib; from stabwin.chemistry.formula import parse\n"
        "table = stabwin.load_phases('starter', scheme='literature'); model = stabwin.ErrorModel(samples=20)\n"
        "drawn = [model.formula_errors(table, parse(f), 0, 20).tobytes() for f in ('Li3PS4', 'AcBr3', 'LiS4')]\n"
        "print(hashlib.sha256(b''.join(drawn)).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", asked],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads},
        ).stdout
        for threads in ("1", "2")
    }
    assert len(found) == 1


def test_bonds_that_nothing_measured_holds_are_as_in_the_model() -> None:
    model = CorrectionModel.load()
    unseen = Species("Ac", 3, "Br")
    assert unseen not in model.posterior.species
    for species in (unseen, model.posterior.species[7]):
        tied = model._tied([species])
        found = model.bond_errors.of(species)
        assert found.mean == pytest.approx(tied.means[0], abs=1e-9)
        assert found.left == pytest.approx(tied.left[0], abs=1e-9)
        covariance = tied.weights[0] @ model.posterior.covariance @ tied.weights[0]
        assert found.factor @ found.factor == pytest.approx(covariance, rel=1e-6)


def test_triangles_are_those_of_linear_algebra() -> None:
    random = np.random.default_rng(0)
    matrix = random.normal(size=(30, 40))
    matrix = matrix @ matrix.T
    right = random.normal(size=30)
    assert lower_triangle(matrix) == pytest.approx(np.linalg.cholesky(matrix), abs=1e-10)
    assert solved(lower_triangle(matrix), right) == pytest.approx(np.linalg.solve(matrix, right), abs=1e-9)


@pytest.mark.parametrize("degrees", [3.0, 5.0])
def test_heavy_tails_are_those_of_scipy(degrees: float) -> None:
    from scipy.special import ndtr

    normal = np.array([[-8.2, -3.3, -1.0, -1e-3, 0.0, 1e-9, 0.7113, 2.0, 5.001, 8.29]])
    expected = np.sign(normal) * np.abs(t(degrees).ppf(ndtr(-np.abs(normal))))
    make_heavy_tailed(normal, degrees)
    assert normal == pytest.approx(expected, rel=1e-8, abs=1e-12)
    values, _ = quantiles(degrees)
    assert (np.diff(values) > 0).all()


@pytest.mark.parametrize(("name", "seed"), [("LGPS", 0), ("LPSCl", 1), ("LLZO", 2), ("LiFePO4", 3)])
def test_phases_that_never_reach_the_hull_change_nothing(
    starter: stabwin.PhaseTable, monkeypatch: pytest.MonkeyPatch, name: str, seed: int
) -> None:
    """The answer in 200 samples, to the last digit, with every phase of the system in every one."""
    model = stabwin.ErrorModel(samples=200, seed=seed)
    chosen = stabwin.window(name, phases=starter, uncertainty=model).to_dict()
    monkeypatch.setattr(error_model, "taking_part", lambda system, _errors: np.arange(len(system.rows)))
    assert stabwin.window(name, phases=starter, uncertainty=model).to_dict() == chosen


def test_phases_are_left_out_only_where_no_sample_needs_them(starter: stabwin.PhaseTable) -> None:
    """Lowered below what it decomposes to by a hair in a single sample, a phase takes part."""
    system = System.of(starter, {"Li", "P", "S", "O", "Co"}, math.inf)
    above = starter.stability.energies - starter.stability.hull_energies
    column = int(np.argmax(np.where(system.rows >= 0, above[system.rows], 0)))
    errors = np.zeros((50, len(system.rows)))
    assert column not in taking_part(system, errors)
    height = above[system.rows[column]]
    errors[31, column] = -height + 1e-5
    assert column not in taking_part(system, errors)
    errors[31, column] = -height - 1e-6
    assert column in taking_part(system, errors)
    assert set(system.units.tolist()) <= set(taking_part(system, errors).tolist())


def test_a_phase_far_above_the_hull_comes_down() -> None:
    """LiS4, 181 meV above the hull in `literature`: further than four errors of 20 meV, twice over."""
    energies = {"Li": 0.0, "S": 0.0, "Li2S": -1.3396, "LiS4": -0.2209}
    shift = dict(known_schemes()["literature"].shifts_ev_per_atom)["S"]
    records = [
        PhaseRecord(
            amounts=parse(name).amounts,
            formation_energy_ev_per_atom=energy - shift * parse(name).amount("S") / parse(name).atoms
            if energy
            else 0.0,
        )
        for name, energy in energies.items()
    ]
    table = stabwin.PhaseTable.from_records(records, name="Li-S", scheme="literature")
    found = stabwin.window("Li2S", phases=table, uncertainty=2000)
    assert "LiS4" not in found.oxidation.reaction
    assert 0.01 < dict(found.uncertainty.oxidation_products)["LiS4"] < 0.3
