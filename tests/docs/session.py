"""What a reader does: type the blocks of a page one after the other, in one folder."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import shlex
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from blocks import Block, matches

from stabwin.cli import main


class Session:
    """A folder, a shell and a Python, kept from block to block.

    Parameters
    ----------
    monkeypatch : pytest.MonkeyPatch
        Sets what ``export`` sets, until the end of the test.
    set_version : callable
        Moves the Materials Project on to another version.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, set_version: Callable[[str], None]) -> None:
        self._monkeypatch = monkeypatch
        self._set_version = set_version
        self._names: dict[str, object] = {"__name__": "__main__"}

    def run(self, block: Block) -> list[tuple[Block, str]]:
        """Run a block; what its page shows and it does not print is returned with what it printed."""
        if "server" in block.notes:
            self._set_version(block.notes["server"])
        if "file" in block.notes:
            Path(block.notes["file"]).write_text(block.content, "utf-8")
        elif block.language == "python":
            return self._python(block)
        elif block.language in ("sh", "console"):
            return self._shell(block)
        return []

    def _shell(self, block: Block) -> list[tuple[Block, str]]:
        """Run the commands of a block; a console shows what they print."""
        shown = block.language == "console"
        said = ""
        for command, _ in commands_of(block):
            code, output = self._command(command)
            assert code == 0 or shown, f"line {block.line}: {command}\nexit code {code}\n{output}"
            said += f"$ {command}\n{output}"
        return [(block, said)] if shown and not matches(block.content, said) else []

    def _command(self, command: str) -> tuple[int, str]:
        """Run one command: stabwin in this process, which has imported it, all else in a shell."""
        subprocess.run(["bash", "-n", "-c", command], check=True)  # a shell takes it as it is written
        words = shlex.split(command, comments=True)
        if words[0] == "export":
            self._monkeypatch.setenv(*words[1].split("=", 1))
            return 0, ""
        plain = not any(word in ("|", ">", "&&", "<") for word in words)
        if words[0] != "stabwin" or not plain:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", command],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
                timeout=120,
                env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            )
            return done.returncode, done.stdout
        self._monkeypatch.setattr(sys, "argv", words)
        with captured() as said, pytest.raises(SystemExit) as left:
            main.run()
        return int(left.value.code or 0), said.getvalue()

    def _python(self, block: Block) -> list[tuple[Block, str]]:
        """Run Python: a literal in the comment behind an expression is what the expression gives."""
        tree = ast.parse("\n" * (block.line - 1) + block.content)
        claims = dict(claims_of(block))
        with captured() as said:
            for statement in tree.body:
                claim = claims.get(statement.end_lineno or 0)
                if claim is None or not isinstance(statement, ast.Expr):
                    exec(compile(ast.Module([statement], []), "<page>", "exec"), self._names)
                    continue
                value = eval(compile(ast.Expression(statement.value), "<page>", "eval"), self._names)
                assert equals(value, claim), f"line {statement.lineno}: gives {value!r}, shown {claim}"
        if block.output is None or matches(block.output.content, said.getvalue()):
            return []
        return [(block.output, said.getvalue())]


@contextlib.contextmanager
def captured() -> Iterator[io.StringIO]:
    """What is printed, on stdout and stderr in order, as in a terminal."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        yield said


def commands_of(block: Block) -> Iterator[tuple[str, int]]:
    """The commands of a block, each with its line; a backslash at the end of a line continues it."""
    lines = block.content.replace("\\\n", " ").splitlines()
    for number, line in enumerate(lines, block.line):
        if block.language == "console":
            if line.startswith("$ "):
                yield line[2:], number
        elif line.strip() and not line.startswith("#"):
            yield line.strip(), number


def claims_of(block: Block) -> Iterator[tuple[int, str]]:
    """Comments behind code, by line, that are literals: numbers, texts, tuples, None, True."""
    for token in tokenize.generate_tokens(io.StringIO(block.content).readline):
        text = token.string.lstrip("# ")
        if token.type == tokenize.COMMENT and not token.line.lstrip().startswith("#"):
            with contextlib.suppress(ValueError, SyntaxError):
                ast.literal_eval(text)
                yield token.start[0] + block.line - 1, text


def equals(value: object, claim: str) -> bool:
    """Whether a value is what a comment says, numbers to the digits that are written."""
    said = ast.literal_eval(claim)
    if isinstance(said, tuple) and isinstance(value, tuple):
        parts = [part.strip() for part in claim.strip("()").split(",")]
        return len(said) == len(value) and all(map(equals, value, parts))
    if isinstance(said, float) and isinstance(value, float):
        return f"{value:.{len(claim.partition('.')[2])}f}" == claim
    return value == said
