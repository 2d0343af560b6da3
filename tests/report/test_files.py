"""The report as a file: well formed, small, the same every time, and in every format."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import zlib
from pathlib import Path

import html5lib
import pytest

import stabwin
from stabwin.screening.run_folder import write_run
from stabwin.screening.study import read_template

DEMO_BYTES = 8_000_000
STARTER = {"source": "starter"}


@pytest.fixture(scope="session")
def page(report: Path) -> str:
    return report.read_text("utf-8")


@pytest.fixture(scope="session")
def tree(page: str):
    """The page as a strict parser reads it: it raises where the standard sees an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def blocks_of(page: str) -> dict[str, bytes]:
    """What the page holds packed, by name."""
    found = re.findall(
        r'<script type="application/octet-stream" data-block="([^"]+)">([^<]*)</script>', page
    )
    return {name: zlib.decompress(base64.b64decode(packed)) for name, packed in found}


def test_the_page_is_well_formed(tree):
    names = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(names) == len(set(names))
    assert tree.find("head/title").text == "small: stability report"


def test_every_link_inside_leads_somewhere(tree):
    names = {one.get("id") for one in tree.iter()}
    for link in tree.iter("a"):
        assert link.get("href").startswith("#")
        assert link.get("href")[1:] in names or link.get("href").startswith("#material/")


def test_nothing_refers_to_another_place(tree):
    for one in tree.iter():
        assert one.get("src") is None
        assert one.tag not in {"link", "iframe", "object", "embed", "base"}


def test_the_policy_allows_the_scripts_of_the_page_and_nothing_else(page, tree):
    policy = next(one.get("content") for one in tree.iter("meta") if one.get("http-equiv"))
    inline = [one.text for one in tree.iter("script") if one.get("type") is None]
    assert len(inline) == 1
    scripts = [*inline, blocks_of(page)["plotly"].decode()]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(f"'sha256-{one}'" for one in hashes)
    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src {allowed}",
        "style-src 'unsafe-inline'",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_texts_of_the_data_are_escaped(page):
    for dangerous in ("<script>alert(1)", "<img src=x"):
        assert dangerous not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_page_holds_the_files_of_the_run(page, run_folder):
    blocks = blocks_of(page)
    unseen = {"report.csv", "files.json"}  # the report itself, and the list that makes the folder a run
    names = {path.name for path in run_folder.iterdir() if path.suffix in (".csv", ".json")} - unseen
    assert names <= blocks.keys()
    for name in names:
        assert blocks[name] == (run_folder / name).read_bytes(), name


def test_the_same_run_gives_the_same_bytes_wherever_it_lies(copied, run_folder, tmp_path):
    for form in ("html", "md", "csv"):
        one, other = (
            stabwin.write_report(folder, format=form, out=tmp_path / f"{number}.{form}").read_bytes()
            for number, folder in enumerate((run_folder, copied))
        )
        assert one == other, form
        assert str(run_folder.parent).encode() not in one


SECTIONS = {
    "windows": {"targets": ["LGPS", "LLZO"]},
    "profiles": {"targets": ["LGPS"]},
    "interfaces": {"a": ["LGPS"], "b": ["LCO"], "voltages_v": [3.0], "voltage_range_v": [3.0, 4.2]},
    "coatings": {"electrolytes": ["LPSCl"], "electrodes": ["LCO"], "candidates": ["Li3PO4"], "layers": 2},
}


