"""A matrix of contacts as a heat map."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.interfaces.states import has_several, named_in
from stabwin.analysis.results import Failure
from stabwin.errors import RequestError
from stabwin.report.figures import style
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.drawing import Axis, Cells, Drawing, Item, Panel, Words
from stabwin.report.figures.margins import foot_height, foot_lines, foot_words, scale_panel
from stabwin.report.figures.rows import MANY_ROWS
from stabwin.report.figures.subjects import scheme_note
from stabwin.report.figures.typesetting import number, shorten, typeset, typeset_products, widest

# Inches: cells that hold a number, and cells that hold none but leave room for the names beside them.
WIDE, TALL, NARROW = 0.46, 0.24, 0.145
MOST_NUMBERED_COLUMNS, MOST_NUMBERED_ROWS = 16, 40
WIDEST_NAME = 1.9
WIDEST_TITLE, TITLE_HEIGHT = 6.5, 0.26

# B, and the state of charge where the matrix has several.
Column = tuple[str, str | None]


def heat_map(matrix: InterfaceMatrix, *, backend: str = MATPLOTLIB) -> Any:
    """The mutual energies of every pair: a row for each A, a column for each B (and state).

    Small matrices have the numbers in their cells. Energies are per atom where contacts are closed, else
    per non-ion atom. Pairs without an answer are grey.

    Parameters
    ----------
    matrix : InterfaceMatrix
    backend : str
        "matplotlib" or "plotly".

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        No pair has an answer, or there is no such backend.
    """
    if not matrix.answered:
        raise RequestError("There is nothing to draw: no contact has an answer.")
    return render(_drawing(matrix), backend)


def _drawing(matrix: InterfaceMatrix) -> Drawing:
    several = has_several(one.state for one in matrix.answered)
    cells: dict[str, dict[Column, Interface | Failure]] = {}
    for result in matrix.results:
        a, b, state = _names(result)
        cells.setdefault(a, {})[b, state if several else None] = result
    columns = list(dict.fromkeys(column for row in cells.values() for column in row))
    closed = all(one.voltage_v is None or one.limited_metal is not None for one in matrix.answered)
    values = [[_energy(row.get(column), closed=closed) for column in columns] for row in cells.values()]
    lowest = min(value for row in values for value in row if value is not None)
    scale = style.energy_scale(lowest)
    numbered = len(columns) <= MOST_NUMBERED_COLUMNS and len(cells) <= MOST_NUMBERED_ROWS
    names = [shorten(typeset(name), style.TEXT, WIDEST_NAME) for name in cells]
    heads = [shorten(_head(column), style.TEXT, WIDEST_NAME) for column in columns]
    per = "eV/atom" if closed else "eV per non-ion atom"
    # A scale and its title need some width even below a single cell.
    height = len(cells) * (TALL if numbered else NARROW)
    across = len(columns) * (WIDE if numbered else NARROW)
    left = style.EDGE + widest(names, style.TEXT) + 0.1
    content = left + across + 0.2
    title = shorten(_title(matrix), style.TITLE, WIDEST_TITLE)
    width = max(content, widest([title], style.TITLE) + 2 * style.EDGE, 4.0)
    left += (width - content) / 2
    foot = foot_lines(f"Grey: no answer. {scheme_note([matrix.provenance])}", width)
    turned = widest(heads, style.TEXT)
    bottom = foot_height(foot) + 0.72 + turned + 0.12
    items: list[Item] = [
        Cells(
            x=list(range(len(columns) + 1)),
            y=list(range(len(cells) + 1)),
            values=values,
            scale=scale,
            hover=[[_hover(row.get(column)) for column in columns] for row in cells.values()],
        ),
    ]
    if numbered:
        items.extend(
            Words(
                x=column + 0.5,
                y=row + 0.5,
                text="\N{EN DASH}" if value is None else number(value, 3),
                size=style.SMALL,
                across="center",
                colour=style.INK if value is None else style.ink_on(scale.colour(value)),
            )
            for row, line in enumerate(values)
            for column, value in enumerate(line)
        )
    panel = Panel(
        left=left,
        bottom=bottom,
        width=across,
        height=height,
        x=Axis(
            low=0.0,
            high=float(len(columns)),
            ticks=[(place + 0.5, head) for place, head in enumerate(heads)],
            upright=True,
        ),
        y=Axis(
            low=float(len(cells)),
            high=0.0,
            ticks=[(place + 0.5, name) for place, name in enumerate(names)],
        ),
        items=items,
        framed=True,
    )
    words = foot_words(foot)
    top = bottom + height
    above = top + style.MARGIN
    repeated = len(cells) > MANY_ROWS
    if repeated:
        words.extend(
            Words(
                x=panel.inches_x(place), y=top + 0.06, text=head, across="center", up="bottom", turned=True
            )
            for place, head in panel.x.labelled
        )
        above += turned + 0.06
    words.append(
        Words(x=width / 2, y=above, text=title, size=style.TITLE, bold=True, across="center", up="bottom")
    )
    key = scale_panel(scale, f"Mutual energy ({per})")
    long = min(2.6, width - 0.8)
    key = replace(key, left=(width - long) / 2, bottom=foot_height(foot) + 0.46, width=long)
    return Drawing(
        width=width,
        height=above + TITLE_HEIGHT,
        panels=[panel, key],
        words=words,
    )


def _title(matrix: InterfaceMatrix) -> str:
    """What all pairs share: voltage, state of charge where it is one, and the scheme."""
    voltages = {one.voltage_v for one in matrix.answered if one.limited_metal is None}
    states = {one.state for one in matrix.answered} - {None}
    state = [str(one) for one in states] if len(states) == 1 else []
    return ", ".join([_condition(voltages), *state, f"scheme {matrix.provenance.scheme}"])


def _condition(voltages: set[float | None]) -> str:
    if voltages <= {None}:
        return "Closed contacts"
    if len(voltages) == 1:
        return f"Contacts at {next(iter(voltages)):g} V"
    return "Contacts, each at its worst voltage" if None not in voltages else "Contacts"


def _names(result: Interface | Failure) -> tuple[str, str, str | None]:
    """Both sides of a pair, and its state of charge."""
    if isinstance(result, Failure):
        return str(result.names["a"]), str(result.names["b"]), result.names["state"]
    return result.a, result.b, result.state


def _head(column: Column) -> str:
    """A column's head: B, with its state of charge where the matrix has several."""
    name, state = column
    return named_in(typeset(name), state)


def _energy(result: Interface | Failure | None, *, closed: bool) -> float | None:
    if not isinstance(result, Interface) or result.mutual is None:
        return None
    return result.mutual.ev_per_atom if closed else result.mutual.ev_per_nonion_atom


def _hover(result: Interface | Failure | None) -> str:
    if not isinstance(result, Interface):
        return "failed" if result is not None else ""
    name = f"<b>{typeset(result.a)} | {typeset(result.b)}</b>"
    if result.mutual is None:
        return f"{name}<br>the phases do not cover it"
    products = typeset_products(result.mutual.products) or "no reaction"
    return f"{name}<br>{result.mutual.ev_per_atom:.4f} eV/atom<br>{products}"
