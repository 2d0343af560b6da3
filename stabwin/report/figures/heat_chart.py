"""What is heated: the mass of each phase against temperature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from stabwin.analysis.heat.heating import Heating
from stabwin.analysis.heat.step import PhaseAmount
from stabwin.analysis.interfaces.states import in_words
from stabwin.analysis.results import Failure
from stabwin.report.figures import style
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.drawing import Axis, Bars, Curve, Drawing, Item, Marks, Panel, Words
from stabwin.report.figures.legend import LINE, legend_lines, legend_words
from stabwin.report.figures.margins import foot_height, foot_lines, foot_words
from stabwin.report.figures.rows import Rows
from stabwin.report.figures.subjects import scheme_note, subjects
from stabwin.report.figures.typesetting import typeset, width_of

# More answers than this become rows of onsets.
MOST_PANELS = 4

PANEL_HEIGHT, LEFT = 2.3, 0.72

# Inches that a label needs within its stretch, and between two onsets that are written.
_LABEL_HEIGHT, _LABEL_ROOM, _ONSET_ROOM = 0.14, 0.1, 0.32

_GAS_TINT = 0.55

_FOOT = "Masses per gram of what is heated; gases that leave are the light stretches on top. "
_FOOT_ROWS = "Bars: from the first reaction on. Diamonds: the first gas. "


@dataclass(frozen=True)
class _Stretch:
    low_k: float
    high_k: float
    phases: Sequence[PhaseAmount]


def heat_chart(
    results: Heating | Iterable[Heating | Failure], *, rows: bool = False, backend: str = MATPLOTLIB
) -> Any:
    """The mass of each phase against temperature, or the onsets of many materials.

    Up to four answers are panels below each other, in which the masses of all phases are stacked; more are
    rows with the temperatures of the first reaction and the first gas.

    Parameters
    ----------
    results : Heating or iterable of Heating
    rows : bool
        Whether few answers are rows too.
    backend : str
        "matplotlib" or "plotly".

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        There is no answer, or there is no such backend.
    """
    heatings = subjects(results, Heating)
    drawing = _rows(heatings) if rows or len(heatings) > MOST_PANELS else _panels(heatings)
    return render(drawing, backend)


def name_of_heated(heating: Heating, *, with_shares: bool = True) -> str:
    """The materials, their shares and state, typeset."""
    name = typeset(heating.a) if heating.b is None else f"{typeset(heating.a)} | {typeset(heating.b)}"
    if heating.state is not None:
        name = f"{name}, {in_words(heating.state, heating.ion)}"
    if heating.mass_fraction_a is None or not with_shares:
        return name
    return f"{name}, {heating.mass_fraction_a:.3g} of the mass {typeset(heating.a)}"


def tinted(colour: str, part: float) -> str:
    """A colour mixed with white, which has so much of it."""
    channels = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    mixed = [round(one + (255 - one) * part) for one in channels]
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def _stretches(heating: Heating) -> list[_Stretch]:
    starts: list[tuple[float, Sequence[PhaseAmount]]] = [(heating.low_k, heating.unreacted)]
    for step in heating.steps:
        if step.onset_temperature_k is None:
            starts = [(heating.low_k, step.products)]
        else:
            starts.append((step.onset_temperature_k, step.products))
    ends = [*(start for start, _ in starts[1:]), heating.high_k]
    return [_Stretch(low, high, phases) for (low, phases), high in zip(starts, ends, strict=True)]


def _colours(stretches: Sequence[_Stretch]) -> dict[tuple[str, str], str]:
    """A colour for each phase, in the order in which they come; those of gases are light."""
    seen = dict.fromkeys((phase.formula, phase.state) for one in stretches for phase in one.phases)
    found = {}
    numbers = {"condensed": 0, "gas": 0}
    for name, state in seen:
        number = numbers[state]
        numbers[state] += 1
        base = style.colour_of(number)
        tint = 0.25 + 0.3 * (number // len(style.COLOURS))
        found[name, state] = tinted(base, _GAS_TINT + 0.2 if state == "gas" else tint)
    return found


def _panels(heatings: Sequence[Heating]) -> Drawing:
    note = scheme_note([heating.provenance for heating in heatings])
    foot = foot_lines(f"{_FOOT}{note}", style.PAGE_WIDTH)
    bottom, words = foot_height(foot), foot_words(foot)
    panels = []
    for heating in reversed(heatings):
        stretches = _stretches(heating)
        colours = _colours(stretches)
        width = style.PAGE_WIDTH - LEFT - style.EDGE - style.MARGIN
        entries = [
            (colour, f"{typeset(name)}{' (gas)' if state == 'gas' else ''}")
            for (name, state), colour in colours.items()
        ]
        lines = legend_lines(entries, width)
        bottom += LINE * len(lines) + 0.06
        words += legend_words(lines, LEFT, bottom)
        bottom += style.AXIS_MARGIN
        panel = _panel(heating, stretches, colours, bottom)
        panels.append(panel)
        bottom += PANEL_HEIGHT + 0.05
        words += _onset_words(stretches, panel, bottom)
        bottom += 0.17
        words.append(
            Words(x=LEFT, y=bottom, text=name_of_heated(heating), size=style.TITLE, bold=True, up="bottom")
        )
        bottom += 0.27
    return Drawing(width=style.PAGE_WIDTH, height=bottom, panels=panels[::-1], words=words)


def _panel(
    heating: Heating,
    stretches: Sequence[_Stretch],
    colours: dict[tuple[str, str], str],
    bottom: float,
) -> Panel:
    totals = [sum(phase.g_per_g for phase in one.phases) for one in stretches]
    panel = Panel(
        left=LEFT,
        bottom=bottom,
        width=style.PAGE_WIDTH - LEFT - style.EDGE - style.MARGIN,
        height=PANEL_HEIGHT,
        x=Axis(low=heating.low_k, high=heating.high_k, title="Temperature (K)"),
        y=Axis(low=0.0, high=1.02 * max(totals), title="Mass (g per g)"),
    )
    items: list[Item] = []
    labels: list[Item] = []
    order = {key: number for number, key in enumerate(colours)}
    for one in stretches:
        base = 0.0
        stacked = sorted(one.phases, key=lambda p: (p.state == "gas", order[p.formula, p.state]))
        for phase in stacked:
            top = base + phase.g_per_g
            colour = colours[phase.formula, phase.state]
            told = (
                f"<b>{typeset(phase.formula)}</b>{' (gas)' if phase.state == 'gas' else ''}<br>"
                f"{one.low_k:.1f} to {one.high_k:.1f} K<br>{phase.g_per_g:.4f} g per g"
            )
            items.append(
                Bars(
                    y=[(base + top) / 2],
                    low=[one.low_k],
                    high=[one.high_k],
                    colours=[colour],
                    height=top - base,
                    edged=True,
                    hover=[told],
                )
            )
            if _fits(panel, one, phase):
                labels.append(
                    Words(
                        x=(one.low_k + one.high_k) / 2,
                        y=(base + top) / 2,
                        text=typeset(phase.formula),
                        size=style.SMALL,
                        colour=style.ink_on(colour),
                        across="center",
                    )
                )
            base = top
    return Panel(
        left=panel.left,
        bottom=panel.bottom,
        width=panel.width,
        height=panel.height,
        x=panel.x,
        y=panel.y,
        items=[*items, *labels],
    )


def _fits(panel: Panel, stretch: _Stretch, phase: PhaseAmount) -> bool:
    wide = panel.inches_x(stretch.high_k) - panel.inches_x(stretch.low_k)
    high = phase.g_per_g / panel.y.high * panel.height
    return high > _LABEL_HEIGHT and wide > width_of(typeset(phase.formula), style.SMALL) + _LABEL_ROOM


def _onset_words(stretches: Sequence[_Stretch], panel: Panel, bottom: float) -> list[Words]:
    """The onsets above a panel, as many as there is room for."""
    found: list[Words] = []
    last = -1.0
    for one in stretches[1:]:
        place = panel.inches_x(one.low_k)
        if place - last < _ONSET_ROOM or place > panel.left + panel.width - _ONSET_ROOM / 2:
            continue
        last = place
        found.append(
            Words(
                x=place,
                y=bottom,
                text=f"{one.low_k:.0f}",
                size=style.SMALL,
                colour=style.FAINT,
                across="center",
                up="bottom",
            )
        )
    return found


def _rows(heatings: Sequence[Heating]) -> Drawing:
    rows = Rows()
    low, high = min(one.low_k for one in heatings), max(one.high_k for one in heatings)
    y: list[float] = []
    starts: list[float] = []
    told: list[str] = []
    gas_x: list[float] = []
    gas_y: list[float] = []
    shares = {one.mass_fraction_a for one in heatings} - {None}
    for heating in heatings:
        place = rows.row(name_of_heated(heating, with_shares=len(shares) > 1))
        onset = heating.reaction_onset.temperature_k
        if heating.steps:
            y.append(place)
            starts.append(heating.low_k if onset is None else onset)
            told.append(f"<b>{name_of_heated(heating)}</b><br>reacts: {heating.reaction_onset.words}")
        if any(step.gases_given_off for step in heating.steps):
            gas_y.append(place)
            gas_x.append(heating.gas_onset.temperature_k or heating.low_k)
    items: list[Item] = [
        Bars(
            y=y,
            low=starts,
            high=[high] * len(y),
            colours=[tinted(style.BLUE, 0.6)] * len(y),
            height=0.5,
            hover=told,
        )
    ]
    if gas_x:
        items.append(Marks(x=gas_x, y=gas_y, colour=style.VERMILION, symbol="diamond", size=4.5))
    note = scheme_note([heating.provenance for heating in heatings])
    of_mass = f"{shares.pop():.3g} of the mass of each mixture is the first. " if len(shares) == 1 else ""
    return rows.drawing(
        Axis(low=low, high=high, title="Temperature (K)"), items, f"{_FOOT_ROWS}{of_mass}{note}"
    )


def lines_between(columns: Sequence[tuple[float, Sequence[tuple[str, str, float]]]]) -> list[Item]:
    """Curves through the onsets that neighbouring rows have in common.

    Parameters
    ----------
    columns : sequence of (place, onsets)
        Of each row its place, and of each onset what lies below and above it and its temperature.
    """
    items: list[Item] = []
    for (y, here), (next_y, there) in pairwise(columns):
        known = {(below, above): t for below, above, t in there}
        for below, above, t in here:
            if (below, above) in known:
                items.append(Curve(x=[t, known[below, above]], y=[y, next_y], colour=style.INK, width=0.8))
    return items
