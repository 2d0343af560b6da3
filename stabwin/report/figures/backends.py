"""What draws a figure: matplotlib for papers, plotly for the screen. Both are imported when they draw."""

from __future__ import annotations

from typing import Any

from stabwin.errors import RequestError
from stabwin.extras import require
from stabwin.report.figures.drawing import Drawing

MATPLOTLIB, PLOTLY = "matplotlib", "plotly"
BACKENDS = (MATPLOTLIB, PLOTLY)


def render(drawing: Drawing, backend: str) -> Any:
    """Draw with matplotlib or plotly.

    Returns
    -------
    matplotlib.figure.Figure or plotly.graph_objects.Figure

    Raises
    ------
    RequestError
        There is no such backend.
    MissingExtraError
        It is not installed.
    """
    check_backend(backend)
    if backend == MATPLOTLIB:
        from stabwin.report.figures.draw_matplotlib import draw
    else:
        from stabwin.report.figures.draw_plotly import draw
    return draw(drawing)


def check_backend(backend: str) -> None:
    """Refuse a backend that does not exist (RequestError) or is not installed (MissingExtraError)."""
    if backend not in BACKENDS:
        raise RequestError(f"{backend!r} draws no figures: choose one of {', '.join(BACKENDS)}.")
    require(backend, "This figure")
