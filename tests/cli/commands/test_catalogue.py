"""``stabwin catalogue`` as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess

import pandas as pd
import pytest

from stabwin.chemistry.catalogue import materials, resolve


@pytest.fixture(scope="module")
def everything(run):
    return run("catalogue", "--json")


def test_json_lists_every_material_and_fits_its_schema(everything, validate):
    assert everything.returncode == 0
    assert everything.stderr == ""
    document = json.loads(everything.stdout)
    validate(document)
    assert document["schema"] == "stabwin/catalogue/1"
    assert document["results"] == [material.to_dict() for material in materials()]
    assert len(document["results"]) > 400


def test_every_name_that_it_prints_is_understood(everything):
    for entry in json.loads(everything.stdout)["results"]:
        if entry["evaluable"]:
            for name in (entry["name"], *entry["aliases"]):
                assert resolve(name)[1].name == entry["name"]


def test_the_table_is_on_stdout_and_nothing_on_stderr(run):
    found = run("catalogue", "--role", "Electrolyte", "--family", "GARNET")
    assert found.returncode == 0
    assert found.stderr == ""
    head, first, *_ = found.stdout.splitlines()
    assert head.split() == ["name", "formula", "role", "family", "ion", "aliases"]
    assert first.split()[:5] == ["LLZO", "Li7La3Zr2O12", "electrolyte", "garnet", "Li"]
    assert "LGPS" not in found.stdout
    assert "\x1b" not in found.stdout


def test_role_and_family_select_in_any_case(run, everything):
    chosen = json.loads(run("catalogue", "--role", "COATING", "--json").stdout)["results"]
    listed = json.loads(everything.stdout)["results"]
    assert chosen == [entry for entry in listed if entry["role"] == "coating"]
    none = run("catalogue", "--role", "atmosphere", "--family", "garnet", "--json")
    assert none.returncode == 0
    assert json.loads(none.stdout)["results"] == []


@pytest.mark.parametrize(
    ("option", "names"), [("--role", ("electrolyte", "coating")), ("--family", ("garnet", "NASICON"))]
)
def test_an_unknown_selection_is_one_sentence_with_the_known_ones(run, option, names):
    found = run("catalogue", option, "electrolite", "--json")
    assert found.returncode == 2
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) == 1
    assert "'electrolite'" in found.stderr
    assert all(name in found.stderr for name in names)


def test_csv_is_read_back_by_pandas(run, tmp_path, everything):
    path = tmp_path / "catalogue.csv"
    found = run("catalogue", "--json", "--csv", str(path))
    assert found.stdout == everything.stdout  # the same bytes, with a file or without
    listed = json.loads(found.stdout)["results"]
    frame = pd.read_csv(path, keep_default_na=False)
    assert frame["name"].tolist() == [entry["name"] for entry in listed]
    assert frame["formula"].tolist() == [entry["formula"] or "" for entry in listed]
    assert frame["aliases"].tolist() == [";".join(entry["aliases"]) for entry in listed]
    assert frame["evaluable"].tolist() == [entry["evaluable"] for entry in listed]
    # A pair of voltages must not become the text of a Python list.
    assert not [cell for cell in frame.iloc[:, 2:].astype(str).to_numpy().flat if cell[:1] == "["]


def test_a_csv_that_cannot_be_written_is_one_sentence(run, tmp_path):
    found = run("catalogue", "--csv", str(tmp_path / "missing" / "catalogue.csv"))
    assert found.returncode == 2
    assert found.stdout == ""
    assert "can't be written" in found.stderr
    assert len(found.stderr.splitlines()) == 1


def test_a_narrow_terminal_wraps(run):
    found = run("catalogue", "--family", "garnet", COLUMNS="60")
    assert found.returncode == 0
    assert max(len(line) for line in found.stdout.splitlines()) <= 60


def test_a_search_lists_what_holds_the_text(run):
    found = run("catalogue", "nmc-811", "--json")
    listed = [material["name"] for material in json.loads(found.stdout)["results"]]
    assert listed[0] == "NMC811"
    assert all("NMC811" in name for name in listed)
    missed = run("catalogue", "no-such-thing")
    assert (missed.returncode, missed.stdout) == (2, "")
    assert "'no-such-thing'" in missed.stderr


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("stabwin window LG", "LGPS"),
        ("stabwin interface LGPS NMC8", "NMC811"),
        ("stabwin cat", "catalogue"),
    ],
)
def test_the_completion_of_a_shell_knows_names_and_commands(program, words, name):
    asked = {"_STABWIN_COMPLETE": "complete_bash", "COMP_WORDS": words}
    found = subprocess.run(
        [program],
        env={**os.environ, **asked, "COMP_CWORD": str(len(words.split()) - 1)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert name in found.stdout.splitlines()
