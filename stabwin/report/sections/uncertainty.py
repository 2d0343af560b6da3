"""Error bars and probabilities as tables for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.table import Table
from rich.text import Text

from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.uncertainty import ProfileUncertainty, WindowUncertainty
from stabwin.analysis.windows.window import Window
from stabwin.report.contact_label import contact_label
from stabwin.report.sections.targets import chance, energy, plain_table, volts
from stabwin.report.verdicts import UNKNOWN, range_verdict, window_verdict


def window_uncertainty_table(results: Iterable[Window]) -> Table:
    """Error bars of several windows, one row each."""
    table = plain_table()
    table.add_column("target")
    for head in (
        "reduction limit (V)\n5 % | median | 95 %",
        "oxidation limit (V)\n5 % | median | 95 %",
        "above hull (eV/atom)\n5 % | median | 95 %",
    ):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("on the\nhull", justify="right")
    table.add_column("stable against\nthe metal", justify="right")
    shown = [(r, r.uncertainty) for r in results if isinstance(r.uncertainty, WindowUncertainty)]
    covers = next((found.covers_v for _, found in shown), None)
    if covers is not None:
        table.add_column(f"covers {covers[0]:g} to\n{covers[1]:g} V", justify="right")
    for window, found in shown:
        row = [
            _bar(found.reduction_limit_v, volts),
            _bar(found.oxidation_limit_v, volts),
            _bar(found.energy_above_hull_ev_per_atom, energy),
            chance(found.probability_stable),
            chance(found.probability_stable_against_metal),
        ]
        if covers is not None:
            row.append(chance(found.probability_covers))
        table.add_row(Text(window.target, style="bold"), *row)
    if shown:
        _captioned(table, shown[0][1].model)
        verdicts = (
            f"{window.target}: {said}" for window, found in shown for said in _undecided(window, found)
        )
        table.caption = "\n".join([*verdicts, str(table.caption)])
    return table


def _undecided(window: Window, found: WindowUncertainty) -> list[str]:
    """What the error bars leave open."""
    low, high = window.reduction_limit_v, window.oxidation_limit_v
    bar = found.reduction_limit_v.p05, found.reduction_limit_v.p95
    verdicts = [window_verdict(low, high, window.ion, bar)]
    if found.covers_v is not None:
        verdicts.append(range_verdict(found.covers_v, low, high, found.probability_covers))
    return [verdict.text for verdict in verdicts if verdict.tone == UNKNOWN]


def profile_uncertainty_table(profile: Profile) -> Table:
    """Error bars of one profile: E_D at its voltages, and how probable its steps are."""
    table = plain_table()
    found = profile.uncertainty
    if not isinstance(found, ProfileUncertainty):
        return table
    table.add_column("voltage (V)", justify="right")
    table.add_column("E_D (eV/atom)\n5 % | median | 95 %", justify="right", no_wrap=True)
    table.add_column("products of the step above\nare the equilibrium", justify="right")
    probabilities = {
        step.voltage_low_v: share
        for step, share in zip(profile.steps, found.step_probabilities, strict=True)
    }
    for voltage_v, spread in found.decomposition_energy:
        table.add_row(volts(voltage_v), _bar(spread, energy), chance(probabilities.get(voltage_v)))
    _captioned(table, found.model)
    return table


def contact_uncertainty_table(matrix: InterfaceMatrix) -> Table:
    """Error bars of contacts, one row each."""
    table = plain_table()
    table.add_column("contact")
    table.add_column("mutual (eV/atom)\n5 % | median | 95 %", justify="right", no_wrap=True)
    table.add_column("total (eV/atom)\n5 % | median | 95 %", justify="right", no_wrap=True)
    table.add_column("no\nreaction", justify="right")
    models = [r.uncertainty for r in matrix.answered if r.uncertainty is not None]
    if models:
        threshold = models[0].threshold_ev
        table.add_column(f"within {threshold:g} eV\nper non-ion atom", justify="right")
        _captioned(table, models[0].model)
    for result in matrix.answered:
        found = result.uncertainty
        if found is not None:
            table.add_row(
                Text(contact_label(matrix, result), style="bold"),
                _bar(found.mutual_ev_per_atom, energy),
                _bar(found.total_ev_per_atom, energy),
                chance(found.probability_no_reaction),
                chance(found.probability_within_threshold),
            )
    return table


def _bar(spread: Spread | None, write: Callable[[float | None], str]) -> str:
    if spread is None:
        return "none"
    parts = spread.to_dict()
    return " | ".join(
        "none" if parts[name] is None else write(parts[name]) for name in ("p05", "median", "p95")
    )


def _captioned(table: Table, model: ErrorModel) -> None:
    shared = "" if model.shared_errors else ", without shared errors"
    table.caption = (
        f"{model.samples} samples, {1000 * model.sigma_ev_per_atom:g} meV/atom per phase{shared}, "
        f"seed {model.seed}: phases near the hull take part, so that the median is not the nominal value"
    )
    table.caption_justify = "left"
