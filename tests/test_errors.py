"""The errors: all of them, and the exit code of each."""

from __future__ import annotations

import inspect
import pickle
import pkgutil
from importlib import import_module

import pytest

import stabwin
from stabwin import errors
from stabwin.errors import StabwinError

# Every error of the package, its parent and its exit code. A new one belongs here, and in the
# documentation of errors.
ERRORS = {
    "StabwinError": (Exception, 2),
    "RequestError": (errors.StabwinError, 2),
    "FormulaError": (errors.RequestError, 2),
    "NotComputableError": (errors.RequestError, 2),
    "TargetError": (errors.RequestError, 2),
    "IonError": (errors.RequestError, 2),
    "PotentialError": (errors.RequestError, 2),
    "SchemeError": (errors.RequestError, 2),
    "ExclusionError": (errors.RequestError, 2),
    "PhaseFileError": (errors.RequestError, 2),
    "OutputError": (errors.RequestError, 2),
    "DataUnavailableError": (errors.StabwinError, 3),
    "CoverageError": (errors.DataUnavailableError, 3),
    "FetchError": (errors.DataUnavailableError, 3),
    "StoreWriteError": (errors.DataUnavailableError, 3),
    "NumericalError": (errors.StabwinError, 4),
    "DamagedDataError": (errors.StabwinError, 5),
}


def all_modules():
    yield stabwin
    for found in pkgutil.walk_packages(stabwin.__path__, "stabwin."):
        yield import_module(found.name)


def test_every_exception_of_the_package_is_listed_and_lives_in_one_module():
    found = {
        value
        for module in all_modules()
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, BaseException)
        and value.__module__.startswith("stabwin")
    }
    public = {value for value in found if not value.__name__.startswith("_")}
    assert {value.__name__ for value in public} == set(ERRORS)
    assert {value.__module__ for value in public} == {"stabwin.errors"}
    # What a module raises for itself alone must not pass for an error of the package.
    assert not [value for value in found - public if issubclass(value, StabwinError)]


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_has_its_parent_its_exit_code_and_a_docstring(name):
    parent, exit_code = ERRORS[name]
    error = getattr(errors, name)
    assert error.__base__ is parent
    assert error.exit_code == exit_code
    assert error.__doc__


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_keeps_its_sentence_and_its_data(name):
    error = getattr(errors, name)("The voltage -1 V is negative.", voltage_v=-1.0)
    assert str(error) == error.message == "The voltage -1 V is negative."
    assert error.data == {"voltage_v": -1.0}
    # Errors travel between processes.
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.message, copy.data) == (type(error), error.message, error.data)


def test_the_documented_exit_codes_are_those_of_the_classes():
    documented = {
        words[0]: int(words[1])
        for words in (line.split() for line in errors.__doc__.splitlines())
        if len(words) > 2 and words[1].isdigit()
    }
    families = {name for name, (parent, _) in ERRORS.items() if parent is StabwinError}
    assert documented == {name: ERRORS[name][1] for name in families}
