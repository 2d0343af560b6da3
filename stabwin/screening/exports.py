"""The tables that are exported from the results of a study: flat rows, one place for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.results import Failure
from stabwin.screening.columns import ColumnTable
from stabwin.screening.ranking_of_study import LayerRanking

# What stands in the place of the candidate in the contacts of the electrolyte without a layer.
UNCOATED = "(uncoated)"

Row = dict[str, Any]


def neighbours_of(ranking: LayerRanking) -> dict[str, str]:
    """The columns that say between which neighbours a layer is."""
    return {"electrolyte": ranking.electrolyte, "electrode": ranking.electrode}


def candidate_rows(ranking: LayerRanking, judged: Iterable[Candidate | Failure]) -> Iterator[Row]:
    """One row for every candidate, also those without an answer."""
    for one in judged:
        if isinstance(one, Failure):
            yield {**neighbours_of(ranking), **one.to_dict()}
            continue
        row = {
            **neighbours_of(ranking),
            "candidate": one.target,
            "formula": one.formula,
            "status": "judged",
            "radioactive": one.radioactive,
            "band_gap_ev": one.band_gap_ev,
            "energy_above_hull_ev_per_atom": one.energy_above_hull_ev_per_atom,
            "reduction_limit_v": one.reduction_limit_v,
            "oxidation_limit_v": one.oxidation_limit_v,
            "error": None,
        }
        yield row if one.uncertainty is None else row | one.uncertainty.to_row()


def contact_rows(ranking: LayerRanking, judged: Iterable[Candidate | Failure]) -> Iterator[Row]:
    """One row for every contact of every candidate."""
    neighbours = neighbours_of(ranking)
    for one in judged:
        if isinstance(one, Candidate):
            for contact in one.contacts:
                yield {**neighbours, "candidate": one.target, **contact.to_row()}


def uncoated_rows(ranking: LayerRanking) -> Iterator[Row]:
    """One row for every contact of the electrolyte without a layer."""
    for contact in ranking.uncoated:
        yield {**neighbours_of(ranking), "candidate": UNCOATED, **contact.to_row()}


def ranking_table(rankings: Iterable[LayerRanking]) -> ColumnTable:
    """One row for every ranked candidate, best first."""
    return ColumnTable(
        {**neighbours_of(one), **ranked.to_row()} for one in rankings for ranked in one.ranking.candidates
    )


def pairs_table(rankings: Iterable[LayerRanking]) -> ColumnTable:
    """One row for every two layers in series, best first."""
    return ColumnTable({**neighbours_of(one), **pair.to_dict()} for one in rankings for pair in one.pairs)
