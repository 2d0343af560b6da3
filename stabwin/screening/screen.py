"""A study from beginning to end: targets, tasks, answers, ranking, files."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabwin.analysis.ask_interface import STATES
from stabwin.analysis.coating import CoatingQuestion, Contact, Filters, electrode_contacts
from stabwin.analysis.conditions import Conditions, ContactConditions, Reservoirs
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.ranking import Ranking
from stabwin.analysis.tie_line import Side
from stabwin.errors import DataUnavailableError, RequestError
from stabwin.materials import find
from stabwin.notebook import NotebookTable, ShownInNotebooks
from stabwin.phases.cache_folder import cache_folder
from stabwin.phases.load import PhaseChoice
from stabwin.phases.table import PhaseTable
from stabwin.screening.notebook_tables import ranking_tables, screen_tables
from stabwin.screening.ranking_of_study import rank_layers, rank_pairs
from stabwin.screening.result_cache import load_answers
from stabwin.screening.runner import run_tasks
from stabwin.screening.study import (
    CoatingsSection,
    FiltersSection,
    InterfacesSection,
    Study,
    TargetsSection,
)
from stabwin.screening.targets import expand
from stabwin.screening.tasks import COATING, CONTACTS, INTERFACE, PROFILE, WINDOW, Rows, Task
from stabwin.target import checked_ion, resolve_target

if TYPE_CHECKING:
    import pandas as pd

METHODS = ("zhu2015", "richards2016", "zhu2016", "xiao2019")
UNCOATED = "(uncoated)"


@dataclass(frozen=True, kw_only=True)
class LayerRanking(ShownInNotebooks):
    """The ranking between one electrolyte and one electrode.

    Attributes
    ----------
    electrolyte, electrode : str
    ranking : Ranking
    uncoated : tuple of Contact
        The bare contacts of electrolyte and electrode; none where the phases do not answer.
    pairs : tuple of dict
        Two layers in series, best first, where they were asked for.
    provenance : Provenance
    failed : tuple of (candidate, reason)
    """

    electrolyte: str
    electrode: str
    ranking: Ranking
    uncoated: tuple[Contact, ...]
    provenance: Provenance
    pairs: tuple[Mapping[str, Any], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def uncoated_ev_per_atom(self) -> float | None:
        """What the bare contact releases at worst, closed, <= 0; None where it is not known."""
        closed = [one.mutual.ev_per_atom for one in self.uncoated if one.voltage_v is None]
        return min(closed, default=None)

    def to_dataframe(self) -> pd.DataFrame:
        """One row per candidate, best first."""
        import pandas as pd

        return pd.DataFrame([one.to_row() for one in self.ranking.candidates])

    def notebook_tables(self) -> list[NotebookTable]:
        """The best candidates."""
        return ranking_tables(self)


@dataclass(frozen=True, kw_only=True)
class Screen(ShownInNotebooks):
    """What a study found.

    Attributes
    ----------
    study : Study
    provenance : Provenance
    tables : mapping of str to list of dict
        Flat rows: "windows", "profiles", "interfaces", "coatings", "coating_contacts".
    rankings : tuple of LayerRanking
    named : frozenset of str
        The targets that were asked for by name, formula or file, and not found by a pattern.
    computed, kept : int
        Tasks answered now, and answers that were there already.
    """

    study: Study
    provenance: Provenance
    tables: Mapping[str, list[dict[str, Any]]]
    rankings: tuple[LayerRanking, ...] = field(default=())
    named: frozenset[str] = frozenset()
    computed: int = 0
    kept: int = 0

    @property
    def answers_something(self) -> bool:
        """Whether any target was answered."""
        return any(row.get("status") != "failed" for rows in self.tables.values() for row in rows)

    @property
    def failures(self) -> list[tuple[str, str]]:
        """Targets that could not be answered, each with its reason."""
        found = []
        for rows in self.tables.values():
            for row in rows:
                if row.get("status") == "failed":
                    name = row.get("target") or row.get("candidate") or f"{row.get('a')}|{row.get('b')}"
                    found.append((str(name), str(row["error"])))
        return list(dict.fromkeys(found))

    def to_dataframe(self, table: str) -> pd.DataFrame:
        """One of the tables."""
        import pandas as pd

        return pd.DataFrame(self.tables[table])

    def notebook_tables(self) -> list[NotebookTable]:
        """How many rows each table has, and the rankings."""
        return screen_tables(self)


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
        See `stabwin.read_study`.
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
    plan = plan_of(study, table, folder)
    keyed = [(task.key(table), task) for task in plan.tasks]
    known = {} if fresh else load_answers(base, [key for key, _ in keyed])
    missing = list({key: (key, task) for key, task in keyed if key not in known}.values())
    answers = known | run_tasks(
        missing, table, cache=base, jobs=jobs, backend=backend, scheduler=scheduler, progress=progress
    )
    tables = _joined([answers[key] for key, _ in keyed])
    return Screen(
        study=study,
        provenance=Provenance.of(table, Reservoirs(), METHODS),
        tables=tables,
        rankings=plan.rankings(tables),
        named=frozenset(plan.named),
        computed=len(missing),
        kept=len(keyed) - len(missing),
    )


def _joined(answers: list[Rows]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for rows in answers:
        for name, some in rows.items():
            tables.setdefault(name, []).extend(some)
    return tables


def plan_of(study: Study, table: PhaseTable, folder: Path | None = None) -> Plan:
    """The tasks of a study on some phases; arguments as in `screen`."""
    return Plan(study, table, folder or Path.cwd())


class Plan:
    """The tasks of a study, in order, and how its coatings are ranked."""

    def __init__(self, study: Study, table: PhaseTable, folder: Path) -> None:
        self.study, self.table, self.folder = study, table, folder
        self.tasks: list[Task] = []
        self.named: set[str] = set()
        self._layers: list[tuple[CoatingQuestion, Filters]] = []
        if study.ion is not None:
            checked_ion(study.ion)
        if study.windows:
            self._add_targets(WINDOW, study.windows)
        if study.profiles:
            self._add_targets(PROFILE, study.profiles)
        if study.interfaces:
            self._add_interfaces(study.interfaces)
        if study.coatings:
            self._add_coatings(study.coatings)

    def _expand(self, specs: list[str]) -> list[str]:
        targets, named = expand(specs, self.table, self.folder)
        self.named |= named
        return targets

    def _add_targets(self, question: str, section: TargetsSection) -> None:
        settings: dict[str, Any] = {
            "voltage_v": section.voltage_v,
            "open_ev": section.open_ev,
            "ion_tolerance": section.ion_tolerance,
            "energy_tolerance_ev_per_atom": section.energy_tolerance_ev_per_atom,
        }
        Conditions(**settings)  # refuses what no target could be asked
        for target in self._expand(section.targets):
            self._add(question, (target,), settings)

    def _add_interfaces(self, section: InterfacesSection) -> None:
        left, right = self._expand(section.a), self._expand(section.b)
        voltages: list[float | None] = [*([None] if section.closed else []), *section.voltages_v]
        shared = {
            "states": STATES[section.state],
            "open_ev": section.open_ev,
            "threshold_ev": section.threshold_ev,
        }
        asked = [{"voltage_v": v, "voltages_v": None, **shared} for v in voltages]
        if section.voltage_range_v is not None:
            asked.append({"voltage_v": None, "voltages_v": section.voltage_range_v, **shared})
        ContactConditions(open_ev=section.open_ev, threshold_ev=section.threshold_ev)
        for a in left:
            for b in right:
                for settings in asked:
                    self._add(INTERFACE, (a, b), settings)

    def _add_coatings(self, section: CoatingsSection) -> None:
        candidates = self._expand(section.candidates)
        electrolytes, electrodes = self._expand(section.electrolytes), self._expand(section.electrodes)
        for electrolyte in electrolytes:
            for electrode in electrodes:
                question = self._question(section, electrolyte, electrode)
                self._layers.append((question, section_filters(section, electrode).to_filters()))
                settings = {
                    "electrolyte": electrolyte,
                    "electrode": electrode,
                    "states": question.states,
                    "voltages_v": question.voltages_v,
                }
                for candidate in candidates:
                    self._add(COATING, (candidate,), settings, question.ion)

    def _add(
        self, question: str, targets: tuple[str, ...], settings: Mapping[str, Any], ion: str | None = None
    ) -> None:
        ion = ion or self.study.ion
        self.tasks.append(Task(question=question, targets=targets, settings=settings, ion=ion))

    def _question(self, section: CoatingsSection, electrolyte: str, electrode: str) -> CoatingQuestion:
        neighbours = [resolve_target(name, self.study.ion) for name in (electrolyte, electrode)]
        known = [one.ion for one in neighbours if one.ion_is_known]
        voltages = section.voltages_v
        if voltages == "electrode":
            span = electrode_range(electrode)
            voltages = [span[0], (span[0] + span[1]) / 2, span[1]] if span else []
        return CoatingQuestion(
            electrolyte=electrolyte,
            electrode=electrode,
            ion=known[0] if known else "Li",
            states=STATES[section.state],
            voltages_v=tuple(voltages),
        )

    def rankings(self, tables: Mapping[str, list[dict[str, Any]]]) -> tuple[LayerRanking, ...]:
        """The ranking of each pair of neighbours; bare contacts are added to the table of contacts."""
        if self.study.coatings is None:
            return ()
        facts, contacts = _by_neighbours(tables[COATING]), _by_neighbours(tables.get(CONTACTS, ()))
        found = []
        for question, filters in self._layers:
            here = question.electrolyte, question.electrode
            one = self._rank(self.study.coatings, question, filters, facts[here], contacts.get(here, []))
            bare = [contact.to_row() for contact in one.uncoated]
            tables.get(CONTACTS, []).extend(
                {"electrolyte": here[0], "electrode": here[1], "candidate": UNCOATED, **row} for row in bare
            )
            found.append(one)
        return tuple(found)

    def _rank(
        self,
        section: CoatingsSection,
        question: CoatingQuestion,
        filters: Filters,
        facts: list[dict[str, Any]],
        contacts: list[dict[str, Any]],
    ) -> LayerRanking:
        bare: list[Contact] = []
        # Where the phases do not answer for the neighbours, every candidate has failed and says so.
        with contextlib.suppress(DataUnavailableError):
            side = Side.of(self.table, resolve_target(question.electrolyte, question.ion))
            bare = electrode_contacts(self.table, side, question)
        ranking = rank_layers(facts, contacts, filters, frozenset(self.named))
        pairs: tuple[Mapping[str, Any], ...] = ()
        if section.layers == 2:
            pairs = rank_pairs(self.table, ranking, question.ion, section.top)
        return LayerRanking(
            electrolyte=question.electrolyte,
            electrode=question.electrode,
            ranking=ranking,
            uncoated=tuple(bare),
            provenance=Provenance.of(self.table, Reservoirs(), METHODS),
            pairs=pairs,
            failed=tuple((row["candidate"], row["error"]) for row in facts if row["status"] == "failed"),
        )


def _by_neighbours(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["electrolyte"], row["electrode"]), []).append(row)
    return found


def electrode_range(electrode: str) -> tuple[float, float] | None:
    """The usual voltages of an electrode given by name."""
    material = find(electrode)
    return None if material is None else material.voltage_range_v


def section_filters(section: CoatingsSection, electrode: str) -> FiltersSection:
    """The filters, with the window of the electrode where that is asked for."""
    if section.window == "limits":
        return section.filters
    span = electrode_range(electrode)
    if span is None:
        raise RequestError(
            f"The catalogue has no voltage range of {electrode}: set window to limits, and give them."
        )
    limits = {"reduction_limit_below_v": span[0], "oxidation_limit_above_v": span[1]}
    return section.filters.model_copy(update=limits)
