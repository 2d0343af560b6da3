"""What a notebook shows of contacts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stabwin.analysis.reaction import write_products
from stabwin.report.render.notebook import NotebookTable, energy, volts
from stabwin.report.render.typesetting import escape, number, typeset, typeset_reaction

if TYPE_CHECKING:
    from stabwin.analysis.interfaces.interface import Interface
    from stabwin.analysis.interfaces.kinks import Kink, Minimum
    from stabwin.analysis.interfaces.matrix import InterfaceMatrix


def interface_tables(contact: Interface) -> list[NotebookTable]:
    """The minima of a contact, and its kinks."""
    if contact.mutual is None or contact.total is None:
        return [NotebookTable(("contact", "why"), [(_name(contact), escape(contact.error or ""))])]
    where = "closed" if contact.voltage_v is None else f"at {volts(contact.voltage_v)} V"
    head = (
        "",
        "eV/atom",
        f"eV per non-{contact.ion} atom",
        f"fraction of {typeset(contact.a)}",
        "products",
    )
    minima = [("mutual", contact.mutual), ("total", contact.total)]
    rows = [(f"<b>{name}</b>", *_minimum(minimum)) for name, minimum in minima]
    tables = [NotebookTable(head, rows, f"{_name(contact)}: {where}")]
    if contact.kinks:
        tables.append(_kinks(contact.kinks, contact))
    return tables


def _name(contact: Interface) -> str:
    state = f", {contact.state}" if contact.state else ""
    return f"<b>{typeset(contact.a)} | {typeset(contact.b)}</b>{state}"


def _minimum(minimum: Minimum) -> tuple[str, ...]:
    fraction = "" if minimum.fraction_a is None else number(minimum.fraction_a, 4)
    products = typeset_reaction(write_products(minimum.products)) or "no reaction"
    return energy(minimum.ev_per_atom), energy(minimum.ev_per_nonion_atom), fraction, products


def _kinks(kinks: Iterable[Kink], contact: Interface) -> NotebookTable:
    head = (f"fraction of {typeset(contact.a)}", "mutual (eV/atom)", "total (eV/atom)", "reaction")
    rows = [
        (
            number(kink.fraction_a, 4),
            energy(kink.mutual_ev_per_atom),
            energy(kink.total_ev_per_atom),
            typeset_reaction(kink.reaction),
        )
        for kink in kinks
    ]
    return NotebookTable(head, rows, "Every mixture at which the products change")


def matrix_tables(matrix: InterfaceMatrix) -> list[NotebookTable]:
    """The mutual energies: a row for each A, a column for each B."""
    values = matrix.to_matrix()
    rows = [
        (f"<b>{typeset(str(name))}</b>", *(_cell(value) for value in row))
        for name, row in zip(values.index, values.to_numpy().tolist(), strict=True)
    ]
    head = ("", *(escape(str(column)) for column in values.columns))
    return [NotebookTable(head, rows, "Mutual reaction energy (eV/atom)")]


def _cell(value: float | None) -> str:
    missing = value is None or value != value  # noqa: PLR0124 (pandas writes nan for what is missing)
    return "no data" if missing else energy(value)
