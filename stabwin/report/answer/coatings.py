"""What a run says of coatings: every pair of neighbours, and the layers that suit most of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stabwin.report.answer.coating_pair import MOST_NAMED, certain_of, how_certain, pair_part, passing_of
from stabwin.report.answer.limits import contact_limits
from stabwin.report.answer.part import AnswerPart, counted
from stabwin.report.columns import column
from stabwin.report.render.typesetting import percent
from stabwin.report.table import Row, Table, filled
from stabwin.report.verdicts import bare_verdict
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.run_folder import RANKING

# The numbers of a layer that its neighbours make, and whether more or less of them is worse.
_WORSE = {
    "electrolyte_contact_ev_per_atom": -1,
    "electrode_contact_ev_per_atom": -1,
    "score_ev_per_atom": 1,
}


def coatings_part(run: FinishedRun) -> AnswerPart | None:
    """The ranking of every pair of neighbours, and what holds for all; None where none was asked for."""
    summaries = run.summary.get("rankings") or []
    if not summaries:
        return None
    layers = _passing_layers(run)
    tables: list[Table] = []
    if len(summaries) > 1:
        tables = [_overview(run, summaries), _suiting_most(run, layers, len(summaries))]
    return AnswerPart(
        name="coatings",
        title="Coatings",
        sentences=_sentences(summaries, layers),
        tables=[table for table in tables if table.rows],
        parts=[pair_part(run, summary) for summary in summaries],
    )


def _sentences(summaries: Sequence[Row], layers: Sequence[Row]) -> list[str]:
    """The answer in words; `layers` pass for some pair, the best first."""
    sentences = []
    bare = [energy for summary in summaries if (energy := summary["uncoated_ev_per_atom"]) is not None]
    pairs = len(summaries)
    if pairs > 1 and bare:
        gentlest, worst = -max(bare) + 0.0, -min(bare) + 0.0
        sentences.append(
            f"Without a layer the contacts of {pairs} pairs release {gentlest:.4f} to "
            f"{worst:.4f} eV/atom at worst."
        )
    if pairs > 1:
        suiting = [layer for layer in layers if layer["pairs"] == pairs]
        names = [layer["candidate"] for layer in suiting]
        said = f"{counted(len(names), 'layer')} {'passes' if len(names) == 1 else 'pass'}"
        how = how_certain(certain_of(suiting))
        sentences.append(f"{said.capitalize()} every filter for every pair{how}" + (":" if names else "."))
        if names:
            rest = len(names) - MOST_NAMED
            sentences.append(", ".join(names[:MOST_NAMED]) + (f" and {rest} more." if rest > 0 else "."))
    elif summaries[0]["best"]:
        best = summaries[0]["best"][0]
        share = best.get("probability_passes")
        chance = "" if share is None else f"; it passes with {percent(share)}"
        sentences.append(f"The best layer is {best['candidate']}{chance}.")
    return sentences


def _overview(run: FinishedRun, summaries: Sequence[Row]) -> Table:
    """One row for each pair of neighbours."""
    limit = contact_limits(run)[1]
    names = (
        *("electrolyte", "electrode", "uncoated_ev_per_atom", "verdict"),
        *("candidates", "passing"),
    )
    return Table(
        title="Every pair of neighbours",
        columns=[*map(column, names), column("candidate").headed("best layer")],
        rows=[
            {
                **{name: summary[name] for name in names if name in summary},
                "verdict": bare_verdict(summary["uncoated_ev_per_atom"], limit),
                "passing": passing_of(summary),
                "candidate": summary["best"][0]["candidate"] if summary["best"] else None,
            }
            for summary in summaries
        ],
    )


def _passing_layers(run: FinishedRun) -> list[dict[str, Any]]:
    """The layers that pass, with the number of pairs that they pass for and the worst of these."""
    layers: dict[str, dict[str, Any]] = {}
    for row in run.rows(RANKING):
        if row["passes"]:
            _add_pair(layers.setdefault(row["candidate"], {**row, "pairs": 0}), row)
    ranked = sorted(layers.values(), key=lambda layer: (layer["score_ev_per_atom"], layer["candidate"]))
    return sorted(ranked, key=lambda layer: -layer["pairs"])


def _add_pair(layer: dict[str, Any], row: Row) -> None:
    """Count one more pair that a layer passes for, and keep the worst of its numbers."""
    layer["pairs"] += 1
    for name, sign in _WORSE.items():
        if sign * row[name] > sign * layer[name]:
            layer |= {key: value for key, value in row.items() if key.startswith(name)}  # bars too
    if layer.get("probability_passes") is not None:
        layer["probability_passes"] = min(layer["probability_passes"], row["probability_passes"])


def _suiting_most(run: FinishedRun, layers: Sequence[Row], pairs: int) -> Table:
    """The layers that pass for most pairs."""
    top = run.study.coatings.top if run.study.coatings else 0
    return Table(
        title="Layers that suit most pairs",
        note=f"{min(top, len(layers))} of {len(layers)} that pass for at least one pair; "
        "score and contacts are the worst of the pairs where they pass.",
        columns=[
            column("candidate"),
            column("pairs").headed(f"pairs (of {pairs})"),
            *filled([column("probability_passes").headed("passes with, at worst")], layers),
            column("score_ev_per_atom"),
            column("electrolyte_contact_ev_per_atom").headed("with electrolytes"),
            column("electrode_contact_ev_per_atom").headed("with electrodes"),
            column("reduction_limit_v"),
            column("oxidation_limit_v"),
        ],
        rows=layers[:top],
    )
