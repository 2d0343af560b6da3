"""Names near what was typed."""

from __future__ import annotations

import pytest

from stabwin.chemistry.catalogue import catalogue, names, resolve
from stabwin.chemistry.name_search import nearest_name
from stabwin.errors import FormulaError, RequestError


@pytest.mark.parametrize(
    ("typed", "name"),
    [("NMC-811", "NMC811"), ("nmc 811", "NMC811"), ("LLZTO_0.25", "LLZTO-0.25"), ("grafite", "graphite")],
)
def test_a_miss_names_what_is_nearest(typed, name):
    with pytest.raises(FormulaError, match=rf"did you mean {name}\?"):
        resolve(typed)


@pytest.mark.parametrize("typed", ["xyzzy", "q", "x" * 200, "no-such-thing"])
def test_what_is_near_nothing_names_nothing(typed):
    assert nearest_name(typed, names()) is None
    with pytest.raises(FormulaError) as caught:
        resolve(typed)
    assert "did you mean" not in caught.value.message


def test_a_name_in_another_case_is_no_miss():
    assert resolve("LPSCL")[1].name == "LPSCl"


def test_a_search_finds_names_formulas_families_and_compositions():
    found = {material.name for material in catalogue(search="nmc")}
    assert {"NMC111", "NMC811"} <= found
    assert "LCO" not in found
    assert all("NMC811" in m.name for m in catalogue(search="nmc-811"))
    assert "LGPS" in {m.name for m in catalogue(search="Li20Ge2P4S24")}
    assert "LLZO" in {m.name for m in catalogue(search="garnet")}
    assert {m.role for m in catalogue(role="coating", search="Nb")} == {"coating"}
    with pytest.raises(RequestError, match=r"'NMC812' \(did you mean NMC811\?\)"):
        catalogue(search="NMC812")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("LGPSS", "LGPS"), ("LGSP", "LGPS"), ("LLZ0", None), ("LPSCCl", "LPSCl"), ("LCOO", "LCO")],
)
def test_short_names_with_one_slip_are_found(typed, meant):
    near = nearest_name(typed, names())
    assert near == meant if meant else near is not None


def test_an_element_is_searched_in_formulas():
    found = {material.name for material in catalogue(search="Na")}
    assert "LLZO" not in found
    assert "NASICON-Na" in found
