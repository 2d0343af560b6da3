"""Contacts: energy against voltage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.results import Failure
from stabwin.errors import RequestError
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.contacts import covered, name_of
from stabwin.report.figures.series import MOST_LINES, Series, draw_series
from stabwin.report.figures.subjects import scheme_note, voltage_title
from stabwin.report.figures.typesetting import typeset_products


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
    ranged = [(contact, contact.range) for contact in covered(results) if contact.range is not None]
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
