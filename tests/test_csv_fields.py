"""Texts that a spreadsheet would run are written so that it does not, and read back as they were."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

import stabwin
from stabwin.csv_fields import csv_of_columns, csv_of_rows, neutralised, restored
from stabwin.phases.sources.csv_rows import csv_rows
from stabwin.screening.run_folder import write_run
from stabwin.screening.study import make_study

COMMAND = '=HYPERLINK("http://127.0.0.1/?"&A1,"LGPS")'
DANGEROUS = [COMMAND, "=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "-", "="]
HARMLESS = ["LGPS", "Li10Ge(PS6)2", "'quoted'", "", " =1", "'", "''x", "2 Li2S + P", "0", "é=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert neutralised(text) == f"'{text}"
    assert neutralised(f"'{text}") == f"''{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_stay(text: str) -> None:
    assert neutralised(text) == text == restored(text)


@pytest.mark.parametrize("text", [*DANGEROUS, *HARMLESS, *(f"{n * chr(39)}=1" for n in range(5))])
def test_what_is_written_is_read_back(text: str) -> None:
    assert restored(neutralised(text)) == text


@pytest.mark.parametrize("value", [-1.5, -1, 0.0, True, None, float("-inf")])
def test_numbers_are_never_touched(value: object) -> None:
    assert neutralised(value) is value


def test_both_forms_of_tables_are_written_alike() -> None:
    columns = {"text": [*DANGEROUS, "LGPS"], "number": [-1.0 * n for n in range(len(DANGEROUS) + 1)]}
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    text = csv_of_rows(rows)
    assert b"".join(csv_of_columns(columns)).decode() == text
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["text"] for row in read] == [*(f"'{text}" for text in DANGEROUS), "LGPS"]
    assert [row["number"] for row in read][:3] == ["-0.0", "-1.0", "-2.0"]


def test_no_file_of_a_run_holds_a_formula(tmp_path: Path) -> None:
    study = make_study(
        {
            "name": "formulas",
            "phases": {"source": "starter"},
            "windows": {"targets": ["LGPS", COMMAND, "-Li", "+x"]},
        }
    )
    found = stabwin.screen(study)
    assert len(found.failures) == 3
    write_run(tmp_path, found)
    rows = list(csv.reader(io.StringIO((tmp_path / "windows.csv").read_text("utf-8"), newline="")))
    texts = [field for row in rows for field in row if not field.lstrip("+-").replace(".", "").isdigit()]
    assert f"'{COMMAND}" in texts
    assert not [text for text in texts if text[:1] in "=+-@\t\r\n" and text]


def test_tables_of_phases_and_lists_of_targets_are_read_back(tmp_path: Path) -> None:
    content = csv_of_rows([{"formula": "Li", "material_id": "=1+1"}]).encode()
    rows, _ = csv_rows(tmp_path / "x.csv", content)
    assert [row["material_id"] for _, row in rows] == ["=1+1"]

    (tmp_path / "targets.csv").write_text(csv_of_rows([{"name": "=LGPS"}, {"name": "LLZO"}]))
    found = stabwin.screen(
        {"phases": {"source": "starter"}, "windows": {"targets": [f"csv:{tmp_path / 'targets.csv'}#name"]}}
    )
    assert [target for target, _ in found.failures] == ["=LGPS"]


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js isn't installed")
def test_the_page_reads_them_back() -> None:
    scripts = Path(stabwin.__file__).parent / "report" / "page" / "scripts"
    source = (scripts / "csv.js").read_text("utf-8")
    texts = [*DANGEROUS, *(text for text in HARMLESS if text), "'=1"]
    written = json.dumps([neutralised(text) for text in texts])
    done = subprocess.run(
        ["node", "-e", f'{source}\nconsole.log(JSON.stringify({written}.map(readerOf("text"))))'],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(done.stdout) == texts
