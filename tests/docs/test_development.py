"""The pages for developers name files and names that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs" / "development").glob("*.md"))]

FOLDERS = ("stabwin", "tests", "scripts", "docs", ".ci", "workflows")
CODE = re.compile(r"`([^`\s]+)`")
CLASS = re.compile(r"[A-Z][a-z]\w+[A-Z]\w+|[A-Z]{3,}")
# Names of the data model, on their pages in the same letters as in the code.
SOURCES = "".join(path.read_text("utf-8") for path in (ROOT / "stabwin").rglob("*.py"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_are_there(page):
    words = CODE.findall(page.read_text("utf-8"))
    paths = [word for word in words if word.split("/")[0] in FOLDERS and "/" in word]
    assert paths
    assert not [path for path in paths if not (ROOT / path).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_classes_that_a_page_names_are_defined(page):
    words = {word for word in CODE.findall(page.read_text("utf-8")) if CLASS.fullmatch(word)}
    assert not [
        word for word in words - {"NEW"} if not re.search(rf"^(class )?{word}\b", SOURCES, re.MULTILINE)
    ]


def test_the_table_of_packages_follows_the_order_of_imports():
    page = (ROOT / "docs" / "development" / "index.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `stabwin/")]
    first_cells = " ".join(row.split("|")[1] for row in rows)
    named = re.findall(r"`stabwin/(\w+)(?:/|\.py)`", first_cells)
    assert named == ["data", *order_of_imports()]


def order_of_imports() -> tuple[str, ...]:
    """What tests/test_import_order.py holds modules and packages to."""
    source = (ROOT / "tests" / "test_import_order.py").read_text("utf-8")
    found = re.search(r"^ORDER = (\(.*?^\))", source, re.MULTILINE | re.DOTALL)
    assert found
    order: tuple[str, ...] = ast.literal_eval(found[1])
    return order
