"""What a run says of the layers between one electrolyte and one electrode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stabwin.report.answer.limits import contact_limits, filter_limits
from stabwin.report.answer.part import AnswerPart, counted
from stabwin.report.columns import column
from stabwin.report.render.typesetting import percent
from stabwin.report.sections.rankings import (
    funnel_table,
    pairs_table,
    probabilities,
    ranking_table,
    verdict_of_layer,
)
from stabwin.report.table import Row, Table, filled, range_of
from stabwin.report.verdicts import CERTAIN, bare_verdict, contact_verdict
from stabwin.screening.exports import UNCOATED
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.run_folder import PAIRS, RANKING
from stabwin.screening.tasks import CONTACTS

# Layers named in a sentence, and those shown because they were asked for by name.
MOST_NAMED, MOST_ASKED_FOR = 8, 20


def pair_part(run: FinishedRun, summary: Row) -> AnswerPart:
    """The ranking of one pair, its filters, the bare contact, and two layers in series."""
    electrolyte, electrode = summary["electrolyte"], summary["electrode"]
    neighbours = {"electrolyte": electrolyte, "electrode": electrode}
    limit = contact_limits(run)[1]
    bare = run.rows(CONTACTS, candidate=UNCOATED, **neighbours)
    pairs = run.rows(PAIRS, **neighbours)
    tables = [_ranking(summary), funnel_table(summary["candidates"], summary["funnel"], filter_limits(run))]
    if bare:
        tables.append(_bare(bare, limit))
    if pairs:
        title = "Two layers in series, inner at the electrolyte"
        tables.append(replace(pairs_table(electrolyte, electrode, pairs), title=title))
    return AnswerPart(
        name=f"{electrolyte}-{electrode}",
        title=f"{electrolyte} | layer | {electrode}",
        sentences=_sentences(summary, limit, certain_of(run.rows(RANKING, **neighbours))),
        tables=tables,
    )


def _sentences(summary: Row, limit: float | None, certain: int | None) -> list[str]:
    sentences = []
    worst = summary["uncoated_ev_per_atom"]
    if worst is not None:
        said = f"releases up to {-worst:.4f} eV/atom" if worst < 0 else "does not react"
        sentences.append(
            f"Without a layer the contact of {summary['electrolyte']} and {summary['electrode']} {said}: "
            f"{bare_verdict(worst, limit).text}."
        )
    passing = counted(passing_of(summary), "layer").capitalize()
    said = f"{passing} of {summary['candidates']:,} pass every filter"
    notes = summary["notes"] if summary.get("conditions", {}).get("gases_bar") else []
    return [*sentences, f"{said}{how_certain(certain)}.", *notes]


def passing_of(summary: Row) -> int:
    """How many candidates pass every filter."""
    funnel = summary["funnel"]
    return int(funnel[-1]["left"] if funnel else summary["candidates"])


def certain_of(rows: Sequence[Row]) -> int | None:
    """How many of the layers that pass do so in nearly all samples; None where none were drawn."""
    shares = [row.get("probability_passes") for row in rows if row["passes"]]
    drawn = [share for share in shares if share is not None]
    return sum(share > CERTAIN for share in drawn) if drawn else None


def how_certain(certain: int | None) -> str:
    """What stands after a number of layers that pass."""
    if certain is None:
        return ""
    surely = f"with certainty (in over {percent(CERTAIN)} of the samples)"
    return f" nominally, {certain or 'none'} of them {surely}"


def _ranking(summary: Row) -> Table:
    best = summary["best"]
    shown = {row["candidate"] for row in best}
    named = [row for row in summary["named"] if row["candidate"] not in shown]
    note = f"{len(best)} of {passing_of(summary)} that pass" if best else "No candidate passes every filter"
    if named:
        note += ", and below them those asked for by name" if best else "; those asked for by name"
    table = ranking_table(
        summary["electrolyte"],
        summary["electrode"],
        [*best, *named[:MOST_ASKED_FOR]],
        note=f"{note}.",
    )
    # A wide table tells the verdict first; by how much a filter is missed stands in the table of filters.
    numbers = [each for each in table.columns if each.name not in ("rank", "candidate", "verdict")]
    numbers = [each for each in numbers if each not in probabilities()]
    rows = [{**row, "verdict": verdict_of_layer(row)} for row in table.rows]
    first = [column("rank"), column("candidate"), column("verdict"), *filled(probabilities(), rows)]
    return replace(table, title="Ranking", columns=[*first, *numbers], rows=rows)


def _bare(rows: Sequence[Row], limit: float | None) -> Table:
    """What the contact does without a layer."""
    names = ("state", "voltage_v", "verdict", "mutual_ev_per_atom", "mutual_ev_per_nonion_atom", "reaction")
    return Table(
        title="The contact without a layer",
        columns=[column(name) for name in names],
        rows=[
            {
                **row,
                "verdict": contact_verdict(
                    row["mutual_ev_per_atom"], limit, bar=range_of(row, "mutual_ev_per_atom")
                ),
            }
            for row in rows
        ],
    )
