"""Lists on the command line: files, standard input, commas, series, patterns; and tables joined to results."""

from __future__ import annotations

import os
import subprocess

import pandas as pd
import pytest

ROWS = pd.DataFrame(
    {
        "id": [f"s{number}" for number in range(500)],
        "formula": [f"Li{6 + number / 500:.4f}PS5Cl" for number in range(499)] + ["Xx2O3"],
        "log_sigma": [-number / 100 for number in range(500)],
    }
)


def test_five_hundred_compositions_are_joined_to_their_table(run, tmp_path):
    path, out = tmp_path / "mine.csv", tmp_path / "out.csv"
    ROWS.to_csv(path, index=False)
    done = run("window", f"{path}:formula", "--phases", "starter", "--csv", str(out))
    assert done.returncode == 1  # one target failed
    assert "failed (Xx2O3)" in done.stderr
    joined = pd.read_csv(out, keep_default_na=False, na_values=[""])
    assert list(joined.columns[:4]) == ["id", "formula", "log_sigma", "target"]
    pd.testing.assert_frame_equal(joined[list(ROWS)], ROWS)
    assert joined["reduction_limit_v"].notna().sum() == 499
    assert joined["error"].iloc[-1].startswith("'Xx2O3' is not a formula")


def test_commas_are_spaces(run):
    apart = run("window", "LGPS", "LLZO", "--phases", "starter")
    for form in (("LGPS,LLZO",), ("LGPS,", "LLZO"), ("LGPS, LLZO",)):
        done = run("window", *form, "--phases", "starter")
        assert (done.stdout, done.returncode) == (apart.stdout, 0)
    assert run("window", ",").returncode == 2


def test_lists_of_files_and_series(run, tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("LGPS # mine\n\nLi{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.5\n")
    figure, out = tmp_path / "series.svg", tmp_path / "out.csv"
    done = run("window", f"@{path}", "--phases", "starter", "--csv", str(out))
    assert done.returncode == 0, done.stderr
    assert list(pd.read_csv(out)["x"].dropna()) == [0.0, 0.5, 1.0]
    series = "Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.5"
    assert run("window", series, "--phases", "starter", "--plot", str(figure)).returncode == 0
    assert figure.stat().st_size > 5000
    assert run("profile", series, "--phases", "starter").stdout.count("Li6La3ZrTaO12:") == 1


def test_sides_of_an_interface_are_lists(run, tmp_path):
    (tmp_path / "a.txt").write_text("LGPS\nLPSCl\n")
    done = run("interface", f"@{tmp_path / 'a.txt'}", "LCO,stable Li-Nb-O", "--phases", "starter")
    assert done.returncode == 0, done.stderr
    assert "LiNbO3" in done.stdout
    assert "LPSCl" in done.stdout


def test_electrolytes_and_cathodes_are_lists(run, tmp_path):
    (tmp_path / "c.txt").write_text("Li3PO4\nLiNbO3\n")
    asked = (
        "--phases",
        "starter",
        "--out",
        str(tmp_path / "run"),
        "--candidates",
        f"@{tmp_path / 'c.txt'}",
    )
    done = run("coatings", "--electrolyte", "LGPS,LPSCl", "--cathode", "LCO", *asked)
    assert done.returncode == 0, done.stderr
    assert "LPSCl" in done.stdout
    two = run("coatings", "--electrolyte", "LGPS,LPSCl", "--cathode", "LCO", "--plot", "x.svg")
    assert two.returncode == 2
    assert "one ranking" in two.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("window", "@missing.txt"), "can't be read"),
        (("window", "missing.csv:formula"), "can't be read"),
        (("window", "list.txt"), "write @list.txt"),
        (("compare", "Li{x}O"), "is not a series"),
    ],
)
def test_a_list_that_is_not_there_is_a_bad_request(run, arguments, says):
    done = run(*arguments, "--phases", "starter")
    assert done.returncode == 2
    assert says in done.stderr
    assert not done.stdout


