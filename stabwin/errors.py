"""One tree of errors. Each says what is wrong, with which value, and what to do.

`StabwinError` is what to catch for all of them; what is raised is always one of the families below it,
or a kind of one. The command line gives each family an exit code (`stabwin.cli.exit_codes`).
"""

from __future__ import annotations

from typing import Any

LONGEST_MESSAGE = 1500
_END = 300


class StabwinError(Exception):
    """Base of every error that stabwin raises on purpose; abstract, so it is only ever caught.

    Parameters
    ----------
    message : str
        One sentence: what, which value, what to do. The middle of a very long one is left out.
    **data
        The values concerned, kept in ``data`` for programs.
    """

    def __init__(self, message: str, **data: Any) -> None:
        if type(self) is StabwinError:
            raise TypeError("StabwinError is abstract: raise one of its kinds.")
        if len(message) > LONGEST_MESSAGE:  # of a text or a list that somebody gave
            message = f"{message[: LONGEST_MESSAGE - _END - 5]} ... {message[-_END:]}"
        super().__init__(message)
        self.message = message
        self.data = data


class RequestError(StabwinError):
    """The request can't be carried out as it was put."""


class FormulaError(RequestError):
    """A text is neither a known name nor a chemical formula."""


class NotComputableError(RequestError):
    """A known material has no composition that a phase equilibrium could use."""


class TargetError(RequestError):
    """The question can't be asked of this composition."""


class IonError(RequestError):
    """The mobile ion is not one that stabwin knows the valence of."""


class PotentialError(RequestError):
    """A voltage, chemical potential or tolerance is outside its range."""


class SchemeError(RequestError):
    """The phase table does not have this energy scheme."""


class ExclusionError(RequestError):
    """A phase can't be left out, or can't be taken back."""


class PhaseFileError(RequestError):
    """A file of phases can't be read, or its contents are not a phase table."""


class DocumentError(RequestError):
    """Plain values that are not the document of a result."""


class OutputError(RequestError):
    """A result can't be written where the user asked."""


class MissingExtraError(RequestError):
    """The request needs a package that is installed with an optional extra of stabwin."""


class DataUnavailableError(StabwinError):
    """The available phases can't answer the request."""


class CoverageError(DataUnavailableError):
    """The phase table is not complete for the elements of the request."""


class FetchError(DataUnavailableError):
    """The database did not answer, or its answer can't be used."""


class StoreWriteError(DataUnavailableError):
    """Local data can't be written to their folder."""


class NumericalError(StabwinError):
    """The solution of a linear programme fails its certificate."""


class DamagedDataError(StabwinError):
    """Local data exist but can't be read."""


class WorkerError(StabwinError):
    """A worker process ended before its work was done."""
