"""The catalogue: what a name stands for, and in which order it is looked up."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from stabwin.chemistry.abbreviations import abbreviations
from stabwin.chemistry.catalogue import Material, catalogue, find, materials, resolve
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import parse
from stabwin.chemistry.open_names import choice_note
from stabwin.errors import FormulaError, NotComputableError, RequestError

EVALUABLE = [material for material in materials() if not material.why_not]


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        # names that would also read as formulas: N, V, P; Li, P, O, N; Li, F, S, I
        ("NVP", "NVP", "Na3 O12 P3 V2"),
        ("LiPON", "LiPON", "Li2 N1 O2 P1"),
        ("LiFSI", "LiFSI", "F2 Li1 N1 O4 S2"),
        # names that are formulas
        ("HF", "HF", "F1 H1"),
        ("CoS", "CoS", "Co1 S1"),
        ("C", "C", "C1"),
        # aliases
        ("Li10GeP2S12", "LGPS", "Ge1 Li10 P2 S12"),
        ("graphite", "C", "C1"),
        ("75Li2S-25P2S5", "LPS", "Li3 P1 S4"),
        # names and aliases in any case, where the text is no formula
        ("lgps", "LGPS", "Ge1 Li10 P2 S12"),
        ("Lgps", "LGPS", "Ge1 Li10 P2 S12"),
        ("GRAPHITE", "C", "C1"),
        ("hf", "HF", "F1 H1"),
        ("  LLZO ", "LLZO", "La3 Li7 O12 Zr2"),
    ],
)
def test_a_name_comes_first_and_any_case_comes_last(text, name, key):
    formula, material = resolve(text)
    assert (material.name, formula.key) == (name, key)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Hf", "Hf1"),  # hafnium, not the acid HF
        ("COS", "C1 O1 S1"),  # carbonyl sulfide, not the sulfide CoS
        ("CO", "C1 O1"),
        ("Li3PS4.1", "Li30 P10 S41"),
    ],
)
def test_a_formula_comes_before_a_name_in_another_case(text, key):
    formula, material = resolve(text)
    assert material is None
    assert formula.key == key


@pytest.mark.parametrize("text", ["Xx3", "lgpx", "Li10GeP2S12)", "-"])
def test_neither_a_name_nor_a_formula_says_where_the_names_are(text):
    with pytest.raises(FormulaError, match="stabwin catalogue") as caught:
        resolve(text)
    assert repr(text) in caught.value.message


def test_the_empty_text_is_said_to_be_empty():
    with pytest.raises(FormulaError, match="empty"):
        resolve(" ")


@pytest.mark.parametrize("text", ["PEO", "peo", "air", "humid air", "vacuum", "LSS"])
def test_a_material_without_a_composition_says_why(text):
    with pytest.raises(NotComputableError) as caught:
        resolve(text)
    (material,) = [m for m in materials() if m.name == caught.value.data["name"]]
    assert material.why_not
    assert caught.value.message == f"{material.name} can't be computed: {material.why_not}."


def test_no_name_or_alias_stands_for_two_materials_in_any_case():
    owners = defaultdict(set)
    for material in materials():
        for name in (material.name, *material.aliases):
            owners[name.casefold()].add(material.name)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_no_name_is_listed_twice():
    counted = Counter(name for m in materials() for name in (m.name, *m.aliases))
    assert [name for name, count in counted.items() if count > 1] == []


def test_names_are_clean_text():
    for material in materials():
        for name in (material.name, *material.aliases):
            assert name == name.strip()
            assert name


def test_every_name_leads_to_its_material():
    for material in EVALUABLE:
        for name in (material.name, *material.aliases):
            formula, found = resolve(name)
            assert found == material, name
            assert formula.key == parse(material.formula).key, name


def test_a_name_that_is_a_formula_keeps_the_amounts_as_written():
    written, material = resolve("LiNi1/3Mn1/3Co1/3O2")
    assert material.name == "NMC111"
    assert written.atoms == 4
    assert resolve("NMC111")[0].atoms == 12


def test_every_ion_is_one_whose_valence_is_known():
    assert {material.ion for material in materials()} <= {*ION_VALENCE, None}
    assert all((material.ion is None) == (material.role == "atmosphere") for material in materials())


def test_only_materials_that_cannot_be_computed_lack_a_formula():
    assert all(material.formula for material in EVALUABLE)
    assert all(" " not in material.formula for material in materials())


def test_a_selection_takes_role_and_family_in_any_case():
    garnets = catalogue(role="Electrolyte", family="GARNET")
    assert garnets
    assert {(m.role, m.family) for m in garnets} == {("electrolyte", "garnet")}
    assert catalogue() == materials()
    assert catalogue(role="atmosphere", family="garnet") == ()


@pytest.mark.parametrize("wanted", [{"role": "elektrolyt"}, {"family": "spam"}, {"role": ""}])
def test_an_unknown_selection_is_refused_with_the_known_ones(wanted):
    with pytest.raises(RequestError, match="it has") as caught:
        catalogue(**wanted)
    assert caught.value.data == wanted


def test_plain_values_mark_what_is_not_there_with_none():
    polymer = next(m for m in materials() if m.name == "PEO")
    assert isinstance(polymer, Material)
    entry = polymer.to_dict()
    assert (entry["evaluable"], entry["why_not"]) == (False, "polymer")
    assert resolve("LLZO")[1].to_dict()["why_not"] is None
    assert next(m for m in materials() if m.name == "air").to_dict()["formula"] is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("LiCOO2", "LiCoO2"),
        ("LiNi0.8Mn0.1CO0.1O2", "LiNi0.8Mn0.1Co0.1O2"),
        ("LiNIO2", "LiNiO2"),
        ("LiNBO3", "LiNbO3"),
        ("Li4SIO4", "Li4SiO4"),
        ("LiC0O2", "LiCoO2"),
        ("LiMn204", "LiMn2O4"),
        ("Li7La3Zr2012", "Li7La3Zr2O12"),
        ("Li4Ti5012", "Li4Ti5O12"),
        ("CUO", "CuO"),
        ("LiNbO2CUS2", "LiNbO2CuS2"),
        ("SIO2", "SiO2"),
        ("SNO2", "SnO2"),
        ("BIOCl", "BiOCl"),
    ],
)
def test_a_formula_that_is_almost_surely_another_is_asked_back(text, meant):
    with pytest.raises(FormulaError, match=f"write {meant}[ ,]"):
        resolve(text)
    assert resolve(meant)[0].amount("O") > 0


@pytest.mark.parametrize(
    "text", ["LiHCOO", "HCOOLi", "Li2CO3", "LiC1OO2", "Mg149Ag", "Ba7Al64O103", "K49Tl108", "K2SIO7"]
)
def test_formulas_that_are_as_they_stand_are_not_asked_back(text):
    assert resolve(text)[0].text in (text, "Li2CO3")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("NaSICON", "NASICON-Na"),
        ("LiSICON", "LISICON"),
        ("LiBOB", "LiB(C2O4)2"),
        ("NaBOB", "NaB(C2O4)2"),
        ("NaFSI", "NaN(SO2F)2"),
        ("KFSI", "KN(SO2F)2"),
        ("LiFSi", "LiFSI"),
        ("LiPoN", "LiPON"),
        ("NVPF", "Na3V2(PO4)2F3"),
        ("NYC", "Na3YCl6"),
        ("LiSiPON", "the composition that is meant"),
    ],
)
def test_an_abbreviation_that_reads_as_a_formula_is_asked_back(text, meant):
    with pytest.raises(FormulaError) as asked:
        resolve(text)
    assert any(f"write {one}" in asked.value.message for one in meant.split("|"))
    written_out = asked.value.message.rpartition(", or ")[2].split()[0]
    assert set(resolve(written_out)[0].elements) == set(parse(text).elements)
    if "composition" not in meant:
        assert resolve(meant)[0].atoms > len(meant) / 10


@pytest.mark.parametrize("text", ["COS", "SN", "IN", "KSCN", "PaN", "Hf", "GaN", "SiC", "LiHO", "BiSeI"])
def test_compounds_without_amounts_are_no_abbreviations(text):
    assert resolve(text)[0].elements == parse(text).elements


def test_every_abbreviation_reads_as_a_formula_and_what_it_stands_for_too():
    for folded, one in abbreviations().items():
        assert find(folded) is None, folded
        if one.to_write:
            assert resolve(one.to_write)[0].atoms >= 4


@pytest.mark.parametrize("sign", "\u2010\u2011\u2013\u2014\u2212\uff0d")
def test_dashes_and_minus_signs_are_hyphens_in_names_and_general_formulas(sign):
    for name in ("Li1+xAlxTi2-x(PO4)3", "Li7-xLa3(Zr2-xNbx)O12", "thio-LISICON", "Li-In", "Al-LLZO"):
        assert resolve(name.replace("-", sign)) == resolve(name)
        assert find(name.replace("-", sign)) == find(name)
    assert choice_note("Li1+xAlxTi2-x(PO4)3".replace("-", sign))


def test_a_general_formula_that_is_no_name_says_how_to_write_numbers_for_its_letters():
    with pytest.raises(FormulaError, match=r"write a number for x, or a series \(Li\{7-x\}"):
        resolve("Li7\u2212xLa3Zr2\u2212xTaxO12")


def test_names_are_found_among_signs_that_no_one_sees():
    assert resolve("\ufeffLGPS\u200b")[1].name == "LGPS"


def test_a_mixture_in_percent_that_has_a_name_is_one_formula_unit():
    assert resolve("75Li2S-25P2S5")[0].atoms == 8


def test_no_phase_of_the_starter_is_taken_for_a_slip(starter):
    for formula in starter.to_dataframe()["formula"]:
        assert resolve(formula)[0].key == parse(formula).key
