"""One tree of errors. Each says what is wrong, with which value, and what to do.

The class decides the exit code of the command line:

====================  =========  ==============================================
class                 exit code  meaning
====================  =========  ==============================================
RequestError          2          the request can't be understood or carried out
DataUnavailableError  3          the phases at hand do not answer the request
NumericalError        4          a solution failed its certificate
DamagedDataError      5          local data can't be read
====================  =========  ==============================================
"""

from __future__ import annotations

from typing import Any, ClassVar


class StabwinError(Exception):
    """Base of every error that stabwin raises on purpose.

    Parameters
    ----------
    message : str
        One sentence: what, which value, what to do.
    **data
        The values concerned, kept in ``data`` for programs.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class RequestError(StabwinError):
    """The request can't be carried out as it was put."""


class FormulaError(RequestError):
    """A text is neither a known name nor a chemical formula."""


class NotComputableError(RequestError):
    """A known material that has no composition a phase equilibrium could use."""


class TargetError(RequestError):
    """A composition that the question can't be asked of."""


class IonError(RequestError):
    """The working ion is not one that stabwin knows the valence of."""


class PotentialError(RequestError):
    """A voltage, chemical potential or tolerance outside its range."""


class SchemeError(RequestError):
    """An energy scheme that the phase table does not have."""


class ExclusionError(RequestError):
    """A phase that can't be left out."""


class PhaseFileError(RequestError):
    """A file of phases that can't be read, or whose contents make no phase table."""


class OutputError(RequestError):
    """A result can't be written where the user asked."""


class DataUnavailableError(StabwinError):
    """The phases at hand do not answer the request."""

    exit_code: ClassVar[int] = 3


class CoverageError(DataUnavailableError):
    """The phase table is not complete for the elements of the request."""


class FetchError(DataUnavailableError):
    """The database did not answer, or not in a way that can be used."""


class StoreWriteError(DataUnavailableError):
    """Local data can't be written where they should go."""


class NumericalError(StabwinError):
    """A linear programme whose solution fails its certificate."""

    exit_code: ClassVar[int] = 4


class DamagedDataError(StabwinError):
    """Local data exist but can't be read."""

    exit_code: ClassVar[int] = 5
