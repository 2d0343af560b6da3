"""Coatings as tables: the best candidates, what the filters let through, two layers in series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stabwin.report.column import Column
from stabwin.report.columns import column
from stabwin.report.render.cells import value_text
from stabwin.report.table import Row, Table, filled
from stabwin.report.verdicts import Verdict, bare_verdict, layer_verdict

# The columns that a narrow terminal does without, the first to go first.
LESSER = (
    "probability_top_ten",
    "band_gap_ev",
    "energy_above_hull_ev_per_atom",
    "reduction_limit_v",
    "score_ev_per_atom",
    "oxidation_limit_v",
    "probability_passes",
)
PROBABILITIES = ("probability_passes", "probability_top_ten")

_PASSES, _SHORT_BY = "passes_", "short_by_"


def ranking_table(
    electrolyte: str, electrode: str, rows: Iterable[Row], *, aside: str = "", note: str = ""
) -> Table:
    """Candidates for a layer between two neighbours.

    Parameters
    ----------
    electrolyte, electrode : str
    rows : iterable of mapping
        As `RankedCandidate.to_row` gives them.
    aside : str
        What the title says behind the names of the neighbours.
    note : str
    """
    judged = [{**row, "verdict": verdict_with_gaps(row)} for row in rows]
    columns = [
        column("rank"),
        column("candidate"),
        column("score_ev_per_atom"),
        column("electrolyte_contact_ev_per_atom").headed(f"with {electrolyte}"),
        column("electrode_contact_ev_per_atom").headed(f"with {electrode}"),
        column("reduction_limit_v"),
        column("oxidation_limit_v"),
        column("energy_above_hull_ev_per_atom"),
        column("band_gap_ev"),
        column("verdict"),
    ]
    return Table(
        title=f"{electrolyte} | layer | {electrode}{aside}",
        columns=[*columns, *filled(probabilities(), judged)],
        rows=judged,
        note=note,
        lesser=LESSER,
    )


def probabilities() -> list[Column]:
    """The columns of what is probable for a layer."""
    return [column(name) for name in PROBABILITIES]


def without_a_layer(energy: float | None, limit: float | None) -> str:
    """What the bare contact does at worst; empty where it is not known."""
    if energy is None:
        return ""
    released = value_text(column("uncoated_ev_per_atom"), energy)
    return f": without a layer {released} eV/atom at worst, {bare_verdict(energy, limit).text}"


def failed_filters(row: Row) -> list[str]:
    """The filters that a row of a ranking does not pass."""
    checks = {name: value for name, value in row.items() if name.startswith(_PASSES)}
    return [name.removeprefix(_PASSES) for name, passed in checks.items() if passed is False]


def verdict_of_layer(row: Row) -> Verdict:
    """The verdict on a row of a ranking."""
    return layer_verdict(
        failed_filters(row), pareto=row["pareto"], probability_passes=row.get("probability_passes")
    )


def verdict_with_gaps(row: Row) -> Verdict:
    """The verdict, and by how much the filters that are not passed are missed."""
    verdict = verdict_of_layer(row)
    short = [row.get(f"{_SHORT_BY}{name}") for name in failed_filters(row)]
    by = ", ".join(f"{value:.3g}" for value in short if value is not None)
    return Verdict(f"{verdict.text} (by {by})", verdict.tone) if by else verdict


def funnel_table(
    candidates: int, stages: Iterable[Row], limits: Mapping[str, Mapping[str, Any]] | None = None
) -> Table:
    """What each filter lets through.

    Parameters
    ----------
    candidates : int
        How many there are before the first filter.
    stages : iterable of mapping
        ``filter``, ``left`` and ``pass_alone`` of each.
    limits : mapping of str to mapping, optional
        What each filter asks for, in words (``text``).
    """
    first = {"filter": "candidates", "left": candidates, "pass_alone": candidates}
    known = limits or {}
    rows: Sequence[Row] = [
        first,
        *({**stage, "limit": known.get(stage["filter"], {}).get("text")} for stage in stages),
    ]
    names = ("filter", "limit", "left", "pass_alone") if known else ("filter", "left", "pass_alone")
    return Table(title="What the filters let through", columns=[column(name) for name in names], rows=rows)


def pairs_table(electrolyte: str, electrode: str, rows: Sequence[Row]) -> Table:
    """Two layers in series, the best first."""
    return Table(
        title=f"Two layers: {electrolyte} | inner | outer | {electrode}",
        columns=[
            column("inner"),
            column("outer"),
            column("worst_ev_per_atom"),
            column("electrolyte_contact_ev_per_atom").headed("inner contact"),
            column("between_ev_per_atom"),
            column("electrode_contact_ev_per_atom").headed("outer contact"),
        ],
        rows=rows,
    )
