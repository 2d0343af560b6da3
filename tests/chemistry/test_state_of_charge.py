"""States of charge as they are written behind a material."""

from __future__ import annotations

import pytest

import stabwin as sw
from stabwin.chemistry.target import resolve_target
from stabwin.errors import FormulaError, NotComputableError


@pytest.mark.parametrize(
    ("text", "ion", "reduced"),
    [
        ("LCO@0.5", None, "Li0.5CoO2"),
        ("nmc811 @ 0.2", None, "Li0.2Mn0.1Co0.1Ni0.8O2"),
        ("LiCoO2@1/2", None, "Li0.5CoO2"),
        ("LFP@0", None, "FePO4"),
        ("LFP@1", None, "LiFePO4"),
        ("NVP@1", None, "NaV2(PO4)3"),
        ("LPSCl@5", None, "Li5PS5Cl"),
        ("LiNaCoO2@0.5", "Na", "Na0.5LiCoO2"),
    ],
)
def test_a_state_is_the_ions_left_per_formula_unit(text, ion, reduced):
    found = resolve_target(text, ion)
    amounts = resolve_target(reduced).formula.key
    assert found.formula.key == amounts
    assert found.text == text
    assert not found.has_states
    assert found.name_with_states is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LCO@1.5", r"LCO@1\.5 has more than the 1 Li per formula unit of LiCoO2: choose 0 to 1\."),
        ("Al2O3@0.2", r"Al2O3@0\.2 asks for a state of charge, but Al2O3 holds no Li"),
        ("LCO@x", r"'LCO@x' is not a state of charge: write NMC811@0\.2"),
        ("LCO@-0.5", "not a state of charge"),
        ("LCO@1/0", "not a state of charge"),
        ("@0.5", "not a state of charge"),
        ("Li@0", "leaves nothing of Li: it holds only Li"),
    ],
)
def test_a_state_that_the_material_cannot_have_is_refused(text, said):
    with pytest.raises(FormulaError, match=said):
        resolve_target(text)


def test_a_name_of_the_catalogue_with_the_sign_is_a_name():
    with pytest.raises(NotComputableError, match="LGPS@Si"):
        resolve_target("LGPS@Si")


def test_charging_makes_a_contact_worse(starter):
    """Mutual energies of LPSCl with NMC811, eV per atom, with the energies of the papers."""
    found = [
        sw.interface("LPSCl", f"NMC811@{ions}", phases=starter).mutual.ev_per_atom
        for ions in ("1", "0.5", "0.2")
    ]
    assert found == pytest.approx([-0.449, -0.670, -0.794], abs=1e-3)
    assert sw.interface("LPSCl", "NMC811", state="charged", phases=starter).mutual.ev_per_atom == found[1]
