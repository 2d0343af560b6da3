"""The figures of the page, drawn by plotly from the results of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from stabwin.analysis.interfaces.interface import Interface
from stabwin.errors import RequestError
from stabwin.report.figures import (
    air_chart,
    coating_chart,
    energy_chart,
    heat_chart,
    heat_map,
    profile_chart,
    window_chart,
)
from stabwin.report.figures.backends import PLOTLY
from stabwin.report.sections.contact_rows import condition_of, is_metal
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.tasks import AIR, HEATING, INTERFACE, PROFILE, WINDOW

# Of a long list the onsets stand in one figure; so many also have one of their own.
_MOST_HEATED = 24


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One figure.

    Attributes
    ----------
    group : str
        Charts of one group share a place in the page, and one of them is shown.
    label : str
        Which one it is.
    content : str
        plotly's JSON.
    width, height : int
        In pixels.
    """

    group: str
    label: str
    content: str
    width: int
    height: int


def charts_of(run: FinishedRun) -> list[Chart]:
    """Every figure that a run has data for."""
    return [*_coatings(run), *_windows(run), *_contacts(run), *_heating(run), *_air(run), *_profiles(run)]


def _coatings(run: FinishedRun) -> Iterator[Chart]:
    for one in run.rankings():
        if one.ranking.candidates:
            label = f"{one.electrolyte} | {one.electrode}"
            yield from _drawn("What candidates release at both contacts", label, coating_chart, one)


def _windows(run: FinishedRun) -> Iterator[Chart]:
    if WINDOW in run.results:
        yield from _drawn("Stability windows", "", window_chart, run.results[WINDOW])


def _contacts(run: FinishedRun) -> Iterator[Chart]:
    if INTERFACE not in run.results:
        return
    matrix = run.results[INTERFACE]
    groups: dict[str, list[Interface]] = {}
    metals = []
    for result in matrix:
        if isinstance(result, Interface):
            (row,) = result.to_rows()
            if is_metal(row):
                metals.append(result)
            else:
                groups.setdefault(condition_of(row), []).append(_at_its_worst(result))
    if metals:
        groups.setdefault("closed", []).extend(metals)
    for condition, members in groups.items():
        group = replace(matrix, results=tuple(members))
        yield from _drawn("Mutual reaction energy of contacts", condition, heat_map, group)


def _at_its_worst(result: Interface) -> Interface:
    """Of a contact that was followed over a range of voltages, the worst of the range stands for it."""
    if result.range is None:
        return result
    return replace(
        result, mutual=result.range.worst, total=None, voltage_v=result.range.worst_voltage_v, range=None
    )


def _heating(run: FinishedRun) -> Iterator[Chart]:
    if HEATING not in run.results:
        return
    heatings = run.results[HEATING]
    if len(heatings.answered) > 1:
        yield from _drawn("Heating", "all", heat_chart, heatings, rows=True)
    for one in heatings.answered[:_MOST_HEATED]:
        label = one.target if one.state is None else f"{one.target}, {one.state}"
        yield from _drawn("Heating", label, heat_chart, one)


def _air(run: FinishedRun) -> Iterator[Chart]:
    if AIR in run.results:
        yield from _drawn("Air", "humidity", air_chart, run.results[AIR])


def _profiles(run: FinishedRun) -> Iterator[Chart]:
    if PROFILE in run.results:
        profiles = run.results[PROFILE]
        yield from _drawn("Voltage profiles", "ions taken up", profile_chart, profiles)
        yield from _drawn("Voltage profiles", "decomposition energy", energy_chart, profiles)


def _drawn(
    group: str, label: str, draw: Callable[..., Any], results: Any, **settings: Any
) -> Iterator[Chart]:
    """A figure; none where nothing of it has an answer."""
    try:
        figure = draw(results, backend=PLOTLY, **settings)
    except RequestError:
        return
    plain = json.loads(figure.to_json())
    plain["layout"].pop("template", None)
    layout = plain["layout"]
    content = json.dumps(plain, separators=(",", ":"))
    yield Chart(group=group, label=label, content=content, width=layout["width"], height=layout["height"])
