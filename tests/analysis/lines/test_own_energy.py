"""Energies of the user's own: total energies of entries, and what they can't stand beside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pymatgen.core.entries import ComputedEntry

import stabwin
from stabwin.analysis.lines.own_energy import own_energy
from stabwin.chemistry.formula import parse
from stabwin.chemistry.target import resolve_target
from stabwin.phases.record import PhaseRecord

ENERGIES = {"Li": 0.0, "S": 0.0, "Li2S": -1.4}
ENTRY = ComputedEntry("Li2S", -12.0)


def table_of(references: dict[str, float]) -> stabwin.PhaseTable:
    records = [
        PhaseRecord(amounts=parse(name).amounts, formation_energy_ev_per_atom=energy)
        for name, energy in ENERGIES.items()
    ]
    return stabwin.PhaseTable.from_records(records, name="Li-S", reference_energies_ev_per_atom=references)


def measured_table(scheme: str = "measured", **fields: object) -> stabwin.PhaseTable:
    return replace(stabwin.load_phases("starter", scheme=scheme), **fields)


def test_a_total_energy_counts_from_those_of_the_elements() -> None:
    found, warnings = own_energy(table_of({"Li": -1.9, "S": -4.1}), resolve_target(ENTRY))
    assert found == pytest.approx((-12.0 - 2 * -1.9 - -4.1) / 3, abs=1e-12)
    assert not warnings


def test_without_those_of_the_elements_it_is_not_used() -> None:
    measured = measured_table(reference_energies_ev_per_atom={"Li": -1.9, "S": -4.1})
    for table in (table_of({}), table_of({"Li": -1.9}), measured):
        found, (warning,) = own_energy(table, resolve_target(ENTRY))
        assert found is None
        assert "was not used" in warning


def test_a_formation_energy_is_taken_as_it_is_but_not_beside_measured_enthalpies() -> None:
    target = stabwin.Target("Li2S", formation_energy_ev_per_atom=-1.5)
    assert own_energy(table_of({}), resolve_target(target)) == (-1.5, ())
    for scheme in ("measured", "measured+S=0.1"):
        with pytest.raises(
            stabwin.SchemeError, match=r"tied to measured enthalpies.*\(literature, database\)"
        ):
            own_energy(measured_table(scheme), resolve_target(target))
