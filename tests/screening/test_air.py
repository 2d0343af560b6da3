"""Materials in air in studies: answers, tables and reports."""

from __future__ import annotations

import pytest

import stabwin as sw
from stabwin.screening.finished_run import read_run
from stabwin.screening.run_folder import write_run
from stabwin.screening.study import make_study

STUDY = {
    "name": "dry_room",
    "phases": {"source": "starter", "scheme": "measured"},
    "air": {"targets": ["Li3PS4", "Li4SnS4", "ZnS", "nothing"], "products_bar": {"H2S": 1e-5}},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    base = tmp_path_factory.mktemp("air")
    found = sw.screen(make_study(STUDY), jobs=1, cache=base / "cache")
    (base / "run").mkdir()
    write_run(base / "run", found)
    return base / "run"


def test_answers_are_those_of_python(folder):
    run = read_run(folder)
    expected = sw.air(
        ["Li3PS4", "Li4SnS4", "ZnS"], phases="starter", scheme="measured", products_bar={"H2S": 1e-5}
    )
    answers = run.results["air"]
    assert [one.verdict for one in answers.answered] == [one.verdict for one in expected.answered]
    for one, other in zip(answers.answered, expected.answered, strict=True):
        assert one.water == other.water
        assert one.leaving == other.leaving
    assert [one.target for one in answers.failures] == ["nothing"]
    assert answers.provenance.conditions == expected.provenance.conditions


def test_reports_say_what_holds_where(folder):
    from stabwin.report.answer import answer_of

    (part,) = [one for one in answer_of(read_run(folder)) if one.name == "air"]
    assert part.sentences[0] == (
        "Stable in saturated air: 1 of 3 materials; in a dry room with a dew point of -60 C: 2."
    )
    assert part.sentences[1].startswith("Most gas leaves Li3PS4: 551 mL/g of H2S.")


def test_samples_reach_studies(tmp_path):
    study = {**STUDY, "air": {"targets": ["Li4SnS4"]}, "uncertainty": {"samples": 50}}
    (found,) = sw.screen(study, cache=tmp_path).results["air"]
    assert found.rooms[1].probability is not None


@pytest.mark.parametrize(
    ("air", "said"),
    [
        ({"targets": []}, "at least one"),
        ({"targets": ["Li2S"], "products_bar": {"Xe": 1.0}}, "is not a gas"),
        ({"targets": ["Li2S"], "humidity": 0.5}, "air.humidity: is not a key"),
    ],
)
def test_bad_input_is_one_sentence(air, said):
    with pytest.raises(sw.RequestError, match=said):
        sw.screen({**STUDY, "air": air})
