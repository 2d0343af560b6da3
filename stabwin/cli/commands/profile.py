"""``stabwin profile``."""

from __future__ import annotations

import typer

from stabwin.analysis import settings
from stabwin.cli import options
from stabwin.cli.commands.window import with_energy
from stabwin.cli.output import show


def profile(
    targets: options.Targets,
    voltage: options.Voltage = None,
    energy: options.Energy = None,
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
    """Voltage profiles: every equilibrium of targets as they take up or give off ions."""
    from stabwin.analysis.conditions import Conditions
    from stabwin.analysis.windows.ask import profiles
    from stabwin.report.sections.targets import at_voltage_table, profile_table

    backend = options.plot_backend(plot)
    model = options.error_model(uncertainty, sigma, seed)
    answers = profiles(
        with_energy(targets, energy),
        phases=options.phase_choice(phases, scheme, exclude, database_version, cache),
        ion=ion,
        conditions=Conditions(
            voltage_v=options.parse_voltage(voltage),
            open_ev=options.parse_open(open_elements),
            insulating_gap_ev=insulating_gap,
        ),
        uncertainty=model,
        sensitivity=sensitivity,
    )
    tables = [profile_table(answer) for answer in answers.answered]
    if voltage is not None:
        tables.append(at_voltage_table(answers.answered))
    if model is not None:
        from stabwin.report.sections.uncertainty import profile_uncertainty_table

        tables += [profile_uncertainty_table(answer) for answer in answers.answered]
    if sensitivity:
        from stabwin.report.sections.sensitivity import sensitivity_table

        tables.append(sensitivity_table((one.target, one.sensitivity or ()) for one in answers.answered))
    if plot is not None and answers.answered:
        from stabwin.report.figures import profile_chart, save_figure

        save_figure(profile_chart(answers, backend=backend), plot)
    raise typer.Exit(show(answers, tables, json=json, csv=csv))
