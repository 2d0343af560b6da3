"""Gibbs energies of solids: measured ones are their own, others come from their bonds, with bars that hold."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from scipy.optimize import brentq

from stabwin.chemistry.formula import parse
from stabwin.errors import DamagedDataError
from stabwin.phases.at_temperature import thermal_parts_ev
from stabwin.thermo.bonds import species_of
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.gibbs.bonds import mass_term_j_per_mol_k
from stabwin.thermo.gibbs.errors import thermal_errors
from stabwin.thermo.gibbs.files import FACTS_FILES, read_functions
from stabwin.thermo.gibbs.gases import gases
from stabwin.thermo.gibbs.measured import (
    GIBBS_FILE,
    atomic_fractions,
    measured_gibbs,
    measured_with_bonds,
    reference_gibbs_of_ev,
)
from stabwin.thermo.gibbs.nodes import NODES_K, checked_temperature, function_at, gibbs_of_function_ev
from stabwin.thermo.gibbs.polynomials import rows
from stabwin.thermo.gibbs.regression import Functions, fit
from stabwin.thermo.gibbs.solids import gibbs_functions
from stabwin.thermo.gibbs.validation import held_out
from stabwin.thermo.measured import measurements
from stabwin.thermo.residuals import kind_of


def gibbs_ev(text: str, temperature_k: float) -> float:
    """Formation Gibbs energy of a measured solid as the package has it, eV per formula unit."""
    formula = parse(text)
    enthalpy = measurements()[formula.key].enthalpy_ev_per_atom
    thermal = float(thermal_parts_ev([formula.amounts], temperature_k)[0])
    return (enthalpy + thermal) * float(formula.atoms)


def gas_ev(name: str, temperature_k: float, pressure_bar: float = 1.0) -> float:
    return gases()[name].gibbs_ev(temperature_k, pressure_bar)


@pytest.mark.parametrize("temperature_k", [300.0, 800.0])
def test_measured_solids_have_their_own_gibbs_energies(temperature_k):
    """Reactions of solids with gases are those of the rows themselves; a thousand of them."""
    column = f"gibbs_{temperature_k:.0f}k_ev_per_atom"
    chosen: dict[str, float] = {}
    for row in rows(GIBBS_FILE):
        formula = parse(row["formula"])
        used = measured_gibbs().get(formula.key)
        if used is not None and used.source == row["source"] and row[column] and not row["left_out"]:
            chosen[row["formula"]] = float(row[column])
    assert len(chosen) > 600
    compositions = [parse(text).amounts for text in chosen]
    enthalpies = [measurements()[parse(text).key].enthalpy_ev_per_atom for text in chosen]
    found = np.array(enthalpies) + thermal_parts_ev(compositions, temperature_k)
    np.testing.assert_allclose(found, list(chosen.values()), atol=1e-9)


def reactions():
    """Oxides with gases: to hydroxides, carbonates, sulfates, halides and sulfides that are measured."""
    metals = {
        **dict.fromkeys(("Li", "Na", "K", "Rb", "Cs", "Ag", "Tl"), 1),
        **dict.fromkeys(("Be", "Mg", "Ca", "Sr", "Ba", "Zn", "Cd", "Pb", "Mn", "Fe", "Co", "Ni", "Cu"), 2),
        **dict.fromkeys(("Al", "Cr", "Y", "La"), 3),
    }
    for metal, charge in metals.items():
        oxide = {metal: 2, "O": charge} if charge % 2 else {metal: 1, "O": charge // 2}
        per = 1 if charge % 2 else 2
        yield oxide, {metal: 1, "O": charge, "H": charge}, {"H2O": charge / 2}
        yield oxide, {metal: 1, "Cl": charge}, {"HCl": charge, "H2O": -charge / 2}
        yield oxide, {metal: 1, "F": charge}, {"HF": charge, "H2O": -charge / 2}
        yield oxide, {metal: per, "S": charge * per // 2}, {"H2S": charge / 2, "H2O": -charge / 2}
        yield oxide, {metal: 3 - per, "C": 1, "O": 3}, {"CO2": charge / 2}
        yield oxide, {metal: 3 - per, "S": 1, "O": 4}, {"SO3": charge / 2}


@pytest.mark.parametrize("temperature_k", [300.0, 800.0])
def test_oxides_react_with_gases_as_measured(temperature_k):
    """The machinery: dG of oxide + gas -> product per atom, beside the rows taken as they are."""
    table = {}
    for row in rows(GIBBS_FILE):
        used = measured_gibbs().get(parse(row["formula"]).key)
        text = row[f"gibbs_{temperature_k:.0f}k_ev_per_atom"]
        if used is not None and used.source == row["source"] and text:
            table[parse(row["formula"]).key] = float(text)
    compared = 0
    for oxide, product, exchanged in reactions():
        one, two = (parse("".join(f"{e}{n}" for e, n in amounts.items())) for amounts in (oxide, product))
        if one.key not in table or two.key not in table:
            continue
        metal = next(iter(oxide))
        # Per metal atom; the gases balance what is left.
        of_gases = sum(n * gas_ev(gas, temperature_k) for gas, n in exchanged.items())
        measured = (
            table[two.key] * float(two.atoms) / product[metal]
            - table[one.key] * float(one.atoms) / oxide[metal]
            - of_gases
        )
        found = (
            gibbs_ev(two.text, temperature_k) / product[metal]
            - gibbs_ev(one.text, temperature_k) / oxide[metal]
            - of_gases
        )
        assert found == pytest.approx(measured, abs=0.005), two.text
        compared += 1
    print(f"{compared} reactions at {temperature_k:g} K")
    assert compared >= 45


# Onsets of decomposition, K: with the compounds' own rows within 15 K.
ONSETS = {
    "CaCO3 -> CaO + CO2": (1164, lambda t: gibbs_ev("CaO", t) + gas_ev("CO2", t) - gibbs_ev("CaCO3", t)),
    "MgCO3 -> MgO + CO2": (677, lambda t: gibbs_ev("MgO", t) + gas_ev("CO2", t) - gibbs_ev("MgCO3", t)),
    "Ca(OH)2 -> CaO + H2O": (795, lambda t: gibbs_ev("CaO", t) + gas_ev("H2O", t) - gibbs_ev("Ca(OH)2", t)),
    "Mg(OH)2 -> MgO + H2O": (542, lambda t: gibbs_ev("MgO", t) + gas_ev("H2O", t) - gibbs_ev("Mg(OH)2", t)),
    "Co3O4 -> 3 CoO, air": (
        1171, lambda t: 3 * gibbs_ev("CoO", t) + 0.5 * gas_ev("O2", t, 0.2095) - gibbs_ev("Co3O4", t),
    ),
    "2 CuO -> Cu2O, air": (
        1300, lambda t: gibbs_ev("Cu2O", t) + 0.5 * gas_ev("O2", t, 0.2095) - 2 * gibbs_ev("CuO", t),
    ),
    "Ag2O -> 2 Ag, air": (428, lambda t: 0.5 * gas_ev("O2", t, 0.2095) - gibbs_ev("Ag2O", t)),
}  # fmt: skip


@pytest.mark.parametrize("reaction", ONSETS)
def test_solids_decompose_where_they_are_known_to(reaction):
    measured_k, energy = ONSETS[reaction]
    assert brentq(energy, 320, 1490) == pytest.approx(measured_k, abs=15)


# With the Gibbs energies of these compounds left out, and their enthalpies kept.
LEFT_OUT = {
    "CaCO3": (1164, {"CaO": 1, "CaCO3": -1}, ("CO2", 1.0, 1.0)),
    "MgCO3": (677, {"MgO": 1, "MgCO3": -1}, ("CO2", 1.0, 1.0)),
    "Ca(OH)2": (795, {"CaO": 1, "Ca(OH)2": -1}, ("H2O", 1.0, 1.0)),
    "Mg(OH)2": (542, {"MgO": 1, "Mg(OH)2": -1}, ("H2O", 1.0, 1.0)),
    "Co3O4": (1171, {"CoO": 3, "Co3O4": -1}, ("O2", 0.5, 0.2095)),
    "CuO": (1300, {"Cu2O": 1, "CuO": -2}, ("O2", 0.5, 0.2095)),
    "Ag2O": (428, {"Ag2O": -1}, ("O2", 0.5, 0.2095)),
}


def test_onsets_with_their_compounds_left_out_lie_inside_their_bars():
    keys = {parse(name).key for _, solids, _ in LEFT_OUT.values() for name in solids}
    shipped = read_functions()
    model = fit(
        Functions.of([one for one in measured_with_bonds() if one.formula.key not in keys]),
        dict(shipped.sizes_j_per_mol_k),
        dict(shipped.scales_j_per_mol_k),
    )
    drawn = np.random.default_rng(0)

    def predicted(name):
        formula = parse(name)
        bonds = species_of(formula.amounts)
        weights = np.array([float(one) for one in bonds.weights.values()])
        means, of_measured, left = model.of_bonds(list(bonds.weights))
        covariance = of_measured @ model.covariance @ of_measured.T + np.diag(left**2)
        fractions = atomic_fractions(formula.amounts)
        base = model.base_j_per_mol_k + mass_term_j_per_mol_k(fractions)
        scale = model.scales_j_per_mol_k[kind_of(formula.amounts, bonds)]
        return formula, weights @ means + base, float(np.sqrt(weights @ covariance @ weights)), scale

    known = {name: predicted(name) for _, solids, _ in LEFT_OUT.values() for name in solids}

    def energy(name, temperature_k, shift):
        formula, function, _, _ = known[name]
        thermal = gibbs_of_function_ev(function_at(function + shift, temperature_k), temperature_k)
        elements = reference_gibbs_of_ev(atomic_fractions(formula.amounts), temperature_k)
        enthalpy = measurements()[formula.key].enthalpy_ev_per_atom
        return (enthalpy + float(thermal) - elements) * float(formula.atoms)

    for name, (measured_k, solids, (gas, molecules, pressure_bar)) in LEFT_OUT.items():

        def onset(shifts, solids=solids, gas=gas, molecules=molecules, pressure_bar=pressure_bar):
            def reaction(t):
                of_solids = sum(n * energy(one, t, shifts.get(one, 0.0)) for one, n in solids.items())
                return of_solids + molecules * gas_ev(gas, t, pressure_bar)

            return 1500.0 if reaction(1499.0) > 0 else brentq(reaction, 299.0, 1499.0)

        nominal = onset({})
        samples = [
            onset(
                {
                    one: drawn.standard_t(3) * known[one][3] + drawn.normal() * known[one][2]
                    for one in solids
                }
            )
            for _ in range(200)
        ]
        low, high = np.quantile(samples, (0.05, 0.95))
        print(f"{name}: {nominal:.0f} K, 90 % {low:.0f} to {high:.0f}, known {measured_k}")
        assert low < measured_k < high
        assert name == "Co3O4" or abs(nominal - measured_k) < 150


def test_lithium_sulfide_hydrolyses_with_the_known_energy():
    # Per H2O, at 1e-3 bar of it and 1e-6 bar of H2S; of Li2S only the entropy is the model's.
    energy = (
        2 * gibbs_ev("LiOH", 298.15) + gas_ev("H2S", 298.15, 1e-6)
        - gibbs_ev("Li2S", 298.15) - 2 * gas_ev("H2O", 298.15, 1e-3)
    ) / 2  # fmt: skip
    assert energy == pytest.approx(-0.11, abs=0.01)


def test_the_fit_is_reproduced():
    shipped = read_functions()
    again = fit(
        Functions.of(measured_with_bonds()),
        dict(shipped.sizes_j_per_mol_k),
        dict(shipped.scales_j_per_mol_k),
    )
    assert again.species == shipped.species
    np.testing.assert_allclose(again.means_j_per_mol_k, shipped.means_j_per_mol_k, atol=2e-3)
    np.testing.assert_allclose(again.covariance, shipped.covariance, atol=1e-3)


def test_compounds_held_out_lie_inside_their_bars():
    found = held_out()
    for temperature_k, most_mev in ((300.0, 9), (600.0, 17), (800.0, 24), (1000.0, 31)):
        there, errors, half_widths = found.errors_ev(temperature_k)
        inside = np.abs(errors) <= half_widths
        print(f"{temperature_k:g} K: {len(there)} compounds, mean {np.abs(errors).mean() * 1e3:.1f} meV/atom, "
              f"median {np.median(np.abs(errors)) * 1e3:.1f}, {inside.mean():.0%} inside 90 %")  # fmt: skip
        assert np.abs(errors).mean() * 1e3 < most_mev
        assert 0.85 <= inside.mean() <= 0.95
    by_class = defaultdict(list)
    there, errors, half_widths = found.errors_ev(300.0)
    for j, error, half_width in zip(there.tolist(), errors, half_widths, strict=True):
        by_class[found.classes[j]].append(abs(error) <= half_width)
    for name, inside in sorted(by_class.items()):
        if len(inside) >= 15:
            print(f"{name}: {len(inside)} compounds, {np.mean(inside):.0%} inside 90 % at 300 K")


def test_rows_in_use_agree_with_measured_entropies():
    entropies = {
        parse(row["formula"]).key: float(row["entropy_298k_j_per_mol_atoms_k"])
        for row in rows("measured_entropies.csv")
        if not row["left_out"]
    }
    compared = [key for key in measured_gibbs() if key in entropies]
    assert len(compared) > 240
    for key in compared:
        assert measured_gibbs()[key].function_j_per_mol_k[0] == pytest.approx(entropies[key], abs=5.1), key


def test_functions_of_solids_grow_smoothly_between_their_nodes():
    phases = CorrectionModel.prepare(
        [parse(text).amounts for text in ("LiCl", "Li6PS5Cl", "La2O3", "Li3N")]
    )
    functions = gibbs_functions(phases)
    for temperature_k in (300.0, 700.0, 1300.0, 1500.0):
        place = NODES_K.index(temperature_k)
        np.testing.assert_allclose(function_at(functions, temperature_k), functions[:, place])
    finely = np.array([function_at(functions, float(t)) for t in range(300, 1500, 10)])
    steps = np.diff(finely, axis=0)
    assert (steps > -0.02).all()
    assert (np.abs(np.diff(steps, axis=0)) < 0.1).all()


def test_alloys_and_elements_have_no_thermal_part():
    parts = thermal_parts_ev([parse(text).amounts for text in ("Li", "CuZn", "LiCl")], 700.0)
    assert parts[0] == parts[1] == 0.0
    assert parts[2] > 0.1


def test_errors_grow_with_temperature_and_vanish_for_measured_rows():
    phases = CorrectionModel.prepare([parse(text).amounts for text in ("LiCl", "Li6PS5Cl", "CO2", "Li2S")])
    cold, hot = thermal_errors(phases, 300.0), thermal_errors(phases, 900.0)
    assert cold.own_ev[0] == hot.own_ev[0] == 0.0
    assert hot.own_ev[1] == pytest.approx(3 * cold.own_ev[1])
    assert cold.own_ev[2] == 0.0
    assert not cold.shared_ev[2]
    assert cold.own_ev[3] > 0.004  # of Li2S only the enthalpy is measured
    beyond = thermal_errors(CorrectionModel.prepare([parse("CaCO3").amounts]), 1400.0)
    assert beyond.own_ev[0] > 0.005


@pytest.mark.parametrize(("temperature_k", "what"), [
    (25.0, "in kelvins"), (1600.0, "298.15 to 1500"), (float("nan"), "not a number"), (float("inf"), "not a number"),
])  # fmt: skip
def test_temperatures_outside_the_range_are_refused(temperature_k, what):
    with pytest.raises(Exception, match=what):
        checked_temperature(temperature_k)


@pytest.mark.parametrize("name", ["species.csv", "covariance.npy", *FACTS_FILES])
def test_edited_files_are_refused(tmp_path, name):
    from importlib import resources
    from pathlib import Path

    source = Path(str(resources.files("stabwin.data").joinpath("thermo", "gibbs")))
    for file in source.iterdir():
        if file.suffix in {".csv", ".npy", ".toml"}:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes() + b" ")
    with pytest.raises(DamagedDataError, match=name):
        read_functions(tmp_path)


def test_the_reference_of_a_compound_is_that_of_its_elements():
    half = reference_gibbs_of_ev({"Li": 0.5, "Cl": 0.5}, 500.0)
    assert half == pytest.approx(
        (reference_gibbs_of_ev({"Li": 1.0}, 500.0) + reference_gibbs_of_ev({"Cl": 1.0}, 500.0)) / 2
    )
