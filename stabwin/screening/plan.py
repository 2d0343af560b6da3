"""What a study asks: its tasks, in order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from stabwin.analysis.coatings.contacts import CoatingQuestion
from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.coatings.operating import voltages_in
from stabwin.analysis.conditions import (
    AirConditions,
    Conditions,
    ContactConditions,
    HeatConditions,
    Reservoirs,
)
from stabwin.analysis.interfaces.states import checked_state
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.settled import settled
from stabwin.analysis.uncertainty.error_model import ErrorModel, methods_with
from stabwin.chemistry.catalogue import find
from stabwin.chemistry.target import checked_ion, resolve_target, shared_ion
from stabwin.errors import RequestError
from stabwin.lists.expand import expand
from stabwin.phases.table import PhaseTable
from stabwin.screening.study import (
    AirSection,
    CoatingsSection,
    FiltersSection,
    HeatingSection,
    InterfacesSection,
    Study,
    TargetsSection,
)
from stabwin.screening.tasks import AIR, COATING, HEATING, INTERFACE, PROFILE, WINDOW, Task

Asked = TypeVar("Asked", bound=Reservoirs)

# Questions of one study: with their answers they take some gigabytes.
MOST_TASKS = 2_000_000

METHODS = ("zhu2015", "richards2016", "zhu2016", "xiao2019")


class Plan:
    """The tasks of a study on some phases; arguments as in `stabwin.screening.screen.screen`."""

    def __init__(self, study: Study, table: PhaseTable, folder: Path) -> None:
        self.study, self.table, self.folder = study, table, folder
        drawn = study.uncertainty
        self.model = None if drawn is None else ErrorModel(**drawn.model_dump())
        self.provenance = self._provenance(Reservoirs())
        self.provenances: dict[str, Provenance] = {}
        self.tasks: list[Task] = []
        self.named: set[str] = set()
        self.candidates = 0  # for each pair of neighbours
        self.layers: list[tuple[CoatingQuestion, Filters]] = []
        if study.ion is not None:
            checked_ion(study.ion)
        if study.windows:
            self._add_targets(WINDOW, study.windows)
        if study.profiles:
            self._add_targets(PROFILE, study.profiles)
        if study.interfaces:
            self._add_interfaces(study.interfaces)
        if study.heating:
            self._add_heating(study.heating)
        if study.air:
            self._add_air(study.air)
        if study.coatings:
            self._add_coatings(study.coatings)

    def _provenance(self, conditions: Reservoirs) -> Provenance:
        return Provenance.of(self.table, conditions, methods_with(METHODS, self.model))

    def _around(self, gases_bar: dict[str, float]) -> dict[str, Any]:
        """The settings of an atmosphere, which is at the temperature of the phases."""
        return (
            {"gases_bar": gases_bar, "temperature_k": self.table.scheme.temperature_k} if gases_bar else {}
        )

    def _settled(self, conditions: Asked) -> Asked:
        return settled(conditions, self.table, None)[0]

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
            **self._around(section.gases_bar),
        }
        # Conditions refuse what no target could be asked.
        self.provenances[question] = self._provenance(self._settled(Conditions(**settings)))
        targets = self._expand(section.targets)
        self._check_count(len(targets))
        for target in targets:
            self._add(question, (target,), settings)

    def _add_interfaces(self, section: InterfacesSection) -> None:
        left, right = self._expand(section.a), self._expand(section.b)
        voltages: list[float | None] = [*([None] if section.closed else []), *section.voltages_v]
        shared = {
            "states": checked_state(section.state),
            "open_ev": section.open_ev,
            "threshold_ev": section.threshold_ev,
            **self._around(section.gases_bar),
        }
        asked = [{"voltage_v": v, "voltages_v": None, **shared} for v in voltages]
        if section.voltage_range_v is not None:
            asked.append({"voltage_v": None, "voltages_v": section.voltage_range_v, **shared})
        conditions = ContactConditions(
            open_ev=section.open_ev, threshold_ev=section.threshold_ev, **self._around(section.gases_bar)
        )
        self.provenances[INTERFACE] = self._provenance(self._settled(conditions))
        self._check_count(len(left) * len(right) * len(asked))
        for a in left:
            for b in right:
                for settings in asked:
                    self._add(INTERFACE, (a, b), settings)

    def _add_heating(self, section: HeatingSection) -> None:
        left, right = self._expand(section.a), self._expand(section.b)
        settings: dict[str, Any] = {
            "temperatures_k": section.temperatures_k,
            "mass_fraction_a": section.mass_fraction_a,
            "gases_bar": section.gases_bar,
        }
        self.provenances[HEATING] = self._provenance(HeatConditions(**settings))
        self._check_count(len(left) * max(len(right), 1))
        for a in left:
            pairs: list[tuple[str, ...]] = [(a, b) for b in right]
            for targets in pairs or [(a,)]:
                self._add(HEATING, targets, {**settings, "states": checked_state(section.state)})

    def _add_air(self, section: AirSection) -> None:
        settings: dict[str, Any] = {
            "products_bar": section.products_bar,
            "temperature_k": self.table.scheme.temperature_k,
        }
        self.provenances[AIR] = self._provenance(AirConditions(**settings))
        targets = self._expand(section.targets)
        self._check_count(len(targets))
        for target in targets:
            self._add(AIR, (target,), settings)

    def _add_coatings(self, section: CoatingsSection) -> None:
        candidates = self._expand(section.candidates)
        self.candidates = len(candidates)
        electrolytes, electrodes = self._expand(section.electrolytes), self._expand(section.electrodes)
        self._check_count(len(candidates) * len(electrolytes) * len(electrodes))
        gases = self._around(section.gases_bar)
        around = self._settled(Reservoirs(**gases))
        self.provenances[COATING] = self._provenance(around)
        for electrolyte in electrolytes:
            for electrode in electrodes:
                question = self._question(section, electrolyte, electrode, around)
                self.layers.append((question, section_filters(section, electrode).to_filters()))
                settings = {
                    "electrolyte": electrolyte,
                    "electrode": electrode,
                    "states": question.states,
                    "voltages_v": question.voltages_v,
                    **gases,
                }
                for candidate in candidates:
                    self._add(COATING, (candidate,), settings, question.ion)

    def _check_count(self, more: int) -> None:
        """Refuse before anything is computed what can't be held."""
        count = len(self.tasks) + more
        if count > MOST_TASKS:
            raise RequestError(
                f"The study asks {count:,} questions, more than {MOST_TASKS:,}: split it, or ask less."
            )

    def _add(
        self, question: str, targets: tuple[str, ...], settings: Mapping[str, Any], ion: str | None = None
    ) -> None:
        ion = ion or self.study.ion
        if self.model is not None:
            settings = {**settings, "uncertainty": self.model.to_dict()}
        self.tasks.append(Task(question=question, targets=targets, settings=settings, ion=ion))

    def _question(
        self, section: CoatingsSection, electrolyte: str, electrode: str, around: Reservoirs
    ) -> CoatingQuestion:
        neighbours = [resolve_target(name, self.study.ion) for name in (electrolyte, electrode)]
        voltages = section.voltages_v
        if voltages == "electrode":
            span = electrode_range(electrode)
            voltages = [span[0], (span[0] + span[1]) / 2, span[1]] if span else []
        ion = self.study.ion or shared_ion(*neighbours)
        followed, note = voltages_in(
            self.table, Conditions(**self._around(section.gases_bar)), ion, voltages
        )
        self.provenances[COATING] = self.provenances[COATING].with_notes(note)
        return CoatingQuestion(
            electrolyte=electrolyte,
            electrode=electrode,
            ion=ion,
            states=checked_state(section.state),
            voltages_v=followed,
            around=around,
            model=self.model,
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
