"""Answers to one question about several targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload

from stabwin.analysis.provenance import Provenance
from stabwin.errors import StabwinError
from stabwin.notebook import ShownInNotebooks

if TYPE_CHECKING:
    import pandas as pd


class Result(Protocol):
    """What every answer can do, whatever was asked."""

    @property
    def target(self) -> str:
        """What was asked about, as text."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user should know of the answer."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""

    def to_rows(self) -> list[dict[str, Any]]:
        """Flat rows."""


Answer = TypeVar("Answer", bound=Result)


@dataclass(frozen=True, kw_only=True)
class Failure(ShownInNotebooks):
    """A target that could not be answered, and why.

    Attributes
    ----------
    target : str
    error : StabwinError
    names : dict
        How the JSON names what was asked about.
    """

    target: str
    error: StabwinError
    names: Mapping[str, str | None]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as one entry of ``results`` in the JSON."""
        return {**self.names, "status": "failed", "error": self.error.message}

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row."""
        return [self.to_dict()]


@dataclass(frozen=True, kw_only=True, repr=False)
class Answers(ShownInNotebooks, Sequence["Answer | Failure"], Generic[Answer]):
    """Answers to one question about several targets, in the order asked.

    Attributes
    ----------
    schema : str
        Name and version of the JSON form.
    provenance : Provenance
    results : tuple
        A result or a `Failure` for each target.
    """

    schema: str
    provenance: Provenance
    results: tuple[Answer | Failure, ...]

    @overload
    def __getitem__(self, index: int) -> Answer | Failure: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Answer | Failure]: ...
    def __getitem__(self, index: int | slice) -> Any:
        """The result at a place."""
        return self.results[index]

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[Answer | Failure]:
        return iter(self.results)

    def __repr__(self) -> str:
        return "\n".join(repr(result) for result in self.results)

    @property
    def answered(self) -> tuple[Answer, ...]:
        """The results that are no failures."""
        return tuple(result for result in self.results if not isinstance(result, Failure))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The targets that could not be answered."""
        return tuple(result for result in self.results if isinstance(result, Failure))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as the JSON document."""
        return {
            "schema": self.schema,
            "provenance": self.provenance.to_dict(),
            "results": [result.to_dict() for result in self.results],
        }

    def to_dataframe(self) -> pd.DataFrame:
        """One row per target (per step for profiles), failures with their error."""
        import pandas as pd

        return pd.DataFrame(self.to_rows())

    def to_rows(self) -> list[dict[str, Any]]:
        """Flat rows of all results, as in tables and CSV files."""
        return [row for result in self.results for row in result.to_rows()]
