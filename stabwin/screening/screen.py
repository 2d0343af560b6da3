"""A study from beginning to end: targets, tasks, answers, ranking, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabwin.analysis.ask_interface import STATES
from stabwin.analysis.coating import CoatingQuestion, electrode_contacts
from stabwin.analysis.conditions import Reservoirs
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.ranking import Ranking
from stabwin.analysis.tie_line import Side
from stabwin.catalogue import find
from stabwin.errors import RequestError
from stabwin.phases.cache_folder import cache_folder
from stabwin.phases.load import PhaseChoice
from stabwin.phases.table import PhaseTable
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
from stabwin.target import resolve_target

if TYPE_CHECKING:
    import pandas as pd

METHODS = ("zhu2015", "richards2016", "zhu2016", "xiao2019")
UNCOATED = "(uncoated)"


@dataclass(frozen=True, kw_only=True)
class LayerRanking:
    """The ranking between one electrolyte and one electrode.

    Attributes
    ----------
    electrolyte, electrode : str
    ranking : Ranking
    uncoated_ev_per_atom : float
        What the bare contact of electrolyte and electrode releases at worst, closed, <= 0.
    pairs : tuple of dict
        Two layers in series, best first, where they were asked for.
    failed : tuple of (candidate, reason)
    """

    electrolyte: str
    electrode: str
    ranking: Ranking
    uncoated_ev_per_atom: float
    pairs: tuple[Mapping[str, Any], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()

    def to_dataframe(self) -> pd.DataFrame:
        """One row per candidate, best first."""
        import pandas as pd

        return pd.DataFrame([one.to_row() for one in self.ranking.candidates])


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What a study found.

    Attributes
    ----------
    study : Study
    provenance : Provenance
    tables : mapping of str to list of dict
        Flat rows: "windows", "profiles", "interfaces", "coatings", "coating_contacts".
    rankings : tuple of LayerRanking
    computed, kept : int
        Tasks answered now, and answers that were there already.
    """

    study: Study
    provenance: Provenance
    tables: Mapping[str, list[dict[str, Any]]]
    rankings: tuple[LayerRanking, ...] = field(default=())
    computed: int = 0
    kept: int = 0

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
    plan = _Plan(study, table, folder or Path.cwd())
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
        computed=len(missing),
        kept=len(keyed) - len(missing),
    )


def _joined(answers: list[Rows]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for rows in answers:
        for name, some in rows.items():
            tables.setdefault(name, []).extend(some)
    return tables


class _Plan:
    """The tasks of a study, in order, and how its coatings are ranked."""

    def __init__(self, study: Study, table: PhaseTable, folder: Path) -> None:
        self.study, self.table, self.folder = study, table, folder
        self.tasks: list[Task] = []
        self._named: frozenset[str] = frozenset()
        if study.windows:
            self._add_targets(WINDOW, study.windows)
        if study.profiles:
            self._add_targets(PROFILE, study.profiles)
        if study.interfaces:
            self._add_interfaces(study.interfaces)
        if study.coatings:
            self._add_coatings(study.coatings)

    def _expand(self, specs: list[str]) -> list[str]:
        return expand(specs, self.table, self.folder)[0]

    def _add_targets(self, question: str, section: TargetsSection) -> None:
        settings = {
            "voltage_v": section.voltage_v,
            "open_ev": section.open_ev,
            "ion_tolerance": section.ion_tolerance,
            "energy_tolerance_ev_per_atom": section.energy_tolerance_ev_per_atom,
        }
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
        for a in left:
            for b in right:
                for settings in asked:
                    self._add(INTERFACE, (a, b), settings)

    def _add_coatings(self, section: CoatingsSection) -> None:
        candidates, self._named = expand(section.candidates, self.table, self.folder)
        for electrolyte in section.electrolytes:
            for electrode in section.electrodes:
                question = self._question(section, electrolyte, electrode)
                settings = {
                    "electrolyte": electrolyte,
                    "electrode": electrode,
                    "states": question.states,
                    "voltages_v": question.voltages_v,
                }
                for candidate in candidates:
                    self._add(COATING, (candidate,), settings)

    def _add(self, question: str, targets: tuple[str, ...], settings: Mapping[str, Any]) -> None:
        self.tasks.append(Task(question=question, targets=targets, settings=settings, ion=self.study.ion))

    def _question(self, section: CoatingsSection, electrolyte: str, electrode: str) -> CoatingQuestion:
        for name in (electrolyte, electrode):
            resolve_target(name, self.study.ion)
        voltages = section.voltages_v
        if voltages == "electrode":
            span = electrode_range(electrode)
            voltages = [span[0], (span[0] + span[1]) / 2, span[1]] if span else []
        return CoatingQuestion(
            electrolyte=electrolyte,
            electrode=electrode,
            ion=self.study.ion or "Li",
            states=STATES[section.state],
            voltages_v=tuple(voltages),
        )

    def rankings(self, tables: Mapping[str, list[dict[str, Any]]]) -> tuple[LayerRanking, ...]:
        """The ranking of each pair of neighbours; bare contacts are added to the table of contacts."""
        section = self.study.coatings
        if section is None:
            return ()
        return tuple(
            self._rank(section, electrolyte, electrode, tables)
            for electrolyte in section.electrolytes
            for electrode in section.electrodes
        )

    def _rank(
        self,
        section: CoatingsSection,
        electrolyte: str,
        electrode: str,
        tables: Mapping[str, list[dict[str, Any]]],
    ) -> LayerRanking:
        here = {"electrolyte": electrolyte, "electrode": electrode}
        facts = [row for row in tables[COATING] if {**row, **here} == row]
        contacts = [row for row in tables.get(CONTACTS, ()) if {**row, **here} == row]
        question = self._question(section, electrolyte, electrode)
        side = Side.of(self.table, resolve_target(electrolyte, self.study.ion))
        bare = electrode_contacts(self.table, side, question)
        if CONTACTS in tables:
            tables[CONTACTS].extend({**here, "candidate": UNCOATED, **one.to_row()} for one in bare)
        filters = section_filters(section, electrode).to_filters()
        ranking = rank_layers(facts, contacts, filters, self._named)
        pairs: tuple[Mapping[str, Any], ...] = ()
        if section.layers == 2:
            pairs = rank_pairs(self.table, ranking, question.ion, section.top)
        closed = [one.mutual.ev_per_atom for one in bare if one.voltage_v is None]
        return LayerRanking(
            **here,
            ranking=ranking,
            uncoated_ev_per_atom=min(closed),
            pairs=pairs,
            failed=tuple((row["candidate"], row["error"]) for row in facts if row["status"] == "failed"),
        )


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
