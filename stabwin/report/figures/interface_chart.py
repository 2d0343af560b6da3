"""Contacts: energy against mixing fraction, and against voltage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from stabwin.analysis.interfaces.interface import NOT_COVERED, Interface
from stabwin.analysis.interfaces.kinks import Kink, Minimum
from stabwin.analysis.results import Failure
from stabwin.errors import RequestError
from stabwin.report.figures import style
from stabwin.report.figures.drawing import (
    MATPLOTLIB,
    Axis,
    Bars,
    Curve,
    Drawing,
    Guide,
    Item,
    Leader,
    Marks,
    Panel,
    Words,
    render,
)
from stabwin.report.figures.margins import foot_height, foot_lines, foot_words
from stabwin.report.figures.placing import spread
from stabwin.report.figures.rows import Rows
from stabwin.report.figures.series import MOST_LINES, Series, draw_series
from stabwin.report.figures.subjects import bars_note, scheme_note, subjects, voltage_title
from stabwin.report.figures.typesetting import number, shorten, typeset, typeset_products, wrap

# More contacts than this become bars: their kinks can't be read at once.
MOST_PANELS = 6

PANEL_HEIGHT, NUMBERS_HEIGHT, LINE = 2.1, 0.24, 0.135
WIDEST_PRODUCTS = 3.2
MOST_WITH_PRODUCTS = 60


def interface_chart(
    results: Interface | Iterable[Interface | Failure], *, backend: str = MATPLOTLIB
) -> Any:
    """Reaction energies of contacts against the mixing fraction.

    Up to six contacts are drawn below each other with mutual and total energy, kinks numbered and their
    products listed; more are bars of their lowest energies. Energies are per atom where the contact is
    closed, else per non-ion atom. Against the ion's metal the curve is that of a finite amount of it.

    Parameters
    ----------
    results : Interface or iterable of Interface
        Those that the phases do not cover are left out.
    backend : str
        "matplotlib" or "plotly".

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        No contact has an answer, or there is no such backend.
    """
    contacts = _covered(results)
    drawing = _panels(contacts) if len(contacts) <= MOST_PANELS else _bars(contacts)
    return render(drawing, backend)


def contact_chart(results: Interface | Iterable[Interface | Failure], *, backend: str = MATPLOTLIB) -> Any:
    """Mutual energies of contacts against voltage, over the range that was asked for.

    Marks are exact. Between them the energy lies on or above the line: a contact releases at most what
    the line shows.

    Parameters
    ----------
    results : Interface or iterable of Interface
        Asked with a range of voltages; others are left out.
    backend : str
        "matplotlib" or "plotly".

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        No contact has a range, or there is no such backend.
    """
    found = [(contact, contact.range) for contact in _covered(results)]
    ranged = [(contact, span) for contact, span in found if span is not None]
    if not ranged:
        raise RequestError("There is nothing to draw: no contact was asked for a range of voltages.")
    ions = {contact.ion for contact, _ in ranged}
    series = [
        Series(
            label=name_of(contact),
            x=[point.voltage_v for point in span.points],
            y=[point.mutual_ev_per_nonion_atom for point in span.points],
        )
        for contact, span in ranged
    ]
    what = "the marks" if len(ranged) <= MOST_LINES else "the breakpoints of both profiles"
    shown = "the line shows" if len(ranged) <= MOST_LINES else "is shown"
    foot = f"Exact at {what}; between them a contact releases at most what {shown}. "
    stretches: Sequence[tuple[float, float]] = ()
    if len(ranged) == 1:
        span = ranged[0][1]
        stretches = span.stable_ranges_v
        if span.worst.reaction is not None:
            foot += f"Worst at {span.worst_voltage_v:.3f} V: {typeset_products(span.worst.products)}. "
        if stretches:
            foot += "Thick line: under the threshold. "
    low, high = min(span.low_v for _, span in ranged), max(span.high_v for _, span in ranged)
    drawing = draw_series(
        series,
        x=(low, high) if high > low else (low - 0.5, high + 0.5),
        x_title=voltage_title(ions),
        y_title=f"Mutual energy (eV per non-{ions.pop() if len(ions) == 1 else 'ion'} atom)",
        foot=foot + scheme_note([contact.provenance for contact, _ in ranged]),
        dashed=True,
        stretches=stretches,
    )
    return render(drawing, backend)


def name_of(contact: Interface) -> str:
    """Both sides of a contact, and its state of charge."""
    state = f", {contact.state}" if contact.state else ""
    return f"{typeset(contact.a)} | {typeset(contact.b)}{state}"


def _covered(results: Interface | Iterable[Interface | Failure]) -> list[Interface]:
    found = [contact for contact in subjects(results, Interface) if contact.status != NOT_COVERED]
    if not found:
        raise RequestError("There is nothing to draw: the phases cover no contact.")
    return found


def _panels(contacts: Sequence[Interface]) -> Drawing:
    foot = foot_lines(
        f"{bars_note(contacts, 'Whisker')}Listed: fraction, mutual and (total) energy, products. "
        f"Mutual: what the contact adds. {scheme_note([contact.provenance for contact in contacts])}",
        style.PAGE_WIDTH,
    )
    bottom, words = foot_height(foot), foot_words(foot)
    panels = []
    for contact in reversed(contacts):
        panel, said, bottom = _panel(contact, bottom + 0.1)
        panels.append(panel)
        words.extend(said)
    return Drawing(width=style.PAGE_WIDTH, height=bottom, panels=panels[::-1], words=words)


def _panel(contact: Interface, bottom: float) -> tuple[Panel, list[Words], float]:
    """The panel of one contact above its list of kinks, the words around it, and where it ends."""
    kinks = contact.kinks
    if contact.limited_metal is not None:
        kinks = contact.limited_metal.kinks
    closed = contact.voltage_v is None or contact.limited_metal is not None
    mutual = [k.mutual_ev_per_atom if closed else k.mutual_ev_per_nonion_atom for k in kinks]
    total = [k.total_ev_per_atom if closed else k.total_ev_per_nonion_atom for k in kinks]
    shown = [n for n in range(len(kinks)) if total[n] < -1e-6 or mutual[n] < -1e-6]
    lines = _listed(contact, kinks, shown, mutual, total)
    words = [
        Words(
            x=style.EDGE + 0.1,
            y=bottom + LINE * line,
            text=text,
            size=style.SMALL,
            up="bottom",
            bold=bold,
        )
        for line, (text, bold) in enumerate(reversed(lines))
    ]
    bottom += LINE * len(lines) + style.AXIS_MARGIN + 0.04
    bar = _bar(contact, closed=closed)
    span = max(-min([*mutual, *total, *bar[:1]], default=0.0), 1e-3)
    # Numbers stand in a band of their own below the curves, which are convex: no line to them crosses one.
    per_inch = 1.04 * span / (PANEL_HEIGHT - NUMBERS_HEIGHT - 0.12)
    low = -1.04 * span - NUMBERS_HEIGHT * per_inch
    high = low + PANEL_HEIGHT * per_inch
    per = "eV/atom" if closed else f"eV per non-{contact.ion} atom"
    left = 0.72
    panel = Panel(
        left=left,
        bottom=bottom,
        width=style.PAGE_WIDTH - left - 0.9,
        height=PANEL_HEIGHT,
        x=Axis(
            low=0.0,
            high=1.0,
            title=f"Atoms from {typeset(contact.a)} (fraction; rest {typeset(contact.b)})",
        ),
        y=Axis(low=low, high=high, title=f"Energy ({per})"),
    )
    x = [kink.fraction_a for kink in kinks]
    told = [f"x = {k.fraction_a:.4f}<br>{typeset_products(k.products)}" for k in kinks]
    items: list[Item] = [
        Guide(y=0.0, dash="solid"),
        *_numbers(x, total, shown, panel, low + 0.5 * NUMBERS_HEIGHT * per_inch, lowest_of(mutual)),
        Curve(x=x, y=total, colour=style.VERMILION, dash="dashed"),
        Curve(x=x, y=mutual, colour=style.BLUE, width=1.4),
        Marks(x=x, y=total, colour=style.VERMILION, symbol="square", size=3, hover=told),
        Marks(x=x, y=mutual, colour=style.BLUE, size=4, hover=told),
    ]
    lowest = lowest_of(mutual)
    if bar and lowest is not None:
        items.extend(_whisker(x[lowest], bar))
    words.extend(_legend(panel))
    top = bottom + PANEL_HEIGHT + 0.08
    words.append(Words(x=left, y=top, text=_title(contact), size=style.TITLE, up="bottom", bold=True))
    return replace(panel, items=items), words, top + 0.24


def _bar(contact: Interface, *, closed: bool) -> tuple[float, ...]:
    """The error bar of the lowest mutual energy, in the unit of the panel; empty where there is none."""
    found = contact.uncertainty
    if found is None or contact.limited_metal is not None or found.voltage_v != contact.voltage_v:
        return ()
    spread = found.mutual_ev_per_atom if closed else found.mutual_ev_per_nonion_atom
    return spread.p05, spread.p95


def _whisker(x: float, bar: tuple[float, ...]) -> list[Item]:
    cap = 0.006
    return [
        Curve(x=(x, x), y=bar, width=0.8),
        *(Curve(x=(x - cap, x + cap), y=(end, end), width=0.8) for end in bar),
    ]


def lowest_of(energies: Sequence[float]) -> int | None:
    """The place of the lowest energy; None where nothing reacts."""
    if not energies or min(energies) > -1e-8:
        return None
    return min(range(len(energies)), key=energies.__getitem__)


def _numbers(
    x: Sequence[float],
    total: Sequence[float],
    shown: Sequence[int],
    panel: Panel,
    y: float,
    lowest: int | None,
) -> list[Item]:
    """The numbers of kinks in a row, each led to its kink."""
    wanted = [x[n] * panel.width for n in shown]
    places = spread(wanted, 0.19, 0.1, panel.width - 0.1)
    per_inch = (panel.y.high - panel.y.low) / panel.height
    items: list[Item] = []
    for sign, (n, inches) in enumerate(zip(shown, places, strict=True), start=1):
        place = inches / panel.width
        items.append(
            Leader(
                x=(panel.left + x[n] * panel.width, panel.left + inches),
                y=(total[n], y + 0.07 * per_inch),
            )
        )
        items.append(
            Words(x=place, y=y, text=str(sign), size=style.SMALL, across="center", bold=n == lowest)
        )
    return items


def _listed(
    contact: Interface,
    kinks: Sequence[Kink],
    shown: Sequence[int],
    mutual: Sequence[float],
    total: Sequence[float],
) -> list[tuple[str, bool]]:
    """The lines below a panel, each with whether it stands out."""
    width = style.PAGE_WIDTH - 2 * style.EDGE - 0.2
    lines = []
    lowest = lowest_of(mutual)
    for sign, n in enumerate(shown, start=1):
        kink = kinks[n]
        text = (
            f"{sign}:  x = {kink.fraction_a:.3f},  {number(mutual[n], 4)} ({number(total[n], 4)}):  "
            f"{typeset_products(kink.products)}"
        )
        lines.append((shorten(text, style.SMALL * (1.1 if n == lowest else 1), width), n == lowest))
    if contact.limited_metal is not None and contact.mutual is not None:
        lines.extend((line, False) for line in _unlimited(contact, contact.mutual, width))
    if not lines:
        lines.append(("No reaction at any mixture.", False))
    return lines


def _unlimited(contact: Interface, mutual: Minimum, width: float) -> list[str]:
    text = (
        f"With unlimited {contact.ion}: {number(mutual.ev_per_atom, 4)} eV per atom of the other side"
        if mutual.reaction
        else f"With unlimited {contact.ion}: no reaction"
    )
    if mutual.products:
        text += f", into {typeset_products(mutual.products)}"
    return wrap(f"{text}.".split(" "), style.SMALL, width)


def _title(contact: Interface) -> str:
    if contact.limited_metal is not None:
        return f"{name_of(contact)}: a finite amount of {contact.ion}"
    where = "closed" if contact.voltage_v is None else f"at {contact.voltage_v:g} V"
    return f"{name_of(contact)}, {where}"


def _legend(panel: Panel) -> list[Words]:
    x = panel.left + panel.width + 0.12
    top = panel.bottom + panel.height - 0.1
    return [
        Words(x=x, y=top, text="mutual", colour=style.BLUE, bold=True),
        Words(x=x, y=top - 0.16, text="total (dashed)", size=style.SMALL, colour=style.VERMILION),
    ]


def _bars(contacts: Sequence[Interface]) -> Drawing:
    """The lowest energies of many contacts."""
    rows = Rows()
    mutual: list[float] = []
    total: list[float] = []
    places: list[float] = []
    told: list[str] = []
    for contact in contacts:
        one, whole = (_lowest(contact, m) for m in (contact.mutual, contact.total))
        products = typeset_products(contact.mutual.products) if contact.mutual else ""
        note = number(one, 4) if products else "no reaction"
        if products and len(contacts) <= MOST_WITH_PRODUCTS:
            note = shorten(f"{note}  {products}", style.SMALL, WIDEST_PRODUCTS)
        places.append(rows.row(name_of(contact), note))
        mutual.append(one)
        total.append(whole)
        told.append(f"<b>{name_of(contact)}</b><br>{number(one, 4)} eV<br>{products}")
    low = 1.04 * min(*mutual, *total, -1e-3)
    closed = {contact.voltage_v is None or contact.limited_metal is not None for contact in contacts}
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
    closed = contact.voltage_v is None or contact.limited_metal is not None
    return minimum.ev_per_atom if closed else minimum.ev_per_nonion_atom
