"""Folders that hold no run, or a broken one: one sentence and an exit code."""

from __future__ import annotations

import hashlib
import json

import pytest

import stabwin
from stabwin.cli.exit_codes import code_of
from stabwin.errors import StabwinError


def refused(folder, code, *words):
    """The report is refused with one sentence, and nothing is written."""
    with pytest.raises(StabwinError) as raised:
        stabwin.write_report(folder)
    assert code_of(type(raised.value)) == code, raised.value.message
    assert "\n" not in raised.value.message
    for word in words:
        assert word in raised.value.message
    assert not folder.is_dir() or not list(folder.glob("report.*"))


def test_the_command_says_one_sentence(run, tmp_path):
    done = run("report", tmp_path / "nowhere")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("stabwin: There is no folder")
    assert done.stderr.count("\n") == 1


def test_the_command_says_what_is_damaged(run, copied):
    (copied / "windows.parquet").write_bytes(b"PAR1")
    done = run("report", copied)
    assert done.returncode == 5
    assert "windows.parquet is damaged" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_that_is_not_there(tmp_path):
    refused(tmp_path / "nowhere", 2, "There is no folder")


def test_a_file_in_its_place(tmp_path):
    (tmp_path / "run").write_text("x")
    refused(tmp_path / "run", 2, "There is no folder")


def test_a_folder_of_something_else(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    refused(tmp_path, 2, "not a run folder", "stabwin screen")


@pytest.mark.parametrize(
    "name", ["study.json", "provenance.json", "summary.json", "windows.csv", "files.json"]
)
def test_a_run_that_did_not_end(copied, name):
    (copied / name).unlink()
    refused(copied, 5, "did not end", name)


def test_a_run_that_ended_before_its_documents(copied):
    for name in ("files.json", "study.json", "provenance.json", "summary.json"):
        (copied / name).unlink()
    refused(copied, 5, "did not end")


@pytest.mark.parametrize(
    "name", ["windows.parquet", "coating_ranking.parquet", "windows.csv", "summary.json", "study.json"]
)
def test_a_file_that_is_cut_off(copied, name):
    whole = (copied / name).read_bytes()
    (copied / name).write_bytes(whole[: len(whole) // 2])
    refused(copied, 5, "is damaged", name)


def test_a_table_of_another_run(copied):
    for ending in ("csv", "parquet"):
        (copied / f"windows.{ending}").write_bytes((copied / f"profiles.{ending}").read_bytes())
    refused(copied, 5, "is damaged", "windows")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("summary.json", {"schema": "stabwin/summary/99"}),
        ("study.json", {"windows": {"targets": []}}),
        ("provenance.json", {"conditions": 3}),
    ],
)
def test_a_document_of_another_form(copied, name, change):
    plain = json.loads((copied / name).read_text())
    (copied / name).write_text(json.dumps({**plain, **change}))
    refused(copied, 5, "is damaged", name, "not what the run wrote")
    listed = json.loads((copied / "files.json").read_text())
    listed["sha256"][name] = hashlib.sha256((copied / name).read_bytes()).hexdigest()
    (copied / "files.json").write_text(json.dumps(listed))
    refused(copied, 5, "is damaged", name)


@pytest.mark.parametrize("change", [{"schema": "stabwin/files/99"}, {"sha256": []}, {"sha256": {}}])
def test_a_list_of_files_of_another_form(copied, change):
    plain = json.loads((copied / "files.json").read_text())
    (copied / "files.json").write_text(json.dumps({**plain, **change}))
    refused(copied, 5, "is damaged")


def test_an_unknown_format(run_folder):
    with pytest.raises(stabwin.RequestError, match="html, md, csv"):
        stabwin.write_report(run_folder, format="docx")


def test_a_place_that_can_not_be_written(run_folder, tmp_path):
    with pytest.raises(stabwin.RequestError, match="can't be written"):
        stabwin.write_report(run_folder, format="md", out=tmp_path / "no" / "such" / "place.md")
