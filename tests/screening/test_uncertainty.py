"""Screens with error bars: the same bytes however they run, and chances that fit the nominal ranking."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import stabwin
from stabwin.analysis.coatings.samples import CandidateSamples
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.errors import RequestError
from stabwin.screening.run_folder import write_run
from stabwin.screening.screen import Screen, screen
from stabwin.screening.study import Study, make_study

STUDY = {
    "name": "chances",
    "phases": {"source": "starter"},
    "windows": {"targets": ["LGPS", "LLZO", "LiF"]},
    "profiles": {"targets": ["LPSCl"]},
    "interfaces": {
        "a": ["LPSCl", "LLZO"],
        "b": ["LCO", "Li"],
        "voltages_v": [3.7],
        "voltage_range_v": [3.0, 4.2],
    },
    "coatings": {
        "electrolytes": ["LPSCl"],
        "electrodes": ["LCO", "Li"],
        "candidates": ["LiNbO3", "Li3PO4", "LiF", "Li2O", "LiTaO3", "Al2O3", "Li3YCl6", "stable Li-P-O"],
        "voltages_v": [3.7],
    },
    "uncertainty": {"samples": 60},
}

Read = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="module")
def study() -> Study:
    return make_study(STUDY)


@pytest.fixture(scope="module")
def serial(study: Study, tmp_path_factory: pytest.TempPathFactory) -> tuple[Screen, Path]:
    folder = tmp_path_factory.mktemp("serial")
    found = screen(study, jobs=1, cache=folder / "cache")
    (folder / "run").mkdir()
    write_run(folder / "run", found)
    return found, folder


def test_parallel_and_kept_answers_give_the_same_bytes(
    study: Study, serial: tuple[Screen, Path], results_of: Read, tmp_path: Path
) -> None:
    _, folder = serial
    again = screen(study, jobs=1, cache=folder / "cache")
    assert again.computed == 0
    for name, one in (("again", again), ("parallel", screen(study, jobs=2, cache=tmp_path / "cache"))):
        (tmp_path / name).mkdir()
        write_run(tmp_path / name, one)
        assert results_of(tmp_path / name) == results_of(folder / "run")


def test_the_nominal_answer_is_that_without_samples(
    study: Study, serial: tuple[Screen, Path], tmp_path: Path
) -> None:
    plain = screen(study.model_copy(update={"uncertainty": None}), cache=tmp_path)
    for name, rows in plain.tables.items():
        sampled = serial[0].tables[name]
        assert len(sampled) == len(rows)
        for row, other in zip(rows, sampled, strict=True):
            assert {key: other[key] for key in row} == row
    for one, other in zip(plain.rankings, serial[0].rankings, strict=True):
        assert [c.candidate.target for c in one.ranking.candidates] == [
            c.candidate.target for c in other.ranking.candidates
        ]


def test_error_bars_are_those_of_single_questions(serial: tuple[Screen, Path]) -> None:
    window = stabwin.window("LGPS", phases="starter", uncertainty=60)
    row = next(row for row in serial[0].tables["windows"] if row["target"] == "LGPS")
    assert row["reduction_limit_v_p05"] == window.uncertainty.reduction_limit_v.p05
    contact = stabwin.interface("LPSCl", "LCO", phases="starter", uncertainty=60)
    row = next(
        row
        for row in serial[0].tables["interfaces"]
        if (row["a"], row["b"], row["voltage_v"]) == ("LPSCl", "LCO", None)
    )
    assert row["mutual_ev_per_atom_p95"] == contact.uncertainty.mutual_ev_per_atom.p95


def test_chances_fit_the_samples(serial: tuple[Screen, Path]) -> None:
    for one in serial[0].rankings:
        top = 0.0
        for ranked in one.ranking.candidates:
            probabilities = ranked.probabilities
            assert probabilities is not None
            assert (
                0
                <= probabilities.top_ten
                <= probabilities.passes
                <= min([1.0, *probabilities.passes_each.values()])
            )
            top += probabilities.top_ten
            certain = all(share in (0.0, 1.0) for share in probabilities.passes_each.values())
            if certain and all(c.passed for c in ranked.checks if c.name in ("no_radioactive", "band_gap")):
                assert probabilities.passes in (0.0, 1.0)
            if not all(c.passed for c in ranked.checks if c.name in ("no_radioactive", "band_gap")):
                assert probabilities.passes == 0
        assert top <= 10 + 1e-9


def test_the_summary_keeps_its_schema(
    serial: tuple[Screen, Path], validate: Callable[[dict[str, object]], None]
) -> None:
    validate(json.loads((serial[1] / "run" / "summary.json").read_bytes()))


def test_no_column_holds_samples(serial: tuple[Screen, Path]) -> None:
    for rows in serial[0].tables.values():
        assert not any("samples" in row and isinstance(row["samples"], str) for row in rows)
    provenance = json.loads((serial[1] / "run" / "provenance.json").read_bytes())
    assert any("Hautier" in line for line in provenance["citations"])


def test_samples_are_packed_without_loss_that_counts() -> None:
    rng = np.random.default_rng(0)
    whole = CandidateSamples(
        reduction_limit_v=rng.normal(2, 1, 50),
        oxidation_limit_v=np.full(50, np.inf),
        energy_above_hull_ev_per_atom=np.full(50, np.nan),
        electrolyte_contact_ev_per_atom=-rng.random(50),
        electrode_contact_ev_per_atom=np.zeros(50),
    )
    found = CandidateSamples.from_dict(whole.to_dict())
    assert found.reduction_limit_v == pytest.approx(whole.reduction_limit_v, abs=1e-6)
    assert np.isinf(found.oxidation_limit_v).all()
    assert np.isnan(found.energy_above_hull_ev_per_atom).all()
    assert (found.electrode_contact_ev_per_atom == 0).all()


@pytest.mark.parametrize("wrong", [{"samples": 1}, {"samples": "many"}, {"samples": 100, "sigma": 1}, {}])
def test_a_wrong_section_is_one_sentence(wrong: dict[str, object]) -> None:
    with pytest.raises(RequestError, match="uncertainty"):
        make_study({**STUDY, "uncertainty": wrong})


def test_a_ranking_from_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABWIN_CACHE", str(tmp_path))
    found = stabwin.rank_coatings(
        electrolyte="LPSCl",
        cathode="LCO",
        candidates=["LiNbO3", "Li3PO4"],
        phases="starter",
        uncertainty=ErrorModel(samples=40, seed=3),
    )
    frame = found.to_dataframe()
    assert {"probability_passes", "probability_top_ten", "score_ev_per_atom_p95"} <= set(frame.columns)
    assert (frame["probability_top_ten"] == frame["probability_passes"]).all()
