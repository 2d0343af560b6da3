"""Answers to one question about several targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Generic, Protocol, Self, TypeVar, overload

from stabwin.analysis.provenance import Provenance
from stabwin.documents.document import Document
from stabwin.documents.parts import OUTSIDE
from stabwin.errors import DocumentError, RequestError, StabwinError
from stabwin.lists.listed import Listed, joined
from stabwin.notebook import ShownInNotebooks

if TYPE_CHECKING:
    import pandas as pd


class Result(Protocol):
    """What every answer can do, whatever was asked."""

    @property
    def target(self) -> str:
        """What was asked about, as text."""

    @property
    def formulas(self) -> tuple[str, ...]:
        """The compositions that were asked about."""

    @property
    def ion(self) -> str:
        """The mobile ion."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user should know of the answer."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""

    @classmethod
    def from_dict(cls, document: Mapping[str, Any], **around: Any) -> Self:
        """The result of plain values."""

    def to_rows(self) -> list[dict[str, Any]]:
        """Flat rows."""


Answer = TypeVar("Answer", bound=Result)

FAILED = "failed"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Failure(ShownInNotebooks):
    """A target that could not be answered, and why.

    Attributes
    ----------
    target : str
    error : StabwinError
    names : mapping
        How the JSON names what was asked about.
    """

    target: str
    error: StabwinError
    names: Mapping[str, str | None]

    def __repr__(self) -> str:
        return f"Failure({self.target!r}: {type(self.error).__name__})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Failure):
            return NotImplemented
        return (self.target, self.to_dict()) == (other.target, other.to_dict())

    def __hash__(self) -> int:
        return hash((self.target, self.error.message))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as one entry of ``results`` in the JSON."""
        return {**self.names, "status": FAILED, "error": self.error.message}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any], **_: Any) -> Failure:
        """The failure from its plain values, which hold the sentence of the error and not its class."""
        if document.get("status") != FAILED or not isinstance(document.get("error"), str):
            raise DocumentError(f"{document!r} is not the document of a failure.")
        names = {key: value for key, value in document.items() if key not in ("status", "error")}
        sides = "|".join(str(names[side]) for side in ("a", "b") if names.get(side) is not None)
        target = names.get("target") or names.get("candidate") or sides
        return cls(target=target, error=RequestError(document["error"]), names=names)

    def to_rows(self) -> list[dict[str, Any]]:
        """One flat row."""
        return [self.to_dict()]


@dataclass(frozen=True, kw_only=True, repr=False)
class Answers(Document, ShownInNotebooks, Sequence["Answer | Failure"], Generic[Answer]):
    """Answers to one question about several targets, in the order asked.

    Attributes
    ----------
    schema : str
        Name and version of the JSON form.
    provenance : Provenance
    results : tuple
        A result or a `Failure` for each target.
    listed : tuple of Listed
        What the list of targets says beside each of them; empty where it says nothing.
    """

    schema: str
    provenance: Provenance
    results: tuple[Answer | Failure, ...]
    listed: Annotated[tuple[Listed, ...], OUTSIDE] = ()

    @classmethod
    def from_dict(cls, document: Mapping[str, Any], **around: Any) -> Answers[Any]:
        """The answers from their plain values, of the kind that the schema names.

        Raises
        ------
        DocumentError
            The schema is not one of answers, or the document does not fit it.
        """
        schema = document.get("schema") if isinstance(document, Mapping) else None
        if schema not in _KINDS:
            raise DocumentError(f"{schema!r} is not the schema of answers: there are {', '.join(_KINDS)}.")
        answers, result = _KINDS[schema]
        provenance = Provenance.from_dict(document.get("provenance", {}))
        told = {"provenance": provenance, **around}
        return answers(
            schema=schema,
            provenance=provenance,
            results=tuple(
                (Failure if one.get("status") == FAILED else result).from_dict(one, **told)
                for one in document.get("results", ())
            ),
        )

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
        kinds = dict.fromkeys(type(result).__name__ for result in self.answered)
        parts = [f"{len(self.answered)} x {' or '.join(kinds)}"] if kinds else []
        if self.failures or not kinds:
            parts.append(f"{len(self.failures)} failed")
        return f"{type(self).__name__}({', '.join(parts)})"

    @property
    def answered(self) -> tuple[Answer, ...]:
        """The results that are not failures."""
        return tuple(result for result in self.results if not isinstance(result, Failure))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The targets that could not be answered."""
        return tuple(result for result in self.results if isinstance(result, Failure))

    def to_dataframe(self) -> pd.DataFrame:
        """One row per target (per step for profiles), failures with their error.

        The index is that of the pandas Series that was asked about, if it was one.
        """
        import pandas as pd

        rows = [result.to_rows() for result in self.results]
        frame = pd.DataFrame(self.to_rows())
        if any(one.label is not None for one in self.listed):
            labels = [one.label for one, own in zip(self.listed, rows, strict=True) for _ in own]
            frame.index = pd.Index(labels)
        return frame

    def to_rows(self) -> list[dict[str, Any]]:
        """Flat rows of all results, as in CSV files, behind the columns of a list's own table."""
        if not self.listed:
            return [row for result in self.results for row in result.to_rows()]
        each = [
            (one, row) for one, own in zip(self.listed, self.results, strict=True) for row in own.to_rows()
        ]
        return joined([row for _, row in each], [one for one, _ in each])


# By schema: the class of the answers, and that of a single result.
_KINDS: dict[str, tuple[type[Answers[Any]], type[Result]]] = {}


def declare(schema: str, result: type[Result], answers: type[Answers[Any]] = Answers) -> str:
    """Say which class the results of a schema have, so that its documents can be read."""
    _KINDS[schema] = answers, result
    return schema
