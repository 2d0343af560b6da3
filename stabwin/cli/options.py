"""Single options and arguments that several commands share. Those that belong together are in `groups`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stabwin.analysis import settings


def names_beginning(incomplete: str) -> list[str]:
    """The names of the catalogue that begin with a text, for the completion of a shell."""
    from stabwin.chemistry.catalogue import names

    return sorted(name for name in names() if name.casefold().startswith(incomplete.casefold()))


Targets = Annotated[
    list[str],
    typer.Argument(
        help="Names from the catalogue or formulas; lists: @list.txt, list.csv:COLUMN (also .xlsx, "
        ".parquet), - (standard input); a series; Li-P-S (all its phases).",
        metavar="TARGET...",
        show_default=False,
        autocompletion=names_beginning,
    ),
]
Ion = Annotated[
    str | None,
    typer.Option(help="Mobile ion [default: that of the target in the catalogue, else Li].", metavar="X"),
]
Open = Annotated[
    list[str] | None,
    typer.Option(
        "--open",
        help="Chemical potential of a further open element relative to the element, eV/atom.",
        metavar="O=-0.5",
    ),
]
Voltage = Annotated[
    str | None,
    typer.Option(
        help="Also give the equilibrium at this voltage; an anode's name stands for its potential.",
        metavar="V",
        show_default=False,
    ),
]
Along = Annotated[
    str | None,
    typer.Option(
        help="Along a gas in place of the ion, H2O, CO2, O2 ...: the pressures at which a target neither "
        "takes it up nor gives it off, or all it turns into [temperature: 298.15].",
        metavar="GAS",
        show_default=False,
    ),
]
Energy = Annotated[
    float | None,
    typer.Option(
        help="Formation energy of the single target, eV/atom, computed like those of the phases: name "
        "their --scheme (measured refuses it).",
        metavar="EV_PER_ATOM",
        show_default=False,
    ),
]
IonTolerance = Annotated[float, typer.Option(help=settings.ION_TOLERANCE.meaning, metavar="T")]
EnergyTolerance = Annotated[float, typer.Option(help=settings.ENERGY_TOLERANCE.meaning, metavar="E")]
InsulatingGap = Annotated[float, typer.Option(help=settings.INSULATING_GAP.meaning, metavar="EV")]
Sensitivity = Annotated[
    bool, typer.Option("--sensitivity", help="Also say on which single phase each number depends.")
]
Cache = Annotated[str | None, typer.Option(help="Folder of local data.", metavar="DIR", show_default=False)]
DatabaseVersion = Annotated[
    str | None,
    typer.Option(
        help="Data set of the store: a database version or a label.", metavar="NAME", show_default=False
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        help="Formulas of phases to leave out, with commas between; may be repeated.",
        metavar="FORMULA,...",
        show_default=False,
    ),
]
Include = Annotated[
    list[str] | None,
    typer.Option(
        "--include",
        help="Formulas of phases to take back that the scheme measured leaves out, with commas between; "
        "may be repeated.",
        metavar="FORMULA,...",
        show_default=False,
    ),
]
Offline = Annotated[
    bool, typer.Option("--offline", envvar="STABWIN_OFFLINE", help="Never use the network.")
]
Csv = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        help="Also write the results as CSV, or as Excel if FILE ends with .xlsx; - prints CSV alone.",
        metavar="FILE",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
