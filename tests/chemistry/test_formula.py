"""Formulas: read from text, kept exactly, and printed as pymatgen prints them."""

from __future__ import annotations

import csv
import gzip
import math
from fractions import Fraction
from importlib import resources

import numpy as np
import pytest
from pymatgen.core import Composition

from stabwin.chemistry.catalogue import materials
from stabwin.chemistry.formula import (
    Formula,
    amounts_of_key,
    composition_key,
    from_amounts,
    parse,
    write_amount,
    write_formula,
)
from stabwin.errors import FormulaError


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Li", {"Li": 1}),
        ("Li10GeP2S12", {"Li": 10, "Ge": 1, "P": 2, "S": 12}),
        ("LiPLi2", {"Li": 3, "P": 1}),
        ("LiOH", {"Li": 1, "O": 1, "H": 1}),
        # case decides: cobalt or carbon monoxide, hafnium or hydrogen fluoride
        ("Co", {"Co": 1}),
        ("CO", {"C": 1, "O": 1}),
        ("Hf", {"Hf": 1}),
        ("NaN", {"Na": 1, "N": 1}),
        # decimals and fractions, exactly
        (
            "Li6.25Al0.25La3Zr2O12",
            {"Li": Fraction(25, 4), "Al": Fraction(1, 4), "La": 3, "Zr": 2, "O": 12},
        ),
        ("Li0.1S", {"Li": Fraction(1, 10), "S": 1}),
        ("Li1/3La0.5TiO3", {"Li": Fraction(1, 3), "La": Fraction(1, 2), "Ti": 1, "O": 3}),
        ("Li1.5/2S", {"Li": Fraction(3, 4), "S": 1}),
        # brackets of any kind, nested, with any factor
        ("LiTi2(PO4)3", {"Li": 1, "Ti": 2, "P": 3, "O": 12}),
        ("Li[Ni0.5{Mn(O2)}2]1.5", {"Li": 1, "Ni": Fraction(3, 4), "Mn": 3, "O": 6}),
        ("((Li))2S", {"Li": 2, "S": 1}),
        # hydrates and other parts
        ("CuSO4·5H2O", {"Cu": 1, "S": 1, "O": 9, "H": 10}),
        ("CuSO4.5H2O", {"Cu": 1, "S": 1, "O": 9, "H": 10}),
        ("CuSO4*5H2O", {"Cu": 1, "S": 1, "O": 9, "H": 10}),
        ("LiOH.H2O", {"Li": 1, "O": 2, "H": 3}),
        ("2Li2S·P2S5", {"Li": 4, "S": 7, "P": 2}),
        ("0.75Li2S·0.25P2S5", {"Li": Fraction(3, 2), "S": 2, "P": Fraction(1, 2)}),
        ("Li2S.P2S5", {"Li": 2, "S": 6, "P": 2}),
        ("Li2.5S", {"Li": Fraction(5, 2), "S": 1}),
        # what word processors make of it
        ("Li₁₀GeP₂S₁₂", {"Li": 10, "Ge": 1, "P": 2, "S": 12}),
        ("La₀.₅TiO₃", {"La": Fraction(1, 2), "Ti": 1, "O": 3}),
        ("Li½CoO2", {"Li": Fraction(1, 2), "Co": 1, "O": 2}),
        ("Li1\u20443S", {"Li": Fraction(1, 3), "S": 1}),
        ("Li\u00b9\u2044\u2083S", {"Li": Fraction(1, 3), "S": 1}),
        (" Li2 S\n", {"Li": 2, "S": 1}),
        ("Li \u2082 S", {"Li": 2, "S": 1}),
        ("2 Li2S \u00b7 3 P2S5", {"Li": 4, "S": 17, "P": 6}),
        ("CuSO4 \u00b7 5 H2O", {"Cu": 1, "S": 1, "O": 9, "H": 10}),
        # a fraction of water, with any sign before it
        ("CaSO4·0.5H2O", {"Ca": 1, "S": 1, "O": Fraction(9, 2), "H": 1}),
        ("CaSO4.0.5H2O", {"Ca": 1, "S": 1, "O": Fraction(9, 2), "H": 1}),
        ("CaSO4.1/2H2O", {"Ca": 1, "S": 1, "O": Fraction(9, 2), "H": 1}),
        ("CaSO4.½H2O", {"Ca": 1, "S": 1, "O": Fraction(9, 2), "H": 1}),
        ("MgCl2 * 2.5 H2O", {"Mg": 1, "Cl": 2, "H": 5, "O": Fraction(5, 2)}),
        ("MgCl2 . 6 H2O", {"Mg": 1, "Cl": 2, "H": 12, "O": 6}),
        ("2.5H2O", {"H": 5, "O": Fraction(5, 2)}),
        # parts with amounts, joined by hyphens or a plus as glasses are
        ("0.7Li2S-0.3P2S5", {"Li": Fraction(7, 5), "S": Fraction(11, 5), "P": Fraction(3, 5)}),
        ("75Li2S\u201325P2S5", {"Li": 150, "S": 200, "P": 50}),
        ("2 Li2S + 3 P2S5", {"Li": 4, "S": 17, "P": 6}),
        # a raised dot as a decimal point, where an amount of 0 before it shows that it is one
        (
            "Li6·25Al0·25La3Zr2O12",
            {"Li": Fraction(25, 4), "Al": Fraction(1, 4), "La": 3, "Zr": 2, "O": 12},
        ),
        ("Li2Ta0·5O4·5H2O", {"Li": 2, "Ta": Fraction(1, 2), "O": 9, "H": 10}),
        ("0·75Li2S·0·25P2S5", {"Li": Fraction(3, 2), "S": 2, "P": Fraction(1, 2)}),
        ("Al2O3·2SiO2", {"Al": 2, "O": 7, "Si": 2}),
        ("C6H6 · 3 Br2", {"C": 6, "H": 6, "Br": 6}),
        # amounts that all stand apart, as copied from pages with subscripts
        ("Li 7 La 3 Zr 2 O 12", {"Li": 7, "La": 3, "Zr": 2, "O": 12}),
        ("Li 6 PS 5 Cl", {"Li": 6, "P": 1, "S": 5, "Cl": 1}),
        ("LiTi 2 (PO 4 ) 3", {"Li": 1, "Ti": 2, "P": 3, "O": 12}),
        ("MgCl 2 · 6 H 2 O", {"Mg": 1, "Cl": 2, "H": 12, "O": 6}),
        # signs that no one sees
        ("\ufeffLi3PS4", {"Li": 3, "P": 1, "S": 4}),
        ("Li3\u200bPS4\u2060", {"Li": 3, "P": 1, "S": 4}),
        # a zero is no element
        ("Li0GeS2", {"Ge": 1, "S": 2}),
        ("(Li2S)0P2S5", {"P": 2, "S": 5}),
    ],
)
def test_a_formula_means_exactly_what_it_says(text, amounts):
    assert parse(text).amounts == amounts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("Xx3", "no element 'Xx'"),
        ("D2O", "no element 'D'"),
        ("li2s", "'l' is not valid there"),
        ("LixCoO2", "'x' is not valid there"),
        ("Li+", "'+' is not valid there"),
        ("Li1,5S", "',' is not valid there"),
        ("Li2S-P2S5", "needs its amounts (0.7Li2S-0.3P2S5)"),
        ("0.3Li2MnO3-LiNiO2", "needs its amounts"),
        ("LixCoO2", "write a number for it"),
        ("li2s", "begin with a capital letter"),
        # numbers in a row have lost their elements: never LiLaZrO73212
        ("Li La Zr O 7 3 2 12", "the numbers 7 3 2 12 stand in a row"),
        ("Li5 3P", "blank before 3"),
        ("LiFePO4 2", "blank before 2"),
        ("LiCl 3 HF", "blank before 3"),
        ("Li I 3 H 2 O", "blank before 3"),
        ("MgCl 2 6 H 2 O", "blank before 2"),
        # a raised dot that may be a decimal point: a metal alone is no part of a compound
        ("Li6·5La3Zr2O12", "write 6.5"),
        ("LiNi1·5Mn1·5O4", "write 1.5"),
        # a letter for a zero, and a zero for a letter
        ("Li1oGeP2S12", "O for oxygen, or 0 in a number"),
        ("LiFeP04", "PO4"),
        ("LiCo02", "CoO2"),
        ("Li6.4La3Zr1.4TaO.6O12", "is the O before it a zero, 0.6?"),
        ("Li6.O5La3", "write 6.05"),
        ("Li3.5Si0.5P05S4", "a decimal point (P0.5)"),
        ("Li10GeP2S12)", "closing bracket has no opening bracket"),
        ("Li(PO4", "not closed"),
        ("Li()2", "empty"),
        ("Li2S··S", "empty"),
        ("5", "empty"),
        ("(2Li)S", "number 2 follows no element"),
        ("Li1/0S", "divides by zero"),
        ("Li0", "no atoms"),
        ("0Li2S", "no atoms"),
        ("PO4\u00b3", "raised '\u00b3' is a charge"),
        ("PO4\u00b3\u207b", "is a charge"),
        ("Li\u2083PO\u2084\u00b2", "raised '\u00b2' is a charge"),
        ("Li\u207a", "is a charge"),
        ("Li1\u00b9\u2044\u2083S", "is a charge"),
        ("Li2S 3P2S5", "blank before 3 can mean"),
        ("Li2S 3 P2S5", "blank before 3 can mean"),
        ("CuSO4 5H2O", "blank before 5 can mean"),
        ("LiOH \u00bdH2O", "blank before"),
        ("Li1 0GeP2S12", "blank before 0"),
        ("(Li2S) 3P2S5", "blank before 3"),
        ("(" * 25 + "Li2S" + ")999999999999999" * 25, "too large or too small"),
        ("(Li0.000000000000001)0.000000000000001S", "too large or too small"),
        ("Li1/123456789012343O1/987654321098761S1/567890123456787", "whole proportions"),
        ("Li2S" * 300, "1200 characters"),
        ("(" * 900 + "Li", "not closed"),
        ("Li.5S", "0.5"),  # a tenth or a further part: say which
    ],
)
def test_what_is_no_formula_is_refused_with_the_reason(text, words):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert words in caught.value.message
    assert len(caught.value.message) < 400
    assert caught.value.data["formula"] == text


