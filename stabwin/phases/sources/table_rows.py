"""The rows of a table file as they are written: CSV, gzipped CSV, Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stabwin.errors import PhaseFileError
from stabwin.phases.sources.csv_rows import csv_rows
from stabwin.phases.sources.rows import Numbered
from stabwin.reading import _UnreadableError, rows_of_parquet


def raw_rows(path: Path, content: bytes) -> tuple[Iterator[Numbered], list[str]]:
    """The rows of a table file as written, and its columns.

    Raises
    ------
    PhaseFileError
        The file is empty, truncated or damaged.
    """
    if not content:
        raise PhaseFileError(f"{path} is empty: it must be a table of phases.")
    if path.suffix == ".parquet":
        return _parquet_rows(path, content)
    return csv_rows(path, content)


def _parquet_rows(path: Path, content: bytes) -> tuple[Iterator[Numbered], list[str]]:
    try:
        rows, names = rows_of_parquet(content)
    except _UnreadableError as error:
        raise PhaseFileError(f"{path} is not a Parquet table, or is damaged: {error}.") from error
    return enumerate(rows, start=1), names
