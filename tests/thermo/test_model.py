"""The correction model: its files, its laws, and what it does where bonds were never measured."""

from __future__ import annotations

import csv
import shutil
import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from stabwin.chemistry.formula import parse
from stabwin.errors import DamagedDataError
from stabwin.thermo.acid_base import ACID_BASE, effects_of
from stabwin.thermo.bonds import Species, species_of
from stabwin.thermo.corrections import UNBALANCED_SCALE_EV_PER_ATOM, CorrectionModel
from stabwin.thermo.left_out import left_out
from stabwin.thermo.measured import measurements, observations, table_energies
from stabwin.thermo.posterior_files import MODEL_FILE, WEIGHTS_FILE, parameters_of, read_posterior
from stabwin.thermo.regression import log_likelihood, posterior

FOLDER = Path(str(resources.files("stabwin.data").joinpath("thermo")))


@pytest.fixture(scope="module")
def model() -> CorrectionModel:
    return CorrectionModel.load()


def amounts(*texts):
    return [parse(text).amounts for text in texts]


def test_the_fit_is_reproduced() -> None:
    parameters, shipped = read_posterior()
    again = posterior(observations(tuple(measurements().values())), parameters)
    assert again.species == shipped.species
    np.testing.assert_allclose(again.mean, shipped.mean, atol=1e-5)
    np.testing.assert_allclose(again.covariance, shipped.covariance, atol=2e-7)
    np.testing.assert_allclose(again.robust_weights, shipped.robust_weights, atol=1e-5)
    rows = csv.DictReader((FOLDER / WEIGHTS_FILE).read_text("utf-8").splitlines())
    assert [parse(row["formula"]).key for row in rows] == list(measurements())


def test_the_sizes_are_near_the_most_likely_ones() -> None:
    parameters = parameters_of(tomllib.loads((FOLDER / MODEL_FILE).read_text("utf-8")))
    known = observations(tuple(measurements().values()))
    robust = posterior(known, parameters).robust_weights
    best = log_likelihood(known, parameters, robust)
    for factor in (0.5, 2.0):
        sizes = {name: size * factor for name, size in parameters.sizes_ev.items()}
        scales = {kind: scale * factor for kind, scale in parameters.scales_ev.items()}
        for moved in (
            replace(parameters, sizes_ev=sizes),
            replace(parameters, scales_ev=scales),
        ):
            assert log_likelihood(known, moved, robust) < best


@pytest.mark.parametrize(
    "name",
    [
        "species.csv",
        "covariance.npy",
        "robust_weights.csv",
        "measured_enthalpies.csv",
        "oxidation_states.csv",
        "left_out.csv",
    ],
)
def test_an_edited_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "thermo"
    shutil.copytree(FOLDER, folder)
    read_posterior(folder)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(bytes(content))
    with pytest.raises(DamagedDataError, match=name):
        read_posterior(folder)


