"""The lowest reaction energies of many contacts, as bars."""

from __future__ import annotations

from collections.abc import Sequence

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.kinks import Minimum
from stabwin.report.figures import style
from stabwin.report.figures.contacts import name_of, per_atom
from stabwin.report.figures.drawing import Axis, Bars, Drawing, Item, Marks
from stabwin.report.figures.rows import Rows
from stabwin.report.figures.subjects import scheme_note
from stabwin.report.figures.typesetting import number, shorten, typeset_products

WIDEST_PRODUCTS = 3.2
MOST_WITH_PRODUCTS = 60


def contact_bars(contacts: Sequence[Interface]) -> Drawing:
    """A row for each contact: its lowest mutual and total energy, and the products."""
    rows = Rows()
    mutual: list[float] = []
    total: list[float] = []
    places: list[float] = []
    told: list[str] = []
    for contact in contacts:
        lowest, whole = (_lowest(contact, m) for m in (contact.mutual, contact.total))
        products = typeset_products(contact.mutual.products) if contact.mutual else ""
        note = number(lowest, 4) if products else "no reaction"
        if products and len(contacts) <= MOST_WITH_PRODUCTS:
            note = shorten(f"{note}  {products}", style.SMALL, WIDEST_PRODUCTS)
        places.append(rows.row(name_of(contact), note))
        mutual.append(lowest)
        total.append(whole)
        told.append(f"<b>{name_of(contact)}</b><br>{number(lowest, 4)} eV<br>{products}")
    low = 1.04 * min(*mutual, *total, -1e-3)
    closed = {per_atom(contact) for contact in contacts}
    per = "eV/atom" if closed == {True} else "eV per non-ion atom"
    items: list[Item] = [
        Bars(
            y=places, low=mutual, high=[0.0] * len(mutual), colours=[style.BLUE] * len(mutual), hover=told
        ),
        Marks(
            x=[e for e in total if e < 0],
            y=[y for y, e in zip(places, total, strict=True) if e < 0],
            colour=style.VERMILION,
            symbol="tick",
            size=7,
        ),
    ]
    return rows.drawing(
        Axis(low=low, high=0.0, title=f"Lowest reaction energy ({per})", lines=True),
        items,
        f"Bar: mutual, what the contact adds. Tick: total. "
        f"{scheme_note([contact.provenance for contact in contacts])}",
        head_of_notes="mutual, products" if len(contacts) <= MOST_WITH_PRODUCTS else "mutual",
        width=style.PAGE_WIDTH + (1.6 if len(contacts) <= MOST_WITH_PRODUCTS else 0.0),
    )


def _lowest(contact: Interface, minimum: Minimum | None) -> float:
    if minimum is None:
        return 0.0
    return minimum.ev_per_atom if per_atom(contact) else minimum.ev_per_nonion_atom
