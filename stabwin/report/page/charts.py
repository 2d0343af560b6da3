"""The figures of the page, drawn by plotly from the rows of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from stabwin.errors import RequestError
from stabwin.report.figures import coating_chart, energy_chart, heat_map, profile_chart, window_chart
from stabwin.report.figures.backends import PLOTLY
from stabwin.report.sections.contact_rows import condition_of, energy_of, is_metal
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.plan import section_filters
from stabwin.screening.results_from_rows import (
    interfaces_from_rows,
    profiles_from_rows,
    ranking_from_rows,
    windows_from_rows,
)
from stabwin.screening.run_folder import RANKING
from stabwin.screening.tasks import INTERFACE, PROFILE, WINDOW


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
    return [*_coatings(run), *_windows(run), *_contacts(run), *_profiles(run)]


def _coatings(run: FinishedRun) -> Iterator[Chart]:
    if run.study.coatings is None:
        return
    for one in run.summary["rankings"]:
        rows = run.rows(RANKING, electrolyte=one["electrolyte"], electrode=one["electrode"])
        if rows:
            filters = section_filters(run.study.coatings, one["electrode"]).to_filters()
            funnel = [(stage["filter"], stage["left"], stage["pass_alone"]) for stage in one["funnel"]]
            ranking = ranking_from_rows(rows, filters, funnel, run.provenance)
            label = f"{one['electrolyte']} | {one['electrode']}"
            yield from _drawn("What candidates release at both contacts", label, coating_chart, ranking)


def _windows(run: FinishedRun) -> Iterator[Chart]:
    found = windows_from_rows(run.rows(WINDOW), run.provenance)
    if found:
        yield from _drawn("Stability windows", "", window_chart, found)


def _contacts(run: FinishedRun) -> Iterator[Chart]:
    rows = [row for row in run.rows(INTERFACE) if row["status"] != "failed"]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if not is_metal(row):
            groups.setdefault(condition_of(row), []).append(row)
    metals = [row for row in rows if is_metal(row)]
    if metals:
        groups.setdefault("closed", []).extend(metals)
    for condition, members in groups.items():
        if any(energy_of(row) is not None for row in members):
            matrix = interfaces_from_rows(members, run.provenance)
            yield from _drawn("Mutual reaction energy of contacts", condition, heat_map, matrix)


def _profiles(run: FinishedRun) -> Iterator[Chart]:
    found = profiles_from_rows(run.rows(PROFILE), run.provenance)
    if not found:
        return
    yield from _drawn("Voltage profiles", "ions taken up", profile_chart, found)
    # With further open elements rows do not tell the energy at any voltage.
    if run.study.profiles is not None and not run.study.profiles.open_ev:
        yield from _drawn("Voltage profiles", "decomposition energy", energy_chart, found)


def _drawn(group: str, label: str, draw: Callable[..., Any], results: Any) -> Iterator[Chart]:
    """A figure; none where nothing of it has an answer."""
    try:
        figure = draw(results, backend=PLOTLY)
    except RequestError:
        return
    plain = json.loads(figure.to_json())
    plain["layout"].pop("template", None)
    layout = plain["layout"]
    content = json.dumps(plain, separators=(",", ":"))
    yield Chart(group=group, label=label, content=content, width=layout["width"], height=layout["height"])
