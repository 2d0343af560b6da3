"""``stabwin interface``."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from stabwin.analysis import settings
from stabwin.cli import options
from stabwin.cli.exit_codes import code_of
from stabwin.cli.messages import say_errors, say_grouped
from stabwin.cli.output import show
from stabwin.errors import CoverageError

_BETWEEN_NAMES = re.compile(r",(?![^\[]*\])(?!\s*[a-z]\s*=)")

Sides = Annotated[
    str,
    typer.Argument(help="A material, or several with commas.", metavar="A[,A2..]", show_default=False),
]
Partners = Annotated[
    str, typer.Argument(help="What it touches, or several.", metavar="B[,B2..]", show_default=False)
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
            help="Follow the contact over a range; a cathode's name stands for its own.",
            metavar="LO:HI",
        ),
    ] = None,
    state: Annotated[
        str, typer.Option(help="charged, discharged or both: of cathodes given by name.")
    ] = "discharged",
    threshold: Annotated[float, typer.Option(help=settings.THRESHOLD.meaning)] = settings.THRESHOLD.default,
    uncertainty: options.Uncertainty = None,
    sigma: options.Sigma = None,
    seed: options.Seed = None,
    sensitivity: options.Sensitivity = False,
    insulating_gap: options.InsulatingGap = settings.INSULATING_GAP.default,
    phases: options.Phases = None,
    scheme: options.Scheme = None,
    exclude: options.Exclude = "",
    ion: options.Ion = None,
    open_elements: options.Open = None,
    database_version: options.DatabaseVersion = None,
    cache: options.Cache = None,
    offline: options.Offline = False,  # noqa: ARG001 (these commands never touch the network)
    csv: options.Csv = None,
    plot: options.Plot = None,
    json: options.Json = False,
) -> None:
    """Interfaces: how strongly two materials react where they touch, and into what."""
    from stabwin.analysis.conditions import ContactConditions
    from stabwin.analysis.interfaces.ask import interface_matrix
    from stabwin.report.sections.interfaces import interface_tables

    backend = options.plot_backend(plot)
    model = options.error_model(uncertainty, sigma, seed)
    matrix = interface_matrix(
        split_list(a),
        split_list(b),
        phases=options.phase_choice(phases, scheme, exclude, database_version, cache),
        ion=ion,
        state=state,
        conditions=ContactConditions(
            voltage_v=options.parse_voltage(voltage),
            voltages_v=options.parse_voltages(voltages),
            open_ev=options.parse_open(open_elements),
            threshold_ev=threshold,
            insulating_gap_ev=insulating_gap,
        ),
        uncertainty=model,
        sensitivity=sensitivity,
    )
    uncovered = [(result.error or "", result.target) for result in matrix.uncovered]
    if uncovered and not matrix.answered and not matrix.failures:
        say_errors(message for message, _ in uncovered)
        raise typer.Exit(code_of(CoverageError))
    if plot is not None and matrix.answered:
        from stabwin.report.figures import contact_chart, heat_map, interface_chart, save_figure

        one_pair = len(split_list(a)) == len(split_list(b)) == 1
        draw = contact_chart if voltages is not None else interface_chart if one_pair else heat_map
        save_figure(draw(matrix, backend=backend), plot)
    tables = interface_tables(matrix)
    if model is not None:
        from stabwin.report.sections.uncertainty import contact_uncertainty_table

        tables.append(contact_uncertainty_table(matrix))
    if sensitivity:
        from stabwin.report.sections.sensitivity import contact_sensitivity_table

        tables.append(contact_sensitivity_table(matrix))
    code = show(matrix, tables, json=json, csv=csv)
    if not json:
        say_grouped("no data", uncovered)
    raise typer.Exit(code)


def split_list(text: str) -> list[str]:
    """The names of a list with commas; those of a pattern or a series (``in [P, B]``, ``, x = ``) stay."""
    return [part.strip() for part in _BETWEEN_NAMES.split(text)]
