"""Why limits differ between the scheme ``measured`` and others: bonds and measured enthalpies."""

from __future__ import annotations

import pytest

import stabwin as sw
from stabwin.analysis.causes import causes_of
from stabwin.chemistry.formula import parse


@pytest.fixture(scope="module")
def changes():
    found = sw.compare(["LGPS", "Li2S"], schemes=["literature", "measured", "database"], phases="starter")
    return {(c.target, c.quantity, c.to_side): c for c in found.changes}


def test_bonds_and_measured_phases_explain_all_of_a_change(changes):
    change = changes["LGPS", "reduction_limit_v", "measured"]
    causes = {cause.of: cause.change for cause in change.causes}
    assert set(causes) == {
        "S",
        "measured enthalpy of Li2S",
        "bond P(5)-S",
        "bond Li(1)-S",
        "acid-base term",
    }
    assert sum(causes.values()) == pytest.approx(change.change, abs=1e-9)
    assert change.from_other_phases == 0


def test_measured_compounds_of_the_same_elements_are_a_cause():
    """Ti4O7 follows TiO2, Ti3O5 and Ti2O3 beyond its bonds: all parts add up to what the energy moved by."""
    tables = [
        sw.load_phases("starter", scheme=name, temperature_k="none") for name in ("database", "measured")
    ]
    causes = {one.of: one.change for one in causes_of({"Ti4O7": 1.0}, *tables)}
    assert set(causes) == {"bond Ti(3)-O", "bond Ti(4)-O", "measured compounds of O, Ti"}
    before, after = (float(table.stability.energies[table.find(parse("Ti4O7"))]) for table in tables)
    assert sum(causes.values()) == pytest.approx(after - before, abs=1e-8)


def test_a_salt_moves_because_it_is_measured(changes):
    change = changes["Li2S", "oxidation_limit_v", "measured"]
    assert [cause.of for cause in change.causes] == ["measured enthalpy of Li2S"]
    assert change.causes[0].change == pytest.approx(change.change, abs=1e-9)


def test_the_way_back_has_the_opposite_causes(changes):
    found = sw.compare(["Li2S"], schemes=["measured", "literature"], phases="starter")
    (back,) = [c for c in found.changes if c.quantity == "oxidation_limit_v"]
    there = changes["Li2S", "oxidation_limit_v", "measured"]
    assert back.causes[0].change == pytest.approx(-there.causes[0].change, abs=1e-9)
