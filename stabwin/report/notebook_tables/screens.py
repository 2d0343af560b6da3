"""What a notebook shows of rankings and screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE
from stabwin.report.render.notebook import NotebookTable, energy, volts
from stabwin.report.render.typesetting import escape, typeset

if TYPE_CHECKING:
    from stabwin.screening.ranking_of_study import LayerRanking
    from stabwin.screening.screen import Screen

MOST_ROWS = 20


def ranking_tables(one: LayerRanking) -> list[NotebookTable]:
    """The best candidates."""
    head = (
        "rank",
        "layer",
        "score (eV/atom)",
        f"with {typeset(one.electrolyte)} (eV/atom)",
        f"with {typeset(one.electrode)} (eV/atom)",
        "reduction limit (V)",
        "oxidation limit (V)",
    )
    passing, all_of_them = one.ranking.passing, one.ranking.candidates
    rows = [
        (
            str(ranked.rank),
            f"<b>{typeset(ranked.candidate.target)}</b>",
            energy(ranked.score),
            energy(ranked.candidate.worst(ELECTROLYTE)),
            energy(ranked.candidate.worst(ELECTRODE)),
            volts(ranked.candidate.reduction_limit_v),
            volts(ranked.candidate.oxidation_limit_v),
        )
        for ranked in passing[:MOST_ROWS]
    ]
    title = (
        f"<b>{typeset(one.electrolyte)} | layer | {typeset(one.electrode)}</b>: {len(passing)} of "
        f"{len(all_of_them)} candidates pass every filter; without a layer "
        f"{energy(one.uncoated_ev_per_atom)} eV/atom"
    )
    return [NotebookTable(head, rows, title)]


def screen_tables(found: Screen) -> list[NotebookTable]:
    """How many rows each table has, and the rankings."""
    rows = [(f"<b>{escape(name)}</b>", str(len(table))) for name, table in found.tables.items()]
    sizes = NotebookTable(("table", "rows"), rows, escape(found.study.question or found.study.name))
    return [sizes, *(table for one in found.rankings for table in ranking_tables(one))]