@pytest.mark.parametrize("text", ["Li1½S", "Li2½S"])
def test_a_fraction_sign_after_a_digit_is_never_read_as_more_digits(text):
    # One and a half, or an error; not eleven halves.
    try:
        amount = parse(text).amount("Li")
    except FormulaError:
        return
    assert amount == int(text[2]) + 0.5


@pytest.mark.parametrize("digits", ["1" + "0" * 400, "9" * 5000])
def test_an_amount_that_no_number_can_hold_is_no_formula(digits):
    with pytest.raises(FormulaError):
        float(parse(f"Li{digits}S").atoms)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Li10GeP2S12", "Li5Ge0.5PS6"),
        ("Li2O2", "LiO"),
        ("Li1/3S", "LiS3"),
        ("LiNi1/3Co1/3Mn1/3O2", "Li3NiCoMnO6"),
        ("Ca(OH)2", "H2O2Ca"),
    ],
)
def test_a_composition_has_one_key_however_it_is_written(one, other):
    assert parse(one).key == parse(other).key
    assert composition_key(amounts_of_key(parse(one).key)) == parse(one).key


def test_close_compositions_have_different_keys():
    assert parse("Li0.3333S").key != parse("Li1/3S").key
    assert parse("Li1.0001CoO2").key != parse("LiCoO2").key


