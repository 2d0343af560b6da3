"""Exit codes: how the command line tells other programs the way it ended."""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.errors import (
    DamagedDataError,
    DataUnavailableError,
    NumericalError,
    RequestError,
    StabwinError,
    WorkerError,
)

OK, SOME_FAILED = 0, 1

# What a shell reports of a program that Ctrl-C ended.
INTERRUPTED = 130

# Every family of errors; the kinds of a family share its code.
CODES: dict[type[StabwinError], int] = {
    RequestError: 2,
    DataUnavailableError: 3,
    NumericalError: 4,
    DamagedDataError: 5,
    WorkerError: 6,
}

MEANINGS = {
    OK: "every target was answered",
    SOME_FAILED: "some targets failed; each is listed, and the others are answered",
    2: "the request can't be understood or carried out",
    3: "the available phases can't answer the request",
    4: "a solution failed its certificate",
    5: "local data can't be read",
    6: "a worker process ended before its work was done; finished work is kept",
    INTERRUPTED: "interrupted (Ctrl-C); finished work is kept",
}


def code_of(error: type[StabwinError]) -> int:
    """The exit code of a class of errors: that of its family."""
    return next(CODES[kind] for kind in error.__mro__ if kind in CODES)


def shared_code(errors: Iterable[type[StabwinError]]) -> int:
    """The exit code where everything failed: the one all failures share, else that of a bad request."""
    codes = {code_of(error) for error in errors}
    return codes.pop() if len(codes) == 1 else CODES[RequestError]
