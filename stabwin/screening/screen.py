"""A study from beginning to end: targets, tasks, answers, ranking, files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stabwin import errors
from stabwin.analysis.interfaces.interface import NOT_COVERED
from stabwin.analysis.provenance import Provenance
from stabwin.errors import StabwinError
from stabwin.notebook import ShownInNotebooks
from stabwin.phases.load import PhaseChoice
from stabwin.phases.store.cache_folder import cache_folder
from stabwin.screening.cache import Tables, load_answers
from stabwin.screening.plan import Plan
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.row_table import RowTable
from stabwin.screening.runner import run_tasks
from stabwin.screening.study import Study
from stabwin.screening.tasks import ERROR_KIND

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, repr=False)
class Screen(ShownInNotebooks):
    """What a study found.

    Attributes
    ----------
    study : Study
    provenance : Provenance
    tables : mapping of str to RowTable
        Flat rows: "windows", "profiles", "interfaces", "coatings", "coating_contacts".
    rankings : tuple of LayerRanking
    named : frozenset of str
        The targets that were asked for by name, formula or file, and not found by a pattern.
    computed, kept : int
        Tasks answered now, and answers that were there already.
    failure_kinds : frozenset of type
        The classes of the errors that targets failed with.
    """

    study: Study
    provenance: Provenance
    tables: Mapping[str, RowTable]
    rankings: tuple[LayerRanking, ...] = field(default=())
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
            for row in rows:
                if row.get("status") == status:
                    name = row.get("target") or row.get("candidate") or f"{row.get('a')}|{row.get('b')}"
                    found.append((str(name), str(row["error"])))
        return list(dict.fromkeys(found))

    def to_dataframe(self, table: str) -> pd.DataFrame:
        """One of the tables."""
        import pandas as pd

        rows = self.tables[table]
        return pd.DataFrame({name: rows.column(name) for name in rows.names})


def screen(
    study: Study,
    *,
    folder: Path | None = None,
    jobs: int = 1,
    backend: str = "loky",
    scheduler: str | None = None,
    fresh: bool = False,
    cache: Path | None = None,
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
        Processes on this machine.
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
        source=section.source,
        scheme=section.scheme,
        exclude=section.exclude,
        database_version=section.database_version,
        cache=base,
    ).open(())
    plan = Plan(study, table, folder or Path.cwd())
    keyed = [(task.key(table), task) for task in plan.tasks]
    texts: dict[str, str] = {}
    known = {} if fresh else load_answers(base, [key for key, _ in keyed], texts)
    missing = list({key: (key, task) for key, task in keyed if key not in known}.values())
    answers = known | run_tasks(
        missing,
        table,
        cache=base,
        jobs=jobs,
        backend=backend,
        scheduler=scheduler,
        progress=progress,
        texts=texts,
    )
    tables, failure_kinds = _joined(answers[key] for key, _ in keyed)
    computed, kept = len(missing), len(keyed) - len(missing)
    del keyed, known, missing, answers  # a large study holds its rows once
    plan.tasks.clear()
    return Screen(
        study=study,
        provenance=plan.provenance,
        tables=tables,
        rankings=plan.rankings(tables),
        named=frozenset(plan.named),
        computed=computed,
        kept=kept,
        failure_kinds=failure_kinds,
    )


def _joined(answers: Iterable[Tables]) -> tuple[dict[str, RowTable], frozenset[type[StabwinError]]]:
    """The rows of all answers by table, and the classes of the errors among them."""
    tables: dict[str, RowTable] = {}
    kinds: set[str] = set()
    for rows in answers:
        for name, some in rows.items():
            plain = some
            if ERROR_KIND in some.names:
                kinds.update(kind for kind in some.column(ERROR_KIND) if kind is not None)
                plain = some.without(ERROR_KIND)
            tables.setdefault(name, RowTable()).extend(plain)
    return tables, frozenset(getattr(errors, kind) for kind in kinds)
