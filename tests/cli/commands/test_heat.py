"""``stabwin heat`` as a user runs it."""

from __future__ import annotations

import csv
import json

import pytest

MEASURED = ("--phases", "starter", "--scheme", "measured")


def test_a_contact_is_shown_beside_both_sides(run):
    found = run("heat", "LATP", "LCO", "--fraction", "0.9", *MEASURED)
    assert found.returncode == 0
    for said in (
        "LATP|LCO, discharged: 0.9 of the mass LATP",
        "LATP alone",
        "LCO alone",
        "nothing happens up to 1,500 K",
        "LiCoPO4",
        "the contact adds at 298.15 K",
    ):
        assert said in found.stdout
    assert "Gibbs energies from 298.15 to 1500 K, gases at 1 bar" in found.stderr


def test_json_follows_its_schema_and_csv_has_the_steps(run, validate, tmp_path):
    table = tmp_path / "steps.csv"
    found = run(
        "heat", "CaCO3,Co3O4,nothing", "--atmosphere", "dry-air", "--uncertainty", "20", "--map", "1e-3:1",
        *MEASURED, "--json", "--csv", str(table),
    )  # fmt: skip
    assert found.returncode == 1
    document = json.loads(found.stdout)
    validate(document)
    assert document["schema"] == "stabwin/heat/1"
    conditions = document["provenance"]["conditions"]
    assert conditions["temperatures_k"] == [298.15, 1500.0]
    assert conditions["gases_bar"] == {"CO2": 4.2e-4, "O2": 0.2095}
    carbonate, oxide, failed = document["results"]
    # Less carbon dioxide in air than at 1 bar (1,167 K): the textbooks have 800 to 850 K.
    assert carbonate["gas_onset"]["temperature_k"] == pytest.approx(806.0, abs=15.0)
    assert oxide["steps"][0]["onset_temperature_k"] == pytest.approx(1171.4, abs=0.5)
    assert failed["status"] == "failed"
    assert (failed["a"], failed["b"]) == ("nothing", None)
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["reaction"] for row in rows[:2]] == [
        "CaCO3 -> CaO + CO2",
        "Co3O4 -> 3 CoO + 0.5 O2",
    ]
    assert rows[-1]["error"]


def test_several_are_one_row_each(run):
    found = run("heat", "LPSCl", "LFP,NMC811", "--state", "both", *MEASURED)
    assert found.returncode == 0
    assert found.stdout.count("LPSCl") == 4
    assert "heat of" in found.stdout


def test_a_list_keeps_its_columns(run, tmp_path):
    (tmp_path / "salts.csv").write_text("salt,supplier\nCaCO3,one\nMgCO3,two\n")
    table = tmp_path / "out.csv"
    found = run("heat", f"{tmp_path / 'salts.csv'}:salt", "--csv", str(table), *MEASURED)
    assert found.returncode == 0, found.stderr
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert [(row["supplier"], row["a"]) for row in rows] == [("one", "CaCO3"), ("two", "MgCO3")]


def test_states_of_formulas_are_said_to_change_nothing(run):
    found = run("heat", "CaCO3", "--state", "charged", *MEASURED)
    assert found.returncode == 0
    assert "states of charge (--state) change nothing here" in found.stderr


@pytest.mark.parametrize("ending", ["png", "html"])
@pytest.mark.parametrize("arguments", [(), ("--map", "1e-6:1")])
def test_figures_are_written(run, tmp_path, ending, arguments):
    figure = tmp_path / f"heat.{ending}"
    found = run("heat", "LATP", "LCO", *arguments, "--plot", str(figure), *MEASURED)
    assert found.returncode == 0, found.stderr
    assert figure.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["LATP", "--temperatures", "900:300"], "run from 900 to 300 K"),
        (["LATP", "--temperatures", "0:300"], "outside the range"),
        (["LATP", "--temperatures", "warm"], "write LO:HI, such as 300:1300"),
        (["LATP", "--temperature", "500"], "give --temperatures LO:HI"),
        (["LATP", "--gas", "Xe=1"], "is not a gas with known Gibbs energies"),
        (["LATP", "--atmosphere", "helium"], "is not a known atmosphere"),
        (["LATP", "--gas", "O2=0.2,H2=0.1"], "form H2O"),
        (["LATP", "LCO", "--fraction", "1.5"], "between 0 and 1"),
        (["LATP", "--fraction", "0.3"], "no B to mix it with"),
        (["LATP", "LCO", "--state", "empty"], "not a state of charge"),
        (["LATP", "--map", "1:0.1"], "give a lower one first"),
        (["LATP", "--map", "all"], "not a valid range of pressures"),
        (["no such thing"], "no such thing"),
    ],
)
def test_bad_input_is_one_sentence(run, arguments, said):
    found = run("heat", *arguments, *MEASURED)
    assert found.returncode == 2
    assert found.stdout == ""
    assert found.stderr.count("\n") == 1
    assert said in found.stderr


def test_an_atmosphere_that_the_phases_lack_says_how_to_get_it(run, phases_file):
    rows = "formula,formation_energy_ev_per_atom\nLi2O,-2.0\nLi2O2,-1.6\n"
    found = run("heat", "Li2O", "--gas", "CO2=0.1", "--phases", phases_file("li-o.csv", rows))
    assert found.returncode == 3
    assert "C" in found.stderr
    assert found.stderr.count("\n") == 1
