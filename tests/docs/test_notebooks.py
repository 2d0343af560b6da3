"""The notebooks: every cell runs, and shows what is kept in the file.

``.venv/bin/jupyter execute --inplace FILE`` (of the extra ``docs``) writes what they show anew.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from session import captured

from stabwin.notebook import ShownInNotebooks

DOCS = Path(__file__).resolve().parents[2] / "docs"
NOTEBOOKS = sorted(path for path in DOCS.rglob("*.ipynb") if "_build" not in path.parts)


def run_cell(source: str, names: dict[str, object]) -> object:
    """Run a cell, and give the value of its last expression."""
    # Lines for the notebook's own machinery, such as where figures go, are no Python.
    lines = [line for line in source.splitlines() if not line.startswith("%")]
    tree = ast.parse("\n".join(lines))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return None if last is None else eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_cells_show_what_the_file_keeps(path):
    names: dict[str, object] = {}
    compared = 0
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        with captured() as said:
            value = run_cell("".join(cell["source"]), names)
        streams = [output for output in cell["outputs"] if output["output_type"] == "stream"]
        assert said.getvalue() == "".join("".join(output["text"]) for output in streams), cell["id"]
        if isinstance(value, ShownInNotebooks):
            (kept,) = (output["data"] for output in cell["outputs"] if "data" in output)
            assert value._repr_html_() == "".join(kept["text/html"]), cell["id"]
            compared += 1
    assert compared >= 5
