"""Every command and every line of Python that the pages show is run, and what they show is compared.

STABWIN_WRITE_PAGES=1 writes what was printed into the pages instead; read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from blocks import Block, blocks_of, matches
from markdown_it import MarkdownIt
from prepared import PREPARED
from session import Session

ROOT = Path(__file__).resolve().parents[2]
OWN = {"_build", "_generated"}
PAGES = [
    *(
        ROOT / name
        for name in (
            "README.md",
            "CONTRIBUTING.md",
            "workflows/README.md",
            "cache/README.md",
            "stabwin/data/README.md",
        )
    ),
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if OWN.isdisjoint(path.parts)),
]

# Blocks that can't run here, counted: one more is entered on purpose. Each gives its reason on the page.
NOT_RUN = {
    "README.md": 2,
    "CONTRIBUTING.md": 1,
    "docs/index.md": 1,
    "docs/cluster.md": 8,
    "docs/getting-data.md": 1,
}

# Pages on fetching, which need the Materials Project.
NEEDS_DATABASE = {"docs/getting-data.md"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_what_a_page_shows_is_what_happens(path, reader, request, monkeypatch):
    def no_database(_: str) -> None:
        pytest.fail(f"{name_of(path)} asks for a database")

    set_version = request.getfixturevalue("database") if name_of(path) in NEEDS_DATABASE else no_database
    PREPARED.get(name_of(path), lambda _: None)(reader)
    session = Session(monkeypatch, set_version)
    wrong: list[tuple[Block, str]] = []
    for block in blocks_of(path):
        if "not run" not in block.notes:
            wrong += session.run(block)
    if os.environ.get("STABWIN_WRITE_PAGES"):
        write(path, wrong)
    else:
        assert not wrong, "\n".join(
            f"{name_of(path)}:{block.line} shows\n{block.content}\nbut this is printed:\n{said}"
            for block, said in wrong
        )


def write(path: Path, wrong: list[tuple[Block, str]]) -> None:
    """Put what was printed in place of what a page shows, from the end up, without the seconds it took."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for block, said in sorted(wrong, key=lambda one: one[0].line, reverse=True):
        first = block.line - 1
        lines[first : first + block.content.count("\n")] = [
            f"{line.rstrip()}\n" for line in said.splitlines()
        ]
    path.write_text("".join(lines), "utf-8")


def test_blocks_that_can_not_run_are_known_and_give_a_reason():
    counted = Counter(
        name_of(path) for path in PAGES for block in blocks_of(path) if "not run" in block.notes
    )
    assert counted == NOT_RUN


def test_the_times_of_the_readme_are_those_of_the_page_on_performance():
    def rows(name: str) -> list[list[str]]:
        lines = (ROOT / name).read_text("utf-8").splitlines()
        return [
            [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")
        ]

    measured = {cells[0]: cells[1:4] for cells in rows("docs/performance.md")}
    shown = [cells for cells in rows("README.md") if cells[0] in measured]
    assert len(shown) >= 5 + 1  # with the head of the table
    assert [cells[1:] for cells in shown[1:]] == [measured[cells[0]] for cells in shown[1:]]


SECONDS = re.compile(r"\b\d+\.\d s\b")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]*))?\)")


def slugs(path: Path) -> set[str]:
    """The anchors that GitHub and the site make of a page's headings."""
    tokens = MarkdownIt("commonmark").parse(path.read_text("utf-8"))
    titles = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_to_files_and_headings_of_the_repository(path):
    for address, anchor in LINK.findall(path.read_text("utf-8")):
        if address.startswith(("http:", "https:")):
            continue
        target = (path.parent / address).resolve() if address else path
        assert target.exists(), address
        # The reference is written when the site is built.
        if anchor and "reference" not in target.parts:
            assert anchor in slugs(target), f"{address}#{anchor}"


def test_dots_stand_for_anything_and_nothing_else_does():
    assert matches("a  b\n", "a  b   \n")
    assert matches("took ... s\n", "took 1.5 s\n")
    assert matches("a\n...\nz\n", "a\nb\nc\nz\n")
    assert not matches("took ... s\n", "took 1.5\ns\n")
    assert not matches("a\n", "a\nb\n")
    assert not matches("0.172\n", "0x172\n")
