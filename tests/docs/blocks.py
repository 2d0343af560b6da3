"""The fenced blocks of a page of Markdown, and what stands before and behind them.

A comment before a block says what the block alone can't:

- ``<!-- not run: REASON -->``: it can't run here;
- ``<!-- file: NAME -->``: it is the contents of a file that later blocks use;
- ``<!-- server: VERSION -->``: the Materials Project has moved on to this version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

_COMMENT = re.compile(r"<!-- (not run|file|server): (.+?) -->")

# Run: sh and console line by line, python as it is. The others are shown.
LANGUAGES = {"sh", "console", "python", "text", "toml", "json"}


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes
    ----------
    line : int
        Where its contents begin, from 1.
    language : str
    content : str
    notes : dict
        What the comment before it says.
    output : Block or None
        The block of text right behind a block of Python: what it prints.
    """

    line: int
    language: str
    content: str
    notes: dict[str, str]
    output: Block | None = None


def blocks_of(path: Path) -> list[Block]:
    """The blocks of a page in order."""
    found: list[Block] = []
    tokens = [token for token in MarkdownIt("commonmark").parse(path.read_text("utf-8")) if token.map]
    for token, before in zip(tokens, [None, *tokens], strict=False):
        where = f"{path}:{token.map[0] + 1}"
        assert token.type != "code_block", f"{where}: indented, so no test sees it; use a fence"
        if token.type != "fence":
            continue
        language = token.info.strip()
        if language.startswith("{"):
            continue  # a directive of the site
        assert language in LANGUAGES, f"{where}: no such language here: {language!r}"
        comment = before.content if before is not None and before.type == "html_block" else ""
        block = Block(token.map[0] + 2, language, token.content, dict(_COMMENT.findall(comment)))
        behind = before is not None and before.type == "fence" and found and found[-1].language == "python"
        if behind and language == "text":
            last = found[-1]
            found[-1] = Block(last.line, last.language, last.content, last.notes, block)
        else:
            found.append(block)
    return found


def matches(expected: str, actual: str) -> bool:
    """Whether a text is what a page shows; spaces at the ends of lines do not count.

    Three dots stand for anything within a line; on a line of their own, for any lines.
    """
    lines = []
    for line in expected.rstrip().splitlines():
        if line.strip() == "...":
            lines.append(r"(?:.*\n)*")
        else:
            lines.append(re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + r"\n")
    stripped = "".join(f"{line.rstrip()}\n" for line in actual.rstrip().splitlines())
    return re.fullmatch("".join(lines), stripped) is not None
