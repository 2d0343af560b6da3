"""Warnings on the phases in an answer: gases, wrong energies, phases that are not there, charges."""

from __future__ import annotations

import pandas as pd
import pytest

import stabwin as sw
from stabwin.analysis.off_scale import NOTABLE_EV
from stabwin.analysis.warnings import Asked, phase_warnings
from stabwin.chemistry.formula import parse
from stabwin.thermo.measured import molecules


@pytest.fixture(scope="module")
def measured() -> sw.PhaseTable:
    """With enthalpies, as those of the other schemes are."""
    return sw.load_phases("starter", scheme="measured", temperature_k="none")


def enthalpy_ev(formula: str) -> float:
    """The measured enthalpy of a molecule, eV per formula unit."""
    parsed = parse(formula)
    return molecules()[parsed.key].enthalpy_ev_per_atom * parsed.atoms


def table_with(**energies_ev_per_formula: float) -> sw.PhaseTable:
    frame = pd.DataFrame(
        {
            "formula": list(energies_ev_per_formula),
            "formation_energy_ev_per_atom": [
                energy / parse(formula).atoms for formula, energy in energies_ev_per_formula.items()
            ],
        }
    )
    return sw.PhaseTable.from_dataframe(frame, complete=True)


def asked(*formulas: str, listed: bool = True) -> list[Asked]:
    return [Asked(parse(formula), listed) for formula in formulas]


def of_energies(warnings: tuple[str, ...]) -> list[str]:
    return [text for text in warnings if "measured enthalpies" in text]


class Written:
    """A reaction, as answers hold it."""

    def __init__(self, reaction: str) -> None:
        self.reaction = reaction


@pytest.mark.parametrize("formula", ["CO2", "SO2", "H2O", "H2S", "HCl"])
@pytest.mark.parametrize("off_ev", [-1.3, -0.42, -0.25, 0.0, 0.25, 0.42])
def test_a_molecule_far_from_experiment_is_named_with_its_error_and_what_follows(formula, off_ev):
    table = table_with(**{formula: enthalpy_ev(formula) + off_ev})
    for targets, side in (("Li2S", "form it"), (formula, "use it up")):
        said = of_energies(phase_warnings(table, [formula], asked(targets)))
        assert bool(said) == (abs(off_ev) > NOTABLE_EV)
        if said:
            assert f"{formula} {abs(off_ev):.1f} eV too {'low' if off_ev < 0 else 'high'}" in said[0]
            favourable = (off_ev < 0) == (side == "form it")
            follows = "too favourable." if favourable else "too unfavourable, or are not found."
            assert said[0].endswith(f"reactions that {side} come out {follows}")


def test_what_is_not_in_the_table_has_no_energy_to_compare():
    table = table_with(CO2=enthalpy_ev("CO2") - 1.0)
    assert not of_energies(phase_warnings(table, ["SO2"], asked("Li2S")))
    assert not of_energies(phase_warnings(table, ["Li2O"], asked("Li2S")))


def test_a_reaction_is_said_with_both_sides_and_its_net_shift():
    table = table_with(CO2=enthalpy_ev("CO2") - 1.0, SO2=enthalpy_ev("SO2") - 0.4)
    (said,) = of_energies(
        phase_warnings(table, ["SO2"], asked("CO2", "Li2O"), [Written("CO2 + Li2O -> 2 SO2 + Li")])
    )
    assert "CO2 (used up) 1.0 eV too low, SO2 (formed) 0.4 eV too low per formula unit" in said
    assert said.endswith("CO2 + Li2O -> 2 SO2 + Li comes out 0.20 eV too unfavourable.")
    assert "these errors cancel to 0.05 eV" in str(
        of_energies(phase_warnings(table, ["SO2"], asked("CO2"), [Written("2 CO2 -> 5 SO2")]))
    )


@pytest.mark.parametrize("scheme", ["literature", "database"])
def test_the_shift_of_a_reaction_is_what_it_differs_by_in_measured(scheme):
    """Water and lithium sulfide: two ways to the same number, on real data."""
    from stabwin.analysis.off_scale import off_scale, shift_of

    formulas = ("Li2S", "H2O", "LiHO", "H2S", "LiClO4", "Li2SO4", "LiNO3", "H3PO4", "LiH2PO4", "Y(ClO4)3")
    tables = [sw.load_phases("starter", scheme=name, temperature_k="none") for name in (scheme, "measured")]
    found = []
    for table in tables:
        energies = {}
        for formula in formulas:
            row = table.find(parse(formula))
            energies[formula] = float(table.stability.energies[row]) * parse(formula).atoms
        found.append(energies)
    for reaction, change in {
        "Li2S + 2 H2O -> 2 LiHO + H2S": {"Li2S": -1, "H2O": -2, "LiHO": 2, "H2S": 1},
        "LiClO4 + 0.5 Li2SO4 -> LiNO3": {"LiClO4": -1, "Li2SO4": -0.5, "LiNO3": 1},
        "H3PO4 -> LiH2PO4 + Y(ClO4)3": {"H3PO4": -1, "LiH2PO4": 1, "Y(ClO4)3": 1},
    }.items():
        shift = shift_of(tables[0], off_scale(tables[0], formulas), reaction)
        expected = [sum(n * energies[f] for f, n in change.items()) for energies in found]
        assert shift.net_ev == pytest.approx(expected[0] - expected[1], abs=1e-9)


