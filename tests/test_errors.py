"""The errors: one tree with an abstract root, all of it in one module."""

from __future__ import annotations

import inspect
import pickle
import pkgutil
from importlib import import_module

import pytest

import stabwin
from stabwin import errors
from stabwin.errors import StabwinError

# Every error of the package and its parent. A new one belongs here, and among the public names.
ERRORS = {
    "StabwinError": Exception,
    "RequestError": errors.StabwinError,
    "FormulaError": errors.RequestError,
    "NotComputableError": errors.RequestError,
    "TargetError": errors.RequestError,
    "IonError": errors.RequestError,
    "PotentialError": errors.RequestError,
    "SchemeError": errors.RequestError,
    "ExclusionError": errors.RequestError,
    "PhaseFileError": errors.RequestError,
    "DocumentError": errors.RequestError,
    "OutputError": errors.RequestError,
    "MissingExtraError": errors.RequestError,
    "DataUnavailableError": errors.StabwinError,
    "CoverageError": errors.DataUnavailableError,
    "FetchError": errors.DataUnavailableError,
    "StoreWriteError": errors.DataUnavailableError,
    "NumericalError": errors.StabwinError,
    "DamagedDataError": errors.StabwinError,
    "WorkerError": errors.StabwinError,
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
def test_each_error_has_its_parent_and_a_docstring(name):
    error = getattr(errors, name)
    assert error.__base__ is ERRORS[name]
    assert error.__doc__


def test_the_root_of_the_tree_cannot_be_raised():
    with pytest.raises(TypeError, match="abstract"):
        raise StabwinError("Something is wrong.")


@pytest.mark.parametrize("name", [name for name in ERRORS if name != "StabwinError"])
def test_an_error_keeps_its_sentence_and_its_data(name):
    error = getattr(errors, name)("The voltage -1 V is negative.", voltage_v=-1.0)
    assert str(error) == error.message == "The voltage -1 V is negative."
    assert error.data == {"voltage_v": -1.0}
    # Errors travel between processes.
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.message, copy.data) == (type(error), error.message, error.data)


def test_a_very_long_sentence_keeps_its_ends():
    error = errors.RequestError(f"The target {'x' * 1_000_000} is none: choose another.")
    assert len(error.message) == len(str(error)) == errors.LONGEST_MESSAGE
    assert error.message.startswith("The target xxx")
    assert error.message.endswith("xxx is none: choose another.")
