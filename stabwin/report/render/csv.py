"""Tables as CSV: the values as they are, under the names of their columns."""

from __future__ import annotations

from typing import Any

from stabwin.csv_fields import csv_of_rows
from stabwin.report.table import Table
from stabwin.report.verdicts import Verdict


def csv_table(table: Table) -> str:
    """Full numbers, nothing where a value is missing."""
    names = [column.name for column in table.columns]
    return csv_of_rows([{name: _plain(row.get(name)) for name in names} for row in table.rows])


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, Verdict) else value
