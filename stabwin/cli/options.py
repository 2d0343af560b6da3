"""Options that several commands share."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Annotated

import typer

from stabwin.errors import PotentialError

Targets = Annotated[
    list[str],
    typer.Argument(
        help="Names of the catalogue, or formulas.", metavar="TARGET...", show_default=False
    ),
]
Phases = Annotated[
    str | None,
    typer.Option(help="starter, or a table of phases (CSV, gzipped CSV, Parquet).", metavar="PATH"),
]
Scheme = Annotated[str | None, typer.Option(help="Energy scheme, such as literature or database.")]
Exclude = Annotated[
    str,
    typer.Option(help="Phases to leave out, with commas.", metavar="LiS4,...", show_default=False),
]
Ion = Annotated[str | None, typer.Option(help="Mobile ion [default: the catalogue's, else Li].")]
Open = Annotated[
    list[str] | None,
    typer.Option(
        "--open",
        help="Chemical potential of a further open element, eV/atom relative to it.",
        metavar="O=-0.5",
    ),
]
Voltage = Annotated[
    float | None, typer.Option(help="Also answer at this voltage.", metavar="V", show_default=False)
]
Energy = Annotated[
    float | None,
    typer.Option(
        help="Formation energy of the one target, in the scheme of the phases.",
        metavar="EV_PER_ATOM",
        show_default=False,
    ),
]
IonTolerance = Annotated[
    float, typer.Option(help="Ions per non-ion atom the formula may be off.", metavar="T")
]
EnergyTolerance = Annotated[
    float, typer.Option(help="Widen the window to this decomposition energy, eV/atom.", metavar="E")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Csv = Annotated[
    Path | None, typer.Option("--csv", help="Also write the results as CSV.", metavar="FILE")
]
Cache = Annotated[
    Path | None, typer.Option(help="Folder of local data.", metavar="DIR", show_default=False)
]


def use_cache(cache: Path | None) -> None:
    """Make a folder the cache of this process and of those it starts."""
    if cache is not None:
        os.environ["STABWIN_CACHE"] = str(cache)


def parse_open(texts: list[str] | None) -> dict[str, float]:
    """Chemical potentials from ``O=-0.5`` (several: repeated, or with commas).

    Raises
    ------
    PotentialError
        A text has another form, or names an element twice.
    """
    found: dict[str, float] = {}
    for text in (piece for item in texts or () for piece in item.split(",")):
        element, equals, value = (part.strip() for part in text.partition("="))
        try:
            potential = float(value)
        except ValueError:
            potential = math.nan
        if not equals or math.isnan(potential):
            raise PotentialError(f"{text!r} is no chemical potential: write O=-0.5, for example.")
        if element in found:
            raise PotentialError(f"The chemical potential of {element} is given twice: give it once.")
        found[element] = potential
    return found
