"""The program beside measurements."""

from __future__ import annotations

import csv
import json
from collections import Counter
from importlib import resources

import numpy as np
import pytest

import stabwin as sw
from stabwin.thermo.classes import FEWEST
from stabwin.thermo.held_out import held_out
from stabwin.thermo.measured import measurements, observations
from stabwin.thermo.posterior_files import read_posterior
from stabwin.thermo.validation import FOLDS, predict_held_out
from stabwin.validation.facts import KINDS
from stabwin.validation.facts import observations as published
from stabwin.validation.limits import salt_limits

# Rows by kind and cause, and how many of them agree or lie within the error bar.
COUNTS = {
    ("limits", "thermodynamic"): (35, 31),
    ("onsets", "thermodynamic"): (5, 4),
    ("onsets", "kinetic"): (15, 4),
    ("onsets", "data"): (7, 2),
    ("products", "thermodynamic"): (40, 25),
    ("products", "kinetic"): (6, 4),
    ("voltages", "thermodynamic"): (30, 25),
    ("voltages", "kinetic"): (6, 3),
    ("stability", "thermodynamic"): (3, 3),
    ("stability", "kinetic"): (4, 1),
    ("stability", "data"): (1, 1),
}


def test_the_counts_are_what_they_are(validation):
    found = {(one.kind, one.cause): one for one in validation.counts}
    told = {pair: (one.rows, one.agrees + one.within_error_bar) for pair, one in found.items()}
    assert told == COUNTS
    assert sum(rows for rows, _ in told.values()) >= 60
    for one in validation.counts:
        assert one.rows == (
            one.agrees + one.within_error_bar + one.partly + one.disagrees + one.not_covered
        )


def test_every_row_has_a_source_and_says_why_it_has_no_answer(validation):
    for row in validation.rows:
        assert len(row.source) > 10
        assert row.confirmed in ("text", "known", "table")
        assert (row.verdict == "not_covered") == bool(row.why_not_covered)
        if row.measured_low is not None and row.measured_high is not None:
            assert row.measured_low <= row.measured_high
        if row.verdict in ("agrees", "partly"):
            assert row.value is not None or row.phases


def test_no_measurement_stands_twice():
    rows = Counter(
        (one.quantity, one.target, one.against, one.low, one.high, one.phases, one.method, one.source)
        for one in published()
    )
    assert [row for row, count in rows.items() if count > 1] == []


def test_classes_are_held_out_in_measured(validation):
    classes = {one.name: one for one in validation.classes}
    assert all(one.held_out for one in validation.classes)
    assert classes["all"].count == len(measurements())
    assert classes["all"].mean_absolute_error < 0.055
    for one in validation.classes:
        if one.count >= FEWEST:  # one division into folds: a compound more or less
            assert one.share_within_error_bar * one.count + 1 >= 0.85 * one.count, one


def test_schemes_without_corrections_show_their_errors():
    classes = {
        scheme: sw.validate(phases="starter", scheme=scheme, classes=["enthalpies"]).classes
        for scheme in ("literature", "database")
    }
    for found in classes.values():
        everything, *_ = found
        assert everything.mean_absolute_error > 0.1
        assert everything.share_within_error_bar is None
        assert not everything.held_out
    assert classes["literature"] != classes["database"]


def test_held_out_predictions_are_those_of_the_model():
    """One of the ten folds, made again."""
    chosen = tuple(measurements().values())
    known, (parameters, _) = observations(chosen), read_posterior()
    fold = np.empty(len(chosen), dtype=int)
    fold[np.random.default_rng(0).permutation(len(chosen))] = np.arange(len(chosen)) % FOLDS
    held = np.flatnonzero(fold == 3)
    again = predict_held_out(known, held, parameters)
    kept = [held_out()[chosen[j].formula.key] for j in held.tolist()]
    errors = again.corrections - known.differences[held]
    assert [one.error_ev_per_atom for one in kept] == pytest.approx(errors.tolist(), abs=2e-4)
    assert [one.half_width_90_ev_per_atom for one in kept] == pytest.approx(
        again.half_widths.tolist(), abs=2e-4
    )
    assert len(held_out()) == len(chosen)


@pytest.mark.parametrize(
    ("target", "temperature_k", "volts", "note"),
    [
        ("Li2S", None, 2.287, ""),
        ("LiF", None, 6.389, ""),
        ("Li2O", None, 2.918, "Li2O2"),
        ("AlCl3", None, 2.435, ""),
        ("MgO", None, 3.117, ""),
        # From the Gibbs energies of formation of NIST-JANAF.
        ("LiF", 298.15, 6.091, ""),
        ("LiCl", 298.15, 3.984, ""),
        ("MgO", 298.15, 2.948, ""),
        ("Li2O", 298.15, 2.867, "Li2O2"),
    ],
)
def test_limits_of_salts_follow_from_measured_energies_alone(target, temperature_k, volts, note):
    (fact,) = [one for one in salt_limits(temperature_k) if one.target == target]
    assert (fact.low + fact.high) / 2 == pytest.approx(volts, abs=1e-3 if temperature_k is None else 0.011)
    assert note in fact.note


def test_a_salt_without_a_measured_entropy_has_no_limit_of_gibbs_energies():
    assert any(one.target == "Li2S" for one in salt_limits(None))
    assert not any(one.target == "Li2S" for one in salt_limits(298.15))


def test_only_salts_of_full_charge_have_limits():
    targets = {one.target for one in salt_limits(None)}
    assert not targets & {"NaN3", "K2O2", "Li2O2", "K2S5"}


def test_a_salt_with_an_unmeasured_product_is_not_judged(validation):
    (row,) = [one for one in validation.rows if one.kind == "limits" and one.target == "Na2O"]
    assert row.verdict == "not_covered"
    assert "Na2O2" in row.why_not_covered


def test_phases_that_lack_the_elements_say_so():
    import pandas as pd

    frame = pd.DataFrame({"formula": ["Li2S"], "formation_energy_ev_per_atom": [-1.5]})
    table = sw.PhaseTable.from_dataframe(frame, complete=True)
    found = sw.validate(phases=table, classes=["onsets", "products"], uncertainty=None)
    assert {row.verdict for row in found.rows} == {"not_covered"}
    assert all(row.why_not_covered for row in found.rows)


def test_an_unknown_class_is_refused():
    with pytest.raises(sw.RequestError, match="no class 'colours' of measurements: choose of enthalpies"):
        sw.validate(classes=["colours"])
    with pytest.raises(sw.RequestError, match="list"):
        sw.validate(classes="onsets")


def test_a_validation_comes_back_as_it_was(validation):
    assert sw.Validation.from_dict(json.loads(json.dumps(validation.to_dict()))) == validation


def test_rows_go_into_tables(validation):
    frame = validation.to_dataframe()
    assert len(frame) == len(validation.rows)
    assert {"target", "measured_low", "value", "verdict", "cause", "source"} <= set(frame.columns)
    assert "Validation(" in repr(validation)


def test_the_facts_are_read_as_they_stand():
    text = resources.files("stabwin.data").joinpath("validation", "observations.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(published()) == len(rows)
    assert {one.kind for one in published()} == set(KINDS) - {"enthalpies", "limits"}
    assert sum(row["confirmed"] == "text" for row in rows) > len(rows) / 2