@pytest.mark.parametrize("question", SECTIONS)
def test_every_question_of_a_study_can_stand_alone(question, tmp_path):
    write_run(tmp_path, stabwin.screen({"phases": STARTER, question: SECTIONS[question]}))
    text = stabwin.write_report(tmp_path).read_text("utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert f'id="answer-{"contacts" if question == "interfaces" else question}"' in text
    assert "data-chart=" in text


def test_error_bars_stand_below_their_numbers(tmp_path):
    asked = {"phases": STARTER, "uncertainty": {"samples": 20}, "windows": SECTIONS["windows"]}
    write_run(tmp_path, stabwin.screen(asked))
    text = stabwin.write_report(tmp_path).read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "windows.csv").read_text("utf-8"))))
    (row,) = (row for row in rows if row["target"] == "LGPS")
    low, high = (float(row[f"oxidation_limit_v_{end}"]) for end in ("p05", "p95"))
    assert f'2.143<span class="range">{low:.3f} to {high:.3f}</span>' in text
    assert "20 samples" in text


def test_a_screen_without_a_passing_candidate_says_so(tmp_path):
    section = {**SECTIONS["coatings"], "layers": 1, "filters": {"band_gap_above_ev": 20.0}}
    write_run(tmp_path, stabwin.screen({"phases": STARTER, "coatings": section}))
    assert "No candidate passes every filter" in stabwin.write_report(tmp_path).read_text("utf-8")


def test_the_page_of_the_demo_is_small(tmp_path):
    write_run(tmp_path, stabwin.screen(read_template("demo")))
    assert 1_000_000 < stabwin.write_report(tmp_path).stat().st_size < DEMO_BYTES


def test_markdown_has_the_answer_and_its_tables(run_folder, tmp_path):
    text = stabwin.write_report(run_folder, format="md", out=tmp_path / "answer.md").read_text("utf-8")
    lines = text.splitlines()
    assert lines[0] == "# small: stability report"
    for heading in ("## Answer", "## Failures", "## Provenance", "## What to cite"):
        assert heading in lines
    assert r"\<script\>" in text
    assert (
        "| LGPS | Li10Ge(PS6)2 | stable from 1.721 to 2.143 V | oxidised at 3 V | 1.721 | 2.143 |" in text
    )
    bar = re.compile(r"(?<!\\)\|")
    rules = [number for number, line in enumerate(lines) if re.match(r"\| -+:? \|", line)]
    assert len(rules) >= 8
    for number in rules:
        for line in lines[number - 1 : number + 2]:
            assert len(bar.findall(line)) == len(bar.findall(lines[number])), line


def test_csv_is_the_ranking_with_verdicts(run_folder, tmp_path):
    written = stabwin.write_report(run_folder, format="csv", out=tmp_path / "answer.csv")
    rows = list(csv.DictReader(io.StringIO(written.read_text("utf-8"))))
    ranking = list(csv.DictReader(io.StringIO((run_folder / "coating_ranking.csv").read_text("utf-8"))))
    assert [{name: v for name, v in row.items() if name != "verdict"} for row in rows] == ranking
    for row in rows:
        assert row["verdict"].startswith("passes" if row["passes"] == "True" else "fails: ")


def test_the_command_writes_where_it_is_told_and_says_so(run, run_folder, tmp_path):
    done = run("report", run_folder, "--format", "md", "--out", tmp_path / "answer.md")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{tmp_path / 'answer.md'}\n", "")
    assert (tmp_path / "answer.md").read_text("utf-8").startswith("# small")


def test_profiles_end_where_reservoirs_react_with_the_ion(tmp_path):
    """At 2 V lithium burns in water vapour; without it the same material holds to 0 V."""
    for around, said in (({"H2O": 1e-3}, "the reservoirs react"), ({}, "stable down to 0 V")):
        folder = tmp_path / (said.split()[0] + str(len(around)))
        folder.mkdir()
        phases = {**STARTER, "scheme": "measured"}
        asked = {"targets": ["Li2O" if not around else "LLZO"], "gases_bar": around}
        write_run(folder, stabwin.screen({"phases": phases, "profiles": asked}))
        text = stabwin.write_report(folder, format="md", out=folder / "answer.md").read_text("utf-8")
        (row,) = (line for line in text.splitlines() if line.startswith(f"| {asked['targets'][0]} "))
        assert said in row
