"""Temperature, gases and windows along a gas on the command line, and in study files."""

from __future__ import annotations

import csv
import json

import pytest

import stabwin as sw

MEASURED = ("--phases", "starter", "--scheme", "measured")


def test_a_temperature_gives_gibbs_energies_and_is_said(run):
    result = run("window", "LiCl", "--temperature", "298.15", *MEASURED, "--json")
    document = json.loads(result.stdout)
    assert document["provenance"]["conditions"]["temperature_k"] == 298.15
    assert document["results"][0]["oxidation_limit_v"] == pytest.approx(3.98, abs=0.01)
    assert "entropy" not in " ".join(document["results"][0]["warnings"])
    said = run("window", "LiCl", "--temperature", "298.15", *MEASURED)
    assert "Gibbs energies at 298.15 K" in said.stderr


def test_measured_is_at_298_k_unless_asked_for_enthalpies(run):
    plain = run("window", "LiCl", *MEASURED, "--json")
    room = run("window", "LiCl", "--temperature", "298.15", *MEASURED, "--json")
    assert room.stdout == plain.stdout
    none = run("window", "LiCl", "--temperature", "none", *MEASURED, "--json")
    document = json.loads(none.stdout)
    assert document["provenance"]["conditions"]["temperature_k"] is None
    assert document["results"][0]["oxidation_limit_v"] == pytest.approx(4.232, abs=1e-3)
    said = run("window", "LiCl", "--temperature", "none", *MEASURED).stderr
    assert "scheme measured, enthalpies at 298.15 K. Starter" in said


def test_other_schemes_have_enthalpies_unless_asked_for_a_temperature(run):
    plain = run("window", "LiCl", "--phases", "starter", "--scheme", "literature", "--json")
    assert json.loads(plain.stdout)["provenance"]["conditions"]["temperature_k"] is None


def test_schemes_are_compared_with_enthalpies_in_all_of_them(run, tmp_path):
    """What a temperature changes is no difference of schemes."""
    found = json.loads(run("compare", "LiCl", "--phases", "starter", "--json").stdout)
    assert [side["provenance"]["conditions"]["temperature_k"] for side in found["sides"]] == [None] * 3
    at_k = json.loads(
        run("compare", "LiCl", "--phases", "starter", "--temperature", "400", "--json").stdout
    )
    assert [side["provenance"]["conditions"]["temperature_k"] for side in at_k["sides"]] == [400] * 3
    own = tmp_path / "own.csv"
    own.write_text("formula,formation_energy_ev_per_atom,scheme\nLi7SiPS8,-1.05,database\n")
    tables = ("--tables", f"starter,starter+{own}", "--scheme", "measured")
    both = json.loads(run("compare", "LiCl", *tables, "--json").stdout)
    assert [side["provenance"]["conditions"]["temperature_k"] for side in both["sides"]] == [298.15] * 2


def test_argon_exchanges_nothing_at_room_temperature(run):
    argon = run("window", "LLZO", "--atmosphere", "argon", *MEASURED, "--json")
    room = run("window", "LLZO", "--temperature", "298.15", *MEASURED, "--json")
    assert argon.stdout == room.stdout


def test_a_named_atmosphere_is_its_gases(run):
    named = run("window", "LLZO", "--atmosphere", "dry-air", "--dew-point", "-40", *MEASURED, "--json")
    gases = json.loads(named.stdout)["provenance"]["conditions"]["gases_bar"]
    assert gases == pytest.approx({"O2": 0.2095, "CO2": 4.2e-4, "H2O": 1.284e-4}, rel=1e-3)
    by_hand = ",".join(f"{gas}={pressure!r}" for gas, pressure in gases.items())
    assert run("window", "LLZO", "--gas", by_hand, *MEASURED, "--json").stdout == named.stdout


@pytest.mark.parametrize("command", ["profile", "interface"])
def test_other_questions_take_an_atmosphere(run, command):
    what = ["LLZO", "LCO"] if command == "interface" else ["LLZO"]
    result = run(command, *what, "--atmosphere", "oxygen", "--temperature", "1100", *MEASURED, "--json")
    assert result.returncode == 0
    conditions = json.loads(result.stdout)["provenance"]["conditions"]
    assert (conditions["temperature_k"], conditions["gases_bar"]) == (1100, {"O2": 1.0})


def test_a_window_along_water_has_humidity_and_dew_point(run, tmp_path, validate):
    table = tmp_path / "air.csv"
    result = run(
        "window", "Li2S", "LLZO", "--along", "H2O", "--gas", "H2S=1e-6", *MEASURED, "--csv", str(table)
    )
    assert result.returncode == 0
    assert "humidity" in result.stdout
    (row, _) = csv.DictReader(table.read_text("utf-8").splitlines())
    assert float(row["upper_limit_dew_point_c"]) == pytest.approx(-59, abs=1)
    printed = run("window", "Li2S", "--along", "H2O", *MEASURED, "--json")
    validate(json.loads(printed.stdout))


def test_a_profile_along_oxygen_is_a_staircase(run, validate):
    asked = ("profile", "Co3O4", "--along", "O2", "--temperature", "1300", *MEASURED)
    printed = run(*asked, "--json")
    validate(json.loads(printed.stdout))
    (profile,) = json.loads(printed.stdout)["results"]
    steps = [step["equilibrium"]["reaction"] for step in profile["steps"]]
    assert steps[0] == "Co3O4 -> 3 Co + 2 O2"
    assert "Co3O4 -> 3 CoO + 0.5 O2" in steps
    pressures = [step["upper_limit"]["pressure_bar"] for step in profile["steps"][:-1]]
    assert pressures == sorted(pressures)
    assert "O2 at 1300 K" in run(*asked).stdout


