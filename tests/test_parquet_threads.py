"""No Parquet file is read with pyarrow's threads: they outlive the way out and abort the program."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import stabwin

READERS = {"read_table", "ParquetDataset"}


def calls(path: Path) -> list[ast.Call]:
    """The calls of pyarrow's readers in a module."""
    return [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in READERS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "pq"
    ]


READ = [
    (path, call) for path in sorted(Path(stabwin.__file__).parent.rglob("*.py")) for call in calls(path)
]


def test_there_are_readers():
    assert READ


@pytest.mark.parametrize(("path", "call"), READ, ids=lambda value: getattr(value, "stem", ""))
def test_a_table_is_read_without_threads(path, call):
    said = {word.arg: getattr(word.value, "value", None) for word in call.keywords}
    assert said.get("use_threads") is False, path
    assert said.get("pre_buffer") is False, path
