"""Phase tables from files: CSV, gzipped CSV, Parquet, and exports of stabwin's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stabwin.errors import PhaseFileError
from stabwin.phases.record import PhaseRecord
from stabwin.phases.source import TableSource
from stabwin.phases.sources.csv_rows import csv_rows
from stabwin.phases.sources.export_facts import ExportFacts, read_export_facts
from stabwin.phases.sources.named_scheme import checked, named_in, schemes_of
from stabwin.phases.sources.origin import Origin
from stabwin.phases.sources.rows import Numbered, records_of_rows
from stabwin.reading import _UnreadableError, file_bytes, rows_of_parquet


def origin_of_file(path: Path) -> Origin:
    """The table of a file.

    Raises
    ------
    PhaseFileError
        The file can't be read.
    """
    try:
        content = file_bytes(path)
    except _UnreadableError as error:
        raise PhaseFileError(
            f"The phases file {path} can't be read ({error}): give 'starter', 'store' or the "
            "path of a table.",
            path=str(path),
        ) from error
    facts = read_export_facts(path, content) or ExportFacts(
        name=path.name,
        description=f"Phases of the file {path.name}",
        schemes=schemes_of(named_in(path, content)),
    )
    return Origin(
        source=TableSource(
            name=facts.name,
            description=facts.description,
            schemes=facts.schemes,
            citations=facts.citations,
            database_version=facts.database_version,
            thermo_type=facts.thermo_type,
            own_labels=facts.own_labels,
        ),
        content=(path.suffix.encode(), content),
        read=lambda _: read_records(path, content),
        coverage=facts.coverage,
        own=facts.coverage is None,
    )


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
        The file is empty, truncated, lacks a column, or holds a row that is not a phase.
    """
    rows, names = raw_rows(path, content)
    records = list(records_of_rows(checked(rows, str(path)), names, str(path)))
    if not records:
        raise PhaseFileError(f"{path} holds no phases: it has a header and no rows.")
    return records


def raw_rows(path: Path, content: bytes) -> tuple[Iterator[Numbered], list[str]]:
    """The rows of a table file as written, and its columns (PhaseFileError as above)."""
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
