"""The comparisons with measured enthalpies on the pages of coatings and published interfaces."""

from __future__ import annotations

import pytest

import stabwin
from stabwin.chemistry.formula import parse

KJ_PER_MOL = 1 / 96.485  # in eV

# NBS tables (Wagman et al. 1982) and NIST-JANAF tables (Chase 1998), kJ/mol at 298 K.
MEASURED = {
    "MnO": -385.22,
    "MnS": -214.2,
    "Li2S": -441.4,
    "Li2O": -597.94,
    "Ta2O5": -2045.98,
    "Nb2O5": -1899.54,
}


@pytest.fixture(scope="module")
def computed(starter):
    """Formation energies, eV per formula unit."""
    rows = (
        starter.to_dataframe().set_index("formula")["formation_energy_ev_per_atom"].groupby(level=0).min()
    )
    return lambda formula: rows[parse(formula).reduced] * parse(formula).atoms


def test_manganese_oxide_and_lithium_sulfide(computed):
    def exchange(energy):
        return energy("MnS") + energy("Li2O") - energy("MnO") - energy("Li2S")

    assert exchange(computed) == pytest.approx(0.57, abs=0.005)
    assert exchange(MEASURED.get) * KJ_PER_MOL == pytest.approx(0.15, abs=0.005)
    # Manganese in the oxide 1.2 eV higher: the exchange releases that much more.
    assert exchange(computed) - 1.2 == pytest.approx(-0.63, abs=0.005)


def test_tantalum_holds_its_oxygen_more_firmly_than_niobium(computed, starter):
    measured = (MEASURED["Nb2O5"] - MEASURED["Ta2O5"]) * KJ_PER_MOL
    here = computed("Nb2O5") - computed("Ta2O5")
    assert (measured, here) == (pytest.approx(1.52, abs=0.005), pytest.approx(1.86, abs=0.005))
    contact = stabwin.interface("LiTaO3", "Li3PS4", phases=starter).mutual
    units = 4 / 3  # of LiTaO3 in the reaction as written, with one Li3PS4
    raised = units * (here - measured) / 2 / (units * 5 + 8)
    assert contact.ev_per_atom - raised == pytest.approx(-0.066, abs=0.0005)
