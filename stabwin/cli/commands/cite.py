"""``stabwin cite``."""

from __future__ import annotations

from stabwin.cli import options
from stabwin.cli.output import emit
from stabwin.writing import json_text


def cite(json: options.Json = False) -> None:
    """List what to cite: data, methods and stabwin."""
    from stabwin.analysis.provenance import citations

    known = citations()
    if json:
        emit(json_text({"schema": "stabwin/cite/1", "results": known}))
        return
    for key, text in known.items():
        emit(f"{key}: {text}")
