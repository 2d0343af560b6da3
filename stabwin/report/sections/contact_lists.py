"""Several contacts as lists: the strongest first, each with what it turns into."""

from __future__ import annotations

from typing import Any

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.written import write_products
from stabwin.report.columns import column
from stabwin.report.columns.contacts import PER_ATOM, PER_NONION_ATOM
from stabwin.report.render.cells import value_text
from stabwin.report.sections.contact_matrix import matrix_table
from stabwin.report.sections.contacts import contact_in_full
from stabwin.report.table import Table


def interface_tables(matrix: InterfaceMatrix, *, kinks: bool = True) -> list[Table]:
    """One pair, with all its ``kinks`` or in short, or a matrix of pairs and what they turn into."""
    answered = matrix.answered
    several = len(matrix.results) > len({contact.state for contact in answered})
    if answered and not several:
        return [table for contact in answered for table in contact_in_full(contact, kinks=kinks)]
    followed = [worst_table(matrix)] if any(contact.range for contact in answered) else []
    name, unit = _energy_of(matrix)
    energies = matrix_table(matrix.to_rows(), energy_of=lambda row: row.get(name), unit=unit)
    return [energies, *followed, reactions_table(matrix)]


def _energy_of(matrix: InterfaceMatrix) -> tuple[str, str]:
    """The energy of all contacts of a matrix and its unit: per non-ion atom where ions are exchanged."""
    closed = all(one.voltage_v is None or one.limited_metal is not None for one in matrix.answered)
    return ("mutual_ev_per_atom", PER_ATOM) if closed else ("mutual_ev_per_nonion_atom", PER_NONION_ATOM)


def worst_table(matrix: InterfaceMatrix) -> Table:
    """Over a range of voltages, the worst of every pair and its products."""
    followed = [(contact, contact.range) for contact in matrix.answered if contact.range is not None]
    followed.sort(key=lambda pair: pair[1].worst.ev_per_nonion_atom)
    return Table(
        title="Worst in the range of voltages",
        columns=[
            column("contact"),
            column("worst_voltage_v").headed("at"),
            column("worst_ev_per_nonion_atom").headed(""),
            column("products"),
        ],
        rows=[
            {
                "contact": _name(matrix, contact),
                "worst_voltage_v": followed_over.worst_voltage_v,
                "worst_ev_per_nonion_atom": followed_over.worst.ev_per_nonion_atom,
                "products": write_products(followed_over.worst.products) or None,
            }
            for contact, followed_over in followed
        ],
    )


def reactions_table(matrix: InterfaceMatrix) -> Table:
    """The reaction of every pair that reacts."""
    name, _ = _energy_of(matrix)
    rows: list[dict[str, Any]] = [
        {
            "contact": _name(matrix, contact),
            name: getattr(contact.mutual, name.removeprefix("mutual_")),
            "reaction": contact.mutual.reaction,
        }
        for contact in matrix.answered
        if contact.mutual is not None and contact.mutual.reaction
    ]
    rows.sort(key=lambda row: row[name])
    return Table(columns=[column("contact"), column(name).headed(""), column("reaction")], rows=rows)


def label_of(matrix: InterfaceMatrix, contact: Interface) -> str:
    """Both sides, the state of charge where both were asked for, and the (nominally worst) voltage."""
    voltage_v = contact.voltage_v if contact.range is None else contact.range.worst_voltage_v
    at = "" if voltage_v is None else f" at {value_text(column('voltage_v'), voltage_v)} V"
    return f"{_name(matrix, contact)}{at}"


def _name(matrix: InterfaceMatrix, contact: Interface) -> str:
    return f"{contact.a} | {matrix.column_of(contact)}"
