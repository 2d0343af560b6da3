"""The energy schemes, from the file that the program reads."""

from __future__ import annotations

import tomllib
from importlib import resources

from generate.markdown import code, table


def energy_schemes() -> str:
    """One row for each scheme."""
    text = resources.files("stabwin.data").joinpath("schemes.toml").read_text("utf-8")
    rows = []
    for name, scheme in tomllib.loads(text).items():
        shifts = scheme.get("shifts_ev_per_atom", {})
        shifted = ", ".join(f"{element} {shift:+g}" for element, shift in shifts.items())
        rows.append((code(name), scheme["description"], shifted or "none"))
    return table(("scheme", "what", "shift of compounds (eV per atom of the element)"), rows)
