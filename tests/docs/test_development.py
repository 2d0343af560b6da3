"""The pages for developers name files and names that exist."""

from __future__ import annotations

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
