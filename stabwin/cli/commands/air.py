"""``stabwin air``."""

from __future__ import annotations

from typing import Annotated

import typer

from stabwin.cli import options
from stabwin.cli.groups import ErrorOptions, OutputOptions, PhaseOptions
from stabwin.cli.reading import parse_gases
from stabwin.cli.show import show
from stabwin.cli.targets import TargetReader


def air(
    targets: options.Targets,
    product_gas: Annotated[
        list[str] | None,
        typer.Option(
            "--product-gas",
            help="Partial pressures in bar at which gases that form leave, such as H2S=1e-6,HCl=1e-6; "
            "others at 1 bar (can be repeated) [default: H2S=1e-6].",
            metavar="GAS=P",
            show_default=False,
        ),
    ] = None,
    ion: options.Ion = None,
    *,
    which: PhaseOptions,
    errors: ErrorOptions,
    output: OutputOptions,
) -> None:
    """What humid air, carbon dioxide and oxygen do to materials.

    The humidity at which each begins to hydrolyse or hydrate, as dew point and relative humidity, the
    gases that leave, and the pressures of carbon dioxide and oxygen at which it reacts.
    """
    from stabwin.analysis.air.ask import air as ask
    from stabwin.analysis.air.lines import PRODUCTS_BAR
    from stabwin.report.sections.air import air_tables

    backend = output.backend()
    answers = ask(
        TargetReader().targets(targets),
        phases=which.choice(),
        ion=ion,
        products_bar=PRODUCTS_BAR if product_gas is None else parse_gases(product_gas),
        uncertainty=errors.model(),
    )
    if output.plot is not None and answers.answered:
        from stabwin.report.figures import air_chart, save_figure

        save_figure(air_chart(answers, backend=backend), output.plot)
    raise typer.Exit(show(answers, air_tables(answers.answered), json=output.json, csv=output.csv))
