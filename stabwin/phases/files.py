"""Phase tables from files: CSV, gzipped CSV, Parquet."""

from __future__ import annotations

import csv
import gzip
import io
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stabwin.errors import FormulaError, PhaseFileError
from stabwin.formula_reader import parse_amounts
from stabwin.phases.columns import PhaseRecord

REQUIRED_COLUMNS = ("formula", "formation_energy_ev_per_atom")


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
    if not content:
        raise PhaseFileError(f"{path} is empty: it must be a table of phases.")
    if path.suffix == ".parquet":
        rows, names = _parquet_rows(path, content)
    else:
        rows, names = _csv_rows(path, content)
    records = list(records_of_rows(rows, names, str(path)))
    if not records:
        raise PhaseFileError(f"{path} holds no phases: it has a header and no rows.")
    return records


def _csv_rows(path: Path, content: bytes) -> tuple[Iterator[Mapping[str, Any]], list[str]]:
    try:
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        names = [str(name).strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
    except (OSError, EOFError, zlib.error) as error:
        raise PhaseFileError(f"{path} is truncated or damaged: {error}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise PhaseFileError(f"{path} is not a CSV table: {error}.") from error
    return iter(reader), names


def _parquet_rows(path: Path, content: bytes) -> tuple[Iterator[Mapping[str, Any]], list[str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(content))
    except pa.ArrowException as error:
        raise PhaseFileError(f"{path} is not a Parquet table, or is damaged: {error}.") from error
    return iter(table.to_pylist()), table.column_names


def records_of_rows(
    rows: Iterable[Mapping[str, Any]], names: Sequence[str], source: str
) -> Iterator[PhaseRecord]:
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
        for number, row in enumerate(rows, start=2):
            yield _record(row, number, source)
    except csv.Error as error:
        raise PhaseFileError(f"{source}, after line {number}: {error}.") from error


def _record(row: Mapping[str, Any], number: int, source: str) -> PhaseRecord:
    formula = row["formula"]
    if not isinstance(formula, str) or not formula.strip():
        raise PhaseFileError(
            f"{source}, line {number}: the formula is {formula!r}. (Read CSV files with "
            "keep_default_na=False: NaN is sodium nitride.)"
        )
    energy = _number(row["formation_energy_ev_per_atom"])
    if energy is None or not math.isfinite(energy):
        raise PhaseFileError(
            f"{source}, line {number}: the formation energy of {formula} is "
            f"{row['formation_energy_ev_per_atom']!r}, not a finite number of eV per atom."
        )
    try:
        amounts = parse_amounts(formula.strip())
    except FormulaError as error:
        raise PhaseFileError(f"{source}, line {number}: {error}") from error
    gap = _number(row.get("band_gap_ev"))
    identifier = row.get("material_id")
    return PhaseRecord(
        amounts=amounts,
        formation_energy_ev_per_atom=energy,
        band_gap_ev=float("nan") if gap is None else gap,
        band_gap_of=str(row.get("band_gap_of") or ("phase" if gap is not None else "")),
        material_id=identifier if isinstance(identifier, str) else "",
    )


def _number(value: Any) -> float | None:
    if value is None or value == "":
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
