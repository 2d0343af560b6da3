"""Studies that heat materials: the same answers as from Python, in folder, tables and reports."""

from __future__ import annotations

import json

import pytest

import stabwin as sw
from stabwin.errors import RequestError
from stabwin.screening.finished_run import read_run
from stabwin.screening.run_folder import write_run
from stabwin.screening.study import make_study

STUDY = {
    "name": "sintering",
    "phases": {"source": "starter", "scheme": "measured"},
    "heating": {
        "a": ["LLZO", "LATP", "nothing"],
        "b": ["LCO", "LFP"],
        "state": "both",
        "temperatures_k": [300, 1300],
        "gases_bar": {"O2": 0.2},
        "mass_fraction_a": 0.4,
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    base = tmp_path_factory.mktemp("heating")
    found = sw.screen(make_study(STUDY), jobs=1, cache=base / "cache")
    (base / "run").mkdir()
    write_run(base / "run", found)
    return base / "run"


def test_answers_are_those_of_python(folder):
    run = read_run(folder)
    section = STUDY["heating"]
    expected = sw.heatings(
        ["LLZO", "LATP"],
        ["LCO", "LFP"],
        phases="starter",
        scheme="measured",
        state="both",
        temperatures_k=(300, 1300),
        gases_bar=section["gases_bar"],
        mass_fraction_a=0.4,
    )
    answers = run.results["heating"]
    assert [one.to_dict() for one in answers.answered] == [one.to_dict() for one in expected]
    assert [one.target for one in answers.failures] == 2 * ["nothing|LCO"] + 2 * ["nothing|LFP"]
    assert [one.names["state"] for one in answers.failures] == 2 * ["discharged", "charged"]
    assert answers.provenance.conditions == expected.provenance.conditions


def test_tables_and_reports_hold_them(folder):
    run = read_run(folder)
    assert {"LLZO", "LATP"} <= {row["a"] for row in run.rows("heating")}
    assert "LLZO|LCO" in {row["of"] for row in run.rows("heating")}
    said = sw.write_report(folder, format="md").read_text("utf-8")
    assert "### Heating" in said
    assert "give off a gas" in said
    rows = sw.write_report(folder, format="csv").read_text("utf-8")
    assert rows.startswith("a,b,state")
    page = sw.write_report(folder).read_text("utf-8")
    assert "Heating, one row for each reaction" in page
    assert json.loads((folder / "summary.json").read_text("utf-8"))


def test_materials_alone_need_no_partner(tmp_path):
    study = {"name": "alone", "phases": STUDY["phases"], "heating": {"a": ["CaCO3", "Al2O3"]}}
    found = sw.screen(study, cache=tmp_path)
    carbonate, alumina = found.results["heating"]
    assert carbonate.gas_onset.temperature_k == pytest.approx(1167.3, abs=0.1)
    assert alumina.status == "no_reaction"
    assert found.failures == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"phases": {"source": "starter", "temperature_k": 800.0}}, "leave temperature_k of"),
        ({"heating": {"a": ["LLZO"], "temperatures_k": [900, 300]}}, "run from 900 to 300 K"),
        ({"heating": {"a": ["LLZO"], "mass_fraction_a": 1.0}}, "below 1"),
        ({"heating": {"a": ["LLZO"], "gases_bar": {"Xe": 1.0}}}, "is not a gas"),
        ({"heating": {"a": []}}, "give at least one"),
        ({"heating": {"a": ["LLZO"], "temperature": 3}}, "temperatures_k"),
    ],
)
def test_bad_studies_are_one_sentence(changed, said, tmp_path):
    with pytest.raises(RequestError, match=said):
        sw.screen({**STUDY, **changed}, cache=tmp_path)
