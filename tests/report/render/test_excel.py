"""Rows as Excel files: texts stay texts, numbers are numbers, and the same rows are the same bytes."""

from __future__ import annotations

import io
import time

import pandas as pd
import pytest

pytest.importorskip("openpyxl")

from stabwin.report.render.excel import excel_of_rows

ROWS = [
    {"target": "=1+1", "v": 2.5, "ok": True, "id": "007", "log": "-3.5"},
    {"target": "\x00LGPS", "v": None, "more": "x"},
]


def test_values_are_read_back():
    frame = pd.read_excel(io.BytesIO(excel_of_rows(ROWS)), dtype={"id": str})
    assert list(frame.columns) == ["target", "v", "ok", "id", "log", "more"]
    assert list(frame["target"]) == ["=1+1", "LGPS"]
    assert frame["v"][0] == 2.5
    assert frame["id"][0] == "007"
    assert frame["log"].dtype == float


def test_the_same_rows_are_the_same_bytes():
    first = excel_of_rows(ROWS)
    time.sleep(2.1)  # times in such files have two seconds
    assert excel_of_rows(ROWS) == first
