"""Windows side by side, as a table for the terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from stabwin.analysis.changes import ABOVE_HULL, OXIDATION, REDUCTION, Change
from stabwin.analysis.comparison import Comparison
from stabwin.report.sections.targets import energy, plain_table, volts

_NAMES = {
    REDUCTION: ("reduction limit (V)", volts),
    OXIDATION: ("oxidation limit (V)", volts),
    ABOVE_HULL: ("above hull (eV/atom)", energy),
}


def comparison_table(found: Comparison) -> Table:
    """Every number that moved, with the reasons; targets whose numbers stay say so."""
    table = plain_table()
    pair = len(found.sides) == 2
    values = tuple(side.name for side in found.sides) if pair else ("", "")
    for head in ("target", "number", *(() if pair else ("from", "to"))):
        table.add_column(head)
    for head in (*values, "change"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("because")
    moved = [change for change in found.changes if change.change or change.before != change.after]
    for change in moved:
        name, write = _NAMES[change.quantity]
        difference = (
            "" if change.change is None else f"{'+' if change.change > 0 else ''}{write(change.change)}"
        )
        table.add_row(
            Text(change.target, style="bold"),
            name,
            *(() if pair else (change.from_side, change.to_side)),
            write(change.before, "none"),
            write(change.after, "none"),
            difference,
            because(change),
        )
    same = [
        target for target in found.sides[0].targets if target not in {change.target for change in moved}
    ]
    if same:
        table.caption = f"the same on all sides: {', '.join(same)}"
        table.caption_justify = "left"
    return table


def because(change: Change) -> str:
    """The reasons of a change in one line."""
    unit = "eV/atom" if change.quantity == ABOVE_HULL else "V"
    reasons = [f"{cause.of} {cause.change:+.3f} {unit}" for cause in change.causes]
    if change.from_other_phases:
        new, old = ", ".join(change.appearing), ", ".join(change.disappearing)
        who = " instead of ".join(part for part in (new, old) if part) or "other phases"
        reasons.append(f"{who} {change.from_other_phases:+.3f} {unit}")
    return "; ".join(reasons)
