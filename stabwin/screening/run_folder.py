"""What a screen leaves behind: tidy files of results, and apart from them a log.

The files of results depend on the study and the phases only, never on how or when they were computed.
Each is written beside and renamed.
"""

from __future__ import annotations

import errno
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stabwin.analysis.coatings.contacts import ELECTRODE
from stabwin.analysis.coatings.ranking import RankedCandidate
from stabwin.csv_fields import csv_of_columns
from stabwin.errors import RequestError
from stabwin.screening.exports import neighbours_of, pairs_table, ranking_table
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.run_documents import DOCUMENT_FILES, document_files
from stabwin.screening.run_documents import FOLDER as DOCUMENTS_FOLDER
from stabwin.screening.run_files import RunWriter
from stabwin.screening.screen import Screen
from stabwin.screening.tasks import AIR, COATING, CONTACTS, HEATING, INTERFACE, PROFILE, WINDOW
from stabwin.writing import json_text, remove_leftovers

STUDY, PROVENANCE, SUMMARY, LOG = "study.json", "provenance.json", "summary.json", "log.txt"
RANKING, PAIRS = "coating_ranking", "coating_pairs"
_ROWS_AT_ONCE = 50_000
_LONGEST_NAME = 255  # bytes, on every common disk
_CONTACT_KEYS = ("neighbour", "partner", "state", "voltage_v", "mutual_ev_per_atom", "reaction")
TABLES = (WINDOW, PROFILE, INTERFACE, HEATING, AIR, COATING, CONTACTS, RANKING, PAIRS)


def check_folder(folder: Path, name: str) -> None:
    """See that the results of a study can be written to a folder, which is made when there are some.

    Raises
    ------
    RequestError
        It holds another study's results, or it can't be made or written.
    """
    if str(folder) == "-":
        raise RequestError("- is standard output, and results are a folder: name one, or ask for --json.")
    try:
        # Made and removed for the check, it could go from under another process that writes there.
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if not there.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
        if not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(there))
        if any(len(os.fsencode(part)) > _LONGEST_NAME for part in folder.parts):
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), str(folder))  # noqa: TRY301
        known = json.loads((folder / STUDY).read_bytes()) if (folder / STUDY).exists() else None
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RequestError(f"The folder {folder} can't be used for results ({reason}).") from error
    if known is not None and (not isinstance(known, dict) or known.get("name") != name):
        other = known.get("name") if isinstance(known, dict) else None
        raise RequestError(
            f"The folder {folder} holds the results of the study {other!r}, not of {name!r}: "
            "choose another with --out."
        )


def write_run(folder: Path, found: Screen) -> list[Path]:
    """Write all results of a screen.

    Its documents are what a report reads; the tables are for people and other programs. What another
    run left goes first, and the list of files comes last, so that a folder is of one run at every
    instant.

    Returns
    -------
    paths : list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder can't be written.
    """
    tables = dict(found.tables)
    tables |= {RANKING: ranking_table(found.rankings), PAIRS: pairs_table(found.rankings)}
    documents = (found.study.model_dump(mode="json"), found.provenance.to_dict())
    description = {
        name: json_text(document) + "\n"
        for name, document in zip((STUDY, PROVENANCE), documents, strict=True)
    }
    places = [f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet")]
    writer = RunWriter(folder, description, [*places, *DOCUMENT_FILES, SUMMARY])
    for place in (folder, folder / DOCUMENTS_FOLDER):
        remove_leftovers(place)
    for name, rows in tables.items():
        if rows:
            writer.write(f"{name}.csv", csv_of_columns(rows.columns))
            writer.write(f"{name}.parquet", _parquet(rows.columns))
    for name, content in document_files(found):
        writer.write(name, content)
    writer.write(SUMMARY, (json_text(summary_of(found)) + "\n").encode())
    return writer.finish()


def _parquet(columns: Mapping[str, list[Any]]) -> list[memoryview]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    schema = pa.schema([(name, pa.infer_type(values)) for name, values in columns.items()])
    with pq.ParquetWriter(buffer, schema, compression="zstd") as writer:
        count = len(next(iter(columns.values())))
        for first in range(0, count, _ROWS_AT_ONCE):
            some = {name: values[first : first + _ROWS_AT_ONCE] for name, values in columns.items()}
            writer.write_table(pa.table(some, schema=schema))
    return [buffer.getbuffer()]


def summary_of(found: Screen) -> dict[str, Any]:
    """The answer in short: counts, funnels, best candidates, failures."""
    study = found.study
    top = study.coatings.top if study.coatings else 0
    return {
        "schema": "stabwin/summary/1",
        "study": study.name,
        "question": study.question,
        "rows": {name: len(rows) for name, rows in found.tables.items()},
        "rankings": [_ranking_summary(ranking, top) for ranking in found.rankings],
        "failures": [{"target": target, "error": error} for target, error in found.failures],
    }


def _ranking_summary(one: LayerRanking, top: int) -> dict[str, Any]:
    candidates, best = one.ranking.candidates, one.ranking.passing[:top]
    return {
        **neighbours_of(one),
        "conditions": {
            "temperature_k": one.provenance.conditions.temperature_k,
            "gases_bar": dict(one.provenance.conditions.gases_bar),
        },
        "notes": [*one.provenance.notes],
        "uncoated_ev_per_atom": one.uncoated_ev_per_atom,
        "candidates": len(candidates),
        "funnel": [
            {"filter": name, "left": left, "pass_alone": alone} for name, left, alone in one.ranking.funnel
        ],
        "best": [{**ranked.to_row(), "contacts": _contacts_of(ranked, one)} for ranked in best],
        "named": [ranked.to_row() for ranked in candidates if ranked.named][:200],
    }


def _contacts_of(ranked: RankedCandidate, one: LayerRanking) -> list[dict[str, Any]]:
    """The contacts of a candidate, each beside what the electrode's does without a layer."""
    bare = {(c.state, c.voltage_v): c.mutual.ev_per_atom for c in one.uncoated}
    told = []
    for contact in ranked.candidate.contacts:
        row = contact.to_row()
        without = bare.get((contact.state, contact.voltage_v)) if contact.neighbour == ELECTRODE else None
        told.append({**{name: row[name] for name in _CONTACT_KEYS}, "uncoated_ev_per_atom": without})
    return told
