"""What an exported table says of itself: its origin, coverage and schemes, beside its rows."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from stabwin.errors import PhaseFileError
from stabwin.phases.coverage import Coverage
from stabwin.phases.schemes import base_name, known_schemes
from stabwin.reading import _UnreadableError, document_in_parquet, plain_message
from stabwin.writing import write_bytes

_EXPORT_KEY = b"stabwin export"
_EXPORT_FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class ExportFacts:
    """What an exported table says of itself; see `stabwin.phases.source.TableSource`."""

    name: str
    description: str
    schemes: tuple[str, ...]
    citations: tuple[str, ...] = ()
    database_version: str | None = None
    thermo_type: str | None = None
    own_labels: tuple[str, ...] = ()
    coverage: Coverage | None = None


def read_export_facts(path: Path, content: bytes) -> ExportFacts | None:
    """What an export says of itself; None for any other file."""
    if path.suffix != ".parquet" or content[:4] != b"PAR1":
        return None
    try:
        plain = document_in_parquet(content, _EXPORT_KEY)
        if plain is None:
            return None
        if plain["format"] != _EXPORT_FORMAT:
            raise PhaseFileError(f"{path} was exported by a newer stabwin: update stabwin to read it.")
        return _facts_of(plain)
    except (_UnreadableError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise PhaseFileError(
            f"{path} is not a Parquet table, or is damaged: {plain_message(error)}."
        ) from error


def _facts_of(plain: Mapping[str, Any]) -> ExportFacts:
    """The facts of plain values (LookupError, TypeError or ValueError where they are none)."""
    texts: dict[str, Any] = {
        name: plain[name] for name in ("name", "description", "database_version", "thermo_type")
    }
    lists: dict[str, Any] = {name: tuple(plain[name]) for name in ("schemes", "citations", "own_labels")}
    everything = [*(text for text in texts.values() if text is not None), *chain(*lists.values())]
    if not all(isinstance(text, str) for text in everything) or not lists["schemes"]:
        raise ValueError("what it says of itself can't be read")
    for scheme in lists["schemes"]:
        known_schemes()[base_name(scheme)]
    coverage = plain["coverage"]
    return ExportFacts(
        **texts, **lists, coverage=None if coverage is None else Coverage.from_dict(coverage)
    )


def write_export(path: Path, rows: Sequence[Mapping[str, Any]], facts: ExportFacts) -> None:
    """Write a table as one Parquet file that says where it comes from.

    Raises
    ------
    OutputError
        The file can't be written there.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = {**vars(facts), "coverage": facts.coverage and facts.coverage.to_dict()}
    said = json.dumps({**plain, "format": _EXPORT_FORMAT}, sort_keys=True)
    table = pa.Table.from_pylist(list(rows)).replace_schema_metadata({_EXPORT_KEY: said.encode()})
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    write_bytes(path, buffer.getvalue())
