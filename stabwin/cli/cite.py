"""``stabwin cite``."""

from __future__ import annotations

import typer

from stabwin.cli import options
from stabwin.report.files import json_text


def cite(json: options.Json = False) -> None:
    """What to cite: data, methods and this program."""
    from stabwin.analysis.provenance import citations

    known = citations()
    if json:
        print(json_text({"schema": "stabwin/cite/1", "results": known}))
        return
    for key, text in known.items():
        typer.echo(f"{key}: {text}")
