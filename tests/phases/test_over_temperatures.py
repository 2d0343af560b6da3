"""Energies over temperatures: those of a table that is opened at each of them."""

from __future__ import annotations

import numpy as np
import pytest

from stabwin.phases.load import load_phases
from stabwin.phases.over_temperatures import ThermalPhases
from stabwin.phases.system import System

SYSTEMS = {
    "phosphates": ("Li", "Al", "Ti", "P", "O", "Co"),
    "sulfides and their gases": ("Na", "S", "H", "O", "C"),
    "halides and what boils": ("Li", "Zn", "Cl", "I", "Si"),
    "alloys": ("Li", "Mg", "Si"),
}


def phases_of(elements) -> ThermalPhases:
    table = load_phases("starter", scheme="measured", temperature_k=298.15)
    return ThermalPhases.of(System.of(table, elements, np.inf))


@pytest.mark.parametrize("temperature_k", [298.15, 350.0, 912.0, 1500.0])
@pytest.mark.parametrize("elements", SYSTEMS.values(), ids=SYSTEMS)
def test_the_lowest_state_of_each_composition_has_the_energy_of_the_table(elements, temperature_k):
    phases = phases_of(elements)
    table = load_phases("starter", scheme="measured", temperature_k=temperature_k)
    lowest: dict[str, float] = {}
    for key, energy in zip(phases.keys, phases.energies_ev(temperature_k).tolist(), strict=True):
        lowest[key] = min(energy, lowest.get(key, np.inf))
    for key, energy in lowest.items():
        expected = table.stability.energies[table.columns.keys.find(key)]
        assert energy == pytest.approx(expected, abs=1e-12), key


def test_what_boils_is_two_phases():
    phases = phases_of(("Li", "H", "O", "S"))
    states = {label for label in phases.labels if label.startswith(("H2O", "S2", "O2", "Li"))}
    assert {"H2O", "H2O(g)", "S2", "O2"} <= states
    names = dict(zip(phases.labels, phases.is_gas.tolist(), strict=True))
    assert not names["H2O"]
    assert names["H2O(g)"]
    assert names["O2"]
    assert not names["S"]
