"""At which voltages contacts can be followed in an atmosphere: where it does not react with the ion."""

from __future__ import annotations

from collections.abc import Sequence

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.formed_alone import first_with_ion
from stabwin.analysis.lines.ion_line import opened
from stabwin.hull import tolerances
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable


def voltages_in(
    table: PhaseTable, around: Conditions, ion: str, voltages_v: Sequence[float]
) -> tuple[tuple[float, ...], str]:
    """The voltages at which the reservoirs do not react with the ion, and what to say of the others.

    Parameters
    ----------
    table : PhaseTable
    around : Conditions
        With the gases, if there are any.
    ion : str
    voltages_v : sequence of float

    Raises
    ------
    CoverageError
        The table is not complete for the elements of the reservoirs.
    """
    every = tuple(voltages_v)
    if around.atmosphere is None:
        return every, ""
    system = opened(System.of(table, {ion, *around.elements}), around)
    found = first_with_ion(system, ion, around.atmosphere)
    if found is None:
        return every, ""
    lowest_v, reaction = found
    kept = tuple(v for v in every if v >= lowest_v - tolerances.VOLTAGE)
    note = f"Below {lowest_v:.3f} V the reservoirs react, {reaction}: no window reaches lower"
    gone = [f"{v:g}" for v in every if v not in kept]
    if gone:
        note += f", and contacts are not followed at {', '.join(gone)} V"
    return kept, f"{note}."
