"""What stabwin does, and what it says, where none of its extras is installed: run by scripts/test-core."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import stabwin as sw
from stabwin.extras import EXTRAS

pytestmark = pytest.mark.skipif(
    any(find_spec(package) for package in EXTRAS), reason="extras are installed here"
)

STUDY = '[windows]\ntargets = ["LGPS", "LLZO"]\n[phases]\nsource = "starter"\n'


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("STABWIN_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stabwin", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)


def test_questions_are_answered():
    assert sw.window("LGPS", phases="starter").reduction_limit_v == pytest.approx(1.8872, abs=1e-4)
    assert sw.interface("LCO", "LGPS", phases="starter").mutual.ev_per_atom == pytest.approx(
        -0.3028, abs=1e-4
    )
    (result,) = json.loads(run("profile", "LPSCl", "--json").stdout)["results"]
    assert result["steps"]


def test_tables_of_phases_are_imported_and_exported(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("formula,formation_energy_ev_per_atom\nLi2S,-1.4\nP2S5,-0.7\nLi3PS4,-1.3\n")
    for command in (
        ("import", table, "--cache", tmp_path / "cache"),
        ("data", "export", tmp_path / "mine.parquet", "--phases", table),
        ("window", "Li3PS4", "--phases", tmp_path / "mine.parquet"),
    ):
        done = run(*command)
        assert done.returncode == 0, done.stderr


def test_studies_run_in_parallel(tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(STUDY)
    done = run("screen", study, "--jobs", 2, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert run("report", tmp_path / "out", "--format", "md").returncode == 0
    assert_missing(run("report", tmp_path / "out"), "report")


def assert_missing(done, extra):
    """One sentence with the command that installs what is missing, and the exit code of a bad request."""
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("stabwin: ")
    assert done.stderr.count("\n") == 1
    assert f'pip install "stabwin[{extra}]"' in done.stderr


@pytest.mark.parametrize("ending", ["svg", "html"])
def test_a_figure_names_its_extra(tmp_path, ending):
    assert_missing(run("window", "LGPS", "--plot", tmp_path / f"windows.{ending}"), "plot")


def test_fetching_names_its_extra(tmp_path, monkeypatch):
    assert_missing(run("fetch", "LGPS", "--cache", tmp_path), "fetch")
    monkeypatch.setenv("MP_API_KEY", "a" * 32)
    assert_missing(run("fetch", "LGPS", "--cache", tmp_path), "fetch")


def test_entries_name_their_extra(tmp_path):
    entries = Path(tmp_path) / "entries.json"
    entries.write_text('[{"composition": {"Li": 1.0}, "energy": -1.9}]')
    assert_missing(run("import", entries, "--cache", tmp_path / "cache"), "pymatgen")
    with pytest.raises(sw.MissingExtraError, match="pymatgen"):
        sw.load_phases("starter").to_entries()


def test_a_cluster_names_its_extra(tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(STUDY)
    how = ("--fresh", "--backend", "dask", "--scheduler", "tcp://127.0.0.1:1", "--out", tmp_path / "out")
    assert_missing(run("screen", study, *how), "dask")
