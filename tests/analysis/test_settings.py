"""Settings are declared once: nothing that offers one repeats its default."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import stabwin
from stabwin.analysis import settings
from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.conditions import Conditions, ContactConditions
from stabwin.analysis.settings import Setting
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.screening import study

ROOT = Path(stabwin.__file__).parent
DOCS = Path(__file__).resolve().parents[2] / "docs"
SETTINGS = {one.name: one for one in vars(settings).values() if isinstance(one, Setting)}

# Left open unless it is given: its default stands for phases of whose own error nothing is known.
LEFT_OPEN = "sigma_ev_per_atom"

# How options are called: without the unit.
UNIT = re.compile(r"_(ev_per_atom|ev|v)$")
NAMES = {*SETTINGS, *(UNIT.sub("", name) for name in SETTINGS)}


def defaults_in(source: str) -> Iterator[tuple[str, ast.expr]]:
    """Names of parameters and fields, with their defaults."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given = node.args
            plain = [*given.posonlyargs, *given.args]
            yield from ((a.arg, d) for a, d in zip(plain[::-1], given.defaults[::-1], strict=False))
            for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
                if default is not None:
                    yield argument.arg, default


def repeated(source: str) -> list[str]:
    """The settings whose default is written as a number, by itself or within a call such as ``Field(...)``."""
    return [
        name
        for name, default in defaults_in(source)
        if name in NAMES
        and any(
            isinstance(part, ast.Constant) and type(part.value) in (int, float)
            for part in ast.walk(default)
        )
    ]


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_default_is_repeated(path: Path) -> None:
    assert not repeated(path.read_text("utf-8"))


def test_a_repeated_default_is_seen() -> None:
    assert repeated("def interface(*, threshold_ev: float = 0.05): ...") == ["threshold_ev"]
    assert repeated("class S:\n    top: int = Field(default=20, ge=1)\n") == ["top"]
    assert repeated("def f(threshold: float = settings.THRESHOLD.default): ...") == []


@pytest.mark.parametrize(
    "owner", [Conditions, ContactConditions, Filters, ErrorModel], ids=lambda owner: owner.__name__
)
def test_dataclasses_take_their_defaults_from_the_declarations(owner: type) -> None:
    fields = {field.name: field.default for field in dataclasses.fields(owner)}
    shared = fields.keys() & SETTINGS.keys()
    assert shared
    assert {name: fields[name] for name in shared} == {name: unless_given(name) for name in shared}


def unless_given(name: str) -> float | None:
    return None if name == LEFT_OPEN else SETTINGS[name].default


def test_study_files_take_defaults_and_ranges_from_the_declarations() -> None:
    models = [study.TargetsSection, study.InterfacesSection, study.FiltersSection]
    models += [study.CoatingsSection, study.UncertaintySection]
    for model in models:
        for name in model.model_fields.keys() & SETTINGS.keys():
            assert model.model_fields[name].default == unless_given(name)
    lowest = [
        limit.ge for limit in study.CoatingsSection.model_fields["top"].metadata if hasattr(limit, "ge")
    ]
    assert lowest == [settings.TOP.lowest]


def test_the_page_of_coatings_tells_the_defaults_of_the_filters() -> None:
    rows = re.findall(
        r"^\|.*\| ([\d.]+) (\S+) \| `(\w+)` \|$", (DOCS / "coatings.md").read_text("utf-8"), re.MULTILINE
    )
    told = {name: (float(default), unit) for default, unit, name in rows}
    assert told == {
        one.name: (one.default, one.unit)
        for one in SETTINGS.values()
        if one.name in {field.name for field in dataclasses.fields(Filters)}
    }
