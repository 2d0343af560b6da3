"""Which single phase each number hangs on, as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.uncertainty.sensitivity import Sensitivity
from stabwin.report.contact_label import contact_label
from stabwin.report.sections.targets import energy, plain_table, volts

_NAMES = {
    "reduction_limit_v": ("reduction limit (V)", volts),
    "oxidation_limit_v": ("oxidation limit (V)", volts),
    "mutual_ev_per_atom": ("mutual energy (eV/atom)", energy),
}

# Phases shown for each number, the one it hangs on most first.
_MOST = 3


def contact_sensitivity_table(matrix: InterfaceMatrix) -> Table:
    """The mutual energy of some contacts, and what it becomes without a phase."""
    return sensitivity_table(
        (contact_label(matrix, one), [one.sensitivity])
        for one in matrix.answered
        if one.sensitivity is not None
    )


def sensitivity_table(found: Iterable[tuple[str, Iterable[Sensitivity]]]) -> Table:
    """Each number of some targets, and what it becomes without a phase."""
    table = plain_table()
    table.title = "Without one phase"
    table.title_justify = "left"
    table.add_column("target")
    table.add_column("number")
    table.add_column("nominal", justify="right")
    table.add_column("without")
    table.add_column("becomes", justify="right")
    for target, numbers in found:
        for number in numbers:
            name, write = _NAMES[number.quantity]
            if not number.without:
                table.add_row(
                    Text(target, style="bold"), name, write(number.nominal), "any phase", "the same"
                )
            for place, one in enumerate(number.without[:_MOST]):
                head = (
                    (Text(target, style="bold"), name, write(number.nominal)) if place == 0 else ("",) * 3
                )
                table.add_row(*head, one.phase, write(one.value, "none"))
    return table
