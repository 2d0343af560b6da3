"""One file to publish: what it says of itself, and that it reads back to the same results."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

import stabwin
from stabwin.errors import OutputError
from stabwin.phases.export import export_table, exported_rows


@pytest.fixture
def published(tmp_path):
    return tmp_path / "table S1.parquet"


@pytest.mark.usefixtures("server")
def test_an_export_reads_back_to_the_same_bytes(get, command, published, monkeypatch, tmp_path):
    get("Li-Co-O", "Li-Fe-P-O")
    here = command("window", "LiCoO2", "LiFePO4", "Li3PO4", "--json")
    said = command("data", "export", published)
    assert said.code == 0
    fingerprint = json.loads(here.stdout)["provenance"]["table_fingerprint"]
    assert said.stdout == f"{published}: 58 phases, {fingerprint}.\n"
    assert "Materials Project GGA_GGA+U, database version 2026.10.01; scheme mp2020." in said.stderr
    # On another machine, where nothing was fetched.
    monkeypatch.setenv("STABWIN_CACHE", str(tmp_path / "empty"))
    there = command("window", "LiCoO2", "LiFePO4", "Li3PO4", "--json", "--phases", published)
    assert there.stdout == here.stdout
    # It covers what the store did, and no more.
    said = command("interface", "LiCoO2", "LiFePO4", "--phases", published)
    assert said.code == 3
    assert "lack the chemical systems Fe-Co" in said.stderr


@pytest.mark.usefixtures("server")
def test_an_export_says_where_it_comes_from_and_what_to_cite(get, command, published):
    get("Li-Co-O")
    command("data", "export", published)
    metadata = pq.read_schema(published).metadata
    said = json.loads(metadata[b"stabwin export"])
    assert said["description"] == "Materials Project GGA_GGA+U, database version 2026.10.01"
    assert (said["database_version"], said["thermo_type"]) == ("2026.10.01", "GGA_GGA+U")
    assert said["citations"] == ["jain2013"]
    table = stabwin.load_phases(published)
    assert table.source.citations == ("jain2013",)
    document = json.loads(command("window", "LiCoO2", "--phases", published, "--json").stdout)
    assert any("10.1063/1.4812323" in text for text in document["provenance"]["citations"])
    # Any reader of Parquet can use it.
    columns = pq.read_table(published).column_names
    assert {"formula", "formation_energy_ev_per_atom", "band_gap_ev", "material_id"} <= set(columns)


def test_gases_that_come_with_a_temperature_are_not_in_the_file(published):
    table = stabwin.load_phases("starter", scheme="measured")
    enthalpies = stabwin.load_phases("starter", scheme="measured", temperature_k="none")
    assert len(exported_rows(table)) == len(enthalpies) < len(table)
    assert export_table(table, published) == export_table(enthalpies, published)
    again = stabwin.load_phases(published)
    assert (len(again), again.scheme.temperature_k) == (len(table), 298.15)
    assert again.stability.energies.tolist() == table.stability.energies.tolist()


@pytest.mark.parametrize("scheme", ["literature", "database", "database+S=0.1"])
def test_the_starter_reads_back_in_the_scheme_it_was_exported_in(starter, published, scheme):
    table = starter.with_scheme(scheme)
    assert export_table(table, published) == table.source.fingerprint
    again = stabwin.load_phases(published)
    assert again.source.fingerprint == starter.source.fingerprint
    assert again.scheme.name == scheme
    assert again.coverage == starter.coverage
    assert stabwin.window("LGPS", phases=again).to_dict() == stabwin.window("LGPS", phases=table).to_dict()
    assert again.with_scheme("database").scheme.name == "database"
    with pytest.raises(stabwin.CoverageError):
        stabwin.window("LiPu", phases=again)


def test_phases_that_were_left_out_are_not_published(command, published):
    without = ("--phases", "starter", "--scheme", "literature", "--exclude", "LiS4,Li7Ti10O24")
    said = command("data", "export", published, *without)
    fingerprint = said.stdout.rpartition(", ")[2].strip(".\n")
    assert "23323 phases" in said.stdout
    again = json.loads(command("window", "LTO", "--phases", published, "--json").stdout)
    assert again["provenance"]["table_fingerprint"] == fingerprint
    assert again["provenance"]["description"].endswith("without Li7Ti10O24, LiS4")
    left_out = command("window", "LTO", *without, "--json")
    assert again["results"] == json.loads(left_out.stdout)["results"]


@pytest.mark.usefixtures("server")
def test_own_phases_and_other_energies_are_published_as_such(get, command, published, tmp_path):
    get("Li-Co-O")
    table = tmp_path / "mine.csv"
    table.write_text("formula,formation_energy_ev_per_atom\nLi4CoO4,-2.2\n")
    command("import", table, "--label", "mine")
    command("data", "export", published)
    again = stabwin.load_phases(published)
    assert again.source.own_labels == ("mine",)
    assert "with own phases (mine)" in again.source.description
    assert again.source.fingerprint == stabwin.load_phases("store").source.fingerprint


@pytest.mark.usefixtures("server")
def test_uncorrected_energies_are_published_as_such(get, command, published):
    get("Li-Co-O")
    command("data", "export", published, "--scheme", "uncorrected")
    again = stabwin.load_phases(published)
    assert (again.scheme.name, again.source.schemes) == ("uncorrected", ("uncorrected",))
    raw = stabwin.load_phases("store", scheme="uncorrected")
    assert again.source.fingerprint == raw.source.fingerprint
    assert (
        stabwin.window("LiCoO2", phases=again).to_dict() == stabwin.window("LiCoO2", phases=raw).to_dict()
    )


def test_an_export_can_be_imported(starter, published, command):
    export_table(starter.with_scheme("database"), published)
    said = command("import", published)
    assert "table S1: data set, 23325 phases of 23325 compositions and 63 elements." in said.stdout


def test_a_file_of_another_kind_or_place_is_refused(starter, tmp_path):
    with pytest.raises(OutputError, match=r"end its name in \.parquet"):
        export_table(starter, tmp_path / "table.csv")
    with pytest.raises(OutputError, match=r"table\.parquet"):
        export_table(starter, tmp_path / "missing" / "table.parquet")
    assert list(tmp_path.iterdir()) == []


def test_an_export_of_a_newer_version_says_to_update(starter, published, command):
    export_table(starter, published)
    table = pq.read_table(published)
    said = json.loads(table.schema.metadata[b"stabwin export"]) | {"format": 2}
    pq.write_table(table.replace_schema_metadata({b"stabwin export": json.dumps(said).encode()}), published)
    found = command("window", "LGPS", "--phases", published)
    assert found.code == 2
    assert "was exported by a newer stabwin: update stabwin" in found.stderr