def test_a_study_has_a_temperature(run, tmp_path):
    (tmp_path / "hot.toml").write_text(
        'name = "hot"\n[phases]\nsource = "starter"\nscheme = "measured"\ntemperature_k = 800.0\n'
        '[windows]\ntargets = ["LiCl"]\n'
    )
    result = run("screen", str(tmp_path / "hot.toml"), "--out", str(tmp_path / "run"), "--json")
    assert result.returncode == 0
    (rows,) = [*csv.DictReader((tmp_path / "run" / "windows.csv").read_text("utf-8").splitlines())]
    assert float(rows["oxidation_limit_v"]) == pytest.approx(3.552, abs=0.01)


def test_a_study_has_gases_as_the_command_has(run, tmp_path):
    (tmp_path / "air.toml").write_text(
        'name = "air"\n[phases]\nsource = "starter"\nscheme = "measured"\n'
        '[windows]\ntargets = ["LLZO", "LCO"]\ngases_bar = { O2 = 0.2, CO2 = 4e-4 }\n'
        '[interfaces]\na = ["LLZO"]\nb = ["LCO"]\ngases_bar = { O2 = 0.2 }\n'
    )
    result = run("screen", str(tmp_path / "air.toml"), "--out", str(tmp_path / "run"))
    assert result.returncode == 0, result.stderr
    rows = [*csv.DictReader((tmp_path / "run" / "windows.csv").read_text("utf-8").splitlines())]
    asked = run("window", "LLZO", "LCO", "--gas", "O2=0.2,CO2=4e-4", *MEASURED, "--json")
    for row, found in zip(rows, json.loads(asked.stdout)["results"], strict=True):
        assert float(row["oxidation_limit_v"]) == found["oxidation_limit_v"]
    (tmp_path / "air.toml").write_text(
        'name = "air"\n[windows]\ntargets = ["LLZO"]\ngases_bar = { Xy = 0.2 }\n'
    )
    wrong = run("screen", str(tmp_path / "air.toml"), "--out", str(tmp_path / "run"))
    assert wrong.returncode == 2
    assert "'Xy' is not a gas" in wrong.stderr


def test_a_ranking_is_in_an_atmosphere(run, tmp_path, validate):
    pair = ("--electrolyte", "LPSCl", "--cathode", "LCO", "--candidates", "LiNbO3")
    asked = ("coatings", *pair, "--dew-point", "-40", *MEASURED, "--out", str(tmp_path / "run"))
    document = json.loads(run(*asked, "--json").stdout)
    validate(document)
    (ranking,) = document["rankings"]
    assert ranking["conditions"]["temperature_k"] == 298.15
    assert ranking["conditions"]["gases_bar"]["H2O"] == pytest.approx(1.284e-4, rel=1e-3)
    assert "the reservoirs react, Li + H2O" in ranking["notes"][0]
    told = run(*asked)
    assert "in 0.0001284 bar H2O, other gases at 1 bar" in " ".join(told.stdout.split())
    found = sw.rank_coatings(
        electrolyte="LPSCl", cathode="LCO", candidates="LiNbO3", phases="starter", scheme="measured",
        gases_bar=ranking["conditions"]["gases_bar"],
    )  # fmt: skip
    assert found.uncoated_ev_per_atom == ranking["uncoated_ev_per_atom"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--temperature", "25"], "in kelvins"),
        (["--temperature", "hot"], "'hot' is not a valid temperature"),
        (["--temperature", "nan"], "not a number"),
        (["--gas", "O2"], "write O2=0.21"),
        (["--gas", "O2=-1"], "above 0"),
        (["--gas", "O2=0.2", "--gas", "O2=0.3"], "given twice"),
        (["--gas", "Xy=0.2"], "'Xy' is not a gas"),
        (["--atmosphere", "helium"], "choose one of air"),
        (["--atmosphere", "air", "--gas", "O2=0.1"], "given twice"),
        (["--humidity", "1.4"], "from 0 to 1"),
        (["--humidity", "0.5", "--dew-point", "-40"], "given twice"),
        (["--humidity", "0.5", "--temperature", "800"], "water boils"),
        (["--dew-point", "120"], "dew point"),
        (["--along", "Xy"], "'Xy' is not a gas"),
        (["--along", "H2O", "--temperature", "none"], "no part in enthalpies"),
        (["--gas", "O2=0.2", "--temperature", "none"], "no part in enthalpies"),
        (["--along", "H2O", "--ion-tolerance", "0.1"], "along the ion"),
        (["--along", "H2O", "--sensitivity"], "along the ion"),
    ],
)
def test_what_can_not_be_is_one_sentence(run, options, sentence):
    result = run("window", "LLZO", *options, *MEASURED)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_atmosphere_over_phases_without_its_elements_names_what_is_missing(run, tmp_path):
    table = tmp_path / "small.csv"
    table.write_text("formula,formation_energy_ev_per_atom\nLi2S,-1.4\nLi,0\nS,0\n")
    asked = ("window", "Li2S", "--phases", str(table), "--complete", "--gas", "O2=0.2")
    result = run(*asked)
    assert result.returncode == 3
    assert "O" in result.stderr
