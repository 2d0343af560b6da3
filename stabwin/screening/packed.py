"""The results of one task as bytes, as they travel from a worker, are kept in a cache and held in memory.

Each result is a line: the class of its error, if it is a failure, and its document as JSON. Lines are
compressed; they are read when somebody asks for the result.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from stabwin.analysis.results import Failure
from stabwin.documents.document import Document

# JSON text without blanks.
compact = json.JSONEncoder(separators=(",", ":")).encode

# Fast: the documents of one task repeat themselves enough.
_LEVEL = 1


def pack(results: Iterable[Document | Failure]) -> bytes:
    """The results of a task as bytes."""
    return zlib.compress("\n".join(map(_line, results)).encode(), _LEVEL)


def _line(result: Document | Failure) -> str:
    kind = type(result.error).__name__ if isinstance(result, Failure) else ""
    return f"{kind}\t{compact(result.to_dict())}"


def texts_of(packed: bytes) -> Iterator[tuple[str, str]]:
    """Of each result the class of its error ("" for an answer) and its document, as JSON text."""
    for line in zlib.decompress(packed).decode().split("\n"):
        kind, _, text = line.partition("\t")
        if text:
            yield kind, text


def documents_of(packed: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Of each result the class of its error ("" for an answer) and its document."""
    return ((kind, json.loads(text)) for kind, text in texts_of(packed))
