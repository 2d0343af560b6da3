"""``stabwin window``."""

from __future__ import annotations

from typing import Annotated

import typer

from stabwin.analysis import settings
from stabwin.cli import options
from stabwin.cli.atmosphere import AtmosphereOptions
from stabwin.cli.groups import ErrorOptions, OutputOptions, PhaseOptions
from stabwin.cli.reading import parse_open, parse_voltage, parse_voltages, refuse_along, with_energy
from stabwin.cli.show import show
from stabwin.cli.targets import TargetReader
from stabwin.errors import RequestError


def window(
    targets: options.Targets,
    voltage: options.Voltage = None,
    along: options.Along = None,
    energy: options.Energy = None,
    ion_tolerance: options.IonTolerance = settings.ION_TOLERANCE.default,
    energy_tolerance: options.EnergyTolerance = settings.ENERGY_TOLERANCE.default,
    sensitivity: options.Sensitivity = False,
    insulating_gap: options.InsulatingGap = settings.INSULATING_GAP.default,
    covers: Annotated[
        str | None,
        typer.Option(
            help="With --uncertainty: the probability that the window covers this range; a cathode's "
            "name stands for its usual range.",
            metavar="LO:HI",
            show_default=False,
        ),
    ] = None,
    ion: options.Ion = None,
    open_elements: options.Open = None,
    *,
    which: PhaseOptions,
    around: AtmosphereOptions,
    errors: ErrorOptions,
    output: OutputOptions,
) -> None:
    """Stability windows of targets.

    Between its reduction and its oxidation limit a target neither takes up nor gives off ions; its
    reduction and oxidation products are listed too.
    """
    from stabwin.analysis.conditions import Conditions
    from stabwin.analysis.windows.ask import windows
    from stabwin.report.sections.targets import window_tables

    backend = output.backend()
    model = errors.model()
    if covers is not None and model is None:
        raise RequestError("--covers asks for a probability: give --uncertainty too, such as 1000.")
    if along is not None:
        refuse_along(
            {
                "--covers": covers is not None,
                "--sensitivity": sensitivity,
                "--plot": output.plot is not None,
                "--ion-tolerance": ion_tolerance != settings.ION_TOLERANCE.default,
                "--energy-tolerance": energy_tolerance != settings.ENERGY_TOLERANCE.default,
                "--insulating-gap": insulating_gap != settings.INSULATING_GAP.default,
            }
        )
        from stabwin.analysis.species.ask import species_windows
        from stabwin.report.sections.along import species_table

        found = species_windows(
            with_energy(TargetReader().targets(targets), energy),
            along,
            phases=which.choice(),
            ion=ion,
            conditions=Conditions(
                voltage_v=parse_voltage(voltage),
                open_ev=parse_open(open_elements),
                gases_bar=around.gases_bar(which.temperature_k()),
            ),
            uncertainty=model,
        )
        tables = [species_table(found.answered)]
        raise typer.Exit(show(found, tables, json=output.json, csv=output.csv))
    answers = windows(
        with_energy(TargetReader().targets(targets), energy),
        phases=which.choice(),
        ion=ion,
        conditions=Conditions(
            voltage_v=parse_voltage(voltage),
            open_ev=parse_open(open_elements),
            gases_bar=around.gases_bar(which.temperature_k()),
            ion_tolerance=ion_tolerance,
            energy_tolerance_ev_per_atom=energy_tolerance,
            insulating_gap_ev=insulating_gap,
            covers_v=parse_voltages(covers),
        ),
        uncertainty=model,
        sensitivity=sensitivity,
    )
    if output.plot is not None and answers.answered:
        from stabwin.report.figures import is_of_series, limits_chart, save_figure, window_chart

        draw = limits_chart if is_of_series(answers) else window_chart
        save_figure(draw(answers, backend=backend), output.plot)
    raise typer.Exit(show(answers, window_tables(answers.answered), json=output.json, csv=output.csv))
