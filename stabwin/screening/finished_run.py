"""A run folder read back: checked for being whole before anything is told from it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabwin.analysis.provenance import Provenance
from stabwin.errors import DamagedDataError, RequestError, StabwinError
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.results import StudyResults
from stabwin.screening.run_documents import DOCUMENTS, FOLDER, RunDocuments
from stabwin.screening.run_folder import PROVENANCE, STUDY, SUMMARY, TABLES
from stabwin.screening.study import Study, make_study
from stabwin.screening.tasks import COATING, INTERFACE, WINDOW

if TYPE_CHECKING:
    import pyarrow as pa

# Tables with one row for each document.
ONE_ROW_EACH = (WINDOW, INTERFACE, COATING)

SUMMARY_SCHEMA = "stabwin/summary/1"


@dataclass(frozen=True, kw_only=True)
class FinishedRun:
    """The results of a study.

    Attributes
    ----------
    study : Study
    provenance : Provenance
    summary : mapping
    tables : mapping of str to pyarrow.Table
        By name, in the order in which a run folder lists them.
    files : mapping of str to bytes
        The files that the folder holds, as they are: CSV tables and JSON documents.
    documents : RunDocuments
        Of every result.
    """

    study: Study
    provenance: Provenance
    summary: Mapping[str, Any]
    tables: Mapping[str, pa.Table]
    files: Mapping[str, bytes]
    documents: RunDocuments

    @property
    def results(self) -> StudyResults:
        """The answers by question ("windows", "profiles", "interfaces"), read when they are asked for."""
        return self.documents.results()

    def rankings(self) -> Iterator[LayerRanking]:
        """The rankings of coatings, one after the other."""
        return self.documents.rankings()

    def rows(self, table: str, **equal: str) -> list[dict[str, Any]]:
        """The rows of a table whose columns have the given values; none without such a table."""
        import pyarrow.compute as pc

        found = self.tables.get(table)
        if found is None:
            return []
        for column, value in equal.items():
            found = found.filter(pc.equal(found[column], value))
        return list(found.to_pylist())

    def columns(self, table: str, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Some columns of a table, as one tuple for each row; None where there is no such column."""
        found = self.tables[table]
        missing = [None] * found.num_rows
        columns = [found[name].to_pylist() if name in found.column_names else missing for name in names]
        return list(zip(*columns, strict=True))


def read_run(folder: Path) -> FinishedRun:
    """Read a run folder.

    Raises
    ------
    RequestError
        There is no such folder, or it holds no run.
    DamagedDataError
        The run did not end, or a file of it can't be read.
    """
    if not folder.is_dir():
        raise RequestError(f"There is no folder {folder}: name the run folder of a study (runs/NAME).")
    if not (folder / STUDY).is_file() and not (folder / SUMMARY).is_file():
        half = [name for name in TABLES if (folder / f"{name}.parquet").exists()]
        if half:
            raise _unfinished(folder, STUDY)
        raise RequestError(f"{folder} is not a run folder: it has no {STUDY}. stabwin screen makes one.")
    files = {name: _content(folder, name) for name in (STUDY, PROVENANCE, SUMMARY)}
    summary = _json(folder, SUMMARY, files[SUMMARY])
    if summary.get("schema") != SUMMARY_SCHEMA:
        raise _damaged(
            folder, SUMMARY, f"it has the form {summary.get('schema')!r}, not {SUMMARY_SCHEMA!r}"
        )
    try:
        study = make_study(_json(folder, STUDY, files[STUDY]), str(folder / STUDY))
    except StabwinError as error:
        raise _damaged(folder, STUDY, error.message.rstrip(".")) from error
    try:
        provenance = Provenance.from_dict(_json(folder, PROVENANCE, files[PROVENANCE]))
    except (ValueError, TypeError, StabwinError) as error:
        raise _damaged(folder, PROVENANCE, str(error)) from error
    tables: dict[str, pa.Table] = {}
    for name in TABLES:
        if (folder / f"{name}.parquet").exists() or summary.get("rows", {}).get(name):
            tables[name] = _table(folder, name)
            files[f"{name}.csv"] = _content(folder, f"{name}.csv")
            _check_csv(folder, name, files[f"{name}.csv"], tables[name])
    _check_counts(folder, summary, tables)
    return FinishedRun(
        study=study,
        provenance=provenance,
        summary=summary,
        tables=tables,
        files=files,
        documents=RunDocuments(_documents(folder, tables), provenance),
    )


def _content(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise _unfinished(folder, name) from error
    except OSError as error:
        raise _damaged(folder, name, error.strerror or "it can't be read") from error


def _json(folder: Path, name: str, content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise _damaged(folder, name, "it is not JSON") from error
    if not isinstance(found, dict):
        raise _damaged(folder, name, "it is not a JSON object")
    return found


def _table(folder: Path, name: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = _content(folder, f"{name}.parquet")
    try:
        return pq.read_table(io.BytesIO(content), use_threads=False, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(folder, f"{name}.parquet", "it is cut off, or no Parquet file") from error


def _documents(folder: Path, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The documents of the results that the tables show."""
    found: dict[str, pa.Table] = {}
    for name in DOCUMENTS:
        path = f"{FOLDER}/{name}"
        if name in tables or (folder / f"{path}.parquet").exists():
            found[name] = _table(folder, path)
            if name in ONE_ROW_EACH and found[name].num_rows != tables[name].num_rows:
                raise _damaged(folder, f"{path}.parquet", f"it does not hold what {name}.parquet holds")
    return found


def _check_csv(folder: Path, name: str, content: bytes, table: pa.Table) -> None:
    """The CSV file must hold the same rows and columns as the Parquet file."""
    try:
        lines = csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline=""))
        head, count = next(lines, []), sum(1 for _ in lines)
    except (UnicodeDecodeError, csv.Error) as error:
        raise _damaged(folder, f"{name}.csv", "it is not a CSV file") from error
    if head != table.column_names or count != table.num_rows or not content.endswith(b"\n"):
        raise _damaged(folder, f"{name}.csv", f"it does not hold what {name}.parquet holds")


def _check_counts(folder: Path, summary: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> None:
    """Tables and summary must come from one run."""
    for name, count in summary.get("rows", {}).items():
        if count and (name not in tables or tables[name].num_rows != count):
            raise _damaged(folder, SUMMARY, f"it tells of another number of {name} than the table holds")


def _unfinished(folder: Path, name: str) -> DamagedDataError:
    return DamagedDataError(
        f"The run in {folder} did not end ({name} is missing): run stabwin screen again."
    )


def _damaged(folder: Path, name: str, why: str) -> DamagedDataError:
    return DamagedDataError(f"{folder / name} is damaged ({why}): run stabwin screen again.")
