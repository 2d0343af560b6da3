"""Columns: each is declared once, and fits the values that stand under it."""

from __future__ import annotations

from collections import Counter

import pytest

import stabwin as sw
from stabwin.report.column import COUNT, FLAG, NUMBER, PERCENT, QUANTITY, VERDICT
from stabwin.report.columns import (
    air,
    coatings,
    column,
    contacts,
    data,
    declared,
    heat,
    species,
    targets,
    uncertainty,
    validation,
)

SUBJECTS = (targets, species, contacts, air, heat, coatings, uncertainty, data, validation)

ASKED = sw.Conditions(voltage_v=3.0, covers_v=(2.0, 4.0))


def rows_of_targets(phases):
    windows = sw.windows(
        ["LGPS", "LATP", "TiO2", "?"], phases=phases, conditions=ASKED, uncertainty=20, sensitivity=True
    )
    yield from windows.to_rows()
    yield from sw.profiles(["LGPS"], phases=phases, uncertainty=20, sensitivity=True).to_rows()


def rows_of_contacts(phases):
    everything = {"phases": phases, "uncertainty": 20, "sensitivity": True}
    yield from sw.interface_matrix(
        ["LGPS"], ["LCO", "Li", "Ac2O3", "?"], state="both", **everything
    ).to_rows()
    followed = sw.ContactConditions(voltages_v=(3.0, 4.0))
    yield from sw.interface_matrix(["LGPS"], ["LCO"], conditions=followed, **everything).to_rows()


def rows_of_heating(_):
    yield from sw.heatings(
        ["CaCO3", "LATP", "?"], phases="starter", scheme="measured", uncertainty=20
    ).to_rows()
    yield from sw.heatings(
        ["LFP"], ["LPSCl"], phases="starter", scheme="measured", state="charged"
    ).to_rows()


def rows_of_air(_):
    yield from sw.air(["Li2S", "ZnS", "?"], phases="starter", scheme="measured", uncertainty=20).to_rows()


def rows_of_a_study(_):
    study = {
        "phases": {"source": "starter"},
        "uncertainty": {"samples": 20},
        "coatings": {
            "electrolytes": ["LPSCl"],
            "electrodes": ["LCO"],
            "candidates": ["Li3PO4", "LiNbO3", "?"],
            "layers": 2,
        },
    }
    screen = sw.screen(study)
    for table in screen.tables.values():
        yield from table
    for ranking in screen.rankings:
        yield ranking.ranking.candidates[0].to_row()
        yield from (pair.to_dict() for pair in ranking.pairs)


def test_every_column_is_declared_once_and_says_what_it_means():
    counted = Counter(one.name for subject in SUBJECTS for one in subject.COLUMNS)
    assert set(counted.values()) == {1}
    assert set(counted) == set(declared())
    for known in declared().values():
        assert known.meaning[0].isupper() or known.meaning.startswith("E_D"), known
        assert known.meaning.endswith("."), known


@pytest.mark.parametrize(
    "rows_of", [rows_of_targets, rows_of_contacts, rows_of_heating, rows_of_air, rows_of_a_study]
)
def test_every_field_of_every_row_has_a_column_of_its_kind(rows_of, starter):
    kinds = {bool: {FLAG}, int: {COUNT}, float: {NUMBER, PERCENT}}
    for row in rows_of(starter):
        for name, value in row.items():
            known = column(name)
            if value is None:
                continue
            if isinstance(value, str):
                assert known.kind not in {FLAG, COUNT, NUMBER, PERCENT, VERDICT, QUANTITY}, name
            else:
                assert known.kind in kinds[type(value)], (name, value)


def test_percentiles_and_filters_follow_from_what_they_are_of():
    assert column("mutual_ev_per_atom_p95").decimals == column("mutual_ev_per_atom").decimals
    assert column("mutual_ev_per_atom_p95").detail
    assert column("probability_passes_band_gap").kind == PERCENT
    assert column("reduction_limit_v_hangs_on").heading == "reduction limit depends on"


@pytest.mark.parametrize("name", ["nothing", "passes_nothing", "nothing_p05", "target_p50"])
def test_an_undeclared_column_is_none(name):
    with pytest.raises(KeyError, match="is declared"):
        column(name)
