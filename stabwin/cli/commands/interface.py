"""``stabwin interface``."""

from __future__ import annotations

from typing import Annotated

import typer

from stabwin.analysis import settings
from stabwin.cli import options
from stabwin.cli.atmosphere import AtmosphereOptions
from stabwin.cli.exit_codes import code_of
from stabwin.cli.groups import ErrorOptions, OutputOptions, PhaseOptions
from stabwin.cli.messages import say, say_errors, say_grouped
from stabwin.cli.reading import parse_open, parse_voltage, parse_voltages
from stabwin.cli.show import show
from stabwin.cli.targets import TargetReader
from stabwin.errors import CoverageError, RequestError

Sides = Annotated[
    str,
    typer.Argument(
        help="A material, or several separated by commas; or a list: @list.txt, list.csv:COLUMN, -.",
        metavar="A[,A2..]",
        show_default=False,
        autocompletion=options.names_beginning,
    ),
]
Partners = Annotated[
    str,
    typer.Argument(
        help="The material in contact with it, or several.",
        metavar="B[,B2..]",
        show_default=False,
        autocompletion=options.names_beginning,
    ),
]


def interface(
    a: Sides,
    b: Partners,
    voltage: Annotated[
        str | None,
        typer.Option(
            help="Exchange ions at this voltage; an anode's name stands for its potential.", metavar="V"
        ),
    ] = None,
    voltages: Annotated[
        str | None,
        typer.Option(
            help="Follow the contact over a range; a cathode's name stands for its usual range.",
            metavar="LO:HI",
        ),
    ] = None,
    state: Annotated[
        str,
        typer.Option(
            help="State of cathodes given by name: charged, discharged, both, or ions left per formula "
            "unit (0.2, or 0:1:0.1).",
            metavar="STATE",
        ),
    ] = "discharged",
    threshold: Annotated[float, typer.Option(help=settings.THRESHOLD.meaning)] = settings.THRESHOLD.default,
    kinks: Annotated[
        bool,
        typer.Option("--kinks", help="Of one contact, also all mixtures at which the products change."),
    ] = False,
    sensitivity: options.Sensitivity = False,
    insulating_gap: options.InsulatingGap = settings.INSULATING_GAP.default,
    ion: options.Ion = None,
    open_elements: options.Open = None,
    *,
    which: PhaseOptions,
    around: AtmosphereOptions,
    errors: ErrorOptions,
    output: OutputOptions,
) -> None:
    """Reactions where two materials are in contact.

    The strongest reaction of each contact with its energy and products, closed or at fixed voltages.
    """
    from stabwin.analysis.conditions import ContactConditions
    from stabwin.analysis.interfaces.ask import interface_matrix
    from stabwin.report.sections.contact_tables import contact_tables

    backend = output.backend()
    model = errors.model()
    read = TargetReader()
    left, right = read.targets([a]), read.targets([b])
    matrix = interface_matrix(
        left,
        right,
        phases=which.choice(),
        ion=ion,
        state=state,
        conditions=ContactConditions(
            voltage_v=parse_voltage(voltage),
            voltages_v=parse_voltages(voltages),
            open_ev=parse_open(open_elements),
            gases_bar=around.gases_bar(which.temperature_k()),
            threshold_ev=threshold,
            insulating_gap_ev=insulating_gap,
        ),
        uncertainty=model,
        sensitivity=sensitivity,
    )
    if kinks and not output.json and len(matrix.results) > 1:
        raise RequestError(
            f"--kinks prints the mixtures of one contact, and there are {len(matrix.results)}: leave it "
            "out, or ask for one pair."
        )
    uncovered = [(result.error or "", result.target) for result in matrix.uncovered]
    if uncovered and not matrix.answered and not matrix.failures:
        say_errors(message for message, _ in uncovered)
        raise typer.Exit(code_of(CoverageError))
    if output.plot is not None and matrix.answered:
        from stabwin.report import figures

        if voltages is not None:
            drawn = figures.contact_chart(matrix, backend=backend)
        elif figures.is_of_states(matrix):
            drawn = figures.state_chart(matrix, backend=backend)
        elif len(left) == len(right) == 1:
            drawn = figures.interface_chart(matrix, backend=backend)
        else:
            drawn = figures.heat_map(matrix, backend=backend)
        figures.save_figure(drawn, output.plot)
    unseen = len(matrix.results) > 1 and not (output.json or output.csv or voltages or model)
    if unseen and threshold != settings.THRESHOLD.default:
        say(
            "note: --threshold says which interphases are nearly stable, and a matrix does not show them: "
            "--csv and --json do, for every contact."
        )
    code = show(matrix, contact_tables(matrix, kinks=kinks), json=output.json, csv=output.csv)
    if not output.json:
        say_grouped("no data", uncovered)
    raise typer.Exit(code)
