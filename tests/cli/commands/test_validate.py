"""``stabwin validate`` as a user runs it."""

from __future__ import annotations

import csv
import json

import pytest


@pytest.fixture(scope="module")
def printed(run):
    return run("validate", "--class", "enthalpies", "--class", "onsets", "--samples", "0")


def test_it_prints_classes_counts_and_rows(printed):
    assert printed.returncode == 0
    for text in (
        "Formation enthalpies",
        "Verdicts",
        "Onsets of oxidation and reduction",
        "kinetic",
        "doi:10.",
    ):
        assert text in printed.stdout
    assert "Products" not in printed.stdout
    assert "phases: starter" in printed.stderr


def test_json_follows_its_schema_and_csv_has_the_rows(run, validate, tmp_path):
    table = tmp_path / "rows.csv"
    found = run(
        "validate", "--class", "stability", "--class", "onsets", "--samples", "20", "--json", "--csv",
        str(table), "--scheme", "literature",
    )  # fmt: skip
    assert found.returncode == 0
    document = json.loads(found.stdout)
    validate(document)
    assert document["provenance"]["scheme"] == "literature"
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(document["rows"])
    assert all(row["source"] for row in rows)


def test_an_unknown_class_is_one_sentence(run):
    found = run("validate", "--class", "colours")
    assert found.returncode == 2
    assert found.stderr.count("\n") == 1
    assert "choose of enthalpies, limits, onsets, voltages, products, stability" in found.stderr
