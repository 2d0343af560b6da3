"""The answer of a screen as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE
from stabwin.analysis.coatings.ranking import RankedCandidate
from stabwin.report.render.typesetting import percent
from stabwin.report.sections.answer import contacts, windows
from stabwin.report.sections.targets import energy, plain_table, verdict_text, volts
from stabwin.report.verdicts import bare_verdict, layer_verdict
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.screen import Screen

# Rows shown of a table that is written to a file anyway.
MOST_ROWS = 40

# A verdict is not broken within "electrolyte" or "undecided at".
_LONGEST_WORDS = 12

# Of a ranking, in the order in which a narrow terminal does without them.
LESSER_COLUMNS = (
    "top ten\nwith",
    "gap\n(eV)",
    "above hull\n(eV/atom)",
    "reduction\nlimit (V)",
    "score\n(eV/atom)",
    "oxidation\nlimit (V)",
    "passes\nwith",
)


def screen_tables(found: Screen) -> Iterator[Table]:
    """The tables of a screen: rankings first, else its windows and interfaces."""
    top = found.study.coatings.top if found.study.coatings else 0
    if "windows" in found.tables:
        yield windows_table(found.tables["windows"])
    if "interfaces" in found.tables:
        asked = found.study.interfaces
        yield interfaces_table(found.tables["interfaces"], asked.threshold_ev if asked else 0.0)
    for one in found.rankings:
        yield ranking_table(one, top)
        yield funnel_table(one)
        if one.pairs:
            yield pairs_table(one)


def ranking_table(one: LayerRanking, top: int) -> Table:
    """The best candidates, and all others that the user named."""
    table = plain_table(*LESSER_COLUMNS)
    table.title = f"{one.electrolyte} | layer | {one.electrode}"
    if one.uncoated_ev_per_atom is not None:
        bare = bare_verdict(one.uncoated_ev_per_atom, _limit_of_electrode(one))
        table.title += f": without a layer {energy(one.uncoated_ev_per_atom)} eV/atom at worst, {bare.text}"
    table.title_justify = "left"
    for head in (
        "rank",
        "layer",
        "score\n(eV/atom)",
        f"with {one.electrolyte}\n(eV/atom)",
        f"with {one.electrode}\n(eV/atom)",
        "reduction\nlimit (V)",
        "oxidation\nlimit (V)",
        "above hull\n(eV/atom)",
        "gap\n(eV)",
        "",
    ):
        table.add_column(head, justify="left" if head in ("layer", "") else "right")
    table.columns[-1].min_width = _LONGEST_WORDS
    sampled = any(candidate.probabilities for candidate in one.ranking.candidates)
    if sampled:
        table.add_column("passes\nwith", justify="right")
        table.add_column("top ten\nwith", justify="right")
    passing = one.ranking.passing[:top]
    shown = {c.candidate.target for c in passing}
    named = [c for c in one.ranking.candidates if c.named and c.candidate.target not in shown]
    for candidate in (*passing, *named[:MOST_ROWS]):
        table.add_row(*_cells(candidate), *_chances(candidate))
    if not passing:
        table.caption = "No candidate passes every filter; the table in the run folder says why."
    return table


def _chances(ranked: RankedCandidate) -> list[str]:
    if ranked.probabilities is None:
        return []
    return [percent(ranked.probabilities.passes), percent(ranked.probabilities.top_ten)]


def _limit_of_electrode(one: LayerRanking) -> float | None:
    """The largest energy that a contact with the electrode may release."""
    checks = one.ranking.candidates[0].checks if one.ranking.candidates else ()
    return next((check.limit for check in checks if check.name == "electrode_contact"), None)


def _cells(ranked: RankedCandidate) -> list[str | Text]:
    one = ranked.candidate
    failed = [check for check in ranked.checks if not check.passed]
    verdict = layer_verdict(
        (check.name for check in failed),
        pareto=ranked.pareto,
        probability_passes=None if ranked.probabilities is None else ranked.probabilities.passes,
    )
    short = [f"{check.short_by:.3g}" for check in failed if check.short_by is not None]
    return [
        "" if ranked.rank is None else str(ranked.rank),
        Text(one.target, style="bold"),
        energy(ranked.score),
        energy(one.worst(ELECTROLYTE)),
        energy(one.worst(ELECTRODE)),
        volts(one.reduction_limit_v),
        volts(one.oxidation_limit_v),
        energy(one.energy_above_hull_ev_per_atom, "unlisted"),
        "" if one.band_gap_ev is None else f"{one.band_gap_ev:.1f}",
        verdict_text(verdict, f" (by {', '.join(short)})" if short else ""),
    ]


def funnel_table(one: LayerRanking) -> Table:
    """What each filter lets through."""
    table = plain_table()
    table.add_column("filter")
    table.add_column("left after it", justify="right")
    table.add_column("pass it alone", justify="right")
    table.add_row("candidates", str(len(one.ranking.candidates)), "")
    for name, left, alone in one.ranking.funnel:
        table.add_row(name.replace("_", " "), str(left), str(alone))
    return table


def pairs_table(one: LayerRanking) -> Table:
    """Two layers in series."""
    table = plain_table()
    table.title = f"Two layers: {one.electrolyte} | inner | outer | {one.electrode}"
    table.title_justify = "left"
    for head in ("inner", "outer", "worst (eV/atom)", "inner contact", "between", "outer contact"):
        table.add_column(head, justify="left" if head in ("inner", "outer") else "right")
    for row in one.pairs:
        table.add_row(
            row["inner"],
            row["outer"],
            energy(row["worst_ev_per_atom"]),
            energy(row["electrolyte_contact_ev_per_atom"]),
            energy(row["between_ev_per_atom"]),
            energy(row["electrode_contact_ev_per_atom"]),
        )
    return table


def windows_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """The windows of a study."""
    table = plain_table("above hull\n(eV/atom)")
    for head in (
        "target",
        "verdict",
        "reduction\nlimit (V)",
        "oxidation\nlimit (V)",
        "above hull\n(eV/atom)",
    ):
        table.add_column(head, justify="left" if head in ("target", "verdict") else "right")
    answered = [row for row in rows if row["status"] != "failed"]
    for row in answered[:MOST_ROWS]:
        table.add_row(
            Text(row["target"], style="bold"),
            verdict_text(windows.verdict_of(row)),
            volts(row["reduction_limit_v"]),
            volts(row["oxidation_limit_v"]),
            energy(row["energy_above_hull_ev_per_atom"], "unlisted"),
        )
    _say_rest(table, len(answered))
    return table


def interfaces_table(rows: Sequence[Mapping[str, Any]], limit_ev: float) -> Table:
    """The contacts of a study, the strongest reactions first; over a range, at the worst voltage."""
    table = plain_table("products")
    for head in ("A", "B", "state", "voltage (V)", "mutual\n(eV/atom)", "verdict", "products"):
        table.add_column(head, justify="right" if head[0] in ("v", "m") and head != "verdict" else "left")
    answered = [row for row in rows if row.get("mutual_ev_per_atom") is not None]
    told = [(*_energy_and_reaction(row), row) for row in answered]
    for mutual, reaction, row in sorted(told, key=lambda one: one[0])[:MOST_ROWS]:
        table.add_row(
            row["a"],
            row["b"],
            row["state"] or "",
            _where(row),
            energy(mutual),
            verdict_text(contacts.verdict_of(row, limit_ev)),
            (reaction or "").partition(" -> ")[2],
        )
    _say_rest(table, len(answered))
    return table


def _energy_and_reaction(row: Mapping[str, Any]) -> tuple[float, str | None]:
    name = "mutual" if row.get("low_v") is None else "worst"
    return float(row[f"{name}_ev_per_atom"]), row[f"{name}_reaction"]


def _where(row: Mapping[str, Any]) -> str:
    if row.get("low_v") is not None:
        return f"{row['low_v']:g} to {row['high_v']:g}"
    return "closed" if row["voltage_v"] is None else volts(row["voltage_v"])


def _say_rest(table: Table, count: int) -> None:
    if count > MOST_ROWS:
        table.caption = f"{count - MOST_ROWS} more in the run folder"
        table.caption_justify = "left"