def test_no_answer_is_silent_or_reversed(starter, measured):
    """The cases of section 3 of the trust page, with energies of the papers and with measured ones."""
    water = sw.interface("Li2S", "H2O", phases=starter)
    assert any(
        "H2O 1.7 eV too low" in w and "use it up come out too unfavourable" in w for w in water.warnings
    )
    (hydrolysis,) = [sw.interface("Li2S", "H2O", phases=measured)]
    assert hydrolysis.mutual.ev_per_atom < -0.1
    assert not of_energies(hydrolysis.warnings)
    (carbonate,) = of_energies(sw.interface("Li2O", "CO2", phases=starter).warnings)
    assert "CO2 (used up)" in carbonate
    assert "Li2CO3 (formed)" in carbonate
    assert carbonate.endswith("0.32 eV too unfavourable.")
    (sulfate,) = of_energies(sw.interface("LPSCl", "LCO", phases=starter).warnings)
    assert "Li2SO4 (formed) 1.4 eV too low" in sulfate
    assert "too favourable" in sulfate
    oxidised = sw.interface("Li3YCl6", "LCO", voltage_v=4.2, phases=starter)
    assert any("ClO2 (formed)" in text for text in of_energies(oxidised.warnings))
    chlorine = sw.window("Li3YCl6", phases=starter).warnings
    assert any(text.startswith("Cl2 among the products: a gas") for text in chlorine)


@pytest.mark.parametrize(("name", "ion", "phase"), [("LTO", "Li", "Li7Ti10O24"), ("NaCl", "Na", "NaCl3")])
def test_a_phase_that_is_not_there_is_said_where_it_is_not_left_out(starter, measured, name, ion, phase):
    (said,) = [w for w in sw.window(name, ion=ion, phases=starter).warnings if w.startswith(phase)]
    assert "should not count as a phase" in said
    assert "--exclude" in said
    assert not any(phase in text for text in sw.window(name, ion=ion, phases=measured).warnings)


def test_a_formula_whose_charges_do_not_balance_says_so(starter, measured):
    for table in (starter, measured):
        window = sw.window("Li7La3Zr2O7", phases=table)
        assert window.window == "zero_width"
        assert any("charges of Li7La3Zr2O7 do not balance" in text for text in window.warnings)
        assert "there is more O than" in str(sw.window("Li7La3Zr2O13", phases=table).warnings)
        for right in ("LLZO", "Li6.4La3Zr1.4Ta0.6O12", "Li5.5PS4.5Cl1.5", "Li3PS3.75O0.25", "LCO-0.6"):
            assert not any("balance" in text for text in sw.window(right, phases=table).warnings), right


def test_gases_stand_for_enthalpies(measured):
    contact = sw.interface("Li3PS4", "H2O", phases=measured)
    assert any(text.startswith("H2S among the products: a gas, whose entropy") for text in contact.warnings)
    assert any(text.startswith("H2O is a gas, whose entropy is left out") for text in contact.warnings)
    both = sw.window("Li2CO3", phases=measured).warnings
    assert any(text.startswith("CO2, O2 among the products: gases, whose entropies are") for text in both)


def test_a_guess_at_bonds_is_said_in_measured_alone(starter):
    measured = sw.load_phases("starter", scheme="measured", include="NaCl3")
    (said,) = phase_warnings(measured, ["Li2O"], asked("NaCl3"))
    assert "charges of NaCl3 do not balance" in said
    assert phase_warnings(measured, ["Li2O"], asked("Li2S")) == ()
    assert phase_warnings(starter, ["Li2O"], asked("NaCl3")) == ()


def test_a_target_that_the_scheme_leaves_out_is_said_with_the_reason():
    (left_out, *_) = sw.window("NaCl3", phases="starter", scheme="measured", ion="Na").warnings
    assert left_out.startswith("The scheme measured leaves NaCl3 out (stable above 20 GPa only): ")
    for said in (
        sw.window("NaCl3", phases="starter", scheme="measured", ion="Na", include="NaCl3"),
        sw.window("NaCl3", phases="starter", scheme="literature", ion="Na"),
        sw.window("LiS4", phases="starter", scheme="measured", ion="Li", exclude="Li2S"),
    ):
        assert not any("NaCl3 out" in text for text in said.warnings)
