"""Lists in Python: rows keep their index, series and patterns are expanded, slips are failures or sentences."""

from __future__ import annotations

import pandas as pd
import pytest

import stabwin as sw

SERIES = "Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.25"


def test_rows_of_a_series_keep_their_index(starter):
    frame = pd.DataFrame({"formula": ["Li3PS4", None, "Xx", "LGPS"], "t": [1, 2, 3, 4]}, index=list("abcd"))
    found = sw.windows(frame["formula"], phases=starter).to_dataframe()
    assert list(found.index) == list("abcd")
    assert list(found["status"]) == ["stable", "failed", "failed", "metastable"]
    joined = frame.join(found[["oxidation_limit_v", "error"]])
    assert joined.loc["d", "oxidation_limit_v"] == pytest.approx(2.14, abs=0.05)
    assert joined.loc["d", "t"] == 4
    profiles = sw.profiles(frame["formula"], phases=starter).to_dataframe()
    assert set(profiles.index) == set("abcd")
    assert (profiles.index == "d").sum() > 5


def test_cells_stand_for_themselves(starter):
    found = sw.windows(pd.Series(["Li-P-S", "Li{7-x}O, x = 0:1:1"]), phases=starter)
    assert len(found) == 2


def test_a_series_of_compositions_is_expanded_with_its_letter(starter):
    found = sw.windows([SERIES], phases=starter)
    assert [window.target for window in found.answered] == [
        *("Li7La3Zr2O12", "Li6.75La3Zr1.75Ta0.25O12", "Li6.5La3Zr1.5Ta0.5O12"),
        *("Li6.25La3Zr1.25Ta0.75O12", "Li6La3ZrTaO12"),
    ]
    frame = found.to_dataframe()
    assert list(frame["x"]) == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert frame["oxidation_limit_v"].notna().all()


def test_patterns_are_expanded_where_several_are_asked(starter):
    systems = [sw.windows(["Li-P-S"], phases=starter), sw.windows(["li-p-s"], phases=starter)]
    formulas = [{window.formula for window in found.answered} for found in systems]
    assert formulas[0] == formulas[1] > {"Li3PS4", "Li7PS6"}
    matrix = sw.interface_matrix(["Li3PS4"], ["Li-Nb-O", "role:anode"], phases=starter)
    assert {"LiNbO3", "Li3NbO4"} < {contact.b for contact in matrix.answered}
    compared = sw.compare([SERIES], schemes=["literature", "database"], phases="starter")
    assert len(compared.sides[0].results) == 5


def test_a_pattern_leaves_out_what_is_named_and_lists_keep_what_stands_twice(starter):
    found = sw.windows(["LiF", "Li6P2S8", "Li-P-S", "LiF"], phases=starter)
    targets = [window.target for window in found.answered]
    assert targets.count("LiF") == 2
    assert "Li3PS4" not in targets


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("Li{x}O", "is not a series"),
        ("Li{x}O, x = 1:0:1", "rising"),
        ("Li-Xx-O", "no element 'Xx'"),
        ("He-*-Ne", "Nothing matches"),
        ("role:nonsense", "no role 'nonsense'"),
    ],
)
def test_a_slip_fails_alone(starter, spec, says):
    found = sw.windows(["LGPS", spec], phases=starter)
    assert [failure.target for failure in found.failures] == [spec]
    assert says in found.failures[0].error.message
    matrix = sw.interface_matrix(["LGPS"], ["LCO", spec], phases=starter)
    assert says in matrix.failures[0].error.message
    compared = sw.compare(["LGPS", spec], schemes=["literature", "database"], phases="starter")
    assert says in compared.failures[0].error.message


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("LGPS", "not one text"),
        (3, "3 is no list of"),
        (None, "None is no list of"),
        (pd.DataFrame({"formula": ["LGPS"]}), r"one of its columns \(formula\)"),
        ({"Li": 1, "F": 1}, "not one of them"),
    ],
)
def test_what_is_no_list_is_refused(starter, given, says):
    for ask in (sw.windows, sw.profiles):
        with pytest.raises(sw.RequestError, match=says):
            ask(given, phases=starter)
    with pytest.raises(sw.RequestError, match=says):
        sw.interface_matrix(["LGPS"], given, phases=starter)


@pytest.mark.parametrize("backend", ["matplotlib", "plotly"])
def test_limits_are_drawn_along_a_series(starter, backend):
    found = sw.windows([SERIES, "Li{6+x}P{1-x}Ge{x}S5I, x = 0:1:0.5"], phases=starter)
    assert sw.figures.limits_chart(found, backend=backend)
    assert sw.figures.limits_chart(sw.windows(["Li{x}P, x = 0:3:1"], phases=starter), backend=backend)
    with pytest.raises(sw.RequestError, match="along series"):
        sw.figures.limits_chart(sw.windows(["LGPS", SERIES], phases=starter), backend=backend)
