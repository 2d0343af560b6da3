"""Options that several commands share."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stabwin.analysis import settings
from stabwin.chemistry.catalogue import find, materials
from stabwin.errors import PotentialError, RequestError

if TYPE_CHECKING:
    from stabwin.analysis.uncertainty.error_model import ErrorModel
    from stabwin.phases.load import PhaseChoice

Targets = Annotated[
    list[str],
    typer.Argument(help="Names of the catalogue, or formulas.", metavar="TARGET...", show_default=False),
]
Phases = Annotated[
    str | None,
    typer.Option(
        help="starter, store, or a table of phases (CSV, Parquet, an export) "
        "[default: the store once it holds anything, else starter].",
        metavar="PATH",
        show_default=False,
    ),
]
DatabaseVersion = Annotated[
    str | None,
    typer.Option(
        help="Data set of the store: a database version or a label.", metavar="NAME", show_default=False
    ),
]
Offline = Annotated[
    bool, typer.Option("--offline", envvar="STABWIN_OFFLINE", help="Never touch the network.")
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
    str | None,
    typer.Option(
        help="Also answer at this voltage; an anode's name stands for its potential.",
        metavar="V",
        show_default=False,
    ),
]
Energy = Annotated[
    float | None,
    typer.Option(
        help="Formation energy of the one target, in the scheme of the phases.",
        metavar="EV_PER_ATOM",
        show_default=False,
    ),
]
IonTolerance = Annotated[float, typer.Option(help=settings.ION_TOLERANCE.meaning, metavar="T")]
EnergyTolerance = Annotated[float, typer.Option(help=settings.ENERGY_TOLERANCE.meaning, metavar="E")]
Uncertainty = Annotated[
    int | None,
    typer.Option(
        help="Also error bars and probabilities, from N samples of the phases' errors, such as 1000.",
        metavar="N",
        show_default=False,
    ),
]
Sigma = Annotated[
    float | None,
    typer.Option(
        help=f"{settings.SIGMA.meaning.rstrip('.')} [default: {settings.SIGMA.default:g}].",
        metavar="S",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        help=f"{settings.SEED.meaning.rstrip('.')} [default: {settings.SEED.default:g}].",
        metavar="K",
        show_default=False,
    ),
]
Sensitivity = Annotated[
    bool,
    typer.Option("--sensitivity", help="Also say which single phase each number hangs on."),
]
InsulatingGap = Annotated[
    float,
    typer.Option(help=settings.INSULATING_GAP.meaning, metavar="EV"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Also write the results as CSV.", metavar="FILE")]
Plot = Annotated[
    Path | None,
    typer.Option(
        "--plot",
        help="Also draw a figure: .svg, .pdf or .png for print, .html for the screen.",
        metavar="FILE",
        show_default=False,
    ),
]
Cache = Annotated[
    Path | None, typer.Option(help="Folder of local data.", metavar="DIR", show_default=False)
]


def phase_choice(
    phases: str | None, scheme: str | None, exclude: str, database_version: str | None, cache: Path | None
) -> PhaseChoice:
    """Which phases a command uses."""
    from stabwin.phases.load import PhaseChoice

    return PhaseChoice(
        source=phases, scheme=scheme, exclude=exclude, database_version=database_version, cache=cache
    )


def error_model(uncertainty: int | None, sigma: float | None, seed: int | None) -> ErrorModel | None:
    """The error model that is asked for; none without samples.

    Raises
    ------
    RequestError
        A value lies outside its range, or a setting is given without samples.
    """
    given = {"sigma_ev_per_atom": sigma, "seed": seed}
    settings: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if uncertainty is None:
        if settings:
            option = "--sigma" if sigma is not None else "--seed"
            raise RequestError(f"{option} is a setting of --uncertainty: give that too, such as 1000.")
        return None
    from stabwin.analysis.uncertainty.error_model import ErrorModel

    return ErrorModel(samples=uncertainty, **settings)


def plot_backend(plot: Path | None) -> str:
    """Which backend draws a figure, checked before anything is computed.

    Raises
    ------
    OutputError
        No figure is written with this ending.
    MissingExtraError
        What draws it is not installed.
    """
    if plot is None:
        return ""
    from stabwin.report.figures.backends import check_backend
    from stabwin.report.figures.save import backend_of

    backend = backend_of(plot)
    check_backend(backend)
    return backend


def parse_voltage(text: str | None) -> float | None:
    """A voltage from a number, or from the name of an anode whose potential the catalogue knows.

    Raises
    ------
    PotentialError
        The text is neither.
    """
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    material = find(text.strip())
    if material is not None and material.potential_v is not None:
        return material.potential_v
    anodes = ", ".join(m.name for m in materials() if m.potential_v is not None)
    raise PotentialError(
        f"The voltage {text!r} is no number: give volts, or an anode of the catalogue ({anodes})."
    )


def parse_voltages(text: str | None) -> tuple[float, float] | None:
    """A range from ``LO:HI``, or from the name of a cathode whose voltages the catalogue knows.

    Raises
    ------
    PotentialError
        The text is neither.
    """
    if text is None:
        return None
    low, colon, high = text.partition(":")
    if colon:
        found = parse_voltage(low), parse_voltage(high)
        if found[0] is not None and found[1] is not None:
            return found[0], found[1]
    material = find(text.strip())
    if material is not None and material.voltage_range_v is not None:
        return material.voltage_range_v
    raise PotentialError(
        f"{text!r} is no range of voltages: write LO:HI, such as 2.5:4.2, or the name of a cathode."
    )


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
