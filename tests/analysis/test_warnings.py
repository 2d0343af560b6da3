"""Warnings on the phases in an answer: gases, and molecules that the data bind too strongly."""

from __future__ import annotations

import pandas as pd
import pytest

import stabwin as sw
from stabwin.analysis.warnings import NOTABLE_OVERBINDING_EV, molecules, phase_warnings
from stabwin.chemistry.formula import parse


def table_with(formula: str, energy_ev_per_formula: float) -> sw.PhaseTable:
    """A table of one molecule with some energy, and of what a lithium compound of it needs."""
    frame = pd.DataFrame(
        {
            "formula": [formula],
            "formation_energy_ev_per_atom": [energy_ev_per_formula / parse(formula).atoms],
        }
    )
    return sw.PhaseTable.from_dataframe(frame)


@pytest.mark.parametrize("formula", ["CO2", "SO2", "H2O", "H2S", "HCl"])
@pytest.mark.parametrize("too_low_ev", [-2.0, 0.0, 0.25, 0.42, 1.3])
def test_a_molecule_far_below_experiment_is_named_with_its_error(formula, too_low_ev):
    measured = molecules()[formula].measured_enthalpy_ev
    table = table_with(formula, measured - too_low_ev)
    said = [text for text in phase_warnings(table, [formula], "Li2S") if "overbind" in text]
    assert bool(said) == (too_low_ev > NOTABLE_OVERBINDING_EV)
    if said:
        assert f"{formula} by {too_low_ev:.1f} eV" in said[0]
        assert "per formula unit" in said[0]


def test_the_target_itself_counts_and_what_is_not_in_the_answer_does_not():
    table = table_with("CO2", molecules()["CO2"].measured_enthalpy_ev - 1.0)
    (as_target,) = phase_warnings(table, ["Li2O"], "CO2")
    assert "overbind" in as_target
    assert phase_warnings(table, ["Li2O"], "Li2S") == ()
    # A molecule that the table does not hold has no energy to compare.
    (gas,) = phase_warnings(table, ["SO2"], "Li2S")
    assert gas.startswith("SO2 among the products: a gas")


def test_several_molecules_stand_in_one_sentence_in_order():
    formulas = ("SO2", "CO2")
    frame = pd.DataFrame(
        {
            "formula": formulas,
            "formation_energy_ev_per_atom": [
                (molecules()[formula].measured_enthalpy_ev - 0.6) / parse(formula).atoms
                for formula in formulas
            ],
        }
    )
    table = sw.PhaseTable.from_dataframe(frame)
    gases, overbound = phase_warnings(table, formulas, "Li2S")
    assert gases.startswith("CO2, SO2 among the products")
    assert "CO2 by 0.6 eV, SO2 by 0.6 eV" in overbound


def test_an_answer_carries_the_warning(starter):
    """Oxidised lithium carbonate gives off carbon dioxide, which the starter binds too strongly."""
    window = sw.window("Li2CO3", phases=starter)
    assert "CO2" in {product.formula for product in window.oxidation.products}
    assert any("overbind small molecules: CO2 by 1." in text for text in window.warnings)
    assert not any("overbind" in text for text in sw.window("LGPS", phases=starter).warnings)


def test_a_formula_whose_charges_do_not_balance_is_said_in_measured_alone(starter):
    measured = sw.load_phases("starter", scheme="measured", include="NaCl3")
    (said,) = phase_warnings(measured, ["Li2O"], "NaCl3")
    assert "charges of NaCl3 do not balance" in said
    assert phase_warnings(measured, ["Li2O"], "Li2S") == ()
    assert phase_warnings(starter, ["Li2O"], "NaCl3") == ()


def test_a_target_that_the_scheme_leaves_out_is_said_with_the_reason():
    (left_out, _) = sw.window("NaCl3", phases="starter", scheme="measured", ion="Na").warnings[:2]
    assert left_out.startswith("The scheme measured leaves NaCl3 out (stable above 20 GPa only): ")
    for said in (
        sw.window("NaCl3", phases="starter", scheme="measured", ion="Na", include="NaCl3"),
        sw.window("NaCl3", phases="starter", scheme="literature", ion="Na"),
        sw.window("LiS4", phases="starter", scheme="measured", ion="Li", exclude="Li2S"),
    ):
        assert not any("NaCl3 out" in text for text in said.warnings)
