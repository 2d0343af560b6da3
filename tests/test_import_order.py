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
    "extras",
    "csv_fields",
    "documents",
    "reading",
    "locking",
    "writing",
    "chemistry",
    "thermo",
    "notebook",
    "hull",
    "phases",
    "lists",
    "analysis",
    "validation",
    "screening",
    "report",
    "cli",
    "__main__",
)

# What the numerical core may import: arrays, the compiler, the referee, and errors.
ALLOWED_IN_HULL = {"numpy", "numba", "scipy", "stabwin.errors", "stabwin.hull"}
STANDARD = {
    *("__future__", "abc", "collections", "contextlib", "dataclasses", "functools", "itertools", "math"),
    "typing",
}

MODULES = sorted(ROOT.rglob("*.py"))

# Imports inside analysis/ may chain through this many modules: an answer is read from top to bottom.
MOST_FLOORS = 8
MOST_LINES = 300


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


def imports_among(paths: list[Path]) -> dict[str, set[str]]:
    """Which of some modules each of them imports; packages themselves hold nothing."""
    named = {module_name(path): path for path in paths if path.name != "__init__.py"}
    return {name: {*imported_names(path)} & named.keys() - {name} for name, path in named.items()}


def circles_of(graph: dict[str, set[str]]) -> set[frozenset[str]]:
    """Sets of modules each of which reaches all others of the set."""
    reached: dict[str, set[str]] = {}
    for start in graph:
        seen, ahead = set(), [start]
        while ahead:
            for name in graph[ahead.pop()] - seen:
                seen.add(name)
                ahead.append(name)
        reached[start] = seen
    members = (frozenset(b for b in reached[a] if a in reached[b]) for a in graph if a in reached[a])
    return set(members)


def floors_of(graph: dict[str, set[str]]) -> int:
    """Modules on the longest chain of imports (a circle counts as one)."""
    floor: dict[str, int] = {}
    circle_of = {name: circle for circle in circles_of(graph) for name in circle}

    def floor_of(name: str) -> int:
        circle = circle_of.get(name, frozenset({name}))
        if name not in floor:
            below = {other for member in circle for other in graph[member]} - circle
            height = 1 + max((floor_of(other) for other in below), default=0)
            floor.update(dict.fromkeys(circle, height))
        return floor[name]

    return max(floor_of(name) for name in graph)


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


def test_no_circle_among_modules():
    circles = circles_of(imports_among(MODULES))
    assert not circles, "; ".join(", ".join(sorted(circle)) for circle in circles)


def test_an_answer_passes_few_floors():
    assert floors_of(imports_among(sorted((ROOT / "analysis").rglob("*.py")))) <= MOST_FLOORS


def test_modules_are_short():
    lines = {module_name(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    long = {name for name, count in lines.items() if count > MOST_LINES}
    assert not long


def test_circles_and_floors_are_seen():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set(), "e": {"a"}}
    assert circles_of(graph) == {frozenset({"b", "c"})}
    assert floors_of(graph) == 4


def test_imports_in_functions_and_relative_ones_are_seen():
    source = "def f():\n    from ..cli import main\n    import stabwin.report.sections.targets as t\n"
    found = {layer(name) for name in names_in(source, "stabwin.phases")}
    assert found == {"cli", "report"}
    assert layer("stabwin") is None
