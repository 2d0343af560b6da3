"""All tables of contacts: the answer itself, and what was asked for beside it."""

from __future__ import annotations

from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.report.sections.contact_lists import interface_tables
from stabwin.report.sections.sensitivity import contact_sensitivity_table
from stabwin.report.sections.uncertainty import contact_uncertainty_table
from stabwin.report.table import Table


def contact_tables(matrix: InterfaceMatrix, *, kinks: bool = True) -> list[Table]:
    """Contacts, one pair with its ``kinks`` or without, then error bars and sensitivities."""
    tables = interface_tables(matrix, kinks=kinks)
    if any(contact.uncertainty is not None for contact in matrix.answered):
        tables.append(contact_uncertainty_table(matrix))
    if any(contact.sensitivity is not None for contact in matrix.answered):
        tables.append(contact_sensitivity_table(matrix))
    return tables
