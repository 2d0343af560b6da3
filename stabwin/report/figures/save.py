"""Figures as files: the same figure, the same bytes."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

from stabwin.errors import OutputError
from stabwin.report.figures import style
from stabwin.report.figures.backends import MATPLOTLIB, PLOTLY
from stabwin.writing import write_bytes

_ENDINGS = {".svg": MATPLOTLIB, ".pdf": MATPLOTLIB, ".png": MATPLOTLIB, ".html": PLOTLY}

# Without dates, and without what differs between machines.
_METADATA: dict[str, dict[str, Any]] = {
    ".svg": {"Date": None, "Creator": "stabwin"},
    ".pdf": {"CreationDate": None, "Creator": "stabwin", "Producer": None},
    ".png": {"Software": None},
}
_SETTINGS: Any = {
    "font.family": [style.FONT],
    "svg.hashsalt": "stabwin",  # names of shared shapes
    "svg.fonttype": "path",  # the same picture without the font
    "pdf.fonttype": 42,  # TrueType, which journals ask for
    "mathtext.fontset": "dejavusans",
    "mathtext.default": "regular",
    "path.simplify": True,
    "savefig.bbox": None,
    "savefig.transparent": False,
}

# As wide as the window, up to twice its size: a small figure is not blown up, and a phone shows it whole.
_FILL_THE_PAGE = """
const figure = document.getElementById('figure');
const fit = () => {
  const width = figure._fullLayout.width, height = figure._fullLayout.height;
  const scale = Math.min(document.documentElement.clientWidth / width, 2);
  figure.style.width = width + 'px';
  figure.style.transformOrigin = '0 0';
  figure.style.transform = 'scale(' + scale + ')';
  figure.style.marginBottom = (scale - 1) * height + 'px';
  figure.style.marginRight = (scale - 1) * width + 'px';
  const left = document.documentElement.clientWidth - scale * width;
  document.body.style.paddingLeft = Math.max(0, left / 2) + 'px';
};
window.addEventListener('resize', fit);
fit();
"""
_HEAD = (
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>stabwin</title>'
    "<style>html, body { margin: 0; overflow-x: hidden }</style>"
)

PRINT_DPI = 300
# Readers of images give up on sides longer than this.
LONGEST_SIDE_PIXELS = 30_000


def backend_of(path: str | os.PathLike[str]) -> str:
    """The backend that a file's ending asks for.

    Raises
    ------
    OutputError
        No figure is written with this ending.

    Examples
    --------
    >>> backend_of("window.svg")
    'matplotlib'
    """
    ending = Path(path).suffix.lower()
    if ending not in _ENDINGS:
        raise OutputError(
            f"No figure can be written as {str(path)!r}: its name must end with "
            f"{_written(list(_ENDINGS))}.",
            path=str(path),
        )
    return _ENDINGS[ending]


def save_figure(figure: Any, path: str | os.PathLike[str]) -> None:
    """Write a figure whole or not at all; the file's ending decides the format.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or plotly.graph_objects.Figure
        matplotlib: .svg, .pdf or .png; plotly: .html, a page that needs no network.
    path : path

    Raises
    ------
    OutputError
        The ending is unknown or belongs to the other backend, or the file can't be written there.
    """
    backend = MATPLOTLIB if hasattr(figure, "savefig") else PLOTLY
    if backend_of(path) != backend:
        fitting = [ending for ending, one in _ENDINGS.items() if one == backend]
        raise OutputError(
            f"A figure of {backend} can't be written as {str(path)!r}: its name must end with "
            f"{_written(fitting)}, or draw it with the other backend.",
            path=str(path),
        )
    where = Path(path)
    content = _image(figure, where.suffix.lower()) if backend == MATPLOTLIB else _page(figure)
    write_bytes(where, content)


def _written(endings: list[str]) -> str:
    return endings[0] if len(endings) == 1 else f"{', '.join(endings[:-1])} or {endings[-1]}"


def _image(figure: Any, ending: str) -> bytes:
    import matplotlib as mpl

    dpi = min(PRINT_DPI, int(LONGEST_SIDE_PIXELS / max(figure.get_size_inches())))
    content = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure.savefig(content, format=ending[1:], dpi=dpi, metadata=_METADATA[ending])
    return content.getvalue()


def _page(figure: Any) -> bytes:
    from plotly.io import to_html

    page = to_html(
        figure,
        include_plotlyjs=True,
        div_id="figure",
        post_script=_FILL_THE_PAGE,
        config={"displaylogo": False, "toImageButtonOptions": {"format": "svg"}},
    )
    return str(page).replace("<head>", f"<head>{_HEAD}", 1).encode()
