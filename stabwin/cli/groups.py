"""Groups of options that belong together: declared once, and handed to a command as one object.

typer reads the options of a command from its parameters. `expanded` replaces each parameter whose type is a
group by the fields of that group: a new field is a new option of every command that takes the group.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from stabwin.analysis import settings
from stabwin.cli import options
from stabwin.errors import RequestError

if TYPE_CHECKING:
    from stabwin.analysis.uncertainty.error_model import ErrorModel
    from stabwin.phases.load import PhaseChoice
    from stabwin.thermo.gibbs.nodes import Temperature


@dataclass(frozen=True, kw_only=True)
class PhaseOptions:
    """Which phases a command uses."""

    phases: Annotated[
        str | None,
        typer.Option(
            help="starter, store, or a table of phases (CSV, Parquet, an export); starter+PATH: own phases "
            "on top of the starter [default: the store if it holds anything, else starter].",
            metavar="PATH",
            show_default=False,
        ),
    ] = None
    complete: Annotated[
        bool,
        typer.Option("--complete", help="Own phases are complete, even without compounds that are known."),
    ] = False
    scheme: Annotated[
        str | None,
        typer.Option(
            help="Which energies: measured (tied to measured enthalpies), literature (as papers of 2015 "
            "and 2016), database (as the table gives them), mp2020, uncorrected; with shifts: "
            "database+S=0.3 [default: STABWIN_SCHEME, else the first that the phases have].",
            metavar="NAME",
            show_default=False,
        ),
    ] = None
    exclude: options.Exclude = None
    include: options.Include = None
    temperature: Annotated[
        str | None,
        typer.Option(
            help="Gibbs energies at this temperature in K, 298.15 to 1500, with gases at 1 bar among the "
            "products; none: enthalpies at 298.15 K [default: 298.15 in the scheme measured, else none].",
            metavar="K",
            show_default=False,
        ),
    ] = None
    database_version: options.DatabaseVersion = None
    cache: options.Cache = None
    offline: options.Offline = False  # only fetching uses the network: accepted everywhere, for scripts

    def choice(self) -> PhaseChoice:
        """The phases, for the functions of the package."""
        from stabwin.phases.load import PhaseChoice

        return PhaseChoice(
            source=self.phases,
            scheme=self.scheme,
            exclude=tuple(self.exclude or ()),
            include=tuple(self.include or ()),
            database_version=self.database_version,
            cache=self.cache,
            complete=self.complete,
            temperature_k=self.temperature_k(),
        )

    def temperature_k(self) -> Temperature:
        """The temperature, or "none" for enthalpies (RequestError for a text that is neither)."""
        from stabwin.cli.reading import parse_temperature

        return parse_temperature(self.temperature)


@dataclass(frozen=True, kw_only=True)
class ErrorOptions:
    """Error bars from samples of the phases' errors."""

    uncertainty: Annotated[
        int | None,
        typer.Option(
            help="Also error bars and probabilities, from N samples of the phases' errors, such as 1000.",
            metavar="N",
            show_default=False,
        ),
    ] = None
    sigma: Annotated[
        float | None,
        typer.Option(
            help="Standard error of each phase's own energy, eV/atom [default: what is known of each "
            f"phase; {settings.SIGMA.default:g} where nothing is].",
            metavar="S",
            show_default=False,
        ),
    ] = None
    seed: Annotated[
        int | None,
        typer.Option(
            help=f"{settings.SEED.meaning.rstrip('.')} [default: {settings.SEED.default:g}].",
            metavar="K",
            show_default=False,
        ),
    ] = None

    def model(self) -> ErrorModel | None:
        """The error model; none without samples.

        Raises
        ------
        RequestError
            A value lies outside its range, or a setting is given without samples.
        """
        given = {"sigma_ev_per_atom": self.sigma, "seed": self.seed}
        chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if self.uncertainty is None:
            if chosen:
                option = "--sigma" if self.sigma is not None else "--seed"
                raise RequestError(f"{option} is a setting of --uncertainty: give that too, such as 1000.")
            return None
        from stabwin.analysis.uncertainty.error_model import ErrorModel

        return ErrorModel(samples=self.uncertainty, **chosen)


@dataclass(frozen=True, kw_only=True)
class OutputOptions:
    """Where results go besides the terminal, and in which form they are printed."""

    csv: options.Csv = None
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot",
            help="Also draw a figure: .svg, .pdf or .png for print, .html for the screen.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None
    json: options.Json = False

    def backend(self) -> str:
        """What draws the figure, checked before anything is computed; "" without a figure.

        Raises
        ------
        OutputError
            No figure is written with this ending, or no rows.
        MissingExtraError
            What draws it, or writes the rows, is not installed.
        """
        from stabwin.cli.rows import check_rows

        check_rows(self.csv, json=self.json)
        if self.plot is None:
            return ""
        from stabwin.report.figures.backends import check_backend
        from stabwin.report.figures.save import backend_of

        backend = backend_of(self.plot)
        check_backend(backend)
        return backend


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How a study is run."""

    jobs: Annotated[
        int,
        typer.Option(
            help="Processes on this machine; 0: one per core, as far as there is work for them.",
            metavar="N",
            min=0,
        ),
    ] = 0
    backend: Annotated[str, typer.Option(help="loky (this machine) or dask (a cluster).")] = "loky"
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a dask scheduler.", metavar="ADDRESS", show_default=False)
    ] = None
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the results [default: runs/NAME].", metavar="DIR", show_default=False),
    ] = None
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute everything again.")] = False


def expanded(command: Callable[..., None]) -> Callable[..., None]:
    """A command as typer reads it: with the options of its groups as parameters of their own."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if inspect.isclass(kind) and is_dataclass(kind)}
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name not in groups:
            parameters.append(
                parameter.replace(annotation=hints[parameter.name], kind=parameter.KEYWORD_ONLY)
            )
            continue
        own = get_type_hints(groups[parameter.name], include_extras=True)
        parameters += [
            inspect.Parameter(
                field.name, parameter.KEYWORD_ONLY, default=field.default, annotation=own[field.name]
            )
            for field in fields(groups[parameter.name])
        ]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        parts = {
            name: kind(**{field.name: given.pop(field.name) for field in fields(kind)})
            for name, kind in groups.items()
        }
        command(**given, **parts)

    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run
