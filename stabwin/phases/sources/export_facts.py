"""What an exported table says of itself: its origin, coverage and schemes, beside its rows."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stabwin.errors import PhaseFileError
from stabwin.writing import write_bytes

_EXPORT_KEY = b"stabwin export"
_EXPORT_FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class ExportFacts:
    """What an exported table says of itself, as plain values; see `stabwin.phases.source.TableSource`."""

    name: str
    description: str
    schemes: tuple[str, ...]
    citations: tuple[str, ...] = ()
    database_version: str | None = None
    thermo_type: str | None = None
    own_labels: tuple[str, ...] = ()
    coverage: dict[str, Any] | None = None


def read_export_facts(path: Path, content: bytes) -> ExportFacts | None:
    """What an export says of itself; None for any other file."""
    if path.suffix != ".parquet" or content[:4] != b"PAR1":
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(pa.BufferReader(content)).metadata or {}
    except pa.ArrowException:
        return None  # reading its rows says what is wrong
    if _EXPORT_KEY not in metadata:
        return None
    plain = json.loads(metadata[_EXPORT_KEY])
    if plain.pop("format") != _EXPORT_FORMAT:
        raise PhaseFileError(f"{path} was exported by a newer stabwin: update stabwin to read it.")
    for name in ("schemes", "citations", "own_labels"):
        plain[name] = tuple(plain[name])
    return ExportFacts(**plain)


def write_export(path: Path, rows: Sequence[Mapping[str, Any]], facts: ExportFacts) -> None:
    """Write a table as one Parquet file that says where it comes from.

    Raises
    ------
    OutputError
        The file can't be written there.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    said = json.dumps({**asdict(facts), "format": _EXPORT_FORMAT}, sort_keys=True)
    table = pa.Table.from_pylist(list(rows)).replace_schema_metadata({_EXPORT_KEY: said.encode()})
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    write_bytes(path, buffer.getvalue())
