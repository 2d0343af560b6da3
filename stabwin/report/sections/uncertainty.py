"""Error bars and probabilities as tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.uncertainty import ProfileUncertainty, WindowUncertainty
from stabwin.analysis.windows.window import Window
from stabwin.report.column import SPREAD, Column
from stabwin.report.columns import column
from stabwin.report.sections.contact_lists import label_of
from stabwin.report.sections.windows import LIMITS
from stabwin.report.table import Table
from stabwin.report.verdicts import UNKNOWN, range_verdict, window_verdict


def window_uncertainty_table(windows: Iterable[Window]) -> Table:
    """Error bars of several windows, one row each, and the verdicts that they leave open."""
    sampled = [
        (window, window.uncertainty)
        for window in windows
        if isinstance(window.uncertainty, WindowUncertainty)
    ]
    covers = next((uncertainty.covers_v for _, uncertainty in sampled), None)
    columns = [
        column("target"),
        *(column(name).as_spread() for name in LIMITS),
        column("probability_stable"),
        column("probability_stable_against_metal"),
    ]
    if covers is not None:
        columns.append(column("probability_covers").headed(f"covers {covers[0]:g} to\n{covers[1]:g} V"))
    notes = [
        f"{window.target}: {said}" for window, spread in sampled for said in _undecided(window, spread)
    ]
    if sampled:
        notes.append(model_note(sampled[0][1].model))
    return Table(
        columns=columns,
        rows=[_spreads(window.to_rows()[0], columns) for window, _ in sampled],
        note="\n".join(notes),
    )


def _undecided(window: Window, uncertainty: WindowUncertainty) -> list[str]:
    """What the error bars leave open."""
    low, high = window.reduction_limit_v, window.oxidation_limit_v
    bar = uncertainty.reduction_limit_v.p05, uncertainty.reduction_limit_v.p95
    verdicts = [window_verdict(low, high, window.ion, bar)]
    if uncertainty.covers_v is not None:
        verdicts.append(range_verdict(uncertainty.covers_v, low, high, uncertainty.probability_covers))
    return [verdict.text for verdict in verdicts if verdict.tone == UNKNOWN]


def profile_uncertainty_table(profile: Profile) -> Table:
    """Error bars of one profile: E_D at its voltages, and how probable its steps are."""
    columns = [
        column("voltage_v"),
        column("decomposition_energy_ev_per_atom").headed("E_D").as_spread(),
        column("probability"),
    ]
    uncertainty = profile.uncertainty
    if not isinstance(uncertainty, ProfileUncertainty):
        return Table(columns=columns, rows=[])
    lows = (step.voltage_low_v for step in profile.steps)
    probabilities = dict(zip(lows, uncertainty.step_probabilities, strict=True))
    return Table(
        columns=columns,
        rows=[
            {
                "voltage_v": voltage_v,
                "decomposition_energy_ev_per_atom": tuple(spread.to_dict().values()),
                "probability": probabilities.get(voltage_v),
            }
            for voltage_v, spread in uncertainty.decomposition_energy
        ],
        note=model_note(uncertainty.model),
    )


def contact_uncertainty_table(matrix: InterfaceMatrix) -> Table:
    """Error bars of contacts, one row each."""
    sampled = [
        (contact, contact.uncertainty) for contact in matrix.answered if contact.uncertainty is not None
    ]
    columns = [
        column("contact"),
        column("mutual_ev_per_atom").headed("mutual").as_spread(),
        column("total_ev_per_atom").headed("total").as_spread(),
        column("probability_no_reaction"),
        column("probability_within_threshold"),
    ]
    note = ""
    if sampled:
        first = sampled[0][1]
        columns[-1] = columns[-1].headed(f"within {first.threshold_ev:g} eV\nper non-ion atom")
        note = model_note(first.model)
    rows = [
        {**_spreads(contact.to_rows()[0], columns), "contact": label_of(matrix, contact)}
        for contact, _ in sampled
    ]
    return Table(columns=columns, rows=rows, note=note)


def _spreads(row: dict[str, Any], columns: Iterable[Column]) -> dict[str, Any]:
    """A row whose percentiles stand together, as the columns want them."""
    together: dict[str, Any] = {}
    for spread in columns:
        if spread.kind == SPREAD:
            parts = tuple(row.get(f"{spread.name}_{part}") for part in ("p05", "median", "p95"))
            together[spread.name] = None if f"{spread.name}_p05" not in row else parts
    return row | together


def model_note(model: ErrorModel) -> str:
    """How the samples were drawn."""
    shared = "" if model.shared_errors else ", without shared errors"
    sigma = model.sigma_ev_per_atom
    own = "" if sigma is None else f", {1000 * sigma:g} meV/atom per phase"
    return (
        f"{model.samples} samples{own}{shared}, seed {model.seed}: phases above the hull take "
        "part where they come down to it, so that the median is not the nominal value"
    )
