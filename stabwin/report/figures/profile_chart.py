"""Voltage profiles: ions against voltage, every plateau labelled with its products."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from stabwin.analysis.results import Failure
from stabwin.analysis.windows.profile import Profile, Step
from stabwin.chemistry.formula import parse
from stabwin.errors import FormulaError
from stabwin.report.figures import style
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.drawing import Axis, Bars, Curve, Drawing, Guide, Item, Panel, Words
from stabwin.report.figures.margins import LABEL_GAP, LEADER, MarginLabel, labels_right_of, scale_panel
from stabwin.report.figures.rows import Rows
from stabwin.report.figures.subjects import scheme_note, subjects, voltage_title
from stabwin.report.figures.typesetting import escape, typeset, typeset_products, widest

# More profiles than this become rows of colours: nobody reads the products of thirty at once.
MOST_PANELS = 6

HIGHEST_V = 5.0
WIDEST_PRODUCTS = 3.0
PANEL_HEIGHT = 1.5
TITLE_HEIGHT = 0.26
MOST_PER_ATOM = 1.0


def profile_chart(results: Profile | Iterable[Profile | Failure], *, backend: str = MATPLOTLIB) -> Any:
    """Voltage profiles: ions taken up against voltage.

    Up to six profiles are drawn below each other, every plateau labelled with its products; more are
    rows in which each plateau has the colour of the ions taken up.

    Parameters
    ----------
    results : Profile or iterable of Profile
    backend : str
        "matplotlib" or "plotly".

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        No target has an answer, or there is no such backend.
    """
    profiles = subjects(results, Profile)
    drawing = _panels(profiles) if len(profiles) <= MOST_PANELS else _rows(profiles)
    return render(drawing, backend)


def _end(profiles: Sequence[Profile]) -> float:
    highest = max(profile.steps[0].voltage_low_v for profile in profiles)
    return max(HIGHEST_V, math.ceil(2 * highest + 0.2) / 2)


def _panels(profiles: Sequence[Profile]) -> Drawing:
    end = _end(profiles)
    labels = [typeset_products(step.equilibrium.products) for p in profiles for step in p.steps]
    column = min(widest(labels, style.SMALL) * 1.06, WIDEST_PRODUCTS)
    left = 0.72
    width = style.PAGE_WIDTH - left - LEADER - column - style.EDGE
    bottom = style.EDGE + 0.13
    panels: list[Panel] = []
    words = [
        Words(
            x=style.EDGE,
            y=bottom,
            text=f"Bold: the target's own composition. {scheme_note([p.provenance for p in profiles])}",
            size=style.SMALL,
            up="top",
            colour=style.FAINT,
        )
    ]
    for profile in reversed(profiles):
        height = max(PANEL_HEIGHT, LABEL_GAP * len(profile.steps))
        bottom += style.AXIS_MARGIN
        place = Panel(
            left=left,
            bottom=bottom,
            width=width,
            height=height,
            x=Axis(low=0.0, high=end),
            y=Axis(low=0.0, high=1.0),
        )
        panels.append(_panel(profile, place, column))
        bottom += height + 0.09
        words.append(
            Words(x=left, y=bottom, text=typeset(profile.target), size=style.TITLE, bold=True, up="bottom")
        )
        bottom += TITLE_HEIGHT - 0.09
    return Drawing(width=style.PAGE_WIDTH, height=bottom, panels=panels[::-1], words=words)


def _panel(profile: Profile, place: Panel, column: float) -> Panel:
    amounts = [step.equilibrium.ions_per_formula for step in profile.steps]
    low, high = min(*amounts, 0.0), max(*amounts, 0.0)
    room = 0.06 * max(high - low, 1e-6)
    panel = replace(
        place,
        x=replace(place.x, title=voltage_title([profile.ion])),
        y=Axis(low=low - room, high=high + room, title=f"{escape(profile.ion)} taken up per formula"),
    )
    end = place.x.high
    ends = [
        (step.voltage_low_v, end if step.voltage_high_v is None else step.voltage_high_v)
        for step in profile.steps
    ]
    corners = [(v, amount) for (a, b), amount in zip(ends, amounts, strict=True) for v in (b, a)]
    items: list[Item] = [
        Guide(y=0.0),
        Curve(
            x=[v for v, _ in corners],
            y=[amount for _, amount in corners],
            colour=style.BLUE,
            width=1.4,
            hover=[_hover(step) for step in profile.steps for _ in range(2)],
        ),
    ]
    labels = []
    for step, (lower, upper), amount in zip(profile.steps, ends, amounts, strict=True):
        own = amount == 0
        if own:
            items.append(Curve(x=(lower, upper), y=(amount, amount), colour=style.VERMILION, width=3.0))
        text = typeset_products(step.equilibrium.products)
        labels.append(MarginLabel(x=upper, y=amount, text=text, bold=own))
    items.extend(labels_right_of(panel, labels, column))
    return replace(panel, items=items)


def _hover(step: Step) -> str:
    high = "up" if step.voltage_high_v is None else f"to {step.voltage_high_v:.3f} V"
    return (
        f"{step.voltage_low_v:.3f} V {high}<br>{step.equilibrium.ions_per_formula:+.4g} ions<br>"
        f"{typeset_products(step.equilibrium.products)}"
    )


def _rows(profiles: Sequence[Profile]) -> Drawing:
    end = _end(profiles)
    per_atom = [[s.equilibrium.ions_per_formula / _atoms(p) for s in p.steps] for p in profiles]
    largest = max(abs(amount) for amounts in per_atom for amount in amounts)
    scale = style.uptake_scale(min(largest, MOST_PER_ATOM))
    rows = Rows()
    y: list[float] = []
    low: list[float] = []
    high: list[float] = []
    colours: list[str] = []
    told: list[str] = []
    own: list[tuple[float, float, float]] = []
    for profile, amounts in zip(profiles, per_atom, strict=True):
        place = rows.row(typeset(profile.target))
        for step, amount in zip(profile.steps, amounts, strict=True):
            y.append(place)
            low.append(step.voltage_low_v)
            high.append(end if step.voltage_high_v is None else step.voltage_high_v)
            colours.append(scale.colour(amount))
            told.append(f"<b>{typeset(profile.target)}</b><br>{_hover(step)}")
            if amount == 0:
                own.append((place, low[-1], high[-1]))
    ions = {profile.ion for profile in profiles}
    ion = ions.pop() if len(ions) == 1 else "ions"
    return rows.drawing(
        Axis(low=0.0, high=end, title=voltage_title(profile.ion for profile in profiles)),
        [
            Bars(y=y, low=low, high=high, colours=colours, height=0.78, edged=True, hover=told),
            *(Curve(x=(lower, upper), y=(place, place), width=1.0) for place, lower, upper in own),
        ],
        "Each stretch is one equilibrium. Line: nothing is taken up or given off. "
        f"{scheme_note([profile.provenance for profile in profiles])}",
        extra=scale_panel(scale, f"{ion} taken up per atom of the target", capped=largest > MOST_PER_ATOM),
    )


def _atoms(profile: Profile) -> float:
    """Atoms of the formula unit that amounts refer to."""
    try:
        return parse(profile.formula_as_written or profile.formula).atoms
    except FormulaError:
        return parse(profile.formula).atoms
