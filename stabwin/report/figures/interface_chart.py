"""Contacts: energy against mixing fraction, or the lowest energies of many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.results import Failure
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.contact_bars import contact_bars
from stabwin.report.figures.contact_panels import contact_panels
from stabwin.report.figures.contacts import covered

# More contacts than this become bars: their kinks can't be read at once.
MOST_PANELS = 6


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
    contacts = covered(results)
    drawing = contact_panels(contacts) if len(contacts) <= MOST_PANELS else contact_bars(contacts)
    return render(drawing, backend)
