"""The full tables of the page: how their columns are shown, and the verdict on every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import Any

from stabwin.analysis.coatings.contacts import ELECTROLYTE
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.report.answer.contacts import limit_of
from stabwin.report.answer.limits import contact_limits
from stabwin.report.column import Column
from stabwin.report.columns import column
from stabwin.report.sections.contact_rows import energy_of, verdict_of_contact
from stabwin.report.sections.rankings import verdict_of_layer
from stabwin.report.sections.windows import verdict_of_window
from stabwin.report.verdicts import NO_ANSWER, WORDS, Verdict, contact_verdict
from stabwin.screening.finished_run import FinishedRun
from stabwin.screening.run_folder import PAIRS, RANKING
from stabwin.screening.tasks import AIR, COATING, CONTACTS, HEATING, INTERFACE, PROFILE, WINDOW

TITLES = {
    RANKING: "Coatings, ranked",
    PAIRS: "Two layers in series",
    WINDOW: "Stability windows",
    PROFILE: "Voltage profiles, one row for each step",
    INTERFACE: "Contacts",
    HEATING: "Heating, one row for each reaction",
    AIR: "Air",
    CONTACTS: "Contacts of every coating",
    COATING: "Every candidate, also those without an answer",
}

# The same in every row of a material or mixture: they stand in the answer.
_HIDDEN_OF_STEPS = (
    "status",
    "mass_fraction_a",
    "reaction_onset",
    "gas_onset",
    "heat_at_start_kj_per_g",
    "contact_heat_kj_per_g",
    "gas_ml_per_g",
)

# What the verdict or the reaction says better.
_HIDDEN = {INTERFACE: ("status",), PROFILE: ("products",), HEATING: _HIDDEN_OF_STEPS}


def described_tables(run: FinishedRun) -> list[dict[str, Any]]:
    """Every table as the page's scripts read it; the rows themselves are in its CSV file."""
    return [
        {
            "name": name,
            "title": title,
            "file": f"{name}.csv",
            "rows": run.tables[name].num_rows,
            "columns": [_described(_column(name, field)) for field in run.tables[name].column_names],
        }
        for name, title in TITLES.items()
        if name in run.tables
    ]


def _described(known: Column) -> dict[str, Any]:
    return {**asdict(known), "heading": known.words, "missing": known.missing_words}


def _column(table: str, name: str) -> Column:
    """A column of a table; some say in one table what they need not say in another."""
    known = column(name)
    if table == COATING and name == "candidate":
        return known.headed("candidate")
    hidden = name in _HIDDEN.get(table, ())
    return replace(known, detail=known.detail or hidden)


def verdicts_of(run: FinishedRun, table: str) -> dict[str, Any] | None:
    """The verdict on every row: the different ones, and which of them each row has; None if it has none."""
    verdicts = _VERDICTS.get(table)
    if verdicts is None or table not in run.tables:
        return None
    places: dict[Verdict, int] = {}
    rows = [places.setdefault(verdict, len(places)) for verdict in verdicts(run)]
    return {
        "texts": [verdict.text for verdict in places],
        "tones": [verdict.tone for verdict in places],
        "words": [word_of(verdict) for verdict in places],
        "rows": rows,
    }


def word_of(verdict: Verdict) -> str:
    """The defined word that a verdict begins with."""
    return max((word for word in WORDS if verdict.text.startswith(word)), key=len)


def _windows(run: FinishedRun) -> Iterator[Verdict]:
    for row in run.rows(WINDOW):
        yield NO_ANSWER if row["status"] == "failed" else verdict_of_window(row)


def _contacts(run: FinishedRun) -> Iterator[Verdict]:
    limit = limit_of(run)
    for row in run.rows(INTERFACE):
        failed = row["status"] == "failed" or energy_of(row) is None
        yield NO_ANSWER if failed else verdict_of_contact(row, limit)


def _ranking(run: FinishedRun) -> Iterator[Verdict]:
    for row in run.rows(RANKING):
        yield verdict_of_layer(row)


def _layer_contacts(run: FinishedRun) -> Iterator[Verdict]:
    """Many rows: only the columns that decide are read."""
    electrolyte, electrode = contact_limits(run)
    energy = "mutual_ev_per_atom"
    names = ("neighbour", "partner", energy, f"{energy}_p05", f"{energy}_p95")
    for side, partner, mutual, low, high in run.columns(CONTACTS, names):
        metal = partner if partner in ION_VALENCE else None
        bar = None if low is None else (low, high)
        yield contact_verdict(mutual, electrolyte if side == ELECTROLYTE else electrode, metal, bar)


_VERDICTS: dict[str, Callable[[FinishedRun], Iterator[Verdict]]] = {
    WINDOW: _windows,
    INTERFACE: _contacts,
    RANKING: _ranking,
    CONTACTS: _layer_contacts,
}
