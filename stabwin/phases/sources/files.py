"""Phase tables from files: CSV, gzipped CSV, Parquet."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stabwin.chemistry.formula_text import parse_amounts
from stabwin.errors import FormulaError, PhaseFileError
from stabwin.phases.columns import PhaseRecord
from stabwin.writing import write_bytes

REQUIRED_COLUMNS = ("formula", "formation_energy_ev_per_atom")

Numbered = tuple[int, Mapping[str, Any]]  # the line a row stands on, and its values by column

_EXPORT_KEY = b"stabwin export"
_EXPORT_FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class ExportFacts:
    """What an exported table says of itself; fields as in `TableSource`, coverage as plain values."""

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


def read_records(path: Path, content: bytes) -> list[PhaseRecord]:
    """The phases of a table file.

    Parameters
    ----------
    path : Path
        Its name decides the format (``.parquet``; gzip is recognised by content) and is named in
        errors.
    content : bytes

    Raises
    ------
    PhaseFileError
        The file is empty, truncated, lacks a column, or holds a row that is no phase.
    """
    rows, names = raw_rows(path, content)
    records = list(records_of_rows(rows, names, str(path)))
    if not records:
        raise PhaseFileError(f"{path} holds no phases: it has a header and no rows.")
    return records


def raw_rows(path: Path, content: bytes) -> tuple[Iterator[Numbered], list[str]]:
    """The rows of a table file as they stand there, and its columns (PhaseFileError as above)."""
    if not content:
        raise PhaseFileError(f"{path} is empty: it must be a table of phases.")
    if path.suffix == ".parquet":
        return _parquet_rows(path, content)
    return _csv_rows(path, content)


def _csv_rows(path: Path, content: bytes) -> tuple[Iterator[Numbered], list[str]]:
    try:
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        names = [str(name).strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
    except (OSError, EOFError, zlib.error) as error:
        raise PhaseFileError(f"{path} is truncated or damaged: {plain_message(error)}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise PhaseFileError(f"{path} is not a CSV table: {plain_message(error)}.") from error
    return ((reader.line_num, row) for row in reader), names


def _parquet_rows(path: Path, content: bytes) -> tuple[Iterator[Numbered], list[str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(content))
    except pa.ArrowException as error:
        raise PhaseFileError(
            f"{path} is not a Parquet table, or is damaged: {plain_message(error)}."
        ) from error
    return enumerate(table.to_pylist(), start=1), table.column_names


def plain_message(error: Exception) -> str:
    """The first line of a library's message, without its full stop."""
    return str(error).strip().split("\n")[0].rstrip(".")


def records_of_rows(rows: Iterable[Numbered], names: Sequence[str], source: str) -> Iterator[PhaseRecord]:
    """Check rows and turn them into phases.

    Raises
    ------
    PhaseFileError
        A column is missing, or a row holds no formula or no finite energy; the sentence names the
        row.
    """
    missing = [name for name in REQUIRED_COLUMNS if name not in names]
    if missing:
        raise PhaseFileError(
            f"{source} has no column {' and no column '.join(missing)}: it has "
            f"{', '.join(names) or 'none'}.",
            missing=missing,
        )
    number = 1
    try:
        for number, row in rows:
            yield record_of_row(row, number, source)
    except csv.Error as error:
        raise PhaseFileError(f"{source}, after line {number}: {error}.") from error


def record_of_row(
    row: Mapping[str, Any], number: int, source: str, energy_column: str = REQUIRED_COLUMNS[1]
) -> PhaseRecord:
    """One row as a phase.

    Parameters
    ----------
    row : mapping
    number : int
        Line of the row, for errors.
    source : str
        Name of the table, for errors.
    energy_column : str
        Where its energy stands, eV per atom.

    Raises
    ------
    PhaseFileError
        The row holds no formula or no finite energy.
    """
    formula = row["formula"]
    if not isinstance(formula, str) or not formula.strip():
        raise PhaseFileError(
            f"{source}, line {number}: the formula is {formula!r}. (Read CSV files with "
            "keep_default_na=False: NaN is sodium nitride.)"
        )
    energy = _number(row[energy_column])
    if energy is None or not math.isfinite(energy):
        raise PhaseFileError(
            f"{source}, line {number}: the energy of {formula} is {row[energy_column]!r}, not a finite "
            "number of eV per atom."
        )
    try:
        amounts = parse_amounts(formula.strip())
    except FormulaError as error:
        raise PhaseFileError(f"{source}, line {number}: {error}") from error
    gap = _number(row.get("band_gap_ev"))
    identifier = row.get("material_id")
    uncertainty = _number(row.get("energy_uncertainty_ev_per_atom"))
    return PhaseRecord(
        amounts=amounts,
        formation_energy_ev_per_atom=energy,
        band_gap_ev=float("nan") if gap is None else gap,
        band_gap_of=str(row.get("band_gap_of") or ("phase" if gap is not None else "")),
        uncertainty_ev_per_atom=math.nan if uncertainty is None else uncertainty,
        material_id=identifier if isinstance(identifier, str) else "",
    )


def _number(value: Any) -> float | None:
    if value is None or value == "":
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
