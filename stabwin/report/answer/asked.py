"""What a study asked, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from stabwin.analysis.interfaces.states import BOTH, checked_state, is_number
from stabwin.screening.study import (
    CoatingsSection,
    HeatingSection,
    InterfacesSection,
    Study,
    TargetsSection,
    UncertaintySection,
)

# Longer lists of targets are cut; the study file in the downloads has them all.
MOST_TARGETS = 24


def asked(study: Study) -> list[tuple[str, str]]:
    """The questions and settings of a study: what, and how it was set."""
    return list(_asked(study))


def _asked(study: Study) -> Iterator[tuple[str, str]]:
    if study.coatings is not None:
        yield from _coatings(study.coatings)
    for title, section in (("Windows of", study.windows), ("Profiles of", study.profiles)):
        if section is not None:
            yield from _targets(title, section)
    if study.interfaces is not None:
        yield from _interfaces(study.interfaces)
    if study.heating is not None:
        yield from _heating(study.heating)
    if study.air is not None:
        yield "In air", _listed(study.air.targets)
        yield "Gases that leave", ", ".join(f"{g} at {p:g} bar" for g, p in study.air.products_bar.items())
    if study.uncertainty is not None:
        yield "Error bars", _error_model(study.uncertainty)
    if study.ion is not None:
        yield "Mobile ion", study.ion


def _error_model(model: UncertaintySection) -> str:
    shared = (
        "and the errors that phases share" if model.shared_errors else "without errors that phases share"
    )
    own = (
        "the own error of each phase"
        if model.sigma_ev_per_atom is None
        else f"an error of {1000 * model.sigma_ev_per_atom:g} meV/atom for each phase"
    )
    return (
        f"{model.samples:,} samples (seed {model.seed}) of {own}, {shared}; ranges are from the "
        "5th to the 95th percentile"
    )


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    rest = len(every) - MOST_TARGETS
    return ", ".join(every[:MOST_TARGETS]) + (f" and {rest} more" if rest > 0 else "")


def _coatings(section: CoatingsSection) -> Iterator[tuple[str, str]]:
    yield "Layers between", f"{_listed(section.electrolytes)} and {_listed(section.electrodes)}"
    yield "Candidates", _listed(section.candidates)
    yield "States of charge", _states(section.state)
    voltages = section.voltages_v
    yield (
        "Voltages",
        "both ends and the middle of each electrode's range"
        if voltages == "electrode"
        else ", ".join(f"{v:g} V" for v in voltages) or "none: closed contacts only",
    )
    yield (
        "Window must cover",
        "the electrode's range" if section.window == "electrode" else "the limits below",
    )
    yield from _gases(section.gases_bar)
    yield "Filters", "; ".join(_filters(section)) or "none"


def _filters(section: CoatingsSection) -> Iterator[str]:
    for name, value in section.filters:
        if value is True:
            yield name.replace("_", " ")
        elif value is not False:
            words, unit = _unit(name)
            yield f"{words} {value:g} {unit}"


def _unit(name: str) -> tuple[str, str]:
    for ending, unit in (("_ev_per_atom", "eV/atom"), ("_ev", "eV"), ("_v", "V")):
        if name.endswith(ending):
            return name.removesuffix(ending).replace("_", " "), unit
    return name.replace("_", " "), ""


def _targets(title: str, section: TargetsSection) -> Iterator[tuple[str, str]]:
    yield title, _listed(section.targets)
    if section.voltage_v is not None:
        yield "Also at", f"{section.voltage_v:g} V"
    yield from _open(section.open_ev)
    yield from _gases(section.gases_bar)
    if section.ion_tolerance:
        yield "Ion tolerance", f"{section.ion_tolerance:g} per non-ion atom"
    if section.energy_tolerance_ev_per_atom:
        yield "Energy tolerance", f"{section.energy_tolerance_ev_per_atom:g} eV/atom"


def _interfaces(section: InterfacesSection) -> Iterator[tuple[str, str]]:
    yield "Contacts of", _listed(section.a)
    yield "with", _listed(section.b)
    yield "States of charge", _states(section.state)
    conditions = ["closed"] if section.closed else []
    conditions += [f"at {v:g} V" for v in section.voltages_v]
    if section.voltage_range_v is not None:
        low, high = section.voltage_range_v
        conditions.append(f"from {low:g} to {high:g} V")
    yield "Conditions", ", ".join(conditions)
    yield "Harmless up to", f"{section.threshold_ev:g} eV"
    yield from _open(section.open_ev)
    yield from _gases(section.gases_bar)


def _heating(section: HeatingSection) -> Iterator[tuple[str, str]]:
    yield "Heated", _listed(section.a)
    if section.b:
        yield "mixed with", f"{_listed(section.b)}, {section.mass_fraction_a:g} of the mass from the first"
    yield "States of charge", _states(section.state)
    low, high = section.temperatures_k
    yield "Temperatures", f"from {low:g} to {high:g} K"
    yield from _gases(section.gases_bar)


def _open(potentials: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    if potentials:
        yield "Open elements", ", ".join(f"{name} at {value:g} eV" for name, value in potentials.items())


def _gases(pressures_bar: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    if pressures_bar:
        yield "Gases", ", ".join(f"{name} at {pressure:g} bar" for name, pressure in pressures_bar.items())


def _states(state: str | float) -> str:
    if state == BOTH:
        return "charged and discharged"
    states = checked_state(state)
    return f"{', '.join(states)} ions per formula unit" if is_number(states[0]) else states[0]
