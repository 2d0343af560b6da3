"""What targets turn into at one voltage, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stabwin.analysis.windows.facts import TargetFacts
from stabwin.analysis.written import write_products
from stabwin.report.columns import column
from stabwin.report.table import Table
from stabwin.report.verdicts import Verdict, exchange_verdict, interphase_verdict


def at_voltage_table(results: Iterable[TargetFacts]) -> Table:
    """One row for each target that was asked for at a voltage."""
    return Table(
        columns=[
            column("target"),
            column("voltage_v").headed("at"),
            column("decomposition_energy_ev_per_atom"),
            column("ions_per_formula"),
            column("verdict"),
            column("products"),
        ],
        rows=[row for result in results for row in _row(result)],
        lesser=["ions_per_formula"],
    )


def _row(result: TargetFacts) -> list[dict[str, Any]]:
    at = result.at_voltage
    if at is None:
        return []
    exchange = exchange_verdict(at.voltage_v, at.equilibrium.ions_per_formula)
    forms = f", {interphase_verdict(at.interphase).text}" if at.interphase.products else ""
    return [
        {
            "target": result.target,
            "voltage_v": at.voltage_v,
            "decomposition_energy_ev_per_atom": at.ev_per_atom,
            "ions_per_formula": at.equilibrium.ions_per_formula,
            "verdict": Verdict(exchange.text + forms, exchange.tone),
            "products": write_products(at.equilibrium.products),
        }
    ]
