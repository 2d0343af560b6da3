"""The results in a run folder: a document for each, in compressed Parquet files of their own.

===========================  ===============================================================================
file in ``documents/``       a row
===========================  ===============================================================================
windows, profiles,           a result, as in ``results`` of the JSON of the command
interfaces, heating
coatings                     a candidate between two neighbours, or why it failed
coating_ranking              a place in a ranking: checks and score of a candidate
rankings                     a pair of neighbours: the funnel, the contacts without a layer, pairs of layers
===========================  ===============================================================================
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.ranking import RankedCandidate
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import FAILED
from stabwin.screening.packed import compact, texts_of
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.results import CandidateReader, StudyResults
from stabwin.screening.screen import Screen
from stabwin.screening.tasks import AIR, COATING, HEATING, INTERFACE, PROFILE, WINDOW
from stabwin.writing import Content

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "documents"
RANKED, RANKINGS = "coating_ranking", "rankings"
DOCUMENTS = (WINDOW, PROFILE, INTERFACE, HEATING, AIR, COATING, RANKED, RANKINGS)
DOCUMENT_FILES = tuple(f"{FOLDER}/{name}.parquet" for name in DOCUMENTS)

_METADATA = b"stabwin"
_ROWS_AT_ONCE = 300  # about a megabyte of text: what is being written is held in memory


def document_files(found: Screen) -> Iterator[tuple[str, Content]]:
    """The documents of a screen as files: names in the run folder and contents, one after the other."""
    columns: dict[str, Iterator[tuple[str, str, str]]] = {
        question: (
            ("", kind, text) for packed in found.answers[question] for kind, text in texts_of(packed)
        )
        for question in found.results
    }
    if COATING in found.answers:
        columns[COATING] = _candidates(found)
        columns[RANKED] = (row for ranking in found.rankings for row in _ranked(ranking))
        columns[RANKINGS] = ((_pair(one), "", compact(_without_candidates(one))) for one in found.rankings)
    for name, rows in columns.items():
        asked = name in found.results
        provenance = found.results.provenance_of(name) if asked else found.rankings[0].provenance
        yield f"{FOLDER}/{name}.parquet", _parquet(rows, provenance)


def _candidates(found: Screen) -> Iterator[tuple[str, str, str]]:
    """The candidates of each pair of neighbours, as they were judged."""
    packed = found.answers[COATING]
    each = len(packed) // len(found.rankings)
    pairs = [_pair(ranking) for ranking in found.rankings]
    for place, answer in enumerate(packed):
        for kind, text in texts_of(answer):
            yield pairs[place // each], kind, text


def _ranked(one: LayerRanking) -> Iterator[tuple[str, str, str]]:
    pair = _pair(one)
    for ranked in one.ranking.candidates:
        # The candidate itself stands among the candidates, with its contacts: here is its name.
        candidate = replace(ranked.candidate, contacts=(), uncertainty=None, samples=None)
        document = replace(ranked, candidate=candidate).to_dict()
        yield pair, "", compact({**document, "candidate": candidate.target})


def _without_candidates(one: LayerRanking) -> dict[str, Any]:
    return replace(one, ranking=replace(one.ranking, candidates=())).to_dict()


def _pair(one: LayerRanking) -> str:
    return json.dumps([one.electrolyte, one.electrode])


def _parquet(rows: Iterator[tuple[str, str, str]], provenance: Provenance) -> list[memoryview]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema(
        [("neighbours", pa.string()), ("error_kind", pa.string()), ("document", pa.string())],
        metadata={_METADATA: compact({"provenance": provenance.to_dict()}).encode()},
    )
    buffer = io.BytesIO()
    with pq.ParquetWriter(buffer, schema, compression="zstd", use_dictionary=["neighbours"]) as writer:
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            arrays = [pa.array(values, pa.string()) for values in zip(*some, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return [buffer.getbuffer()]


class RunDocuments:
    """The documents of a run folder, read when they are asked for.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        By name.
    provenance : Provenance
        Of the study.
    """

    def __init__(self, tables: Mapping[str, pa.Table], provenance: Provenance) -> None:
        self._tables, self._provenance = tables, provenance

    def results(self) -> StudyResults:
        """The answers by question."""
        asked = [name for name in (WINDOW, PROFILE, INTERFACE, HEATING, AIR) if name in self._tables]
        return StudyResults(
            {name: partial(self._documents, name) for name in asked},
            {name: self._provenance_of(name) for name in asked},
        )

    def _documents(self, name: str) -> Iterable[tuple[str, dict[str, Any]]]:
        table = self._tables[name]
        for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
            kinds, texts = (batch.column(column).to_pylist() for column in ("error_kind", "document"))
            for kind, text in zip(kinds, texts, strict=True):
                yield kind, json.loads(text)

    def _provenance_of(self, name: str) -> Provenance:
        metadata = self._tables[name].schema.metadata or {}
        return Provenance.from_dict(json.loads(metadata[_METADATA])["provenance"])

    def rankings(self) -> Iterator[LayerRanking]:
        """The rankings, one after the other."""
        if RANKINGS not in self._tables:
            return
        for _, document in self._documents(RANKINGS):
            reader = CandidateReader()
            one = LayerRanking.from_dict(document, provenance=self._provenance_of(RANKINGS))
            candidates: dict[str, Candidate] = {}
            for _, told in self._of_pair(COATING, one):
                if told.get("status") != FAILED:
                    candidate = reader.read(told)
                    candidates[candidate.target] = candidate
            ranked = tuple(
                RankedCandidate.from_dict({**told, "candidate": candidates[told["candidate"]]})
                for _, told in self._of_pair(RANKED, one)
            )
            yield replace(one, ranking=replace(one.ranking, candidates=ranked))

    def _of_pair(self, name: str, one: LayerRanking) -> Iterable[tuple[str, dict[str, Any]]]:
        import pyarrow.compute as pc

        table = self._tables[name]
        here = table.filter(pc.equal(table["neighbours"], _pair(one)))
        return RunDocuments({name: here}, self._provenance)._documents(name)  # noqa: SLF001 (itself)
