"""What draws a figure: matplotlib for papers, plotly for the screen. Both are imported when they draw."""

from __future__ import annotations

from typing import Any

from stabwin.errors import RequestError
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
    """
    if backend == MATPLOTLIB:
        from stabwin.report.figures.draw_matplotlib import draw
    elif backend == PLOTLY:
        from stabwin.report.figures.draw_plotly import draw
    else:
        raise RequestError(f"{backend!r} draws no figures: choose one of {', '.join(BACKENDS)}.")
    return draw(drawing)
