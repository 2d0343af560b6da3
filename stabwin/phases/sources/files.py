"""Phase tables from files: CSV, gzipped CSV, Parquet, pymatgen entries, and exports of stabwin's own."""

from __future__ import annotations

from pathlib import Path

from stabwin.errors import PhaseFileError
from stabwin.phases.record import PhaseRecord
from stabwin.phases.source import TableSource
from stabwin.phases.sources.entry_scheme import shared_scheme
from stabwin.phases.sources.export_facts import ExportFacts, read_export_facts
from stabwin.phases.sources.formation import records_of
from stabwin.phases.sources.named_scheme import checked, named_in, schemes_of
from stabwin.phases.sources.origin import Origin
from stabwin.phases.sources.phase_reading import entries_of, is_of_entries, phases_of_rows
from stabwin.phases.sources.rows import has_totals, records_of_rows
from stabwin.phases.sources.table_rows import raw_rows
from stabwin.reading import _UnreadableError, file_bytes


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
    if is_of_entries(path):
        return _origin_of_entries(path, content)
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


def _origin_of_entries(path: Path, content: bytes) -> Origin:
    """The table of a file of pymatgen entries, whose elements are among them."""
    read = entries_of(path, content)
    if not read:
        raise PhaseFileError(f"{path} holds no phases: it is an empty list.", path=str(path))
    records = records_of(read, str(path))
    return Origin(
        source=TableSource(
            name=path.name,
            description=f"Entries of the file {path.name}",
            schemes=schemes_of(shared_scheme(phase.scheme for phase in read)),
        ),
        content=(path.suffix.encode(), content),
        read=lambda _: records,
        coverage=None,
        own=True,
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
    if has_totals(names):
        records = records_of(phases_of_rows(rows, names, str(path)), str(path))
    else:
        records = list(records_of_rows(checked(rows, str(path)), names, str(path)))
    if not records:
        raise PhaseFileError(f"{path} holds no phases: it has a header and no rows.")
    return records
