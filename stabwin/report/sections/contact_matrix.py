"""Contacts of two lists of materials as one table: a row for each A, a column for each B."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from stabwin.analysis.interfaces.interface import NOT_COVERED
from stabwin.analysis.interfaces.states import has_several, named_in
from stabwin.report.column import NUMBER, Column
from stabwin.report.columns import column
from stabwin.report.columns.contacts import PER_ATOM
from stabwin.report.table import Row, Table
from stabwin.report.verdicts import Verdict

FAILED, NO_DATA = "failed", "no data"


def column_of(row: Row, *, several_states: bool) -> str:
    """The column that a contact belongs to: B, with the state where there are several."""
    return named_in(str(row["b"]), row["state"] if several_states else None)


def has_several_states(rows: Iterable[Row]) -> bool:
    """Whether contacts are of several states of charge."""
    answered = (row for row in rows if row["status"] not in (FAILED, NOT_COVERED))
    return has_several(row["state"] for row in answered)


def matrix_table(
    rows: Sequence[Row],
    *,
    energy_of: Callable[[Row], float | None] = lambda row: row.get("mutual_ev_per_atom"),
    unit: str = PER_ATOM,
    verdicts: Mapping[str, Verdict] | None = None,
    most: int | None = None,
) -> Table:
    """Mutual energies of contacts.

    Parameters
    ----------
    rows : sequence of mapping
        As `Interface.to_rows` gives them, and failures.
    energy_of : callable
        The energy of a row, eV, <= 0; None where it has none.
    unit : str
    verdicts : mapping of str to Verdict, optional
        On each A. With more than `most` of them, those that react least are shown.
    """
    several = has_several_states(rows)
    lines: dict[str, dict[str, Any]] = {}
    places: dict[str, Column] = {}
    for row in rows:
        place = column_of(row, several_states=several)
        places.setdefault(place, _energy_column(place))
        line = lines.setdefault(str(row["a"]), {"a": row["a"]})
        energy = energy_of(row)
        nothing = FAILED if row["status"] == FAILED else NO_DATA
        line[places[place].name] = nothing if energy is None else energy
    shown = list(lines.values())
    judged = []
    if verdicts is not None:
        judged = [column("verdict")]
        shown = [{**line, "verdict": verdicts[line["a"]]} for line in shown]
    if most is not None and len(shown) > most:
        shown = sorted(shown, key=lambda line: (-_worst(line), line["a"]))[:most]
    return Table(
        title=f"Mutual reaction energy ({unit})",
        columns=[column("a").headed(""), *judged, *places.values()],
        rows=shown,
        shaded=True,
    )


def _energy_column(place: str) -> Column:
    return Column(
        name=f"b:{place}",
        heading=place,
        meaning="The lowest mutual energy of the contact.",
        kind=NUMBER,
        decimals=4,
    )


def _worst(line: Mapping[str, Any]) -> float:
    return min((value for value in line.values() if isinstance(value, float)), default=0.0)
