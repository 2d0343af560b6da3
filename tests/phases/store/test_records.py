"""What a part of the store says of a phase, and what the table then knows."""

from __future__ import annotations

import math

import pytest

import stabwin
from stabwin.chemistry.formula import parse
from stabwin.phases.coverage import Coverage
from stabwin.phases.store.part import FETCHED, PartFacts, write_part

GAPS = {
    "a gap": (3.5, False, 3.5, "phase"),
    "a gap of zero": (0.0, True, 0.0, "phase"),
    "no gap of a metal": (None, True, 0.0, "phase"),
    "no gap of what is not a metal": (None, False, math.nan, ""),
    "nothing at all": (None, None, math.nan, ""),
}


@pytest.mark.parametrize(("gap", "is_metal", "expected", "belongs_to"), GAPS.values(), ids=GAPS)
def test_a_gap_is_known_of_metals_and_where_it_is_stated(cache, gap, is_metal, expected, belongs_to):
    rows = [
        {"formula": "Li2S", "formation_energy_ev_per_atom": -1.4, "band_gap_ev": gap, "is_metal": is_metal},
        {"formula": "Li", "formation_energy_ev_per_atom": 0.0, "band_gap_ev": 0.0, "is_metal": True},
        {"formula": "S", "formation_energy_ev_per_atom": 0.0, "band_gap_ev": 2.0, "is_metal": False},
    ]
    write_part(
        cache / "store",
        rows,
        PartFacts(
            kind=FETCHED,
            dataset="GGA_GGA+U 2026.10.01",
            database_version="2026.10.01",
            thermo_type="GGA_GGA+U",
            coverage=Coverage.of(systems=[["Li"], ["S"], ["Li", "S"]]),
            made_at="2026-10-01T00:00:00.000+00:00",
        ),
    )
    table = stabwin.load_phases("store")
    row = table.find(parse("Li2S"))
    assert table.columns.band_gaps[row] == pytest.approx(expected, nan_ok=True)
    assert table.columns.band_gap_of[row] == belongs_to
