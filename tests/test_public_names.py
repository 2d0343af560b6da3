"""What the package offers: every public name, and every example in its documentation."""

from __future__ import annotations

import doctest
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module, metadata
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

import pytest

import stabwin
from stabwin import errors

MODULES = ["stabwin", *(found.name for found in pkgutil.walk_packages(stabwin.__path__, "stabwin."))]


STUB = Path(stabwin.__file__).with_suffix(".pyi")


@pytest.mark.parametrize("name", stabwin.__all__)
def test_a_public_name_is_there_and_documented(name):
    value = getattr(stabwin, name)
    assert name in dir(stabwin)
    if name == "TargetLike":
        assert stabwin.Target in get_args(value)
        return
    assert callable(value) or inspect.ismodule(value)
    assert inspect.getdoc(value)


def test_public_names_are_sorted_and_listed_once():
    assert stabwin.__all__ == sorted(set(stabwin.__all__))
    lines = [line for line in STUB.read_text("utf-8").splitlines() if line.startswith("from ")]
    assert lines == sorted(lines)
    assert len(lines) == len(stabwin.__all__)


def test_every_error_is_public():
    kinds = {
        name for name, value in vars(errors).items() if inspect.isclass(value) and name.endswith("Error")
    }
    assert kinds <= set(stabwin.__all__)


FUNCTIONS = [name for name in stabwin.__all__ if inspect.isfunction(getattr(stabwin, name))]


def classes_in(hint: object) -> Iterator[type]:
    """The classes that a type is made of."""
    for part in (get_origin(hint) or hint, *get_args(hint)):
        if inspect.isclass(part):
            yield part
        if get_args(part):
            yield from classes_in(part)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_class_that_a_public_function_returns_is_public(name):
    returned = set(classes_in(get_type_hints(getattr(stabwin, name))["return"]))
    own = {kind for kind in returned if kind.__module__.startswith("stabwin")}
    assert returned
    assert {kind.__name__ for kind in own} <= set(stabwin.__all__)


USES = """
import stabwin as sw

found: sw.Window = sw.window("LGPS", voltage_v=2.0)
limit: float | None = found.reduction_limit_v
target: sw.TargetLike = {"Li": 3, "P": 1, "S": 4}
contact: sw.Interface = sw.interface("LCO", target)
ranking: sw.LayerRanking = sw.rank_coatings(electrolyte="LPSCl", cathode="LCO", candidates="Li-*-O")
table: sw.PhaseTable = sw.load_phases("starter")
materials: tuple[sw.Material, ...] = sw.catalogue(role="electrolyte")
try:
    sw.figures.save_figure(sw.figures.window_chart(found), "windows.svg")
except sw.OutputError as error:
    text: str = error.message
version: str = sw.__version__
"""

MISUSES = {
    "sw.windoow": "windoow",
    "sw.window('LGPS', volts=3)": "call-arg",
    "limit: str = sw.window('LGPS').reduction_limit_v": "assignment",
}


def checked(path: Path, source: str) -> subprocess.CompletedProcess[str]:
    """What mypy says of a user's program."""
    pytest.importorskip("mypy")
    program = path / "program.py"
    program.write_text(source)
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(path.parent / "mypy"), str(program)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def test_a_type_checker_knows_the_public_names(tmp_path):
    done = checked(tmp_path, USES)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("line", "says"), MISUSES.items())
def test_a_type_checker_finds_misuses(tmp_path, line, says):
    done = checked(tmp_path, f"import stabwin as sw\n\n{line}\n")
    assert done.returncode == 1, done.stderr
    assert says in done.stdout


def test_a_public_name_does_not_depend_on_what_was_used_before():
    # Importing a module of the same name must not take the place of a function.
    script = (
        "import pkgutil, stabwin\n"
        "from importlib import import_module\n"
        "for found in pkgutil.walk_packages(stabwin.__path__, 'stabwin.'):\n"
        "    import_module(found.name)\n"
        "for name in stabwin.__all__:\n"
        "    assert name in ('TargetLike', 'figures') or callable(getattr(stabwin, name)), name\n"
        "assert len(stabwin.catalogue(role='atmosphere')) > 3\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False, timeout=120
    )
    assert found.returncode == 0, found.stderr


def test_the_version_is_that_of_the_package():
    assert stabwin.__version__ == metadata.version("stabwin")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'windoow'"):
        _ = stabwin.windoow


def test_importing_the_package_imports_nothing_else():
    script = (
        "import sys, stabwin\n"
        "heavy = {'numpy', 'numba', 'scipy', 'pandas', 'pymatgen', 'typer', 'rich', 'pyarrow'}\n"
        "assert not heavy & {name.partition('.')[0] for name in sys.modules}\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_documented_and_its_examples_hold(name, monkeypatch):
    monkeypatch.delenv("STABWIN_SCHEME", raising=False)  # as a user has them
    module = import_module(name)
    assert module.__doc__
    failed, _ = doctest.testmod(module)
    assert failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    examples = [test for name in MODULES for test in finder.find(import_module(name)) if test.examples]
    assert len(examples) >= 5