@pytest.mark.parametrize("content", [b"", b"x = ", b"[sha256]\n"])
def test_a_damaged_description_is_refused(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "thermo"
    shutil.copytree(FOLDER, folder)
    (folder / MODEL_FILE).write_bytes(content)
    with pytest.raises(DamagedDataError):
        read_posterior(folder)


@pytest.mark.parametrize(
    ("before", "after"), [('"binary oxide" = 0.0', '"binary oxide" = 0.1'), ("= 3\n", "= 5\n")]
)
def test_an_edited_size_is_refused(tmp_path: Path, before: str, after: str) -> None:
    folder = tmp_path / "thermo"
    shutil.copytree(FOLDER, folder)
    text = (folder / MODEL_FILE).read_text("utf-8")
    assert before in text
    (folder / MODEL_FILE).write_text(text.replace(before, after), "utf-8")
    with pytest.raises(DamagedDataError, match=MODEL_FILE):
        read_posterior(folder)


def test_a_description_that_lost_a_line_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "thermo"
    shutil.copytree(FOLDER, folder)
    lines = (folder / MODEL_FILE).read_text("utf-8").splitlines(keepends=True)
    for number in range(1, len(lines)):
        if lines[number].strip():
            (folder / MODEL_FILE).write_text("".join(lines[:number] + lines[number + 1 :]), "utf-8")
            with pytest.raises(DamagedDataError):
                read_posterior(folder)


def test_files_are_small() -> None:
    assert all(path.stat().st_size < 1_000_000 for path in FOLDER.iterdir())


def test_reactions_that_keep_bonds_change_by_the_acid_base_term(model: CorrectionModel) -> None:
    """Li6PS5Cl holds what 2.5 Li2S, LiCl and half a P2S5 hold, and sulfur that lithium and phosphorus share."""
    corrections = model.bond_corrections(amounts("Li6PS5Cl", "Li2S", "LiCl", "P2S5"))
    atoms = np.array([13, 2.5 * 3, 2, 0.5 * 7])
    (term,) = model.correction_of([ACID_BASE])
    lithium, phosphorus = 2.5, 2.5  # atoms of sulfur
    shared = lithium * phosphorus / (lithium + phosphorus) * (2.19 - 0.98) * term
    assert corrections[0] * atoms[0] == pytest.approx(corrections[1:] @ atoms[1:] + shared, abs=1e-9)


def test_acid_and_base_hold_each_other_more_tightly_than_the_table_says(model: CorrectionModel) -> None:
    (term,) = model.correction_of([ACID_BASE])
    place = model.posterior.species.index(ACID_BASE)
    error = model.posterior.covariance[place, place] ** 0.5
    print(f"acid-base term {term:+.3f} +- {error:.3f} eV")
    assert term < -4 * error
    assert Species.from_name(ACID_BASE.name) == ACID_BASE


def test_the_acid_base_term_needs_two_cations_of_one_anion() -> None:
    for text, expected in (
        ("Li2O", 0.0),
        ("Fe3O4", 0.0),  # two states of one element
        ("Li6PS5Cl", 2.5 * 2.5 / 5 * 1.21 / 13),
        ("CaCO3", 1 * 2 / 3 * (2.55 - 1.0) / 5),
        ("Li2O2", 0.0),
    ):
        found = effects_of(species_of(parse(text).amounts)).get(ACID_BASE, 0.0)
        assert found == pytest.approx(expected, abs=1e-12), text


def test_a_measured_phase_takes_its_enthalpy(model: CorrectionModel) -> None:
    for text in ("Li2S", "LiCl", "Al2O3"):
        key = parse(text).key
        measured = model.measured(key)
        (correction,) = model.corrections(amounts(text))
        assert table_energies()[key] + correction == pytest.approx(measured.enthalpy_ev_per_atom, abs=1e-12)
        (half,) = model.error_90(amounts(text))
        assert half == pytest.approx(1.6449 * measured.error_ev_per_atom, rel=1e-2)


def test_elements_are_exact(model: CorrectionModel) -> None:
    for values in (model.corrections, model.own_scale, model.error_90):
        assert values(amounts("Li", "O2", "S8")).tolist() == [0.0, 0.0, 0.0]
    assert not model.shared_factor(amounts("Li", "O2")).factor.size


def test_alloys_are_left_as_they_are_with_an_error(model: CorrectionModel) -> None:
    assert model.corrections(amounts("LaNi5", "Li9Al4")).tolist() == [0.0, 0.0]
    assert (model.error_90(amounts("LaNi5", "Li9Al4")) > 0.05).all()


def test_an_unbalanced_composition_has_a_wider_bar(model: CorrectionModel) -> None:
    narrow, wide = model.own_scale(amounts("Na2YCl5", "NaYCl5"))
    assert narrow < wide == UNBALANCED_SCALE_EV_PER_ATOM


def test_a_bond_never_measured_borrows_and_says_so(model: CorrectionModel) -> None:
    seen, unseen = model.error_90(amounts("Li3YCl6", "Li3PmCl6"))
    assert np.isfinite([seen, unseen]).all()
    assert unseen > seen
    yttrium, promethium = model.bond_corrections(amounts("Li3YCl6", "Li3PmCl6"))
    assert abs(yttrium - promethium) < 0.15


def test_draws_have_the_stated_spread(model: CorrectionModel) -> None:
    chosen = amounts("Li3PS4", "Li6PS5Cl", "LiCoO2", "Li3PmCl6")
    shared = model.shared_factor(chosen)
    covariance = shared.factor @ shared.factor.T
    assert np.allclose(np.sqrt(np.diag(covariance)), model.shared_errors(chosen), rtol=1e-3)
    correlation = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    assert correlation > 0.9


def test_a_name_stands_for_the_same_number_in_every_call(model: CorrectionModel) -> None:
    alone = model.shared_factor(amounts("Li3PS4"))
    among = model.shared_factor(amounts("LiCoO2", "Li3PmCl6", "Li3PS4"))
    there = dict(zip(among.names, among.factor[2], strict=True))
    assert dict(zip(alone.names, alone.factor[0], strict=True)) == {
        name: pytest.approx(there[name], abs=1e-12) for name in alone.names
    }


def test_errors_of_an_uncorrected_scheme_reach_the_corrected_energy(model: CorrectionModel) -> None:
    """The number z = 1 of the mean correction brings a scheme to the corrected energies."""
    chosen = amounts("Li3PS4", "Li2S", "Li2SO4", "LiCoO2", "S8")
    for shifts in ({}, {"S": 0.66346}):
        shared = model.scheme_errors(chosen, shifts)
        assert shared.names[0] == "mean correction"
        sulfur = np.array([4 / 8, 1 / 3, 1 / 7, 0, 0]) * shifts.get("S", 0.0)
        np.testing.assert_allclose(shared.factor[:, 0], model.corrections(chosen) - sulfur, atol=1e-12)


def test_phases_left_out_are_in_the_large_table_and_not_measured() -> None:
    for key, entry in left_out().items():
        assert key not in measurements(), entry.formula
        assert entry.reason
        assert entry.source


def test_phases_never_made_are_left_out() -> None:
    keys = left_out()
    for text in ("NaCl3", "NaCl7", "LiS4", "Li7Ti10O24", "SCl", "Mg149Al", "LiMg149", "Mg149U"):
        assert parse(text).key in keys
    for text in ("Mg148Al", "Mg149Al2", "Mg149", "Li2S", "Li7P3S11", "Li2O2", "NaS2"):
        assert parse(text).key not in keys
