"""pymatgen's entries from a table and back, and a phase diagram that agrees with ours."""

from __future__ import annotations

import pytest
from pymatgen.analysis.phase_diagram import PhaseDiagram

import stabwin
from stabwin.chemistry.formula import parse


@pytest.fixture
def table(entries) -> stabwin.PhaseTable:
    return stabwin.PhaseTable.from_entries(entries, complete=True)


def test_entries_make_the_round_trip(table, entries):
    again = table.to_entries()
    total = {entry.reduced_formula: entry.energy_per_atom for entry in entries}
    assert {entry.reduced_formula for entry in again} == set(total)
    for entry in again:
        assert entry.energy_per_atom == pytest.approx(total[entry.reduced_formula], abs=1e-12)
    back = stabwin.PhaseTable.from_entries(again, complete=True)
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
    table = stabwin.PhaseTable.from_dataframe(rows, scheme="literature", complete=True)
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
        pd.DataFrame({"formula": ["NaN"], "formation_energy_ev_per_atom": [-0.5]}), complete=True
    )
    assert {str(entry.composition) for entry in table.to_entries()} >= {"Na1 N1", "Na1"}


def entry_of(formula, energy, run_type="", adjustments=(), **data):
    from pymatgen.core.entries import ComputedEntry, ConstantEnergyAdjustment

    made = [ConstantEnergyAdjustment(value, name=name) for name, value in adjustments]
    parameters = {"run_type": run_type} if run_type else {}
    return ComputedEntry(formula, energy, energy_adjustments=made, parameters=parameters, data=data)


MIXTURES = {
    "r2SCAN beside GGA": (
        [
            entry_of("Na", -1.31, "GGA"),
            entry_of("S", -4.14, "GGA"),
            entry_of("Na2S", -24.0, "R2SCAN"),
        ],
        "several functionals (Na is GGA, Na2S is R2SCAN)",
    ),
    "functionals in the data": (
        [
            entry_of("Na", -1.31, functional="PBE_54"),
            entry_of("S", -4.14, run_type="GGA"),
            entry_of("Na2S", -24.0, functional="r2SCAN"),
        ],
        "several functionals (Na is GGA, Na2S is R2SCAN)",
    ),
    "thermo types in the data": (
        [
            entry_of("Na", -1.31, thermo_type="GGA_GGA+U"),
            entry_of("S", -4.14, thermo_type="GGA_GGA+U"),
            entry_of("Na2S", -24.0, thermo_type="R2SCAN"),
        ],
        "several functionals (Na is GGA, Na2S is R2SCAN)",
    ),
    "the thermo type of the mixing scheme": (
        [
            entry_of(one, energy, thermo_type="GGA_GGA+U_R2SCAN")
            for one, energy in (("Na", -1.3), ("S", -4))
        ],
        "The entry of Na was brought onto one scale with another functional",
    ),
    "the mixing scheme": (
        [
            entry_of("Li", -1.91),
            entry_of("I", -1.5),
            entry_of("LiI", -6.0, adjustments=[("MP GGA(+U)/r2SCAN mixing adjustment", -20.0)]),
        ],
        "The entry of LiI was brought onto one scale with another functional",
    ),
    "+U without corrections": (
        [
            entry_of("Li", -1.91, "GGA"),
            entry_of("Co", -7.1, "GGA"),
            entry_of("O", -4.94, "GGA"),
            entry_of("LiCoO2", -22.6, "GGA_U"),
        ],
        "The entry of LiCoO2 has +U and no corrections, that of Li has no +U",
    ),
    "an energy per atom": (
        [
            entry_of("Li", -1.91),
            entry_of("P", -5.41),
            entry_of("S", -4.14),
            entry_of("Li3PS4", -4.58),
        ],
        "has -4.58 eV for 8 atoms",
    ),
    "-94 eV/atom": (
        [entry_of("Li", -1.91), entry_of("F", -1.91), entry_of("LiF", -192.0)],
        "of -94.09 eV/atom lies outside what phases have",
    ),
}


@pytest.mark.parametrize(("entries", "says"), MIXTURES.values(), ids=MIXTURES)
def test_energies_that_cannot_stand_together_are_refused_by_both_doors(tmp_path, entries, says):
    import json

    from stabwin.phases.store.imports import import_files

    with pytest.raises(stabwin.PhaseFileError) as raised:
        stabwin.PhaseTable.from_entries(entries, complete=True)
    assert says in raised.value.message
    path = tmp_path / "entries.json"
    path.write_text(json.dumps([entry.as_dict() for entry in entries]))
    with pytest.raises(stabwin.PhaseFileError) as raised:
        import_files([path], cache=tmp_path, program="test")
    assert says in raised.value.message


def test_entries_of_one_functional_are_read():
    right = [
        entry_of("Li", -1.91),
        entry_of("P", -5.41),
        entry_of("S", -4.14),
        entry_of("Li3PS4", 8 * -4.58),
    ]
    assert len(stabwin.PhaseTable.from_entries(right, complete=True)) == 4
    corrected = ("MP2020 GGA/GGA+U mixing correction (Co)", -1.638)
    mp = [
        entry_of("Li", -1.91, "GGA"),
        entry_of("Co", -7.1, "GGA"),
        entry_of("O", -4.94, "GGA"),
        entry_of("LiCoO2", -22.6, "GGA+U", [corrected]),
    ]
    assert len(stabwin.PhaseTable.from_entries(mp, complete=True)) == 4
    scan = [entry_of("Li", -2.3, "R2SCAN"), entry_of("F", -3.0, "r2SCAN"), entry_of("LiF", -12.0, "R2SCAN")]
    assert len(stabwin.PhaseTable.from_entries(scan, complete=True)) == 3


@pytest.mark.parametrize("key", ["run_type", "functional", "thermo_type"])
def test_functionals_in_the_data_of_entries_that_agree_are_read(key):
    stated = {
        "run_type": ("GGA", "GGA_U"),
        "functional": ("PBE", "PBE_54"),
        "thermo_type": ("GGA_GGA+U",) * 2,
    }
    adjusted = [("MP2020 GGA/GGA+U mixing correction (Co)", -1.638)]
    entries = [
        *(entry_of(one, energy, **{key: stated[key][0]}) for one, energy in (("Co", -7.1), ("O", -4.94))),
        entry_of("CoO", -13.0, adjustments=adjusted, **{key: stated[key][1]}),
    ]
    table = stabwin.PhaseTable.from_entries(entries, complete=True)
    assert table.source.schemes == ("mp2020", "measured")
    scan = [entry_of(one, energy, **{key: "R2SCAN"}) for one, energy in (("Li", -2.3), ("F", -3.0))]
    assert stabwin.PhaseTable.from_entries(scan, complete=True).source.schemes == ("database",)


def test_a_phase_diagram_and_named_entries_are_entries_too(table, entries):
    listed = list(entries)
    for given in (PhaseDiagram(listed), {str(number): entry for number, entry in enumerate(listed)}):
        found = stabwin.PhaseTable.from_entries(given, complete=True)
        assert found.columns.energies.tolist() == table.columns.energies.tolist()
