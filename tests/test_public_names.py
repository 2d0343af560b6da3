"""What the package offers: every public name, and every example in its documentation."""

from __future__ import annotations

import doctest
import inspect
import pkgutil
import subprocess
import sys
from importlib import import_module, metadata

import pytest

import stabwin

MODULES = ["stabwin", *(found.name for found in pkgutil.walk_packages(stabwin.__path__, "stabwin."))]


@pytest.mark.parametrize("name", stabwin.__all__)
def test_a_public_name_is_there_and_documented(name):
    value = getattr(stabwin, name)
    assert callable(value)
    assert inspect.getdoc(value)
    assert name in dir(stabwin)


def test_public_names_are_sorted_and_listed_once():
    assert stabwin.__all__ == sorted(set(stabwin.__all__))
    assert set(stabwin.__all__) == set(stabwin._HOMES)


def test_a_public_name_does_not_depend_on_what_was_used_before():
    # Importing a module of the same name must not take the place of a function.
    script = (
        "import pkgutil, stabwin\n"
        "from importlib import import_module\n"
        "for found in pkgutil.walk_packages(stabwin.__path__, 'stabwin.'):\n"
        "    import_module(found.name)\n"
        "for name in stabwin.__all__:\n"
        "    assert callable(getattr(stabwin, name)), name\n"
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
def test_a_module_is_documented_and_its_examples_hold(name):
    module = import_module(name)
    assert module.__doc__
    failed, _ = doctest.testmod(module)
    assert failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    examples = [test for name in MODULES for test in finder.find(import_module(name)) if test.examples]
    assert len(examples) >= 5
