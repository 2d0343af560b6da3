"""What a run says of coatings: which layers pass, what the filters let through, the bare contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stabwin.report.columns import COUNT, NUMBER, column
from stabwin.report.error_bars import bar_of, probability_columns
from stabwin.report.render.typesetting import percent
from stabwin.report.sections.answer.limits import contact_limits, filter_limits
from stabwin.report.sections.answer.table import AnswerPart, AnswerTable, counted
from stabwin.report.verdicts import CERTAIN, Verdict, bare_verdict, contact_verdict, layer_verdict
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.plan import UNCOATED
from stabwin.screening.run_folder import PAIRS, RANKING
from stabwin.screening.tasks import CONTACTS

# Layers named in a sentence.
MOST_NAMED = 8

Row = Mapping[str, Any]


def coatings_part(run: FinishedRun) -> AnswerPart | None:
    """The ranking of every pair of neighbours, and what holds for all; None where none was asked for."""
    summaries = run.summary.get("rankings") or []
    if not summaries:
        return None
    bare: dict[tuple[str, str], list[Row]] = {}
    for row in run.rows(CONTACTS, candidate=UNCOATED):
        bare.setdefault((row["electrolyte"], row["electrode"]), []).append(row)
    pairs: dict[tuple[str, str], list[Row]] = {}
    for row in run.rows(PAIRS):
        pairs.setdefault((row["electrolyte"], row["electrode"]), []).append(row)
    parts = []
    for one in summaries:
        here = one["electrolyte"], one["electrode"]
        certain = _certain(run.rows(RANKING, electrolyte=here[0], electrode=here[1]))
        parts.append(_pair_part(run, one, bare.get(here, []), pairs.get(here, []), certain))
    everywhere = _everywhere(run)
    tables: list[AnswerTable] = []
    if len(summaries) > 1:
        tables = [_overview(run, summaries), _suiting_most(run, everywhere, len(summaries))]
    return AnswerPart(
        name="coatings",
        title="Coatings",
        sentences=_sentences(summaries, everywhere),
        tables=[table for table in tables if table.rows],
        parts=parts,
    )


def failed_filters(row: Row) -> list[str]:
    """The filters that a row of a ranking does not pass."""
    checks = {name: value for name, value in row.items() if name.startswith("passes_")}
    return [name.removeprefix("passes_") for name, passed in checks.items() if passed is False]


def verdict_of(row: Row) -> Verdict:
    """The verdict on a row of a ranking."""
    return layer_verdict(
        failed_filters(row), pareto=row["pareto"], probability_passes=row.get("probability_passes")
    )


def _certain(rows: Sequence[Row]) -> int | None:
    """How many of the layers that pass do so in nearly all samples; None where none were drawn."""
    shares = [row.get("probability_passes") for row in rows if row["passes"]]
    drawn = [share for share in shares if share is not None]
    return sum(share > CERTAIN for share in drawn) if drawn else None


def _how_certain(certain: int | None) -> str:
    """What stands after a number of layers that pass."""
    if certain is None:
        return ""
    surely = f"with certainty (in over {percent(CERTAIN)} of the samples)"
    return f" nominally, {certain or 'none'} of them {surely}"


def _sentences(summaries: Sequence[Row], passing: Sequence[Row]) -> list[str]:
    """The answer in words; `passing` are the layers that pass for some pair, the best first."""
    found = []
    known = [one["uncoated_ev_per_atom"] for one in summaries if one["uncoated_ev_per_atom"] is not None]
    if len(summaries) > 1 and known:
        gentlest, worst = -max(known) + 0.0, -min(known) + 0.0
        found.append(
            f"Without a layer the contacts of {len(summaries)} pairs release {gentlest:.4f} to "
            f"{worst:.4f} eV/atom at worst."
        )
    suiting = [one for one in passing if one["pairs"] == len(summaries)]
    everywhere = [one["candidate"] for one in suiting]
    if len(summaries) > 1:
        said = f"{counted(len(everywhere), 'layer')} {'passes' if len(everywhere) == 1 else 'pass'}"
        how = _how_certain(_certain(suiting))
        found.append(f"{said.capitalize()} every filter for every pair{how}" + (":" if everywhere else "."))
        if everywhere:
            rest = len(everywhere) - MOST_NAMED
            found.append(", ".join(everywhere[:MOST_NAMED]) + (f" and {rest} more." if rest > 0 else "."))
    elif summaries[0]["best"]:
        best = summaries[0]["best"][0]
        share = best.get("probability_passes")
        chance = "" if share is None else f"; it passes with {percent(share)}"
        found.append(f"The best layer is {best['candidate']}{chance}.")
    return found


def _passing(one: Row) -> str:
    left = one["funnel"][-1]["left"] if one["funnel"] else one["candidates"]
    return counted(left, "layer")


def _overview(run: FinishedRun, summaries: Sequence[Row]) -> AnswerTable:
    """One row for each pair of neighbours."""
    limit = contact_limits(run)[1]
    rows = [
        {
            "electrolyte": one["electrolyte"],
            "electrode": one["electrode"],
            "uncoated_ev_per_atom": one["uncoated_ev_per_atom"],
            "verdict": bare_verdict(one["uncoated_ev_per_atom"], limit),
            "candidates": one["candidates"],
            "passing": one["funnel"][-1]["left"] if one["funnel"] else one["candidates"],
            "candidate": one["best"][0]["candidate"] if one["best"] else None,
        }
        for one in summaries
    ]
    return AnswerTable(
        title="Every pair of neighbours",
        columns=[
            column("electrolyte"),
            column("electrode"),
            column("uncoated_ev_per_atom", NUMBER, head="bare contact, worst"),
            column("verdict"),
            column("candidates", COUNT),
            column("passing", COUNT, head="layers that pass", bar=True),
            column("candidate", head="best layer"),
        ],
        rows=rows,
    )


# The numbers of a layer that its neighbours make, and whether more or less of them is worse.
_WORSE = {
    "electrolyte_contact_ev_per_atom": -1,
    "electrode_contact_ev_per_atom": -1,
    "score_ev_per_atom": 1,
}


def _everywhere(run: FinishedRun) -> list[dict[str, Any]]:
    """The layers that pass, with the number of pairs that they pass for and the worst of these."""
    found: dict[str, dict[str, Any]] = {}
    for row in run.rows(RANKING):
        if row["passes"]:
            one = found.setdefault(row["candidate"], {**row, "pairs": 0})
            one["pairs"] += 1
            for name, sign in _WORSE.items():
                if sign * row[name] > sign * one[name]:
                    one |= {key: value for key, value in row.items() if key.startswith(name)}  # bars too
            if one.get("probability_passes") is not None:
                one["probability_passes"] = min(one["probability_passes"], row["probability_passes"])
    return sorted(
        found.values(), key=lambda one: (-one["pairs"], one["score_ev_per_atom"], one["candidate"])
    )


def _suiting_most(run: FinishedRun, best: Sequence[Row], pairs: int) -> AnswerTable:
    """The layers that pass for most pairs."""
    top = run.study.coatings.top if run.study.coatings else 0
    return AnswerTable(
        title="Layers that suit most pairs",
        note=f"{min(top, len(best))} of {len(best)} that pass for at least one pair; "
        "score and contacts are the worst of the pairs where they pass.",
        columns=[
            column("candidate", head="layer"),
            column("pairs", COUNT, head=f"pairs (of {pairs})", bar=True),
            *probability_columns(best, ("probability_passes", "passes with, at worst")),
            column("score_ev_per_atom", NUMBER),
            column("electrolyte_contact_ev_per_atom", NUMBER, head="with electrolytes"),
            column("electrode_contact_ev_per_atom", NUMBER, head="with electrodes"),
            column("reduction_limit_v", NUMBER),
            column("oxidation_limit_v", NUMBER),
        ],
        rows=best[:top],
    )


def _pair_part(
    run: FinishedRun, one: Row, bare: Sequence[Row], pairs: Sequence[Row], certain: int | None
) -> AnswerPart:
    electrolyte, electrode = one["electrolyte"], one["electrode"]
    limit, worst = contact_limits(run)[1], one["uncoated_ev_per_atom"]
    sentences = []
    if worst is not None:
        said = f"releases up to {-worst:.4f} eV/atom" if worst < 0 else "does not react"
        sentences.append(
            f"Without a layer the contact of {electrolyte} and {electrode} {said}: "
            f"{bare_verdict(worst, limit).text}."
        )
    said = f"{_passing(one).capitalize()} of {one['candidates']:,} pass every filter"
    sentences.append(f"{said}{_how_certain(certain)}.")
    tables = [_ranking(one), _funnel(run, one)]
    if bare:
        tables.append(_bare(bare, limit))
    if pairs:
        tables.append(_two_layers(pairs))
    return AnswerPart(
        name=f"{electrolyte}-{electrode}",
        title=f"{electrolyte} | layer | {electrode}",
        sentences=sentences,
        tables=tables,
    )


def _ranking(one: Row) -> AnswerTable:
    best = one["best"]
    shown = {row["candidate"] for row in best}
    named = [row for row in one["named"] if row["candidate"] not in shown]
    rows = [{**row, "verdict": verdict_of(row)} for row in (*best, *named[:20])]
    passing = one["funnel"][-1]["left"] if one["funnel"] else one["candidates"]
    note = f"{len(best)} of {passing} that pass" if best else "No candidate passes every filter"
    if named:
        note += ", and below them those asked for by name" if best else "; those asked for by name"
    return AnswerTable(
        title="Ranking",
        note=f"{note}.",
        columns=[
            column("rank", COUNT),
            column("candidate", head="layer"),
            column("verdict"),
            *probability_columns(
                rows, ("probability_passes", "passes with"), ("probability_top_ten", "top ten with")
            ),
            column("score_ev_per_atom", NUMBER),
            column("electrolyte_contact_ev_per_atom", NUMBER, head=f"with {one['electrolyte']}"),
            column("electrode_contact_ev_per_atom", NUMBER, head=f"with {one['electrode']}"),
            column("reduction_limit_v", NUMBER),
            column("oxidation_limit_v", NUMBER),
            column("energy_above_hull_ev_per_atom", NUMBER),
            column("band_gap_ev", NUMBER),
        ],
        rows=rows,
    )


def _funnel(run: FinishedRun, one: Row) -> AnswerTable:
    rows = [{"filter": "candidates", "left": one["candidates"], "pass_alone": one["candidates"]}]
    limits = filter_limits(run)
    rows += [
        {
            "filter": stage["filter"].replace("_", " "),
            "limit": limits.get(stage["filter"], {}).get("text"),
            "left": stage["left"],
            "pass_alone": stage["pass_alone"],
        }
        for stage in one["funnel"]
    ]
    return AnswerTable(
        title="What the filters let through",
        columns=[
            column("filter"),
            column("limit"),
            column("left", COUNT, head="left after it", bar=True),
            column("pass_alone", COUNT, head="pass it alone", bar=True),
        ],
        rows=rows,
    )


def _bare(rows: Sequence[Row], limit: float | None) -> AnswerTable:
    """What the contact does without a layer."""
    return AnswerTable(
        title="The contact without a layer",
        columns=[
            column("state"),
            column("voltage_v", NUMBER),
            column("verdict"),
            column("mutual_ev_per_atom", NUMBER),
            column("mutual_ev_per_nonion_atom", NUMBER),
            column("reaction"),
        ],
        rows=[
            {
                **row,
                "verdict": contact_verdict(
                    row["mutual_ev_per_atom"], limit, bar=bar_of(row, "mutual_ev_per_atom")
                ),
            }
            for row in rows
        ],
    )


def _two_layers(rows: Sequence[Row]) -> AnswerTable:
    return AnswerTable(
        title="Two layers in series, inner at the electrolyte",
        columns=[
            column("inner"),
            column("outer"),
            column("worst_ev_per_atom", NUMBER),
            column("electrolyte_contact_ev_per_atom", NUMBER),
            column("between_ev_per_atom", NUMBER),
            column("electrode_contact_ev_per_atom", NUMBER),
        ],
        rows=rows,
    )
