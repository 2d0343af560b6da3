"""The lines that scripts/mutate breaks are there: whoever moves one moves its entry too."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import stabwin

PACKAGE = Path(stabwin.__file__).parent
LINES = tomllib.loads(Path(__file__).with_name("mutation").joinpath("lines.toml").read_text("utf-8"))[
    "line"
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['file']}: {line['old'][:40]}")
def test_a_line_to_break_stands_once_in_its_file(line):
    text = (PACKAGE.parent / line["file"]).read_text("utf-8")
    assert text.count(line["old"]) == 1
    assert line["new"] != line["old"]
    broken = text.replace(line["old"], line["new"])
    compile(broken, line["file"], "exec")
