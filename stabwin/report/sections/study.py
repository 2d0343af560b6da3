"""The answer of a study as tables: its windows, its contacts, its rankings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from stabwin.report.columns import column
from stabwin.report.render.cells import value_text
from stabwin.report.sections.air import air_table
from stabwin.report.sections.contact_rows import CLOSED, is_ranged, verdict_of_contact
from stabwin.report.sections.heat import heat_summary
from stabwin.report.sections.rankings import funnel_table, pairs_table, ranking_table, without_a_layer
from stabwin.report.sections.windows import LIMITS, judged_windows_table
from stabwin.report.table import Row, Table
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.screen import Screen
from stabwin.screening.tasks import AIR, HEATING, INTERFACE, WINDOW

# Rows shown of a table that is written to a file anyway.
MOST_ROWS = 40

_NONE_PASSES = "No candidate passes every filter; the table in the run folder says why."


def study_tables(screen: Screen) -> Iterator[Table]:
    """The windows and contacts of a study, and its rankings."""
    if WINDOW in screen.tables:
        yield windows_of_study(screen.tables[WINDOW])
    if INTERFACE in screen.tables:
        section = screen.study.interfaces
        yield contacts_of_study(screen.tables[INTERFACE], section.threshold_ev if section else 0.0)
    if HEATING in screen.results:
        heatings = screen.results[HEATING].answered
        if heatings:
            yield replace(heat_summary(heatings[:MOST_ROWS]), note=_rest(len(heatings)))
    if AIR in screen.results:
        in_air = screen.results[AIR].answered
        if in_air:
            yield replace(air_table(in_air[:MOST_ROWS]), note=_rest(len(in_air)))
    for ranking in screen.rankings:
        yield from ranking_tables(ranking, screen.study.coatings.top if screen.study.coatings else 0)


def ranking_tables(layers: LayerRanking, top: int) -> Iterator[Table]:
    """The ranking between one pair of neighbours, its funnel, and two layers in series."""
    yield ranking_of_pair(layers, top)
    yield funnel_of_pair(layers)
    if layers.pairs:
        yield pairs_table(layers.electrolyte, layers.electrode, [pair.to_dict() for pair in layers.pairs])


def ranking_of_pair(layers: LayerRanking, top: int) -> Table:
    """The best candidates, and all others that the user named."""
    candidates = layers.ranking.candidates
    passing = layers.ranking.passing[:top]
    shown = {candidate.candidate.target for candidate in passing}
    named = [one for one in candidates if one.named and one.candidate.target not in shown]
    return ranking_table(
        layers.electrolyte,
        layers.electrode,
        [candidate.to_row() for candidate in (*passing, *named[:MOST_ROWS])],
        aside=without_a_layer(layers.uncoated_ev_per_atom, _limit_of_electrode(layers)),
        note=" ".join(filter(None, [_in_gases(layers), "" if passing else _NONE_PASSES])),
    )


def _in_gases(layers: LayerRanking) -> str:
    """What layers and contacts are in; empty without gases."""
    where = layers.provenance
    if not where.conditions.gases_bar:
        return ""
    return " ".join([f"Energies: {where.energies}.", *where.notes])


def _limit_of_electrode(layers: LayerRanking) -> float | None:
    """The largest energy that a contact with the electrode may release."""
    checks = layers.ranking.candidates[0].checks if layers.ranking.candidates else ()
    return next((check.limit for check in checks if check.name == "electrode_contact"), None)


def funnel_of_pair(layers: LayerRanking) -> Table:
    """What each filter lets through."""
    stages = [
        {"filter": name, "left": left, "pass_alone": alone} for name, left, alone in layers.ranking.funnel
    ]
    return funnel_table(len(layers.ranking.candidates), stages)


def windows_of_study(rows: Sequence[Row]) -> Table:
    """The windows of a study, in the order asked."""
    answered = [row for row in rows if row["status"] != "failed"]
    columns = [column(name) for name in ("target", "verdict", *LIMITS)]
    return judged_windows_table(answered[:MOST_ROWS], columns, note=_rest(len(answered)))


def contacts_of_study(rows: Sequence[Row], limit_ev: float) -> Table:
    """The contacts of a study, the strongest reactions first; over a range, at the worst voltage."""
    answered = [_strongest(row, limit_ev) for row in rows if row.get("mutual_ev_per_atom") is not None]
    answered.sort(key=lambda row: row["mutual_ev_per_atom"])
    return Table(
        columns=[
            column("a"),
            column("b"),
            column("state"),
            column("condition"),
            column("mutual_ev_per_atom").headed("mutual"),
            column("verdict"),
            column("products"),
        ],
        rows=answered[:MOST_ROWS],
        note=_rest(len(answered)),
        lesser=["products"],
    )


def _strongest(row: Row, limit_ev: float) -> dict[str, Any]:
    """What a row of contacts says of its strongest reaction."""
    name = "worst" if is_ranged(row) else "mutual"
    return {
        "a": row["a"],
        "b": row["b"],
        "state": row["state"],
        "condition": _condition(row),
        "mutual_ev_per_atom": float(row[f"{name}_ev_per_atom"]),
        "products": (row[f"{name}_reaction"] or "").partition(" -> ")[2],
        "verdict": verdict_of_contact(row, limit_ev),
    }


def _condition(row: Mapping[str, Any]) -> str:
    if is_ranged(row):
        return f"{row['low_v']:g} to {row['high_v']:g}"
    return CLOSED if row["voltage_v"] is None else value_text(column("voltage_v"), row["voltage_v"])


def _rest(count: int) -> str:
    return f"{count - MOST_ROWS} more in the run folder" if count > MOST_ROWS else ""
