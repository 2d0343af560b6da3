"""A study keeps results: what it offers, and what its run folder gives back, is what single questions give."""

from __future__ import annotations

from pathlib import Path

import pytest

import stabwin as sw
from stabwin.errors import DamagedDataError
from stabwin.screening import runner
from stabwin.screening.finished_run import FinishedRun, read_run
from stabwin.screening.results import StudyResults
from stabwin.screening.run_folder import check_folder, write_run
from stabwin.screening.screen import Screen, screen
from stabwin.screening.study import make_study
from stabwin.screening.tasks import Task

STUDY = {
    "name": "results",
    "phases": {"source": "starter"},
    "windows": {"targets": ["LGPS", "TiO2", "no-such-thing"], "voltage_v": 3.0},
    "profiles": {"targets": ["LPSCl"]},
    "interfaces": {"a": ["LGPS"], "b": ["LCO", "Li"], "voltage_range_v": [3.0, 4.0], "state": "both"},
    "coatings": {
        "electrolytes": ["LPSCl"],
        "electrodes": ["LCO"],
        "candidates": ["LiNbO3", "Li3PO4", "no-such-thing"],
        "layers": 2,
    },
    "uncertainty": {"samples": 20},
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Screen:
    return screen(make_study(STUDY), cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def folder(found: Screen, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    write_run(folder, found)
    return folder


@pytest.fixture(scope="module")
def read(folder: Path) -> FinishedRun:
    return read_run(folder)


def test_results_are_those_of_single_questions(found: Screen) -> None:
    window, tin, failed = found.results["windows"]
    alone = sw.window("LGPS", phases="starter", voltage_v=3.0, uncertainty=20)
    assert window.to_dict() == alone.to_dict()
    assert window.provenance.conditions == alone.provenance.conditions
    assert tin.target == "TiO2"
    assert isinstance(failed, sw.Failure)
    assert type(failed.error).__name__ == "FormulaError"
    (profile,) = found.results["profiles"]
    assert profile.to_dict() == sw.profile("LPSCl", phases="starter", uncertainty=20).to_dict()
    ranged = next(one for one in found.results["interfaces"] if one.range and one.state == "charged")
    alone = sw.interface(
        "LGPS", "LCO", phases="starter", voltages_v=(3.0, 4.0), state="charged", uncertainty=20
    )
    assert ranged.to_dict() == alone.to_dict()


def test_a_run_folder_gives_back_what_was_found(found: Screen, read: FinishedRun) -> None:
    assert list(read.results) == list(found.results) == ["windows", "profiles", "interfaces"]
    for question in found.results:
        assert read.results[question] == found.results[question]
        assert read.results[question].provenance == found.results[question].provenance
    (ranking,) = read.rankings()
    assert ranking == found.rankings[0]
    assert ranking.pairs
    assert ranking.failed
    assert ranking.ranking.candidates[0].probabilities is not None


def test_rows_are_made_of_results(found: Screen) -> None:
    for question in found.results:
        rows = [row for result in found.results[question] for row in result.to_rows()]
        table = list(found.tables[question])
        assert len(table) == len(rows)
        for made, exported in zip(rows, table, strict=True):
            assert {name: value for name, value in exported.items() if name in made} == made


@pytest.mark.parametrize("name", ["windows", "interfaces", "coatings"])
def test_documents_of_another_run_are_noticed(found: Screen, tmp_path: Path, name: str) -> None:
    write_run(tmp_path, found)
    path = tmp_path / "documents" / f"{name}.parquet"
    path.write_bytes((tmp_path / "documents" / "profiles.parquet").read_bytes())
    with pytest.raises(DamagedDataError, match=f"documents.*{name}"):
        read_run(tmp_path)
    path.unlink()
    with pytest.raises(DamagedDataError, match="did not end"):
        read_run(tmp_path)


def test_whether_a_question_was_asked_reads_nothing():
    def read():
        raise AssertionError("Results are read where they are not asked for.")

    results = StudyResults({"windows": read}, {})
    assert "windows" in results
    assert "profiles" not in results


def test_standard_output_is_no_folder():
    with pytest.raises(sw.RequestError, match="standard output, and results are a folder"):
        check_folder(Path("-"), "results")


def test_processes_are_started_where_there_is_work_for_them(monkeypatch):
    monkeypatch.setattr(runner.os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    window = Task(question="windows", targets=("LGPS",))
    for count, processes in ((0, 1), (8_798, 1), (25_000, 2), (1_000_000, 8)):
        assert runner._processes_for([("", window)] * count) == processes
