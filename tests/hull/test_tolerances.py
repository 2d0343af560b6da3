"""Every tolerance stands in one module, with its name and its reason."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

import stabwin

ROOT = Path(stabwin.__file__).parent
HOME = ROOT / "hull" / "tolerances.py"

# A float constant of at most this size is a tolerance.
LARGEST = 1e-3

# The coefficients of a published approximation.
NO_TOLERANCES = {ROOT / "hull" / "draws.py"}

MODULES = sorted(
    {*(ROOT / "hull").rglob("*.py"), *(ROOT / "analysis").rglob("*.py")} - NO_TOLERANCES - {HOME}
)


def small_constants(source: str) -> Iterator[float]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < node.value <= LARGEST:
            yield node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_other_module_holds_a_tolerance(path: Path) -> None:
    assert not list(small_constants(path.read_text("utf-8"))), f"move it to {HOME.relative_to(ROOT)}"


def test_tolerances_are_seen() -> None:
    assert list(small_constants("def f(x):\n    return x > -1e-9 or x < 0.5")) == [1e-9]


def test_every_tolerance_has_its_reason() -> None:
    lines = HOME.read_text("utf-8").splitlines()
    for before, line in itertools.pairwise(lines):
        if "=" in line and line[0].isupper():
            # Names that follow each other share a reason.
            assert before.startswith("#") or "=" in before, line
