"""Decomposition energy against voltage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stabwin.analysis.results import Failure
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.uncertainty import ProfileUncertainty
from stabwin.report.figures.backends import MATPLOTLIB, render
from stabwin.report.figures.series import Series, draw_series
from stabwin.report.figures.subjects import bars_note, scheme_note, subjects, voltage_title
from stabwin.report.figures.typesetting import typeset


def energy_chart(results: Profile | Iterable[Profile | Failure], *, backend: str = MATPLOTLIB) -> Any:
    """Decomposition energies against voltage, exact at every voltage.

    Up to eight targets are lines with a mark at each breakpoint; more are rows of colours.

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
    series = [
        Series(
            label=typeset(profile.target),
            x=[voltage for voltage, _ in profile.decomposition_energy],
            y=[energy for _, energy in profile.decomposition_energy],
            low=[spread.p05 for spread in _spreads(profile)],
            high=[spread.p95 for spread in _spreads(profile)],
        )
        for profile in profiles
    ]
    drawing = draw_series(
        series,
        x=(0.0, max(one.x[-1] for one in series)),
        x_title=voltage_title(profile.ion for profile in profiles),
        y_title="Decomposition energy (eV/atom)",
        foot=bars_note(profiles, "Shaded") + scheme_note([profile.provenance for profile in profiles]),
    )
    return render(drawing, backend)


def _spreads(profile: Profile) -> list[Spread]:
    found = profile.uncertainty
    if not isinstance(found, ProfileUncertainty):
        return []
    return [spread for _, spread in found.decomposition_energy]