@pytest.mark.parametrize(
    ("text", "reduced", "units"),
    [
        ("Li10GeP2S12", "Li10Ge(PS6)2", 1),
        ("Li20Ge2P4S24", "Li10Ge(PS6)2", 2),
        ("O", "O2", Fraction(1, 2)),
        ("LiO", "Li2O2", Fraction(1, 2)),
        ("Na4O4", "Na2O2", 2),
        ("S8", "S", 8),
        ("La1/3TaO3", "LaTa3O9", Fraction(1, 3)),
        ("Li0.5CoO2", "Li0.5CoO2", 1),
        ("NaN", "NaN", 1),
    ],
)
def test_the_reduced_formula_counts_its_units(text, reduced, units):
    formula = parse(text)
    assert (formula.reduced, formula.units) == (reduced, units)
    # As many atoms in the reduced formulas as in the one that was written.
    assert float(units) * parse(reduced).atoms == pytest.approx(formula.atoms)


def starter_formulas() -> list[str]:
    path = resources.files("stabwin.data").joinpath("starter", "phases.csv.gz")
    rows = csv.DictReader(gzip.decompress(path.read_bytes()).decode().splitlines())
    return [row["formula"] for row in rows]


def test_formulas_of_the_starter_phases_read_and_print_as_in_pymatgen():
    formulas = starter_formulas()
    assert len(formulas) > 20_000
    assert "NaN" not in formulas or parse("NaN").key == "N1 Na1"
    for text in formulas:
        ours, theirs = parse(text), Composition(text)
        assert ours.reduced == theirs.reduced_formula
        whole = {element: int(amount) for element, amount in theirs.get_el_amt_dict().items()}
        divisor = math.gcd(*whole.values())
        assert ours.key == " ".join(f"{e}{whole[e] // divisor}" for e in sorted(whole))
        assert ours.atoms == theirs.num_atoms


