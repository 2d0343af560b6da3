"""Targets from files: every form is read, every fault is one sentence, and rows keep what stands beside."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import stabwin as sw
from stabwin.errors import RequestError
from stabwin.lists.files import rows_of_file

ROWS = {"id": [1, 2, 3], "formula": ["Li3PS4", "Li6PS5Cl", "NaN"], "log": [-3.5, -2.25, 0.0]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    frame = pd.DataFrame(ROWS)
    frame.to_csv(tmp_path / "list.csv", index=False)
    frame.to_csv(tmp_path / "semicolons.csv", index=False, sep=";")
    frame.to_csv(tmp_path / "tabs.tsv", index=False, sep="\t")
    frame.to_csv(tmp_path / "packed.csv.gz", index=False)
    frame.to_parquet(tmp_path / "list.parquet")
    return tmp_path


def texts(spec: str, folder: Path) -> list[str]:
    return [one.text for one in rows_of_file(spec, folder) or ()]


@pytest.mark.parametrize(
    "name", ["list.csv", "semicolons.csv", "tabs.tsv", "packed.csv.gz", "list.parquet"]
)
@pytest.mark.parametrize("form", ["{}:formula", "@{}:formula", "{}", "@{}", "{}:Formula"])
def test_a_column_of_a_table_is_a_list(folder: Path, name: str, form: str) -> None:
    rows = rows_of_file(form.format(name), folder) or []
    assert [one.text for one in rows] == ROWS["formula"]  # NaN is sodium nitride
    assert [str(dict(one.columns)["log"]) for one in rows] == ["-3.5", "-2.25", "0.0"]


def test_excel_is_read(folder: Path) -> None:
    pytest.importorskip("openpyxl")
    pd.DataFrame(ROWS).to_excel(folder / "list.xlsx", index=False)
    assert texts("list.xlsx:formula", folder) == ROWS["formula"]
    (folder / "damaged.xlsx").write_bytes((folder / "list.xlsx").read_bytes()[:400])
    with pytest.raises(RequestError, match=r"damaged\.xlsx can't be read: it is not an Excel file"):
        rows_of_file("damaged.xlsx:formula", folder)


def test_lines_of_a_text_are_targets(folder: Path) -> None:
    text = "\ufeff# mine\r\nLGPS\r\n\r\n  LLZO, LPSCl # two\r\nLi{7-x}O, x = 0:1:1\r\n"
    (folder / "list.txt").write_text(text, "utf-8", newline="")
    assert texts("@list.txt", folder) == ["LGPS", "LLZO", "LPSCl", "Li{7-x}O, x = 0:1:1"]


def test_rows_without_any_value_are_left_out_and_empty_cells_are_not(folder: Path) -> None:
    (folder / "gaps.csv").write_text("formula,note,,\nLiF,a,,\n,,,\n,b\n\n")
    rows = rows_of_file("gaps.csv:formula", folder) or []
    assert [one.text for one in rows] == ["LiF", ""]
    assert [dict(one.columns)["note"] for one in rows] == ["a", "b"]


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("@missing.txt", "can't be read: No such file"),
        ("missing.csv:formula", "can't be read: No such file"),
        ("list.csv:other", "has no column 'other': it has id, formula, log"),
        ("plain.csv", "has the columns a, b: say which holds the targets"),
        ("twice.csv:a", "has 2 columns 'a'"),
        ("long.csv:a", "row 2: it has 3 values and the header 2"),
        ("empty.csv", "is empty"),
        ("blank.csv:a", "is empty: it holds no targets"),
        ("@comments.txt", "holds no targets"),
        ("@latin.txt", "not text in UTF-8"),
        ("latin.csv:a", "not text in UTF-8"),
        ("@nested.txt", "names another list"),
        ("list.txt", "write @list.txt"),
        ("book.xls:a", "save it as .xlsx or as CSV"),
        ("@", "names no file"),
        ("@.", "can't be read: Is a directory"),
        ("damaged.parquet:a", "can't be read"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence(folder: Path, spec: str, says: str) -> None:
    for name, text in {
        "plain.csv": "a,b\n1,2\n",
        "twice.csv": "a,a\n1,2\n",
        "long.csv": "a,b\n1,2,3\n",
        "empty.csv": "",
        "blank.csv": "a,b\n,2\n",
        "comments.txt": "# nothing\n\n",
        "nested.txt": "LGPS\n@list.txt\n",
        "damaged.parquet": "PAR1",
    }.items():
        (folder / name).write_text(text)
    for name in ("latin.txt", "latin.csv"):
        (folder / name).write_bytes(b"a\n\xe9\n")
    with pytest.raises(RequestError, match=r"\w") as raised:
        rows_of_file(spec, folder)
    assert says in raised.value.message
    assert "\n" not in raised.value.message


def test_names_and_formulas_are_no_files(folder: Path) -> None:
    for text in ("LGPS", "Li3PS4", "Li-P-S", "CuSO4.5H2O", "role:coating", "csv"):
        assert rows_of_file(text, folder) is None


def test_studies_read_every_form(folder: Path) -> None:
    (folder / "list.txt").write_text("LGPS\nLi{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:1\n")
    (folder / "s.toml").write_text(
        '[phases]\nsource = "starter"\n[windows]\ntargets = ["@list.txt", "list.csv:formula"]\n'
    )
    found = sw.screen(folder / "s.toml", cache=folder / "cache")
    targets = found.tables["windows"].column("target")
    assert list(targets) == ["LGPS", "Li7La3Zr2O12", "Li6La3ZrTaO12", *ROWS["formula"]]
    with pytest.raises(RequestError, match="standard input, which a study does not read"):
        sw.screen({"windows": {"targets": ["-"]}})
