"""What the docs say of single lithium compounds and of the bond of lithium with sulfur."""

from __future__ import annotations

import pytest

from stabwin.chemistry.formula import parse
from stabwin.thermo.bonds import Species, species_of
from stabwin.thermo.measured import measurements, table_energies
from stabwin.thermo.posterior_files import read_posterior

KJ_PER_MOL = 96.485  # per eV


def measured_kj_per_mol(formula: str) -> float:
    parsed = parse(formula)
    return measurements()[parsed.key].enthalpy_ev_per_atom * float(parsed.atoms) * KJ_PER_MOL


def table_kj_per_mol(formula: str) -> float:
    parsed = parse(formula)
    return table_energies()[parsed.key] * float(parsed.atoms) * KJ_PER_MOL


@pytest.mark.parametrize(
    ("energy", "lithium", "sodium"),
    [(measured_kj_per_mol, -54.6, -23.8), (table_kj_per_mol, -19.0, -31.3)],
)
def test_lithium_chloroaluminate_is_measured_against_the_order_of_bases(energy, lithium, sodium) -> None:
    def formed(alkali: str) -> float:
        return energy(f"{alkali}AlCl4") - energy(f"{alkali}Cl") - energy("AlCl3")

    assert formed("Li") == pytest.approx(lithium, abs=0.1)
    assert formed("Na") == pytest.approx(sodium, abs=0.1)


@pytest.mark.parametrize("acid", ["Si", "Ti"])
def test_sodium_oxide_binds_acids_more_strongly_than_lithium_oxide(acid: str) -> None:
    def formed(alkali: str) -> float:
        salt, oxides = f"{alkali}2{acid}O3", (f"{alkali}2O", f"{acid}O2")
        return measured_kj_per_mol(salt) - sum(measured_kj_per_mol(oxide) for oxide in oxides)

    assert formed("Na") < formed("Li") - 50


def test_one_compound_alone_tells_of_lithium_with_sulfur() -> None:
    """Which is one reason why limits of thiophosphates have wide bars: an error of 0.1 eV per sulfur."""
    bond = Species("Li", 1, "S")
    holding = [
        one.formula.reduced
        for one in measurements().values()
        if bond in species_of(one.formula.amounts).weights
    ]
    assert holding == ["Li2S"]
    _, posterior = read_posterior()
    place = posterior.species.index(bond)
    assert posterior.covariance[place, place] ** 0.5 == pytest.approx(0.106, abs=0.001)


def test_one_sulfide_of_phosphorus_is_measured() -> None:
    """JANAF, -224.647 kJ/mol from white phosphorus, which the table's other phosphorus compounds start from."""
    (one,) = [one for one in measurements().values() if set(one.formula.amounts) == {"P", "S"}]
    assert one.formula.reduced == "P4S3"
    assert measured_kj_per_mol("P4S3") == pytest.approx(-224.647, abs=0.05)