def test_formulas_of_the_catalogue_hold_the_same_atoms_as_in_pymatgen():
    for material in materials():
        if material.formula:
            ours, theirs = parse(material.formula), Composition(material.formula)
            for printed in (ours, parse(ours.reduced)):
                scale = ours.atoms / printed.atoms
                found = {e: printed.amount(e) * scale for e in printed.elements}
                assert found == pytest.approx(theirs.get_el_amt_dict())


def test_a_printed_formula_reads_back_as_the_same_composition():
    for text in starter_formulas()[::7]:
        formula = parse(text)
        assert parse(write_formula(formula.amounts)).key == formula.key
        assert parse(formula.reduced).key == formula.key


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (1, "1"),
        (2.0, "2"),
        (0.5, "0.5"),
        (1 / 3, "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (1e-6, "0.000001"),
        (14.285714285, "14.2857"),
        (123456, "123456"),
    ],
)
def test_amounts_are_written_without_an_exponent(amount, text):
    assert write_amount(amount) == text


@pytest.mark.parametrize(
    ("amounts", "key"),
    [
        ({"Li": 2, "S": 1.0}, "Li2 S1"),
        ({"Li": 1 / 3, "S": 1}, "Li1 S3"),
        ({"Li": 0.1 + 0.2, "S": 1}, "Li3 S10"),
        ({"Li": Fraction(1, 7), "S": 1}, "Li1 S7"),
        ({"Li": 2, "S": 1, "P": 0.0}, "Li2 S1"),
        ({"Li": np.float64(0.5), "S": np.float64(1)}, "Li1 S2"),
        ({"Li": np.int64(2), "S": np.int32(1)}, "Li2 S1"),
        ({"Li": np.float32(0.5), "S": np.float32(1)}, "Li1 S2"),
    ],
)
def test_amounts_of_any_number_type_become_exact(amounts, key):
    assert from_amounts(amounts).key == key


@pytest.mark.parametrize(
    "amounts",
    [{}, {"Li": 0}, {"Qq": 1}, {"Li": -1, "S": 1}, {"Li": math.nan}, {"Li": math.inf}],
)
def test_amounts_that_are_no_composition_are_refused(amounts):
    with pytest.raises(FormulaError):
        from_amounts(amounts)


def test_elements_are_in_order_of_atomic_number_and_missing_ones_have_no_atoms():
    formula = parse("Li10GeP2S12")
    assert formula.elements == ("Li", "P", "S", "Ge")
    assert formula.amount("O") == 0.0
    assert isinstance(formula, Formula)
