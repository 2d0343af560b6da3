"""``stabwin profile``."""

from __future__ import annotations

import typer

from stabwin.analysis import settings
from stabwin.cli import options
from stabwin.cli.atmosphere import AtmosphereOptions
from stabwin.cli.groups import ErrorOptions, OutputOptions, PhaseOptions
from stabwin.cli.reading import parse_open, parse_voltage, refuse_along, with_energy
from stabwin.cli.show import show
from stabwin.cli.targets import TargetReader


def profile(
    targets: options.Targets,
    voltage: options.Voltage = None,
    along: options.Along = None,
    energy: options.Energy = None,
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
    """Voltage profiles of targets.

    Every phase equilibrium that a target passes as it takes up or gives off ions, from high to low voltage.
    """
    from stabwin.analysis.conditions import Conditions
    from stabwin.analysis.windows.ask_profiles import profiles
    from stabwin.report.sections.targets import profile_tables

    backend = output.backend()
    model = errors.model()
    if along is not None:
        from stabwin.analysis.species.ask import species_profiles
        from stabwin.report.sections.along import species_profile_table

        refuse_along(
            {
                "--uncertainty": model is not None,
                "--sensitivity": sensitivity,
                "--plot": output.plot is not None,
            }
        )
        found = species_profiles(
            with_energy(TargetReader().targets(targets), energy),
            along,
            phases=which.choice(),
            ion=ion,
            conditions=Conditions(
                voltage_v=parse_voltage(voltage),
                open_ev=parse_open(open_elements),
                gases_bar=around.gases_bar(which.temperature_k()),
            ),
        )
        tables = [species_profile_table(one) for one in found.answered]
        raise typer.Exit(show(found, tables, json=output.json, csv=output.csv))
    answers = profiles(
        with_energy(TargetReader().targets(targets), energy),
        phases=which.choice(),
        ion=ion,
        conditions=Conditions(
            voltage_v=parse_voltage(voltage),
            open_ev=parse_open(open_elements),
            gases_bar=around.gases_bar(which.temperature_k()),
            insulating_gap_ev=insulating_gap,
        ),
        uncertainty=model,
        sensitivity=sensitivity,
    )
    if output.plot is not None and answers.answered:
        from stabwin.report.figures import profile_chart, save_figure

        save_figure(profile_chart(answers, backend=backend), output.plot)
    raise typer.Exit(show(answers, profile_tables(answers.answered), json=output.json, csv=output.csv))
