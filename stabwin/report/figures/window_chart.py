"""Stability windows as bars on one voltage axis."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from stabwin.analysis.reaction import Equilibrium
from stabwin.analysis.results import Failure
from stabwin.analysis.windows.uncertainty import WindowUncertainty
from stabwin.analysis.windows.window import Window
from stabwin.chemistry.catalogue import Material, materials
from stabwin.report.figures import style
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.drawing import Axis, Bars, Guide, Item, Marks, Whiskers
from stabwin.report.figures.rows import Rows
from stabwin.report.figures.subjects import (
    OTHERS,
    bars_note,
    family_of,
    scheme_note,
    subjects,
    voltage_title,
)
from stabwin.report.figures.typesetting import escape, typeset, typeset_products
from stabwin.report.sections.windows import none_below

# Electrodes that windows are read against; the other layered oxides work where NMC811 does.
MARKED = ("Li", "C", "Si", "LiIn", "LTO", "LFP", "LCO", "NMC811", "LNMO")

HIGHEST_V = 5.0

# How far the error bars of the two limits lie from the middle of their row.
_APART = 0.14


def window_chart(
    results: Window | Iterable[Window | Failure],
    *,
    backend: str = MATPLOTLIB,
    electrodes: Iterable[str] = MARKED,
) -> Any:
    """Stability windows as bars, grouped by the catalogue's families, beside electrode potentials.

    A window of zero width is a tick, an end without a limit an arrow. The figure grows with the number
    of targets.

    Parameters
    ----------
    results : Window or iterable of Window
    backend : str
        "matplotlib" or "plotly".
    electrodes : iterable of str
        Anodes and cathodes of the catalogue to mark; those of another ion are left out.

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        No target has an answer, or there is no such backend.
    """
    windows = subjects(results, Window)
    ions = {window.ion for window in windows}
    marked = _electrodes(electrodes, ions)
    limits = [v for w in windows for v in (w.reduction_limit_v, w.oxidation_limit_v) if v is not None]
    high = max(HIGHEST_V, math.ceil(2 * max(limits) + 0.2) / 2)
    rows, items = Rows(), list[Item]()
    groups = _by_family(windows)
    for number, (family, members) in enumerate(groups.items()):
        if len(windows) > 1 and (len(groups) > 1 or family != OTHERS):
            rows.head(family)
        items.extend(_windows(rows, members, style.colour_of(number), high))
    items.extend(_marks(rows, marked))
    foot = (
        f"{bars_note(windows, 'Whiskers')}"
        "Tick: window of zero width. Arrow: no oxidation limit (no ions to give off). "
        f"{scheme_note([window.provenance for window in windows])}"
    )
    axis = Axis(low=0.0, high=high, title=voltage_title(ions), lines=True, ticks=_volts(high))
    return render(rows.drawing(axis, items, foot, head_of_notes="limits (V)"), backend)


def _volts(high: float) -> list[tuple[float, str]]:
    return [(float(v), str(v)) for v in range(int(high) + 1)]


def _electrodes(names: Iterable[str], ions: set[str]) -> list[Material]:
    """The electrodes to mark, in the catalogue's order of roles."""
    wanted = list(names)
    found = {material.name: material for material in materials()}
    chosen = [found[name] for name in wanted if name in found and ions == {found[name].ion}]
    return [m for m in chosen if m.potential_v is not None or m.voltage_range_v is not None]


def _by_family(windows: list[Window]) -> dict[str, list[Window]]:
    groups: dict[str, list[Window]] = {}
    for window in windows:
        groups.setdefault(family_of(window), []).append(window)
    if OTHERS in groups:
        groups[OTHERS] = groups.pop(OTHERS)  # last
    return groups


def _windows(rows: Rows, windows: list[Window], colour: str, high: float) -> list[Item]:
    places = [rows.row(typeset(window.target), _limits(window)) for window in windows]
    told = [_hover(window) for window in windows]
    ends = [high if w.oxidation_limit_v is None else w.oxidation_limit_v for w in windows]
    items: list[Item] = [
        Bars(
            y=places,
            low=[window.reduction_limit_v for window in windows],
            high=ends,
            colours=[colour] * len(windows),
            hover=told,
        )
    ]
    items.extend(_whiskers(windows, places, high))
    narrow = [n for n, window in enumerate(windows) if window.window == "zero_width"]
    if narrow:
        items.append(
            Marks(
                x=[windows[n].reduction_limit_v for n in narrow],
                y=[places[n] for n in narrow],
                colour=colour,
                symbol="tick",
                size=8.5,
                hover=[told[n] for n in narrow],
            )
        )
    unbounded = [n for n, window in enumerate(windows) if window.oxidation_limit_v is None]
    if unbounded:
        items.append(
            Marks(
                x=[high] * len(unbounded),
                y=[places[n] for n in unbounded],
                colour=colour,
                symbol="right",
                size=8,
                hover=[told[n] for n in unbounded],
            )
        )
    return items


def _whiskers(windows: list[Window], places: list[float], high: float) -> list[Item]:
    """Error bars of both limits, that of the oxidation limit above the other."""
    bars = []
    for window, place in zip(windows, places, strict=True):
        found = window.uncertainty
        if isinstance(found, WindowUncertainty):
            bars.append((place + _APART, found.reduction_limit_v))
            if found.oxidation_limit_v is not None:
                bars.append((place - _APART, found.oxidation_limit_v))
    if not bars:
        return []
    return [
        Whiskers(
            y=[place for place, _ in bars],
            low=[spread.p05 for _, spread in bars],
            high=[min(spread.p95, high) for _, spread in bars],
        )
    ]


def _marks(rows: Rows, electrodes: list[Material]) -> list[Item]:
    """Rows of electrodes below the windows, and lines up from the anodes and the charged cathodes."""
    items: list[Item] = []
    anodes = [m for m in electrodes if m.potential_v is not None]
    cathodes = [m for m in electrodes if m.voltage_range_v is not None]
    if anodes:
        rows.head("anodes")
        for material in anodes:
            potential = material.potential_v or 0.0
            place = rows.row(escape(material.name), f"{potential:.2f}")
            items.append(Marks(x=[potential], y=[place], symbol="diamond", size=5, colour=style.INK))
            items.append(Guide(x=potential))
    if cathodes:
        rows.head("cathodes")
        for material in cathodes:
            low, high = material.voltage_range_v or (0.0, 0.0)
            place = rows.row(escape(material.name), f"{low:.2f} to {high:.2f}")
            items.append(Bars(y=[place], low=[low], high=[high], colours=[style.FAINT], height=0.4))
            items.append(Guide(x=high, dash="dashed"))
    return items


def _limits(window: Window) -> str:
    low = f"{window.reduction_limit_v:.2f}"
    if window.oxidation_limit_v is None:
        return f"{low} up"
    return low if window.window == "zero_width" else f"{low} to {window.oxidation_limit_v:.2f}"


def _hover(window: Window) -> str:
    high = "no limit" if window.oxidation_limit_v is None else f"{window.oxidation_limit_v:.3f} V"
    below = none_below(window.reduction_limit_v)
    return "<br>".join(
        (
            f"<b>{typeset(window.target)}</b> ({window.status})",
            f"{window.reduction_limit_v:.3f} V to {high}",
            f"reduction products: {_products(window.reduction, below)}",
            f"oxidation products: {_products(window.oxidation, 'nothing to give off')}",
        )
    )


def _products(equilibrium: Equilibrium | None, none: str) -> str:
    return none if equilibrium is None else typeset_products(equilibrium.products)
