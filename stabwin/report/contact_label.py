"""How a table names a contact whose numbers may hold at one voltage of a range."""

from __future__ import annotations

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.report.sections.targets import volts


def contact_label(matrix: InterfaceMatrix, result: Interface) -> str:
    """Both sides, the state of charge where both were asked for, and the (nominally worst) voltage."""
    voltage_v = result.voltage_v if result.range is None else result.range.worst_voltage_v
    at = "" if voltage_v is None else f" at {volts(voltage_v)} V"
    return f"{result.a} | {matrix.column_of(result)}{at}"
