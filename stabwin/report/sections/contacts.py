"""One contact as tables: its minima, its kinks, and how it changes over a range of voltages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.kinks import Kink, Minimum
from stabwin.analysis.interfaces.states import in_words
from stabwin.analysis.interfaces.voltage_range import VoltageRange
from stabwin.analysis.interphase import Interphase
from stabwin.analysis.written import write_products
from stabwin.report.columns import column
from stabwin.report.render.cells import value_text
from stabwin.report.table import Table
from stabwin.report.verdicts import interphase_verdict

# What stands for the fraction of A against an unlimited reservoir.
UNLIMITED = "unlimited"


def contact_in_full(contact: Interface, *, kinks: bool = True) -> list[Table]:
    """All that was found of one contact; without ``kinks`` its minima, with one reaction."""
    minima = minima_table(contact)
    reaction = None if contact.mutual is None else contact.mutual.reaction
    if not kinks and reaction:
        minima = replace(minima, note="\n".join(filter(None, [f"mutual: {reaction}", minima.note])))
    tables = [minima]
    if contact.kinks and kinks:
        tables.append(kinks_table(contact.kinks))
    if contact.limited_metal is not None:
        title = f"With a limited amount of {contact.ion} metal"
        of_metal = contact.limited_metal.kinks
        shown = of_metal if kinks else [min(of_metal, key=lambda kink: kink.mutual_ev_per_atom)]
        tables.append(replace(kinks_table(shown), title=title))
    if contact.range is not None:
        tables.append(range_table(contact.range))
    return tables


def minima_table(contact: Interface) -> Table:
    """The mutual and the total minimum of a contact, and what each side does on its own."""
    minima = {"mutual": contact.mutual, "total": contact.total}
    rows = [_row(name, minimum, contact) for name, minimum in minima.items() if minimum is not None]
    for name, energy in (
        (contact.a, contact.self_a_ev_per_atom),
        (contact.b, contact.self_b_ev_per_atom),
    ):
        rows.append({"minimum": f"{name} alone", "ev_per_atom": "unknown" if energy is None else energy})
    return Table(
        title=f"{name_of(contact)}: {_where(contact)}",
        columns=[
            column("minimum"),
            column("ev_per_atom"),
            replace(column("ev_per_nonion_atom"), unit=f"eV per non-{contact.ion} atom", missing=""),
            column("fraction_a").headed(f"fraction of {contact.a}"),
            replace(column("products"), missing=""),
        ],
        rows=rows,
        note="" if contact.interphase is None else _what_forms(contact, contact.interphase),
        lesser=["ev_per_nonion_atom", "fraction_a"],
    )


def name_of(contact: Interface) -> str:
    """Both sides of a contact, and its state of charge."""
    state = f", {in_words(contact.state, contact.ion)}" if contact.state else ""
    return f"{contact.a} | {contact.b}{state}"


def _where(contact: Interface) -> str:
    return "closed" if contact.voltage_v is None else f"at {_volts(contact.voltage_v)} V"


def _volts(voltage_v: float) -> str:
    return value_text(column("voltage_v"), voltage_v)


def _what_forms(contact: Interface, interphase: Interphase) -> str:
    """The character of the interphase, and its products that matter."""
    where = "" if contact.range is None else f" at {_volts(contact.range.worst_voltage_v)} V"
    lines = [f"what forms{where}: {interphase_verdict(interphase).text}"]
    active = [product.formula for product in interphase.products if product.redox_active]
    for what, formulas in (("may conduct ions", interphase.ion_conducting), ("redox-active", active)):
        if formulas:
            lines.append(f"{what}: {', '.join(formulas)}")
    return "\n".join(lines)


def _row(name: str, minimum: Minimum, contact: Interface) -> dict[str, Any]:
    if minimum.reaction is None:
        nothing = {"ev_per_atom": 0.0, "ev_per_nonion_atom": 0.0, "products": "no reaction"}
        return {"minimum": name, **nothing}
    products = write_products(minimum.products)
    if minimum.at_endpoint:
        alone = contact.a if minimum.at_endpoint == "a" else contact.b
        products = f"{alone} on its own: {products}"
    return {
        "minimum": name,
        "ev_per_atom": minimum.ev_per_atom,
        "ev_per_nonion_atom": minimum.ev_per_nonion_atom,
        "fraction_a": UNLIMITED if minimum.fraction_a is None else minimum.fraction_a,
        "products": products,
    }


def kinks_table(kinks: Iterable[Kink]) -> Table:
    """Every mixture of a contact at which the products change."""
    return Table(
        columns=[
            column("fraction_a"),
            column("mutual_ev_per_atom").headed("mutual"),
            column("total_ev_per_atom").headed("total"),
            column("reaction"),
        ],
        rows=[
            {
                "fraction_a": kink.fraction_a,
                "mutual_ev_per_atom": kink.mutual_ev_per_atom,
                "total_ev_per_atom": kink.total_ev_per_atom,
                "reaction": kink.reaction,
            }
            for kink in kinks
        ],
    )


def range_table(followed: VoltageRange) -> Table:
    """A contact over a range of voltages."""
    worst, at = followed.worst, _volts(followed.worst_voltage_v)
    per_nonion, per_atom = (
        value_text(column("ev_per_atom"), energy)
        for energy in (worst.ev_per_nonion_atom, worst.ev_per_atom)
    )
    stable = ", ".join(f"{_volts(low)} to {_volts(high)}" for low, high in followed.stable_ranges_v)
    note = f"under the threshold: {stable or 'nowhere'}{' V' if stable else ''}"
    products = write_products(worst.products)
    return Table(
        title=f"{_volts(followed.low_v)} to {_volts(followed.high_v)} V: worst at {at} V "
        f"with {per_nonion} eV per non-ion atom ({per_atom} eV/atom)",
        columns=[
            column("voltage_v"),
            column("mutual_ev_per_atom").headed("mutual"),
            column("mutual_ev_per_nonion_atom").headed("mutual"),
        ],
        rows=[
            {
                "voltage_v": point.voltage_v,
                "mutual_ev_per_atom": point.mutual_ev_per_atom,
                "mutual_ev_per_nonion_atom": point.mutual_ev_per_nonion_atom,
            }
            for point in followed.points
        ],
        note=note + (f"\nat {at} V: {products}" if products else ""),
    )
