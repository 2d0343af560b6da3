"""``stabwin air`` as a user runs it."""

from __future__ import annotations

import csv
import json

MEASURED = ("--phases", "starter", "--scheme", "measured")


def test_a_list_is_a_table_and_one_material_has_its_reactions(run):
    found = run("air", "Li3PS4", "Li4SnS4", "Li3YCl6", "LATP", *MEASURED)
    assert found.returncode == 0
    for said in ("hydrolyses in every dry room", "hydrates; stable at 50 %", "-28.9", "551"):
        assert said in found.stdout
    assert "H2S leaving at 1e-06 bar, other gases at 1 bar" in found.stderr
    alone = run("air", "LLZO", *MEASURED)
    assert "carbon dioxide at 50 % humidity" in alone.stdout


def test_json_follows_its_schema_and_csv_has_a_row_each(run, validate, tmp_path):
    table = tmp_path / "air.csv"
    asked = ("Li2S", "ZnS", "nothing", "--uncertainty", "20", "--product-gas", "H2S=1e-5,HCl=1e-6")
    found = run("air", *asked, *MEASURED, "--json", "--csv", str(table))
    assert found.returncode == 1
    document = json.loads(found.stdout)
    validate(document)
    assert document["schema"] == "stabwin/air/1"
    assert document["provenance"]["conditions"]["products_bar"] == {"H2S": 1e-5, "HCl": 1e-6}
    assert any("10.1002/anie.202007621" in text for text in document["provenance"]["citations"])
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert [row["target"] for row in rows] == ["Li2S", "ZnS", "nothing"]
    assert rows[0]["water_does"] == "hydrolyses"


def test_elements_that_the_phases_lack_are_refused_with_the_fetch(run):
    found = run("air", "KCl", *MEASURED)
    assert found.returncode == 3
    assert "stabwin fetch --elements H,O,Cl,K" in found.stderr


def test_above_the_critical_point_limits_are_pressures(run):
    found = run("air", "LGPS", "--temperature", "800", *MEASURED)
    assert "4.64e-12 bar" in found.stdout


def test_a_figure_is_written(run, tmp_path):
    assert run("air", "Li2S", "ZnS", *MEASURED, "--plot", str(tmp_path / "air.svg")).returncode == 0
    assert (tmp_path / "air.svg").stat().st_size > 5000
