"""``stabwin heat``."""

from __future__ import annotations

from typing import Annotated

import typer

from stabwin.analysis import settings
from stabwin.cli import options
from stabwin.cli.atmosphere import AtmosphereOptions
from stabwin.cli.groups import ErrorOptions, OutputOptions, PhaseOptions
from stabwin.cli.reading import parse_range
from stabwin.cli.show import show
from stabwin.cli.targets import TargetReader
from stabwin.errors import RequestError

Materials = Annotated[
    str,
    typer.Argument(
        help="A material, or several separated by commas; or a list: @list.txt, list.csv:COLUMN, -.",
        metavar="A[,A2..]",
        show_default=False,
        autocompletion=options.names_beginning,
    ),
]
Partners = Annotated[
    str | None,
    typer.Argument(
        help="What is mixed with it, one material or several; without it A alone.",
        metavar="[B[,B2..]]",
        show_default=False,
        autocompletion=options.names_beginning,
    ),
]


def heat(
    a: Materials,
    b: Partners = None,
    temperatures: Annotated[
        str, typer.Option(help="From the lowest to the highest temperature, K.", metavar="LO:HI")
    ] = "298.15:1500",
    fraction: Annotated[
        float, typer.Option(help=settings.MASS_FRACTION_A.meaning, metavar="W")
    ] = settings.MASS_FRACTION_A.default,
    state: Annotated[
        str,
        typer.Option(
            help="State of cathodes given by name: charged, discharged, both, or ions left per formula "
            "unit (0.2, or 0:1:0.1).",
            metavar="STATE",
        ),
    ] = "discharged",
    oxygen_map: Annotated[
        str | None,
        typer.Option(
            "--map",
            help="Also the onsets over these pressures of oxygen, bar, such as 1e-10:1; --plot draws them.",
            metavar="LO:HI",
            show_default=False,
        ),
    ] = None,
    *,
    which: PhaseOptions,
    around: AtmosphereOptions,
    errors: ErrorOptions,
    output: OutputOptions,
) -> None:
    """What materials and mixtures turn into on heating.

    Every reaction with the temperature at which it begins, the gases given off and the heat: sintering,
    decomposition, the oxygen that charged cathodes release.
    """
    from stabwin.analysis.heat.ask import heatings
    from stabwin.analysis.heat.oxygen_map import pressures_between
    from stabwin.report.sections.heat import heat_tables

    if which.temperature is not None:
        raise RequestError("heat goes through all temperatures: give --temperatures LO:HI.")
    backend = output.backend()
    model = errors.model()
    range_k = parse_range(temperatures, "temperatures", "300:1300")
    pressures = parse_range(oxygen_map, "pressures", "1e-10:1")
    read = TargetReader()
    answers = heatings(
        read.targets([a]),
        None if b is None else read.targets([b]),
        phases=which.choice(),
        temperatures_k=range_k or (0.0, 0.0),
        gases_bar=around.gases_bar(None),
        state=state,
        mass_fraction_a=fraction,
        pressures_bar=() if pressures is None else pressures_between(*pressures),
        uncertainty=model,
    )
    if output.plot is not None and answers.answered:
        from stabwin.report.figures import heat_chart, onset_map, save_figure

        draw = heat_chart if pressures is None else onset_map
        save_figure(draw(answers, backend=backend), output.plot)
    raise typer.Exit(show(answers, heat_tables(answers.answered), json=output.json, csv=output.csv))