def test_standard_input_is_a_list(program):
    def piped(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        asked = [program, "window", *arguments, "--phases", "starter"]
        return subprocess.run(
            asked, input=text, capture_output=True, encoding="utf-8", check=False, env=os.environ
        )

    lines = piped("LGPS\n# no\nLLZO\n", "-")
    assert lines.returncode == 0
    assert "LLZO" in lines.stdout
    assert "holds no targets" in piped("", "-").stderr
    assert "can be read once" in piped("LGPS", "-", "-").stderr


def test_rows_go_to_excel_or_to_standard_output(run, tmp_path):
    done = run("window", "LGPS", "--phases", "starter", "--csv", "-")
    assert done.stdout.startswith("target,formula,ion")
    assert len(done.stdout.splitlines()) == 2
    for name in ("x.parquet", "x.json"):
        refused = run("window", "LGPS", "--phases", "starter", "--csv", str(tmp_path / name))
        assert refused.returncode == 2
        assert "end its name with .csv or .xlsx" in refused.stderr
    assert run("catalogue", "--csv", "-", "--json").returncode == 2
    pytest.importorskip("openpyxl")
    book = tmp_path / "x.xlsx"
    assert run("window", "LGPS", "--phases", "starter", "--csv", str(book)).returncode == 0
    assert pd.read_excel(book)["target"].tolist() == ["LGPS"]


def test_one_contact_is_brief_unless_its_kinks_are_asked_for(run):
    brief = run("interface", "LGPS", "LCO", "--phases", "starter").stdout
    full = run("interface", "LGPS", "LCO", "--phases", "starter", "--kinks").stdout
    assert full.count(" -> ") > 5
    assert brief.count(" -> ") == 1
    assert "mutual: Li10Ge(PS6)2 + " in brief


def test_columns_of_both_lists_are_joined_to_contacts(run, tmp_path):
    left = pd.DataFrame({"id": ["s1", "s2"], "formula": ["LGPS", "LPSCl"], "status": ["new", "old"]})
    right = pd.DataFrame({"id": ["c1"], "cathode": ["LCO"], "maker": ["me"]})
    left.to_csv(tmp_path / "left.csv", index=False)
    right.to_csv(tmp_path / "right.csv", index=False)
    sides = f"{tmp_path / 'left.csv'}:formula", f"{tmp_path / 'right.csv'}:cathode"
    out = tmp_path / "out.csv"
    done = run("interface", *sides, "--state", "both", "--phases", "starter", "--csv", str(out))
    assert done.returncode == 0, done.stderr
    joined = pd.read_csv(out)
    assert list(joined.columns[:8]) == [
        *("id (a)", "formula", "status", "id (b)", "cathode", "maker", "a", "b"),
    ]
    assert list(joined["id (a)"]) == ["s1", "s1", "s2", "s2"]  # discharged and charged
    assert (joined["formula"] == joined["a"]).all()
    assert set(joined["stabwin_status"]) == {"reacts"}
    alone = run("interface", "LGPS,LPSCl", "LCO", "--state", "both", "--phases", "starter", "--csv", "-")
    assert alone.stdout.startswith("a,b,")


def test_columns_of_a_list_of_coatings_are_joined_to_their_ranking(run, tmp_path):
    path, out = tmp_path / "coatings.csv", tmp_path / "out.csv"
    path.write_text("price,oxide\n3,LiNbO3\n5,Li3PO4\n7,LiTaO3\n")
    done = run(
        *("coatings", "--electrolyte", "LPSCl", "--cathode", "LCO", "--phases", "starter"),
        *("--candidates", f"{path}:oxide", "--out", str(tmp_path / "run"), "--csv", str(out)),
    )
    assert done.returncode == 0, done.stderr
    ranked = pd.read_csv(out)
    assert list(ranked.columns[:2]) == ["price", "oxide"]
    assert dict(zip(ranked["candidate"], ranked["price"], strict=True)) == {
        "LiNbO3": 3,
        "Li3PO4": 5,
        "LiTaO3": 7,
    }


def test_a_matrix_of_several_ions_says_so_once(run):
    done = run("interface", "LGPS,Na3SbS4", "LCO,NVP,Al2O3", "--phases", "starter")
    told = [line for line in done.stderr.splitlines() if "mobile ion" in line]
    (several,) = [line for line in told if line.startswith("note: ")]
    assert several.startswith(
        "note: The contacts have different mobile ions, and voltages are against the metal of each: "
        "Li in LGPS|LCO"
    )
    assert "; Na in Na3SbS4|NVP, Na3SbS4|Al2O3. --ion" in several
    assert not [line for line in told if line.startswith("note (")]
    sodium = run("interface", "Na3SbS4", "NVP,Al2O3", "--phases", "starter").stderr
    assert "note (Na3SbS4|NVP, Na3SbS4|Al2O3): The mobile ion is Na" in sodium


def test_options_that_change_nothing_say_so(run):
    matrix = ("interface", "LGPS,LPSCl", "LCO", "--phases", "starter")
    assert "a matrix does not show them" in run(*matrix, "--threshold", "0.2").stderr
    assert "does not show them" not in run(*matrix, "--threshold", "0.2", "--csv", "-").stderr
    refused = run(*matrix, "--kinks")
    assert refused.returncode == 2
    assert "--kinks prints the mixtures of one contact, and there are 2" in refused.stderr
    states = "states of charge (--state) change nothing here"
    formulas = ("interface", "LGPS", "LLZO", "--phases", "starter")
    assert states in run(*formulas, "--state", "charged").stderr
    assert states not in run(*formulas).stderr
    assert states not in run("interface", "LGPS", "LCO", "--phases", "starter", "--state", "both").stderr
    window = ("window", "Li3PS4", "--phases", "starter", "--exclude")
    no_effect = "note: --exclude NaCl changes nothing here: no answer is about all of its elements."
    assert no_effect in run(*window, "NaCl").stderr
    assert "changes nothing" not in run(*window, "Li2S").stderr
    pairs = run("fetch", "LGPS", "--pairs")
    assert pairs.returncode == 2
    assert "give several names" in pairs.stderr


def test_exclusions_that_change_nothing_stand_in_the_document_too(run):
    import json

    said = run("window", "Li3PS4", "--phases", "starter", "--exclude", "NaCl", "--json")
    (note,) = json.loads(said.stdout)["provenance"]["notes"]
    assert note.startswith("--exclude NaCl changes nothing here")
