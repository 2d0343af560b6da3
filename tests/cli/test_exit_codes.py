"""Exit codes: one table for all errors, and the same numbers wherever they are stated."""

from __future__ import annotations

import pytest

from stabwin import errors
from stabwin.cli.exit_codes import CODES, INTERRUPTED, MEANINGS, OK, SOME_FAILED, code_of, shared_code
from stabwin.errors import StabwinError

ERRORS = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, StabwinError) and value is not StabwinError
]

# The contract: other programs depend on these numbers.
CONTRACT = {
    "RequestError": 2,
    "DataUnavailableError": 3,
    "NumericalError": 4,
    "DamagedDataError": 5,
    "WorkerError": 6,
}


def test_every_family_of_errors_has_the_code_of_the_contract():
    assert {error.__name__: code for error, code in CODES.items()} == CONTRACT
    assert set(CODES) == set(StabwinError.__subclasses__())


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_has_the_code_of_its_one_family(error):
    families = [kind for kind in error.__mro__ if kind in CODES]
    assert len(families) == 1
    assert code_of(error) == CODES[families[0]]


def test_every_code_has_a_meaning():
    assert list(MEANINGS) == [OK, SOME_FAILED, *sorted(CODES.values()), INTERRUPTED]


def test_errors_of_several_families_end_as_a_bad_request():
    assert shared_code([errors.CoverageError, errors.FetchError]) == 3
    assert shared_code([errors.CoverageError, errors.NumericalError]) == 2
