"""pymatgen's entries from a table and back, and a phase diagram that agrees with ours."""

from __future__ import annotations

import pytest
from pymatgen.analysis.phase_diagram import PhaseDiagram

import stabwin
from stabwin.chemistry.formula import parse


@pytest.fixture
def table(entries) -> stabwin.PhaseTable:
    return stabwin.PhaseTable.from_entries(entries)


def test_entries_make_the_round_trip(table, entries):
    again = table.to_entries()
    total = {entry.reduced_formula: entry.energy_per_atom for entry in entries}
    assert {entry.reduced_formula for entry in again} == set(total)
    for entry in again:
        assert entry.energy_per_atom == pytest.approx(total[entry.reduced_formula], abs=1e-12)
    back = stabwin.PhaseTable.from_entries(again)
    assert back.columns.keys.to_list() == table.columns.keys.to_list()
    assert back.columns.material_ids.to_list() == table.columns.material_ids.to_list()
    assert back.columns.band_gaps.tolist() == table.columns.band_gaps.tolist()
    assert back.stability.energies == pytest.approx(table.stability.energies, abs=1e-12)
    assert back.reference_energies_ev_per_atom == pytest.approx(table.reference_energies_ev_per_atom)


def test_a_phase_diagram_of_the_entries_has_our_stable_phases_and_energies_above_hull(table):
    entries = table.to_entries()
    diagram = PhaseDiagram(entries)
    ours = table.to_dataframe().set_index("formula")
    stable = table.stability.stable
    assert {entry.reduced_formula for entry in diagram.stable_entries} == set(ours.index[stable])
    for entry in entries:
        above = ours["energy_above_hull_ev_per_atom"][entry.reduced_formula]
        assert diagram.get_e_above_hull(entry) == pytest.approx(above, abs=1e-8)


def test_without_reference_energies_the_elements_count_as_zero(starter):
    inside = {"Li", "P", "S"}
    frame = starter.to_dataframe()
    rows = frame[[set(parse(formula).elements) <= inside for formula in frame["formula"]]]
    table = stabwin.PhaseTable.from_dataframe(rows, scheme="literature")
    entries = {entry.reduced_formula: entry for entry in table.to_entries()}
    assert entries["Li"].energy == 0
    # In the table's scheme: the correction of sulfides is in the energies.
    energy = table.stability.energies[table.find(parse("Li3PS4"))]
    assert entries["Li3PS4"].energy == pytest.approx(energy * 8, abs=1e-12)
    assert entries["Li3PS4"].data["band_gap"] == pytest.approx(
        rows.set_index("formula")["band_gap_ev"]["Li3PS4"]
    )
    assert entries["Li3PS4"].entry_id is None  # the starter does not know it
    assert entries["Li2S"].entry_id == rows.set_index("formula")["material_id"]["Li2S"]


def test_the_formula_nan_stays_sodium_nitride():
    import pandas as pd

    table = stabwin.PhaseTable.from_dataframe(
        pd.DataFrame({"formula": ["NaN"], "formation_energy_ev_per_atom": [-0.5]})
    )
    assert {str(entry.composition) for entry in table.to_entries()} >= {"Na1 N1", "Na1"}
