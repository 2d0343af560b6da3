"""``stabwin window``."""

from __future__ import annotations

from typing import Annotated

import typer

from stabwin.analysis import settings
from stabwin.cli import options
from stabwin.cli.output import show
from stabwin.errors import RequestError


def window(
    targets: options.Targets,
    voltage: options.Voltage = None,
    energy: options.Energy = None,
    ion_tolerance: options.IonTolerance = settings.ION_TOLERANCE.default,
    energy_tolerance: options.EnergyTolerance = settings.ENERGY_TOLERANCE.default,
    uncertainty: options.Uncertainty = None,
    sigma: options.Sigma = None,
    seed: options.Seed = None,
    sensitivity: options.Sensitivity = False,
    insulating_gap: options.InsulatingGap = settings.INSULATING_GAP.default,
    covers: Annotated[
        str | None,
        typer.Option(
            help="With --uncertainty: how probable it is that the window covers this range; a cathode's "
            "name stands for its own.",
            metavar="LO:HI",
            show_default=False,
        ),
    ] = None,
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
    """Stability windows: at which voltages targets are stable, and what they turn into outside."""
    from stabwin.analysis.conditions import Conditions
    from stabwin.analysis.windows.ask import windows
    from stabwin.report.sections.targets import at_voltage_table, window_table

    backend = options.plot_backend(plot)
    model = options.error_model(uncertainty, sigma, seed)
    if covers is not None and model is None:
        raise RequestError("--covers asks for a probability: give --uncertainty too, such as 1000.")
    answers = windows(
        with_energy(targets, energy),
        phases=options.phase_choice(phases, scheme, exclude, database_version, cache),
        ion=ion,
        conditions=Conditions(
            voltage_v=options.parse_voltage(voltage),
            open_ev=options.parse_open(open_elements),
            ion_tolerance=ion_tolerance,
            energy_tolerance_ev_per_atom=energy_tolerance,
            insulating_gap_ev=insulating_gap,
            covers_v=options.parse_voltages(covers),
        ),
        uncertainty=model,
        sensitivity=sensitivity,
    )
    tables = [window_table(answers.answered)]
    if voltage is not None:
        tables.append(at_voltage_table(answers.answered))
    if model is not None:
        from stabwin.report.sections.uncertainty import window_uncertainty_table

        tables.append(window_uncertainty_table(answers.answered))
    if sensitivity:
        from stabwin.report.sections.sensitivity import sensitivity_table

        tables.append(sensitivity_table((one.target, one.sensitivity or ()) for one in answers.answered))
    if plot is not None and answers.answered:
        from stabwin.report.figures import save_figure, window_chart

        save_figure(window_chart(answers, backend=backend), plot)
    raise typer.Exit(show(answers, tables, json=json, csv=csv))


def with_energy(targets: list[str], energy: float | None) -> list[object]:
    """The targets, the only one with an energy of its own if one is given."""
    from stabwin.chemistry.target import Target

    if energy is None:
        return list(targets)
    if len(targets) != 1:
        raise RequestError(
            f"--energy {energy:g} belongs to one target, but {len(targets)} are given: ask for them "
            "one at a time."
        )
    return [Target(targets[0], energy)]
