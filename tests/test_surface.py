"""What the public surface promises of all its functions and results alike."""

from __future__ import annotations

import inspect
import pickle

import pandas as pd
import pytest

import stabwin as sw

# The plural of a question, and what it has in the place of the singular's own parameters.
PLURALS = {
    ("window", "windows"): ({"target", "formation_energy_ev_per_atom"}, {"targets"}),
    ("profile", "profiles"): ({"target", "formation_energy_ev_per_atom"}, {"targets"}),
    ("interface", "interface_matrix"): ({"a", "b"}, {"a", "b"}),
}

LONGEST_REPR = 200


@pytest.mark.parametrize(("names", "own"), PLURALS.items(), ids=[many for _, many in PLURALS])
def test_the_plural_takes_the_keywords_of_the_singular(names, own):
    one, many = (inspect.signature(getattr(sw, name)).parameters for name in names)
    for name in set(one) - own[0]:
        assert name in many, name
        assert one[name].default == many[name].default, name
        assert one[name].annotation == many[name].annotation, name
        assert one[name].kind == many[name].kind, name


def test_a_ranking_takes_the_keywords_of_load_phases():
    ranking, phases = (inspect.signature(one).parameters for one in (sw.rank_coatings, sw.load_phases))
    for name in set(phases) - {"source", "own", "covering"}:
        assert ranking[name].default == phases[name].default, name
        assert ranking[name].annotation == phases[name].annotation, name


def test_what_a_ranking_leaves_out_is_in_its_provenance():
    asked = {"electrolyte": "LPSCl", "cathode": "LCO", "phases": "starter", "scheme": "measured"}
    found = sw.rank_coatings(candidates="LiNbO3", exclude="Li3PS4", include="LiS4", ion="Li", **asked)
    assert found.provenance.excluded == ("Li3PS4",)
    assert found.provenance.left_out
    assert "LiS4" not in found.provenance.left_out


def test_a_ranking_refuses_an_open_table(starter):
    with pytest.raises(sw.RequestError, match="opens its phases itself"):
        sw.rank_coatings(electrolyte="LPSCl", cathode="LCO", candidates="LiNbO3", phases=starter)


@pytest.fixture(scope="module")
def results(starter) -> dict[str, object]:
    """One result of every kind."""
    asked = {"phases": starter}
    matrix = sw.interface_matrix(["LGPS", "LLZO"], ["LCO", "Li", "Xx3"], **asked)
    ranking = sw.rank_coatings(
        electrolyte="LPSCl", cathode="LCO", candidates=["LiNbO3", "Li3PO4"], phases="starter"
    )
    study = {"windows": {"targets": ["LGPS", "LLZO"]}, "phases": {"source": "starter"}}
    return {
        "window": sw.window("LGPS", voltage_v=2.0, uncertainty=20, sensitivity=True, **asked),
        "profile": sw.profile("LGPS", uncertainty=20, **asked),
        "interface": sw.interface("LCO", "LGPS", voltages_v=(2.5, 4.2), uncertainty=20, **asked),
        "windows": sw.windows(["LGPS", "LLZO", "Xx3"] * 20, **asked),
        "failure": sw.windows(["Xx3"], **asked)[0],
        "profiles": sw.profiles(["LGPS", "LLZO"] * 20, **asked),
        "matrix": matrix,
        "comparison": sw.compare(["LGPS", "LLZO"], schemes=["literature", "database"], phases="starter"),
        "ranking": ranking,
        "screen": sw.screen(study),
        "validation": sw.validate(phases=starter, classes=["stability"], uncertainty=None),
        "phases": starter,
        "target": sw.Target("LGPS", ion="Li"),
        "material": sw.catalogue(role="electrolyte")[0],
        "error model": sw.ErrorModel(samples=100),
        "conditions": sw.Conditions(voltage_v=2.0),
        "contact conditions": sw.ContactConditions(voltage_v=2.0),
    }


KINDS = (
    "window", "profile", "interface", "windows", "failure", "profiles", "matrix", "comparison", "ranking",
    "screen", "validation", "phases", "target", "material", "error model", "conditions", "contact conditions",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_shows_itself_in_a_line_or_two(results, kind):
    assert len(repr(results[kind])) <= LONGEST_REPR


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_a_result_is_made_of_its_rows(results, kind):
    result = results[kind]
    if not hasattr(result, "to_dataframe") or kind in ("screen", "phases"):
        pytest.skip("no table, or several")
    pd.testing.assert_frame_equal(result.to_dataframe(), pd.DataFrame(result.to_rows()))


@pytest.mark.parametrize("kind", ["window", "profile", "interface", "material", "target", "conditions"])
def test_results_are_hashable(results, kind):
    copy = pickle.loads(pickle.dumps(results[kind]))
    assert {results[kind]: 1}[copy] == 1
