"""Contacts against the state of charge of the cathode."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.interfaces.states import is_number
from stabwin.errors import RequestError
from stabwin.report.figures import style
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.drawing import Axis, Curve, Drawing, Item, Marks, Panel
from stabwin.report.figures.margins import (
    LEADER,
    MarginLabel,
    foot_height,
    foot_lines,
    foot_words,
    labels_right_of,
)
from stabwin.report.figures.subjects import scheme_note
from stabwin.report.figures.typesetting import escape, shorten, typeset, typeset_products, widest

_HEIGHT = 3.1
_SYMBOLS = ("circle", "square", "diamond", "ring")
_WIDEST_LABEL = 2.2

# More curves than this can't be told apart.
MOST_CURVES = 8

Curves = dict[tuple[str, str], list[tuple[float, Interface]]]


def is_of_states(matrix: InterfaceMatrix) -> bool:
    """Whether contacts are followed over three states of charge or more, and are few enough to be drawn."""
    curves = _curves(matrix)
    return 0 < len(curves) <= MOST_CURVES and max(map(len, curves.values())) > 2


def state_chart(matrix: InterfaceMatrix, *, backend: str = MATPLOTLIB) -> Any:
    """The lowest mutual energies of contacts against the ions that are left in the cathode.

    Energies are per atom of the mixture where the contacts are closed, else per non-ion atom.

    Parameters
    ----------
    matrix : InterfaceMatrix
        Of states in numbers: ``interface_matrix(..., state="0:1:0.1")``; at most eight pairs.
    backend : str
        "matplotlib" or "plotly".

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        The contacts have no such states, or there is no such backend.
    """
    if not is_of_states(matrix):
        raise RequestError(
            "Contacts are drawn against the state of charge where three states or more are asked for in "
            f"numbers, such as 0:1:0.1, of at most {MOST_CURVES} pairs: others are drawn by heat_map."
        )
    return render(_drawing(matrix), backend)


def _curves(matrix: InterfaceMatrix) -> Curves:
    found: Curves = {}
    for one in matrix.answered:
        if is_number(one.state) and one.state is not None and one.mutual is not None:
            found.setdefault((one.a, one.b), []).append((float(one.state), one))
    return {pair: sorted(curve, key=lambda point: point[0]) for pair, curve in found.items()}


def _drawing(matrix: InterfaceMatrix) -> Drawing:
    curves = _curves(matrix)
    points = [point for curve in curves.values() for point in curve]
    closed = all(one.voltage_v is None or one.limited_metal is not None for _, one in points)
    lowest = min(_energy(one, closed=closed) for _, one in points)
    states = [ions for ions, _ in points]
    foot = foot_lines(
        "Marks: computed, lines only connect them. "
        f"{_condition([one for _, one in points], closed=closed)} {scheme_note([matrix.provenance])} "
        f"Phases: {escape(matrix.provenance.phases)}.",
        style.PAGE_WIDTH,
    )
    names = {(a, b): shorten(f"{typeset(a)} | {typeset(b)}", style.SMALL, _WIDEST_LABEL) for a, b in curves}
    column = widest(list(names.values()), style.SMALL)
    per = "eV per atom of the mixture" if closed else "eV per non-ion atom"
    ion = next(one.ion for _, one in points)
    edge = 0.02 * (max(states) - min(states))
    panel = Panel(
        left=0.72,
        bottom=foot_height(foot) + style.AXIS_MARGIN,
        width=style.PAGE_WIDTH - 0.72 - LEADER - column - style.EDGE,
        height=_HEIGHT,
        x=Axis(
            low=min(states) - edge,
            high=max(states) + edge,
            title=f"{ion} left per formula unit of the cathode",
        ),
        y=Axis(low=math.floor(10 * lowest - 0.5) / 10, high=0.0, title=f"Mutual energy ({per})"),
    )
    items: list[Item] = []
    ends: list[MarginLabel] = []
    for place, (pair, curve) in enumerate(curves.items()):
        colour = style.colour_of(place)
        x = [ions for ions, _ in curve]
        y = [_energy(one, closed=closed) for _, one in curve]
        items.append(Curve(x=x, y=y, colour=colour))
        items.append(
            Marks(
                x=x,
                y=y,
                colour=colour,
                symbol=_SYMBOLS[place % len(_SYMBOLS)],
                hover=[_hover(ions, one, energy) for (ions, one), energy in zip(curve, y, strict=True)],
            )
        )
        ends.append(MarginLabel(x=x[-1], y=y[-1], text=names[pair], colour=colour))
    items += labels_right_of(panel, ends, column)
    return Drawing(
        width=style.PAGE_WIDTH,
        height=panel.bottom + panel.height + style.MARGIN,
        panels=[replace(panel, items=items)],
        words=foot_words(foot),
    )


def _energy(contact: Interface, *, closed: bool) -> float:
    if contact.mutual is None:
        return 0.0
    return contact.mutual.ev_per_atom if closed else contact.mutual.ev_per_nonion_atom


def _condition(contacts: Sequence[Interface], *, closed: bool) -> str:
    voltages = {one.voltage_v for one in contacts}
    if closed or None in voltages:
        return "Closed contacts."
    return f"At {next(iter(voltages)):g} V." if len(voltages) == 1 else "Each at its worst voltage."


def _hover(ions: float, contact: Interface, energy: float) -> str:
    told = [f"<b>{typeset(contact.a)} | {typeset(contact.b)}</b> at {ions:g}", f"{energy:.4f} eV"]
    if contact.mutual is not None:
        told.append(f"products: {typeset_products(contact.mutual.products)}")
    return "<br>".join(told)
