"""Error bars, sensitivities, interphases and comparisons as a user types them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from stabwin.lists.text import split_list

TABLE = "formula,formation_energy_ev_per_atom\nLi2S,{}\nLi3PS4,-0.9\nLi3P,-0.9\nP2S5,-0.4\n"

# Arguments whose JSON must fit its schema.
ANSWERS = {
    "window": ["window", "LGPS", "LCO", "--uncertainty", "20", "--covers", "2:4", "--voltage", "0"],
    "window without ions": ["window", "P2S5", "TiO2", "--uncertainty", "20", "--covers", "LFP"],
    "window of elements": ["window", "S", "C", "--uncertainty", "20", "--sensitivity"],
    "window of an unlisted target": ["window", "LATP", "--uncertainty", "20", "--sensitivity"],
    "window of zero width": ["window", "NMC811", "--uncertainty", "20", "--sensitivity"],
    "window of an own energy": ["window", "Li6PS5Cl", "--energy=-1.5", "--uncertainty=20", "--sensitivity"],
    "window with tolerances": [
        "window", "LLZO", "--ion-tolerance=0.02", "--energy-tolerance=0.02", "--uncertainty=20", "--sensitivity",
    ],
    "window in oxygen": ["window", "LGPS", "--open", "O=-0.5", "--uncertainty", "20", "--voltage", "3"],
    "window of sodium": ["window", "Na3PS4", "--ion", "Na", "--uncertainty", "20", "--sensitivity"],
    "window of magnesium": ["window", "MgAl2O4", "--ion", "Mg", "--uncertainty", "20", "--sensitivity"],
    "exact energies": ["window", "LGPS", "--uncertainty", "20", "--sigma", "0", "--seed", "7"],
    "gap": ["window", "LGPS", "--voltage", "0", "--insulating-gap", "2"],
    "profile": ["profile", "LLZO", "P2S5", "--uncertainty", "20", "--voltage", "3"],
    "contacts": ["interface", "LCO,NMC811", "LGPS,LLZO", "--state", "both", "--uncertainty", "20"],
    "contact over a range": [
        "interface", "LCO", "LGPS", "--voltages", "2.5:4", "--uncertainty", "20", "--sensitivity",
    ],
    "metal": ["interface", "Li", "LGPS,LiF", "--uncertainty", "20", "--sensitivity"],
    "no reaction": ["interface", "LCO", "LCO", "--uncertainty", "20", "--sensitivity"],
    "contact in oxygen": ["interface", "LCO", "LGPS", "--open=O=-1", "--voltage=3", "--uncertainty=20"],
    "comparison": ["compare", "LGPS", "LLZO", "P2S5", "--exclude", "LiS4"],
    "comparison for sodium": ["compare", "TiO2", "Na3PS4", "--ion", "Na"],
}  # fmt: skip

BAD_REQUESTS = {
    "too few samples": (["window", "LGPS", "--uncertainty", "5"], ["5 samples", "20 to 100000"]),
    "negative sigma": (["window", "LGPS", "--uncertainty=20", "--sigma=-1"], ["-1.0 eV/atom"]),
    "sigma nan": (["interface", "LCO", "LGPS", "--uncertainty=20", "--sigma=nan"], ["nan eV/atom"]),
    "negative seed": (["profile", "LGPS", "--uncertainty=20", "--seed=-4"], ["seed is -4"]),
    "sigma alone": (["interface", "LCO", "LGPS", "--sigma", "0.02"], ["--sigma", "--uncertainty"]),
    "seed alone": (["window", "LGPS", "--seed", "3"], ["--seed", "--uncertainty"]),
    "covers alone": (["window", "LGPS", "--covers", "2:3"], ["--covers", "--uncertainty"]),
    "covers downwards": (["window", "LGPS", "--uncertainty=20", "--covers=3:2"], ["3:2 runs downwards"]),
    "covers of no cathode": (["window", "LGPS", "--uncertainty=20", "--covers=Xx"], ["'Xx'"]),
    "gap nan": (["window", "LGPS", "--voltage=0", "--insulating-gap=nan"], ["insulating gap is nan"]),
    "gap below zero": (["interface", "LCO", "LGPS", "--insulating-gap=-1"], ["insulating gap is -1.0"]),
    "metal at a voltage": (["interface", "Li", "LGPS", "--voltage=1", "--uncertainty=20"], ["0 V"]),
    "reservoirs that react": (
        ["interface", "Li", "LGPS", "--open=O=-0.5", "--uncertainty=20"],
        ["Below 2.857 V", "O"],
    ),
    "one scheme": (["compare", "LGPS", "--schemes", "literature"], ["nothing to compare"]),
    "unknown scheme": (["compare", "LGPS", "--schemes", "literature,best"], ["'best'"]),
    "schemes and tables": (["compare", "LGPS", "--schemes=a,b", "--tables=c,d"], ["either"]),
    "no table": (["compare", "LGPS", "--tables", "starter,missing.csv"], ["missing.csv"]),
    "nothing to compare": (["compare", "Li"], ["Li", "0 V"]),
}


@pytest.mark.parametrize("arguments", ANSWERS.values(), ids=ANSWERS)
def test_the_json_of_every_answer_fits_its_schema(run, validate, arguments):
    found = run(*arguments, "--json")
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    document = json.loads(found.stdout)
    validate(document)
    assert document["schema"] == f"stabwin/{arguments[0]}/1"


@pytest.mark.parametrize(("arguments", "words"), BAD_REQUESTS.values(), ids=BAD_REQUESTS)
def test_a_bad_request_is_one_sentence_and_exit_code_2(run, arguments, words):
    found = run(*arguments)
    assert found.returncode == 2, found.stderr
    assert found.stdout == ""
    assert found.stderr.startswith("stabwin: ")
    assert found.stderr.count("\n") == 1
    for word in words:
        assert word in found.stderr


def test_tables_of_one_name_are_compared(run, validate, phases_file, tmp_path):
    paths = []
    for folder, energy in (("old", -1.4), ("new", -1.5)):
        (tmp_path / folder).mkdir()
        paths.append(phases_file(f"{folder}/phases.csv", TABLE.format(energy)))
    tables = ",".join(paths)
    found = run(
        "compare",
        "Li3PS4",
        "--complete",
        "--tables",
        tables,
        "--csv",
        str(tmp_path / "moved.csv"),
        "--json",
    )
    assert found.returncode == 0, found.stderr
    document = json.loads(found.stdout)
    validate(document)
    assert [side["name"] for side in document["sides"]] == ["old/phases.csv", "new/phases.csv"]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "moved.csv").read_text("utf-8"))))
    assert [row["quantity"] for row in rows] == [change["quantity"] for change in document["changes"]]

    # A table without the target's elements fails that target, and alone it is data that lack.
    both = run("compare", "Li3PS4", "LLZO", "--complete", "--tables", tables, "--json")
    assert both.returncode == 1
    document = json.loads(both.stdout)
    validate(document)
    assert [failure["target"] for failure in document["failures"]] == ["LLZO"]
    alone = run("compare", "LLZO", "--complete", "--tables", tables)
    assert (alone.returncode, alone.stdout) == (3, "")
    assert alone.stderr.count("\n") == 1


def test_products_without_a_gap_in_the_table_are_of_unknown_gap(run, validate, phases_file):
    path = phases_file("mine.csv", TABLE.format(-1.4))
    found = run(
        "interface", "Li", "Li3PS4", "--phases", path, "--complete", "--uncertainty", "20", "--json"
    )
    assert found.returncode == 0, found.stderr
    document = json.loads(found.stdout)
    validate(document)
    (result,) = document["results"]
    assert result["interphase"]["character"] == "unknown"
    assert [product["band_gap_ev"] for product in result["interphase"]["products"]] == [None, None]


def test_where_the_reservoirs_react_no_window_reaches_down_to_zero(run):
    found = run("window", "LLZO", "--open", "O=-1")
    assert "the reservoirs react" in found.stdout
    assert "down to 0 V" not in found.stdout


def test_candidates_are_given_with_commas_or_one_by_one(run, tmp_path):
    common = ["coatings", "--electrolyte", "LPSCl", "--cathode", "LCO", "--uncertainty", "20", "--json"]
    one = run(*common, "--candidates", "LiNbO3,Li3PO4", "--out", str(tmp_path / "a"))
    other = run(*common, "--candidates=LiNbO3", "--candidates=Li3PO4", "--out", str(tmp_path / "b"))
    assert one.returncode == 0, one.stderr
    assert json.loads(one.stdout)["rankings"] == json.loads(other.stdout)["rankings"]
    named = {row["candidate"] for row in json.loads(one.stdout)["rankings"][0]["named"]}
    assert {"LiNbO3", "Li3PO4"} <= named | {
        row["candidate"] for row in json.loads(one.stdout)["rankings"][0]["best"]
    }


def test_rows_of_contacts_say_which_state_and_which_voltage(run):
    settings = ["--state", "both", "--voltages", "3:4", "--uncertainty", "20", "--sensitivity"]
    found = run("interface", "LCO", "LGPS,LLZO", *settings)
    assert found.returncode == 0, found.stderr
    error_bars, sensitivity = found.stdout.split("Without one phase")
    for state in ("discharged", "charged"):
        label = f"LCO | LGPS {state} at 4.000 V"
        assert label in error_bars
        assert label in sensitivity


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("LiNbO3, Li3PO4", ["LiNbO3", "Li3PO4"]),
        ("role:coating,stable Li-*-O", ["role:coating", "stable Li-*-O"]),
        ("Li-M-O with M in [P, B],LiF", ["Li-M-O with M in [P, B]", "LiF"]),
        ("Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.5", ["Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.5"]),
    ],
)
def test_commas_within_a_pattern_or_a_series_do_not_part_it(text, names):
    assert split_list(text) == names
