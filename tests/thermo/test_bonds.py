"""The bonds of compositions: exact laws, known chemistry, and the whole table."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabwin.chemistry.formula import parse
from stabwin.thermo.bonds import Species, species_of


def weights(text: str) -> dict[str, Fraction]:
    """Atoms of anion per atom of the phase, by species name."""
    return {species.name: weight for species, weight in species_of(parse(text).amounts).weights.items()}


def total(parts: dict[str, Fraction | int]) -> dict[str, Fraction]:
    """Atoms of anion of a sum of formula units, by species name."""
    found: Counter[str] = Counter()
    for text, units in parts.items():
        formula = parse(text)
        for name, weight in weights(text).items():
            found[name] += weight * sum(formula.amounts.values()) * units
    return dict(found)


@pytest.mark.parametrize(
    ("compound", "binaries"),
    [
        ("Li3PS4", {"Li2S": Fraction(3, 2), "P2S5": Fraction(1, 2)}),
        ("Li6PS5Cl", {"Li2S": Fraction(5, 2), "LiCl": 1, "P2S5": Fraction(1, 2)}),
        ("Li10GeP2S12", {"Li2S": 5, "GeS2": 1, "P2S5": 1}),
        ("Li7La3Zr2O12", {"Li2O": Fraction(7, 2), "La2O3": Fraction(3, 2), "ZrO2": 2}),
        ("Fe3O4", {"FeO": 1, "Fe2O3": 1}),
        ("LiFePO4", {"Li2O": Fraction(1, 2), "FeO": 1, "P2O5": Fraction(1, 2)}),
        ("Li2SO4", {"Li2O": 1, "SO3": 1}),
        ("NH4NO3", {"NH3": 1, "H2O": Fraction(1, 2), "N2O5": Fraction(1, 2)}),
        ("Li3YCl6", {"LiCl": 3, "YCl3": 1}),
        ("LiNi0.5Mn1.5O4", {"Li2O": Fraction(1, 2), "NiO": Fraction(1, 2), "MnO2": Fraction(3, 2)}),
    ],
)
def test_a_reaction_from_binaries_keeps_its_bonds(compound, binaries) -> None:
    assert total({compound: 1}) == total(binaries)


@pytest.mark.parametrize(
    ("compound", "expected"),
    [
        ("Li2O2", {"Li(1)-O": Fraction(1, 4), "O(-1)-O": Fraction(1, 4)}),
        ("KO2", {"K(1)-O": Fraction(1, 6), "O(-1/2)-O": Fraction(1, 2)}),
        ("LiN3", {"Li(1)-N": Fraction(1, 12), "N(-1/3)-N": Fraction(2, 3)}),
        ("FeSO4", {"Fe(2)-O": Fraction(1, 6), "S(6)-O": Fraction(1, 2)}),
        ("CuS", {"Cu(1)-S": Fraction(1, 4), "S(-1)-S": Fraction(1, 4)}),
        ("CuFeO2", {"Cu(1)-O": Fraction(1, 8), "Fe(3)-O": Fraction(3, 8)}),
        ("LaNi5", {}),
        ("Li", {}),
    ],
)
def test_known_chemistry(compound, expected) -> None:
    assert weights(compound) == expected


@pytest.mark.parametrize("formula", ["NaCl3", "NaCl7", "CaAl2F10", "Na2YF6"])
def test_more_halogen_than_anyone_pays_for_is_unbalanced(formula) -> None:
    bonds = species_of(parse(formula).amounts)
    assert not bonds.balanced
    assert "more than the other elements can pay for" in bonds.reason


def test_an_element_without_known_states_is_named() -> None:
    bonds = species_of({"Fr": 1, "Cl": 1})
    assert not bonds.balanced
    assert "Fr" in bonds.reason


AMOUNTS = st.dictionaries(
    st.sampled_from(["Li", "Na", "La", "Fe", "Mn", "Ti", "P", "Si", "S", "O", "Cl", "N", "H", "Cu", "I"]),
    st.integers(1, 12),
    min_size=2,
    max_size=6,
)


@given(AMOUNTS, st.integers(2, 7), st.randoms())
@settings(max_examples=200, deadline=None)
def test_order_and_size_of_the_unit_do_not_matter(amounts, factor, random) -> None:
    shuffled = list(amounts.items())
    random.shuffle(shuffled)
    scaled = {element: amount * factor for element, amount in shuffled}
    assert species_of(amounts) == species_of(scaled)
    tenths = {element: amount / 10 for element, amount in amounts.items()}
    assert species_of(tenths).weights == species_of(amounts).weights


@given(AMOUNTS)
@settings(max_examples=200, deadline=None)
def test_balanced_anions_belong_to_someone_entirely(amounts) -> None:
    bonds = species_of(amounts)
    assert all(weight > 0 for weight in bonds.weights.values())
    atoms = sum(amounts.values())
    for anion in {species.anion for species in bonds.weights}:
        held = sum(weight for species, weight in bonds.weights.items() if species.anion == anion)
        assert held <= Fraction(amounts[anion], atoms)
        if bonds.balanced and "anions take more" not in bonds.reason and anion not in {"N", "S", "P"}:
            cation_parts = any(species.cation == anion and species.state > 0 for species in bonds.weights)
            assert cation_parts or held == Fraction(amounts[anion], atoms)


def test_names_read_back() -> None:
    for species in (Species("Fe", 3, "O"), Species("O", Fraction(-1, 2), "O")):
        assert Species.from_name(species.name) == species


def test_every_row_of_the_large_table(shared_data: Path, record_property) -> None:
    file = shared_data / "mp_2019_compositions.csv.gz"
    rows = list(csv.DictReader(gzip.decompress(file.read_bytes()).decode().splitlines()))
    reasons: Counter[str] = Counter()
    for row in rows:
        bonds = species_of(parse(row["formula"]).amounts)
        assert bonds.balanced == (not bonds.reason)
        reasons[bonds.reason or "balanced"] += 1
    for reason, count in reasons.most_common():
        print(f"{count:6} {count / len(rows):7.2%} {reason}")
        record_property(reason, count)
    assert reasons["balanced"] / len(rows) >= 0.99
