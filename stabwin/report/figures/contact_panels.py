"""The energy of some contacts against the mixing fraction, a panel each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.kinks import Kink, Minimum
from stabwin.report.figures import style
from stabwin.report.figures.contacts import name_of, per_atom
from stabwin.report.figures.drawing import Axis, Curve, Drawing, Guide, Item, Leader, Marks, Panel, Words
from stabwin.report.figures.margins import foot_height, foot_lines, foot_words
from stabwin.report.figures.placing import spread
from stabwin.report.figures.subjects import bars_note, scheme_note
from stabwin.report.figures.typesetting import number, shorten, typeset, typeset_products, wrap

PANEL_HEIGHT, NUMBERS_HEIGHT, LINE = 2.1, 0.24, 0.135


def contact_panels(contacts: Sequence[Interface]) -> Drawing:
    """Contacts below each other, with mutual and total energy; kinks numbered and their products listed."""
    with_whisker = [contact for contact in contacts if _error_bar(contact)]
    foot = foot_lines(
        f"{bars_note(with_whisker, 'Whisker')}Listed: fraction, mutual and (total) energy, products. "
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
    kinks = _kinks(contact)
    mutual, total = _mutual(contact), _total(contact)
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
    bar = _error_bar(contact)
    span = max(-min([*mutual, *total, *bar[:1]], default=0.0), 1e-3)
    # Numbers stand in a band of their own below the curves, which are convex: no line to them crosses one.
    per_inch = 1.04 * span / (PANEL_HEIGHT - NUMBERS_HEIGHT - 0.12)
    low = -1.04 * span - NUMBERS_HEIGHT * per_inch
    high = low + PANEL_HEIGHT * per_inch
    per = "eV/atom" if per_atom(contact) else f"eV per non-{contact.ion} atom"
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
        *_numbers(x, total, shown, panel, low + 0.5 * NUMBERS_HEIGHT * per_inch, _lowest_of(mutual)),
        Curve(x=x, y=total, colour=style.VERMILION, dash="dashed"),
        Curve(x=x, y=mutual, colour=style.BLUE, width=1.4),
        Marks(x=x, y=total, colour=style.VERMILION, symbol="square", size=3, hover=told),
        Marks(x=x, y=mutual, colour=style.BLUE, size=4, hover=told),
    ]
    lowest = _lowest_of(mutual)
    if bar and lowest is not None:
        items.extend(_whisker(x[lowest], bar))
    words.extend(_legend(panel))
    top = bottom + PANEL_HEIGHT + 0.08
    words.append(Words(x=left, y=top, text=_title(contact), size=style.TITLE, up="bottom", bold=True))
    return replace(panel, items=items), words, top + 0.24


def _kinks(contact: Interface) -> Sequence[Kink]:
    """Those of the curve: against the ion's metal, with a finite amount of it."""
    return contact.kinks if contact.limited_metal is None else contact.limited_metal.kinks


def _mutual(contact: Interface) -> list[float]:
    closed = per_atom(contact)
    return [k.mutual_ev_per_atom if closed else k.mutual_ev_per_nonion_atom for k in _kinks(contact)]


def _total(contact: Interface) -> list[float]:
    closed = per_atom(contact)
    return [k.total_ev_per_atom if closed else k.total_ev_per_nonion_atom for k in _kinks(contact)]


def _error_bar(contact: Interface) -> tuple[float, ...]:
    """The error bar of the lowest mutual energy, in the unit of the panel; empty where none is drawn.

    That of the ion's metal is of an unlimited reservoir, and the curve of a finite amount.
    """
    spread = contact.uncertainty
    if spread is None or contact.limited_metal is not None or spread.voltage_v != contact.voltage_v:
        return ()
    if _lowest_of(_mutual(contact)) is None:
        return ()
    bar = spread.mutual_ev_per_atom if per_atom(contact) else spread.mutual_ev_per_nonion_atom
    return bar.p05, bar.p95


def _whisker(x: float, bar: tuple[float, ...]) -> list[Item]:
    cap = 0.006
    return [
        Curve(x=(x, x), y=bar, width=0.8),
        *(Curve(x=(x - cap, x + cap), y=(end, end), width=0.8) for end in bar),
    ]


def _lowest_of(energies: Sequence[float]) -> int | None:
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
    lowest = _lowest_of(mutual)
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
    return f"{name_of(contact)}, {where}, {contact.provenance.scheme}"


def _legend(panel: Panel) -> list[Words]:
    x = panel.left + panel.width + 0.12
    top = panel.bottom + panel.height - 0.1
    return [
        Words(x=x, y=top, text="mutual", colour=style.BLUE, bold=True),
        Words(x=x, y=top - 0.16, text="total (dashed)", size=style.SMALL, colour=style.VERMILION),
    ]
