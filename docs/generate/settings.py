"""Settings with their defaults and units, from the declarations that the program reads."""

from __future__ import annotations

from generate.markdown import code, table
from stabwin.analysis import settings


def settings_table() -> str:
    """One row for each number that can be set."""
    rows = [
        (code(one.name), f"{one.default:g} {one.unit}".strip(), one.meaning)
        for one in vars(settings).values()
        if isinstance(one, settings.Setting)
    ]
    return table(("name in Python and in study files", "default", "meaning"), rows)
