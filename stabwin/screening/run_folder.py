"""What a screen leaves behind: tidy files of results, and apart from them a log.

The files of results depend on the study and the phases only, never on how or when they were computed.
Each is written beside and renamed.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from stabwin.analysis.coatings.contacts import ELECTRODE
from stabwin.errors import RequestError
from stabwin.phases.store.compiled import remove_leftovers
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.row_table import RowTable
from stabwin.screening.screen import Screen
from stabwin.screening.tasks import COATING, CONTACTS, INTERFACE, PROFILE, WINDOW
from stabwin.writing import json_text, write_bytes, write_file

STUDY, PROVENANCE, SUMMARY, LOG = "study.json", "provenance.json", "summary.json", "log.txt"
RANKING, PAIRS = "coating_ranking", "coating_pairs"
_ROWS_AT_ONCE = 50_000
_CONTACT_KEYS = ("neighbour", "partner", "state", "voltage_v", "mutual_ev_per_atom", "reaction")
TABLES = (WINDOW, PROFILE, INTERFACE, COATING, CONTACTS, RANKING, PAIRS)


def prepare(folder: Path, name: str) -> None:
    """Make the folder of a run, unless it holds another study's results.

    Raises
    ------
    RequestError
        It does, or it can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = json.loads((folder / STUDY).read_bytes()) if (folder / STUDY).exists() else None
    except (OSError, ValueError) as error:
        raise RequestError(f"The folder {folder} can't be used for results: {error}.") from error
    if known is not None and (not isinstance(known, dict) or known.get("name") != name):
        other = known.get("name") if isinstance(known, dict) else None
        raise RequestError(
            f"The folder {folder} holds the results of the study {other!r}, not of {name!r}: "
            "choose another with --out."
        )
    remove_leftovers(folder)


def write_run(folder: Path, found: Screen) -> list[Path]:
    """Write all results of a screen.

    Returns
    -------
    paths : list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder can't be written.
    """
    tables = {name: rows for name, rows in found.tables.items() if rows}
    ranking = RowTable(row for one in found.rankings for row in _ranking_rows(one))
    if ranking:
        tables[RANKING] = ranking
    pairs = RowTable({**_neighbours(one), **row} for one in found.rankings for row in one.pairs)
    if pairs:
        tables[PAIRS] = pairs
    written = []
    for name in TABLES:
        if name not in tables:  # of a question that the study no longer asks
            for ending in ("csv", "parquet"):
                (folder / f"{name}.{ending}").unlink(missing_ok=True)
    for name, rows in tables.items():
        columns = {name: rows.column(name) for name in rows.names}
        written.append(folder / f"{name}.csv")
        write_bytes(written[-1], _csv(columns))
        written.append(folder / f"{name}.parquet")
        write_bytes(written[-1], _parquet(columns))
    for name, document in (
        (STUDY, found.study.model_dump(mode="json")),
        (PROVENANCE, found.provenance.to_dict()),
        (SUMMARY, summary_of(found)),
    ):
        written.append(folder / name)
        write_file(written[-1], json_text(document) + "\n")
    return written


def _ranking_rows(one: LayerRanking) -> Iterator[dict[str, Any]]:
    for candidate in one.ranking.candidates:
        yield {**_neighbours(one), **candidate.to_row()}


def _neighbours(one: LayerRanking) -> dict[str, str]:
    return {"electrolyte": one.electrolyte, "electrode": one.electrode}


def _csv(columns: Mapping[str, list[Any]]) -> Iterator[bytes]:
    """CSV, some rows at a time: a large table is never in memory as text."""
    rows: Iterator[Any] = zip(*columns.values(), strict=True)
    some: list[Any] = [tuple(columns)]
    while some:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(some)
        yield text.getvalue().encode()
        some = list(islice(rows, _ROWS_AT_ONCE))


def _parquet(columns: Mapping[str, list[Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    schema = pa.schema([(name, pa.infer_type(values)) for name, values in columns.items()])
    with pq.ParquetWriter(buffer, schema, compression="zstd") as writer:
        count = len(next(iter(columns.values())))
        for first in range(0, count, _ROWS_AT_ONCE):
            some = {name: values[first : first + _ROWS_AT_ONCE] for name, values in columns.items()}
            writer.write_table(pa.table(some, schema=schema))
    return buffer.getvalue()


def summary_of(found: Screen) -> dict[str, Any]:
    """The answer in short: counts, funnels, best candidates, failures."""
    study = found.study
    top = study.coatings.top if study.coatings else 0
    return {
        "schema": "stabwin/summary/1",
        "study": study.name,
        "question": study.question,
        "rows": {name: len(rows) for name, rows in found.tables.items()},
        "rankings": _ranking_summaries(found, top),
        "failures": [{"target": target, "error": error} for target, error in found.failures],
    }


def _ranking_summaries(found: Screen, top: int) -> list[dict[str, Any]]:
    contacts = found.tables.get(CONTACTS) or RowTable()
    numbers = contacts.numbers_by("electrolyte", "electrode") if contacts else {}
    return [
        _ranking_summary(
            one, top, [contacts[number] for number in numbers.get((one.electrolyte, one.electrode), ())]
        )
        for one in found.rankings
    ]


def _ranking_summary(one: LayerRanking, top: int, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    candidates, best = one.ranking.candidates, one.ranking.passing[:top]
    bare = {(c.state, c.voltage_v): c.mutual.ev_per_atom for c in one.uncoated}
    shown = {candidate.candidate.target for candidate in best}
    contacts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["candidate"] in shown:
            place = row["state"], row["voltage_v"]
            told = {name: row[name] for name in _CONTACT_KEYS}
            without = bare.get(place) if row["neighbour"] == ELECTRODE else None
            contacts.setdefault(row["candidate"], []).append({**told, "uncoated_ev_per_atom": without})
    return {
        **_neighbours(one),
        "uncoated_ev_per_atom": one.uncoated_ev_per_atom,
        "candidates": len(candidates),
        "funnel": [
            {"filter": name, "left": left, "pass_alone": alone} for name, left, alone in one.ranking.funnel
        ],
        "best": [{**c.to_row(), "contacts": contacts.get(c.candidate.target, [])} for c in best],
        "named": [candidate.to_row() for candidate in candidates if candidate.named][:200],
    }
