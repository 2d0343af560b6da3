"""Every material of the catalogue gets a window, or the reason why it has none."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict

import pytest

import stabwin
from stabwin.chemistry.formula import parse
from stabwin.errors import NotComputableError, TargetError

MATERIALS = stabwin.catalogue()
COMPUTABLE = [material for material in MATERIALS if not material.why_not]
OTHERS = [material for material in MATERIALS if material.why_not]


@pytest.fixture(scope="module")
def windows(starter):
    answers = stabwin.windows((material.name for material in COMPUTABLE), phases=starter)
    return dict(zip((material.name for material in COMPUTABLE), answers, strict=True))


def test_catalogue_holds_485_materials_of_which_430_are_computable():
    assert len(MATERIALS) == 485
    assert len(COMPUTABLE) == 430


def test_every_computable_material_but_the_two_metals_has_a_window(windows, record_property):
    found = {name: window for name, window in windows.items() if isinstance(window, stabwin.Window)}
    assert set(windows) - set(found) == {"Li", "Na"}
    for name, window in found.items():
        assert window.target == name
        assert window.reduction_limit_v >= 0
        if window.oxidation_limit_v is None:
            assert window.ion not in parse(window.formula).elements
        else:
            assert window.oxidation_limit_v >= window.reduction_limit_v
    for kind, count in Counter((window.status, window.window) for window in found.values()).items():
        print(*kind, count)
        record_property(" ".join(kind), count)


@pytest.mark.parametrize("metal", ["Li", "Na"])
def test_metal_of_the_ion_is_told_to_be_the_reference(metal, windows):
    error = windows[metal].error
    assert isinstance(error, TargetError)
    assert f"{metal} is the working ion's own metal" in error.message
    assert "0 V" in error.message


@pytest.mark.parametrize("material", OTHERS, ids=lambda material: material.name)
def test_other_materials_are_refused_with_their_reason(material, starter):
    with pytest.raises(NotComputableError) as refused:
        stabwin.window(material.name, phases=starter)
    assert material.name in refused.value.message
    assert material.why_not in refused.value.message


def test_reasons_are_those_of_the_facts_behind_the_catalogue(shared_data):
    rows = csv.DictReader((shared_data / "systems.csv").read_text("utf-8").splitlines())
    facts = {row["name"]: row["why_not"] for row in rows if row["evaluable"] != "yes"}
    assert {material.name: material.why_not for material in OTHERS} == facts


def test_every_other_name_of_a_material_asks_for_the_same_window(windows, starter):
    for material in COMPUTABLE:
        known = windows[material.name]
        if isinstance(known, stabwin.Window):
            for alias in material.aliases:
                found = stabwin.window(alias, phases=starter)
                assert parse(found.formula).key == parse(known.formula).key
                assert found.ion == known.ion
                assert found.reduction_limit_v == known.reduction_limit_v
                assert found.oxidation_limit_v == known.oxidation_limit_v


@pytest.mark.parametrize("chunk", range(2))
def test_materials_that_are_no_listed_lithium_compound_have_the_window_of_pymatgen(
    chunk, windows, starter, starter_hull, comparison
):
    # test_windows_pymatgen.py does the listed lithium compounds: here are mixed and doped
    # compositions that are no phases, materials without the ion, and other ions.
    formulas = defaultdict(set)
    for window in windows.values():
        if isinstance(window, stabwin.Window) and not (
            window.ion == "Li" and "Li" in window.formula and window.status != "unlisted"
        ):
            formulas[window.ion].add(window.formula)
    assert set(formulas) == {"Li", "Na", "Ag"}
    for ion, asked in formulas.items():
        comparison.run(starter, starter_hull, sorted(asked, key=elements)[chunk::2], ion)
    assert not comparison.disagreements


def elements(formula):
    return parse(formula).elements, formula
