"""Lists of targets stand for what they say, each once, and slips are named."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stabwin as sw
from stabwin.chemistry.catalogue import find
from stabwin.chemistry.formula import parse
from stabwin.errors import RequestError
from stabwin.lists.expand import expand
from stabwin.lists.series import MOST_MEMBERS


@pytest.fixture
def expanded(starter: sw.PhaseTable, tmp_path: Path):
    def expand_here(*specs: str) -> list[str]:
        return expand(specs, starter, tmp_path)[0]

    return expand_here


def elements(text: str) -> set[str]:
    return set(parse(text).elements)


def stable(starter: sw.PhaseTable, text: str) -> bool:
    return bool(starter.stability.stable[starter.find(parse(text))])


def test_names_and_formulas_stand_for_themselves_in_the_order_given(expanded) -> None:
    assert expanded("LGPS", " LiNbO3 ", "Li3PO4") == ["LGPS", "LiNbO3", "Li3PO4"]


def test_a_name_that_looks_like_a_pattern_is_a_name(expanded) -> None:
    dashed = [m.name for m in sw.catalogue() if "-" in m.name and not m.why_not]
    assert dashed
    for name in dashed:
        assert expanded(name) == [name]


@pytest.mark.parametrize("system", ["Li-P-O", "Li-Nb-O", "stable Li-P-O"])
def test_a_chemical_system_is_all_its_phases_and_not_one_of_the_catalogue(expanded, system) -> None:
    found = expanded(system)
    assert len(found) > 1
    assert {frozenset(elements(f)) for f in found} == {frozenset(system.removeprefix("stable ").split("-"))}
    assert parse({"P": "Li3PO4", "N": "LiNbO3"}[system.removeprefix("stable ")[3]]).reduced in found


@pytest.mark.parametrize("sign", "\u2013\u2212")
def test_dashes_and_minus_signs_are_hyphens_in_series_and_systems(expanded, sign) -> None:
    series = "Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.5"
    assert expanded(series.replace("-", sign)) == expanded(series)
    assert len(expanded(series)) == 3
    assert expanded("Li-P-O".replace("-", sign)) == expanded("Li-P-O")


def test_an_alloy_of_two_metals_is_an_electrode(expanded) -> None:
    assert expanded("Li-In", "Li-Si") == ["Li-In", "Li-Si"]


def test_roles_and_families_are_those_of_the_catalogue(expanded) -> None:
    for role in {m.role for m in sw.catalogue()}:
        usable = {m.name for m in sw.catalogue(role=role) if not m.why_not}
        assert set(expanded(f"role:{role}")) <= usable
    garnets = expanded("role:electrolyte family:garnet")
    assert "LLZO" in garnets
    assert garnets == expanded("family:garnet role:electrolyte")
    assert set(garnets) <= set(expanded("family:garnet")) & set(expanded("role:electrolyte"))


def test_materials_without_a_composition_and_the_metal_are_left_out(expanded) -> None:
    why_not = {m.name for m in sw.catalogue() if m.why_not}
    assert why_not.isdisjoint(expanded("role:electrolyte"))
    assert "Li" not in expanded("role:anode")


def test_a_star_is_any_one_further_element(expanded, starter: sw.PhaseTable) -> None:
    found = expanded("Li-*-O")
    frame = starter.to_dataframe()
    expected = {f for f in frame["formula"] if {"Li", "O"} < elements(f) and len(elements(f)) == 3}
    assert set(found) == expected
    assert len(found) == len(expected) > 300


def test_a_letter_runs_over_its_list(expanded) -> None:
    found = expanded("Li-M-O with M in [Nb, Ta]")
    assert found
    assert {frozenset(elements(f)) for f in found} == {
        frozenset({"Li", "O", "Nb"}),
        frozenset({"Li", "O", "Ta"}),
    }
    one = {f for symbol in ("Nb", "Ta") for f in expanded(f"Li-M-O with M in [{symbol}]")}
    assert set(found) == one


def test_a_letter_may_be_an_element_by_accident(expanded) -> None:
    assert expanded("Li-P-O with P in [Nb]") == expanded("Li-M-O with M in [Nb]")


def test_stars_and_letters_go_together(expanded) -> None:
    for formula in expanded("Li-M-*-O with M in [Nb, Ta]"):
        assert len(elements(formula)) == 4
        assert elements(formula) & {"Nb", "Ta"}


def test_all_of_an_element_is_every_compound_that_holds_it(expanded, starter: sw.PhaseTable) -> None:
    found = expanded("all Li")
    expected = [
        f for f in starter.to_dataframe()["formula"] if "Li" in elements(f) and len(elements(f)) > 1
    ]
    assert sorted(found) == sorted(expected)


def test_stable_keeps_what_is_on_the_hull(expanded, starter: sw.PhaseTable) -> None:
    for pattern in ("all Li", "Li-*-O", "Li-M-O with M in [Nb, Ta]"):
        every, some = expanded(pattern), expanded(f"stable {pattern}")
        assert some == [formula for formula in every if stable(starter, formula)]
        assert 0 < len(some) < len(every)


def test_a_column_of_a_file_is_a_list_of_names(expanded, tmp_path: Path) -> None:
    # A byte-order mark, quotes, blank cells and sodium nitride, as spreadsheets write them.
    text = '\ufeffname,target\na,"LiF"\nb, Li3PO4 \nc,\nd,NaN\ne\n'
    (tmp_path / "list.csv").write_text(text, "utf-8")
    assert expanded("csv:list.csv#target") == ["LiF", "Li3PO4", "NaN"]


def test_files_are_relative_to_the_study(starter: sw.PhaseTable, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "list.csv").write_text("f\nLiF\n")
    assert expand(["csv:inner/list.csv#f"], starter, tmp_path)[0] == ["LiF"]
    assert expand(["csv:list.csv#f"], starter, inner)[0] == ["LiF"]


def test_a_series_runs_from_end_to_end(expanded) -> None:
    found = expanded("Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.25")
    assert found == [
        "Li7La3Zr2O12",
        "Li6.75La3Zr1.75Ta0.25O12",
        "Li6.5La3Zr1.5Ta0.5O12",
        "Li6.25La3Zr1.25Ta0.75O12",
        "Li6La3ZrTaO12",
    ]


def test_steps_do_not_gather_rounding(expanded) -> None:
    found = expanded("Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.1")
    assert len(found) == 11
    assert found[3] == "Li6.7La3Zr1.7Ta0.3O12"


@pytest.mark.parametrize(
    ("braces", "amount"),
    [("7-2x", "6"), ("7-2*x", "6"), ("x+1", "1.5"), (".5x", "0.25"), ("-x+3", "2.5"), ("2 - x + 1", "2.5")],
)
def test_sums_of_a_series_are_read_as_written(expanded, braces: str, amount: str) -> None:
    assert expanded(f"Li{{{braces}}}O, x = 0.5:0.5:1") == [f"Li{amount}O"]


def test_elements_of_amount_zero_leave_the_formula(expanded) -> None:
    assert expanded("Li{6+x}P{1-x}Ge{x}S5I, x = 0:1:1") == ["Li6PS5I", "Li7GeS5I"]


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ("Li{7-y}O, x = 0:1:0.1", "{7-y}"),
        ("Li{x2}O, x = 0:1:0.1", "{x2}"),
        ("Li{2x3}O, x = 0:1:0.1", "{2x3}"),
        ("Li{}O, x = 0:1:0.1", "{}"),
        ("Li{.}O, x = 0:1:0.1", "{.}"),
        ("Li{2*}O, x = 0:1:0.1", "{2*}"),
        ("Li{x(}O, x = 0:1:0.1", "{x(}"),
        ("Li{0.5-x}O, x = 0:1:0.25", "negative at x = 0.75"),
        ("Li{x}O, x = 1:0:0.1", "rising"),
        ("Li{x}O, x = 0:1:0", "rising"),
        ("Li{x}O, x = 0:1:-0.1", "rising"),
        ("Li{x}O, x = 0:1:1e-9", str(MOST_MEMBERS)),
        ("Li{x}O, x = 0:inf:1", "rising"),
        ("Li{x}O, x = nan:1:0.1", "rising"),
        ("Li{x}O, x = a:1:0.1", "numbers"),
        ("Li{x}O", "series"),
        ("Li{x}O, x = 0:1", "series"),
        ("Xy{x}O, x = 0:1:0.5", "Xy"),
    ],
)
def test_a_slip_in_a_series_is_named(expanded, spec: str, reason: str) -> None:
    with pytest.raises(RequestError) as raised:
        expanded("LiF", spec)
    assert spec in raised.value.message
    assert reason in raised.value.message


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ("He-*-Ne", "He-*-Ne"),
        ("Li-Li-O", "Li twice"),
        ("Li-Xx-O", "Xx"),
        ("Li-M-O", "'M'"),
        ("Li-M-O with M in [Nb, Zz]", "Zz"),
        ("Li-M-O with M in []", "empty"),
        ("Li-M-O with M in [Nb,,Ta]", "''"),
        ("Li-*-O with M in [Nb]", "M does not stand"),
        ("all Xx", "Xx"),
        ("all He", "all He"),
        ("role:nonsense", "nonsense"),
        ("family:nonsense", "nonsense"),
        ("role:electrolyte, family:garnet", "role:NAME family:NAME"),
        ("csv:missing.csv#f", "missing.csv"),
        ("csv:list.csv", "csv:FILE#COLUMN"),
        ("csv:list.csv#other", "'other'"),
        ("csv:empty.csv#f", "empty.csv"),
        ("csv:bytes.csv#f", "bytes.csv"),
        ("csv:.#f", "can't be read"),
    ],
)
def test_what_matches_nothing_is_named(expanded, tmp_path: Path, spec: str, reason: str) -> None:
    (tmp_path / "list.csv").write_text("f\nLiF\n")
    (tmp_path / "empty.csv").write_text("f\n\n")
    (tmp_path / "bytes.csv").write_bytes(b"f\n\xff\xfe\n")
    with pytest.raises(RequestError) as raised:
        expanded("LiF", spec)
    assert reason in raised.value.message


def test_a_text_stands_once_where_it_came_first(expanded) -> None:
    found = expanded("Li3PO4", "LGPS", "Li-M-O with M in [P]", "Li3PO4")
    assert found[:2] == ["Li3PO4", "LGPS"]
    assert found.count("Li3PO4") == 1
    assert len({parse(f).key for f in found[2:]} | {"LGPS"}) == len(found) - 1


def test_every_text_of_one_composition_stands_for_itself(expanded) -> None:
    given = ["Li7GePS8", "Li14Ge2P2S16", "Li3PO4", "Li6P2O8", "LGPS", "Li10GeP2S12"]
    assert expanded(*given) == given
    # A pattern adds what no text names.
    found = expanded("Li-M-O with M in [P]", "Li6P2O8")
    assert found[-1] == "Li6P2O8"
    assert "Li3PO4" not in found
    assert set(found[:-1]) < set(expanded("Li-M-O with M in [P]"))


def test_a_cathode_by_name_is_not_the_formula_without_states(expanded) -> None:
    # NMC811 can be charged, a formula means exactly what it says.
    formula = find("NMC811").formula
    assert expanded(formula, "NMC811") == [formula, "NMC811"]


def test_what_is_named_is_known_even_if_a_pattern_found_it_first(
    starter: sw.PhaseTable, tmp_path: Path
) -> None:
    targets, named = expand(["Li-M-O with M in [P]", "Li6P2O8", "LiF"], starter, tmp_path)
    assert named == {"Li6P2O8", "LiF"}
    assert named <= set(targets)


@given(st.text(alphabet="Li{}x-*+: ,=[]O0.1 withMn#csvrole", max_size=30))
def test_no_text_breaks_the_reader(starter: sw.PhaseTable, text: str) -> None:
    with contextlib.suppress(RequestError):
        targets, named = expand([text], starter, Path())
        assert targets
        assert named <= set(targets)


def test_a_pattern_leaves_out_what_is_named_with_the_same_ion(starter, tmp_path):
    targets, _ = expand(["NASICON-Na", "Na-Zr-Si-P-O"], starter, tmp_path)
    assert targets[0] == "NASICON-Na"
    assert "Na3Zr2Si2PO12" not in targets
    assert len(targets) > 1
    # Of one composition and ion there is one target.
    targets, _ = expand(["LGPS", "Li-Ge-P-S"], starter, tmp_path)
    assert "Li10Ge(PS6)2" not in targets
