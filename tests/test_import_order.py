"""Imports run one way, and the numerical core knows no chemistry."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

import stabwin

ROOT = Path(stabwin.__file__).parent

# Each may import those before it: modules first, then packages.
ORDER = (
    "errors",
    "writing",
    "chemistry",
    "notebook",
    "hull",
    "phases",
    "analysis",
    "screening",
    "report",
    "cli",
    "__main__",
)

# What the numerical core may import: arrays, the compiler, the referee, and errors.
ALLOWED_IN_HULL = {"numpy", "numba", "scipy", "stabwin.errors", "stabwin.hull"}
STANDARD = {"__future__", "collections", "dataclasses", "functools", "itertools", "math", "typing"}

MODULES = sorted(ROOT.rglob("*.py"))


def module_name(path: Path) -> str:
    parts = ("stabwin", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(path: Path) -> Iterator[str]:
    """Every module that a file imports, also in functions and for type checking."""
    name = module_name(path)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    yield from names_in(path.read_text("utf-8"), package)


def names_in(source: str, package: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), package)
            yield origin
            # `from stabwin.hull import kernel` imports stabwin.hull.kernel.
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def layer(name: str) -> str | None:
    """The part of the package that a module belongs to."""
    parts = name.split(".")
    return parts[1] if parts[0] == "stabwin" and len(parts) > 1 else None


def test_every_module_has_its_place_in_the_order():
    layers = {layer(module_name(path)) for path in MODULES} - {None, "data"}
    assert layers <= set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_only_what_comes_before_it(path):
    own = layer(module_name(path))
    if own is None:
        return  # the package itself names the homes of what it offers
    imported = {layer(name) for name in imported_names(path)}
    known = {name for name in imported if name in ORDER}
    if own == "data":
        assert not known, "facts import nothing"
        return
    later = {name for name in known if ORDER.index(name) > ORDER.index(own)}
    assert not later, f"{module_name(path)} imports {', '.join(sorted(later))}"


@pytest.mark.parametrize("path", sorted((ROOT / "hull").glob("*.py")), ids=module_name)
def test_the_hull_imports_nothing_of_chemistry(path):
    for name in imported_names(path):
        top = name.partition(".")[0]
        stem = ".".join(name.split(".")[:2]) if top == "stabwin" else top
        assert stem in ALLOWED_IN_HULL | STANDARD, name


def test_imports_in_functions_and_relative_ones_are_seen():
    source = "def f():\n    from ..cli import main\n    import stabwin.report.sections.targets as t\n"
    found = {layer(name) for name in names_in(source, "stabwin.phases")}
    assert found == {"cli", "report"}
    assert layer("stabwin") is None
