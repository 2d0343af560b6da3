"""Windows side by side, as a table."""

from __future__ import annotations

from stabwin.analysis.changes import Change
from stabwin.analysis.comparison import Comparison
from stabwin.report.columns import column
from stabwin.report.table import Table


def comparison_table(comparison: Comparison) -> Table:
    """Every number that moved, with the reasons; targets whose numbers stay say so."""
    sides = [side.name for side in comparison.sides]
    moved = [change for change in comparison.changes if change.change or change.before != change.after]
    still = [
        target
        for target in comparison.sides[0].targets
        if target not in {change.target for change in moved}
    ]
    if len(sides) == 2:
        values = [column("before").headed(sides[0]), column("after").headed(sides[1])]
    else:
        values = [column("from"), column("to"), column("before"), column("after")]
    return Table(
        columns=[column("target"), column("number"), *values, column("change"), column("causes")],
        rows=[
            {
                "target": change.target,
                "quantity": change.quantity,
                "number": change.quantity,
                "from": change.from_side,
                "to": change.to_side,
                "before": change.before,
                "after": change.after,
                "change": change.change,
                "causes": because(change),
            }
            for change in moved
        ],
        note=f"the same on all sides: {', '.join(still)}" if still else "",
    )


def because(change: Change) -> str:
    """The reasons of a change in one line."""
    unit = column(change.quantity).unit
    reasons = [f"{cause.of} {cause.change:+.3f} {unit}" for cause in change.causes]
    if change.from_other_phases:
        new, old = ", ".join(change.appearing), ", ".join(change.disappearing)
        who = " instead of ".join(part for part in (new, old) if part) or "other phases"
        reasons.append(f"{who} {change.from_other_phases:+.3f} {unit}")
    return "; ".join(reasons)
