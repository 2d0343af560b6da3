"""Reports of studies with error bars: what was asked, and how certain the answer is."""

from __future__ import annotations

import re

import pytest

import stabwin

STUDY = """
name = "sampled"

[phases]
source = "starter"

[windows]
targets = ["LLZO", "Li3PS4"]

[interfaces]
a = ["LLZO"]
b = ["LFP"]

[coatings]
electrolytes = ["LPSCl", "LGPS"]
electrodes = ["LCO"]
candidates = ["LiNbO3", "Li3PO4", "LiAl5O8"]
voltages_v = []

[uncertainty]
samples = 40
seed = 3
"""


@pytest.fixture(scope="module")
def sampled(run, tmp_path_factory):
    """The folder of a study with error bars."""
    where = tmp_path_factory.mktemp("sampled")
    (where / "sampled.toml").write_text(STUDY, "utf-8")
    done = run("screen", where / "sampled.toml", "--out", where / "sampled", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return where / "sampled"


@pytest.fixture(scope="module")
def markdown(sampled):
    return stabwin.write_report(sampled, format="md").read_text("utf-8")


@pytest.fixture(scope="module")
def ranking(sampled):
    run = stabwin.screening.finished_run.read_run(sampled)
    return run.rows("coating_ranking")


def table_of(markdown, title):
    """The rows of a table as cells by heading."""
    lines = markdown.split(f"**{title}**", 1)[1].split("\n\n")[1].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def test_what_was_asked_states_the_error_model(markdown):
    (said,) = re.findall(r"^- \*\*Error bars\*\*: (.*)$", markdown, flags=re.MULTILINE)
    assert said.startswith("40 samples (seed 3) of the own error of each phase, and the errors that")
    assert "5th to the 95th percentile" in said


def test_probabilities_are_per_cent_in_texts_and_numbers_in_csv(sampled, markdown, ranking):
    shares = {
        row["candidate"]: row["probability_passes"] for row in ranking if row["electrolyte"] == "LPSCl"
    }
    rows = table_of(markdown, "Ranking")
    assert {row["layer"]: row["passes with"] for row in rows} == {
        name: f"{int(100 * share + 0.5)} %" for name, share in shares.items()
    }
    flat = stabwin.write_report(sampled, format="csv").read_text("utf-8")
    assert "%" not in flat
    assert str(shares["Li3PO4"]) in flat


def test_a_verdict_leaves_the_probability_to_its_column(markdown, ranking):
    told = {row["layer"]: row["verdict"] for row in table_of(markdown, "Ranking")}
    undecided = [name for name, verdict in told.items() if verdict.startswith("undecided")]
    assert undecided
    passing = {row["candidate"] for row in ranking if row["electrolyte"] == "LPSCl" and row["passes"]}
    for name in undecided:
        nominal = "" if name in passing else ": nominally fails "
        assert told[name].startswith(f"undecided at this accuracy{nominal}")
        assert "%" not in told[name]


def test_sentences_tell_what_holds_nominally_from_what_is_certain(markdown, ranking):
    for electrolyte in ("LPSCl", "LGPS"):
        rows = [row for row in ranking if row["electrolyte"] == electrolyte and row["passes"]]
        certain = sum(row["probability_passes"] > 0.95 for row in rows) or "none"
        said = f"of 3 pass every filter nominally, {certain} of them with certainty"
        assert f"{len(rows)} layers {said}" in markdown or f"{len(rows)} layer {said}" in markdown
    assert re.search(r"every filter for every pair nominally, (\d|none) of them with certainty", markdown)
    assert re.search(r"None of 2 materials is nominally stable against Li metal; \w+ undecided", markdown)
    assert re.search(r"Of 1 contact, nominally .* release more; \w+ undecided", markdown)


def test_the_worst_number_of_all_pairs_stands_with_its_own_range(markdown, ranking):
    for row in table_of(markdown, "Layers that suit most pairs"):
        members = [one for one in ranking if one["candidate"] == row["layer"] and one["passes"]]
        worst = max(members, key=lambda one: one["score_ev_per_atom"])
        ends = [worst[f"score_ev_per_atom{end}"] for end in ("", "_p05", "_p95")]
        assert row["score (eV/atom)"] == "{:.4f} ({:.4f} to {:.4f})".format(*ends)


def test_the_page_shows_the_same(look, sampled):
    opened = look(stabwin.write_report(sampled))
    place = opened.table("coating_ranking")
    shown = dict(
        zip(opened.cells(place, "candidate"), opened.cells(place, "probability_passes"), strict=False)
    )
    assert all(re.fullmatch(r"\d+ %", text) for text in shown.values())
    told = opened.page.locator("main").inner_text()
    assert "40 samples (seed 3) of the own error of each phase" in told
    assert not opened.complaints


def test_one_material_shows_its_ranges(look, sampled):
    opened = look(stabwin.write_report(sampled))
    opened.page.goto(opened.page.url.partition("#")[0] + "#material/LLZO")
    place = opened.page.locator("[data-material]")
    place.locator(".whisker").first.wait_for()
    assert place.locator(".whisker").count() == 2
    row = next(
        one
        for one in stabwin.screening.finished_run.read_run(sampled).rows("windows")
        if one["target"] == "LLZO"
    )
    low, high = row["reduction_limit_v_p05"], row["reduction_limit_v_p95"]
    assert f"{low:.3f} to {high:.3f}" in place.locator(".fact-list").first.inner_text()
    mutual = stabwin.screening.finished_run.read_run(sampled).rows("interfaces")[0]
    told = place.inner_text().replace("\N{MINUS SIGN}", "-")
    assert f"{mutual['mutual_ev_per_atom_p05']:.4f} to {mutual['mutual_ev_per_atom_p95']:.4f}" in told
    assert not opened.complaints
