"""A study from beginning to end: targets, tasks, answers, ranking, files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabwin.analysis.interfaces.interface import NOT_COVERED
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import Failure
from stabwin.errors import StabwinError
from stabwin.notebook import ShownInNotebooks
from stabwin.phases.load import PhaseChoice
from stabwin.phases.store.cache_folder import cache_folder
from stabwin.screening.answer_keys import AnswerKeys
from stabwin.screening.cache import load_answers
from stabwin.screening.columns import ColumnTable
from stabwin.screening.exports import candidate_rows, contact_rows, uncoated_rows
from stabwin.screening.packed import documents_of
from stabwin.screening.plan import Plan
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.rankings import rankings_of
from stabwin.screening.results import StudyResults
from stabwin.screening.runner import run_tasks
from stabwin.screening.study import Study
from stabwin.screening.tasks import COATING, CONTACTS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, repr=False)
class Screen(ShownInNotebooks):
    """What a study found.

    Attributes
    ----------
    study : Study
    provenance : Provenance
    results : StudyResults
        "windows", "profiles", "interfaces", "heating" and "air", where asked; each is read when it is asked
        for.
    tables : mapping of str to ColumnTable
        What is exported: flat rows of "windows", "profiles", "interfaces", "heating", "air", "coatings",
        "coating_contacts".
    rankings : tuple of LayerRanking
    answers : mapping of str to list of bytes
        The results as they are kept (`stabwin.screening.packed`), by question.
    named : frozenset of str
        The targets that were asked for by name, formula or file, and not found by a pattern.
    computed, kept : int
        Tasks answered now, and answers that were there already.
    failure_kinds : frozenset of type
        The classes of the errors that targets failed with.
    """

    study: Study
    provenance: Provenance
    results: StudyResults
    tables: Mapping[str, ColumnTable]
    rankings: tuple[LayerRanking, ...] = ()
    answers: Mapping[str, list[bytes]] = field(default_factory=dict, repr=False)
    named: frozenset[str] = frozenset()
    computed: int = 0
    kept: int = 0
    failure_kinds: frozenset[type[StabwinError]] = frozenset()

    def __repr__(self) -> str:
        tables = ", ".join(f"{len(rows):,} {name.replace('_', ' ')}" for name, rows in self.tables.items())
        return f"Screen({self.study.name!r}: {tables}; {len(self.failures)} failed)"

    @property
    def answers_something(self) -> bool:
        """Whether any target was answered; pairs without data are an answer beside failures only."""
        statuses = {status for rows in self.tables.values() for status in rows.column("status")}
        return statuses not in (set(), {"failed"}, {NOT_COVERED})

    @property
    def failures(self) -> list[tuple[str, str]]:
        """Targets that could not be answered, each with its reason."""
        return self._with_status("failed")

    @property
    def uncovered(self) -> list[tuple[str, str]]:
        """Pairs that the phases do not cover, each with what is missing."""
        return self._with_status(NOT_COVERED)

    def _with_status(self, status: str) -> list[tuple[str, str]]:
        found = []
        for rows in self.tables.values():
            for place, one in enumerate(rows.column("status")):
                if one == status:
                    row = rows[place]
                    sides = "|".join(str(row[side]) for side in ("a", "b") if row.get(side) is not None)
                    name = row.get("target") or row.get("candidate") or sides
                    found.append((str(name), str(row["error"])))
        return list(dict.fromkeys(found))

    def to_dataframe(self, table: str) -> pd.DataFrame:
        """One of the tables."""
        import pandas as pd

        return pd.DataFrame(self.tables[table].columns)


def screen(
    study: Study,
    *,
    folder: Path | None = None,
    jobs: int = 1,
    backend: str = "loky",
    scheduler: str | None = None,
    fresh: bool = False,
    cache: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Screen:
    """Answer a study; answers that were found before are not computed again.

    Parameters
    ----------
    study : Study
        See `stabwin.screening.study.read_study`.
    folder : Path, optional
        What file names in the study are relative to; default: the current folder.
    jobs : int
        Processes on this machine; 0: one per core, as far as there is work for them.
    backend : str
        "loky", or "dask" with the address of a ``scheduler``.
    fresh : bool
        Whether to ignore answers that were kept.
    cache : Path, optional
        Folder of local data.
    progress : callable
        Told tasks done and in all.

    Returns
    -------
    Screen

    Raises
    ------
    RequestError
        A target list, a pattern, a backend or the phases can't be understood.
    DataUnavailableError
        The phases or the cache are not there.
    """
    base = cache_folder(cache)
    section = study.phases
    table = PhaseChoice(
        source=_beside(section.source, folder),
        scheme=section.scheme,
        exclude=section.exclude,
        include=section.include,
        database_version=section.database_version,
        complete=section.complete,
        temperature_k=study.temperature_k,
        cache=base,
    ).open(())
    plan = Plan(study, table, folder or Path.cwd())
    keys = AnswerKeys(table)
    keyed = [(keys.key(task), task) for task in plan.tasks]
    known = {} if fresh else load_answers(base, [key for key, _ in keyed])
    missing = list({key: (key, task) for key, task in keyed if key not in known}.values())
    answers = known | run_tasks(
        missing, table, cache=base, jobs=jobs, backend=backend, scheduler=scheduler, progress=progress
    )
    by_question: dict[str, list[bytes]] = {}
    for key, task in keyed:
        by_question.setdefault(task.question, []).append(answers[key])
    computed, kept = len(missing), len(keyed) - len(missing)
    del keyed, known, missing, answers  # a large study holds its answers once
    plan.tasks.clear()
    return _found(plan, by_question, computed=computed, kept=kept)


def _found(plan: Plan, answers: Mapping[str, list[bytes]], *, computed: int, kept: int) -> Screen:
    """What a study found, from the answers to each of its questions."""
    asked = {question: packed for question, packed in answers.items() if question != COATING}
    results = StudyResults(
        {question: partial(_documents, packed) for question, packed in asked.items()}, plan.provenances
    )
    tables: dict[str, ColumnTable] = {}
    kinds: set[type[StabwinError]] = set()
    for question in results:
        rows = tables[question] = ColumnTable()
        for result in results.each(question):
            rows.extend(result.to_rows())
            if isinstance(result, Failure):
                kinds.add(type(result.error))
    rankings = []
    if COATING in answers:
        candidates = tables[COATING] = ColumnTable()
        contacts = tables[CONTACTS] = ColumnTable()
        for ranking, judged in rankings_of(plan, answers[COATING]):
            rankings.append(ranking)
            candidates.extend(candidate_rows(ranking, judged))
            contacts.extend(contact_rows(ranking, judged))
            kinds.update(type(one.error) for one in judged if isinstance(one, Failure))
        if contacts:
            contacts.extend(row for ranking in rankings for row in uncoated_rows(ranking))
    return Screen(
        study=plan.study,
        provenance=plan.provenance,
        results=results,
        tables=tables,
        rankings=tuple(rankings),
        answers=answers,
        named=frozenset(plan.named),
        computed=computed,
        kept=kept,
        failure_kinds=frozenset(kinds),
    )


def _documents(packed: Iterable[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    for answer in packed:
        yield from documents_of(answer)


def _beside(source: str | None, folder: Path | None) -> str | None:
    """A source of phases whose relative path is that from the folder of the study."""
    if source is None or folder is None:
        return source
    base, plus, own = source.rpartition("+")
    there = folder / own
    return f"{base}{plus}{there}" if there.is_file() and not Path(own).is_absolute() else source
