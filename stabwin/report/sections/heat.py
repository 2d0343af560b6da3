"""What is heated, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from stabwin.analysis.heat.heating import Heating, gases_text
from stabwin.analysis.heat.step import HeatStep
from stabwin.analysis.interfaces.states import in_words
from stabwin.report.columns import column
from stabwin.report.table import Table, filled

_ALL = ("onset_temperature_k", "reaction", "gases", "heat_kj_per_g")
_SPREAD = replace(
    column("onset_temperature_k").as_spread().named("spread"), heading="in samples", missing="never"
)
_GAS_SPREAD = replace(
    column("gas_onset_k").as_spread().named("gas_spread"), heading="gas in\nsamples", missing="never"
)
_SUMMARY = (
    "a",
    "b",
    "state",
    "reaction_onset",
    "gas_onset",
    "contact_heat_kj_per_g",
    "contact_gibbs_kj_per_g",
    "gas_ml_per_g",
    "first_products",
)


def heat_tables(heatings: Sequence[Heating]) -> list[Table]:
    """One material or contact step by step; of several one row each."""
    if len(heatings) > 1:
        return [heat_summary(heatings)]
    return [table for heating in heatings for table in step_tables(heating)]


def step_tables(heating: Heating) -> list[Table]:
    """The steps of the mixture, and of A and B alone."""
    return [_steps(heating, of, steps, first=not n) for n, (of, steps) in enumerate(heating.parts)]


def _steps(heating: Heating, of: str, steps: Sequence[HeatStep], *, first: bool) -> Table:
    columns = [column(name) for name in _ALL]
    if any(step.uncertainty is not None for step in steps):
        columns[1:1] = [_SPREAD, column("onset_probability")]
    nothing = {
        "onset_temperature_k": "none",
        "reaction": f"nothing happens up to {heating.high_k:,.6g} K",
    }
    rows = [_row(step) for step in steps] or [nothing]
    return Table(
        title=_title(heating) if first else f"{of} alone",
        columns=columns if steps else columns[:2],
        rows=rows,
        note=_note(heating) if first else "",
        lesser=["heat_kj_per_g"],
    )


def heat_summary(heatings: Sequence[Heating]) -> Table:
    """Onsets and heat of several materials or contacts."""
    rows = [summary_row(heating) for heating in heatings]
    columns = [column(name) for name in _SUMMARY]
    if any(heating.uncertainty is not None for heating in heatings):
        place = _SUMMARY.index("gas_onset") + 1
        columns[place:place] = [_GAS_SPREAD, column("gas_probability")]
    return Table(
        columns=filled(columns, rows),
        rows=rows,
        note=_range(heatings[0]) if heatings else "",
        lesser=["contact_gibbs_kj_per_g", "gas_ml_per_g", "state"],
    )


def summary_row(heating: Heating) -> dict[str, Any]:
    """One row of a material or contact."""
    first = heating.steps[0].products if heating.steps else ()
    samples = heating.uncertainty
    return {
        "a": heating.a,
        "b": heating.b,
        "state": heating.state,
        "reaction_onset": heating.reaction_onset.words,
        "gas_onset": heating.gas_onset.words,
        "gas_spread": None if samples is None else [*samples.gas_onset_k.to_dict().values()],
        "gas_probability": None if samples is None else samples.gas_probability,
        "contact_heat_kj_per_g": heating.contact[0].heat_kj_per_g if heating.contact else None,
        "contact_gibbs_kj_per_g": heating.contact[0].gibbs_kj_per_g if heating.contact else None,
        "gas_ml_per_g": sum((gas.ml_per_g for step in heating.steps for gas in step.gases_given_off), 0.0),
        "first_products": " + ".join(phase.formula for phase in first) or None,
    }


def _row(step: HeatStep) -> dict[str, Any]:
    samples = step.uncertainty
    return {
        "onset_temperature_k": step.onset_temperature_k,
        "reaction": step.reaction,
        "gases": gases_text(step.gases_given_off) or None,
        "heat_kj_per_g": step.heat_kj_per_g,
        "spread": None if samples is None else [*samples.onset_temperature_k.to_dict().values()],
        "onset_probability": None if samples is None else samples.probability,
    }


def _title(heating: Heating) -> str:
    named = (
        heating.target
        if heating.state is None
        else f"{heating.target}, {in_words(heating.state, heating.ion)}"
    )
    if heating.mass_fraction_a is None:
        return named
    return f"{named}: {heating.mass_fraction_a:.3g} of the mass {heating.a}"


def _range(heating: Heating) -> str:
    return f"{heating.low_k:g} to {heating.high_k:g} K"


def _note(heating: Heating) -> str:
    said = [f"reacts: {heating.reaction_onset.words}; gives off gas: {heating.gas_onset.words}"]
    samples = heating.uncertainty
    if samples is not None:
        said.append(
            f"in {samples.model.samples} samples {samples.reaction_probability:.0%} react and "
            f"{samples.gas_probability:.0%} give off gas up to {heating.high_k:g} K"
        )
    said += [
        f"the contact adds at {part.temperature_k:g} K: {part.heat_kj_per_g:.3f} kJ/g of heat, "
        f"{part.gibbs_kj_per_g:.3f} kJ/g of Gibbs energy"
        for part in heating.contact
    ]
    return "\n".join(said)
