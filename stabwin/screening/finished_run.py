"""A run folder read back: checked for being whole before anything is told from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabwin.analysis.provenance import Provenance
from stabwin.errors import RequestError, StabwinError
from stabwin.reading import is_folder
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.results import StudyResults
from stabwin.screening.run_documents import DOCUMENTS, FOLDER, RunDocuments
from stabwin.screening.run_files import FILES, RunReader, unfinished
from stabwin.screening.run_folder import PROVENANCE, STUDY, SUMMARY, TABLES
from stabwin.screening.study import Study, make_study

if TYPE_CHECKING:
    import pyarrow as pa

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
        """The answers by question ("windows", "profiles" ...), read when they are asked for."""
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
    if not is_folder(folder):
        raise RequestError(f"There is no folder {folder}: name the run folder of a study (runs/NAME).")
    if not any((folder / name).is_file() for name in (FILES, STUDY, SUMMARY)):
        if any((folder / f"{name}.parquet").exists() for name in TABLES):
            raise unfinished(folder, STUDY)
        raise RequestError(f"{folder} is not a run folder: it has no {STUDY}. stabwin screen makes one.")
    files = RunReader(folder)
    contents = {name: files.content(name) for name in (STUDY, PROVENANCE, SUMMARY)}
    summary = files.json(SUMMARY)
    if summary.get("schema") != SUMMARY_SCHEMA:
        raise files.damaged(SUMMARY, f"it has the form {summary.get('schema')!r}, not {SUMMARY_SCHEMA!r}")
    try:
        study = make_study(files.json(STUDY), str(folder / STUDY))
    except StabwinError as error:
        raise files.damaged(STUDY, error.message.rstrip(".")) from error
    try:
        provenance = Provenance.from_dict(files.json(PROVENANCE))
    except (ValueError, TypeError, StabwinError) as error:
        raise files.damaged(PROVENANCE, str(error)) from error
    tables = {name: files.table(f"{name}.parquet") for name in TABLES if f"{name}.parquet" in files}
    contents |= {f"{name}.csv": files.content(f"{name}.csv") for name in tables}
    documents = {
        name: files.table(f"{FOLDER}/{name}.parquet")
        for name in DOCUMENTS
        if f"{FOLDER}/{name}.parquet" in files
    }
    return FinishedRun(
        study=study,
        provenance=provenance,
        summary=summary,
        tables=tables,
        files=contents,
        documents=RunDocuments(documents, provenance),
    )
