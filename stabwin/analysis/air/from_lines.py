"""The answer about air, read off the lines of a material."""

from __future__ import annotations

import math
from collections.abc import Mapping

from stabwin.analysis.air.answer import Air, AirReaction, AirUncertainty, LeavingGas, Room
from stabwin.analysis.air.attack import what_water_does
from stabwin.analysis.air.leaving import leaving_gases, unknown_gases
from stabwin.analysis.air.lines import CARBON_DIOXIDE, OXYGEN, AirLines, sampled
from stabwin.analysis.air.rooms import HALF_HUMID, humidities_bar, verdict_of
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.rounding import reported
from stabwin.analysis.species.equilibrium import PressureLimit, SpeciesEquilibrium
from stabwin.analysis.species.from_line import profile_along, window_along
from stabwin.analysis.species.line import SpeciesLine
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread, share_of
from stabwin.errors import PotentialError, TargetError
from stabwin.hull.line import HullLine
from stabwin.thermo.gibbs.gases import WATER
from stabwin.thermo.gibbs.polynomials import BOLTZMANN_EV_PER_K


def air_of(lines: AirLines, provenance: Provenance, model: ErrorModel | None) -> Air:
    """What air does to the material of these lines."""
    temperature_k, target = lines.temperature_k, lines.target
    humid = lines.along(WATER, redox=False)
    window = window_along(humid, provenance)
    water = _reaction(window.upper_limit, window.taken_up)
    rooms_bar = humidities_bar(temperature_k)
    half_bar = rooms_bar[HALF_HUMID]
    stable_to = math.inf if water is None else water.limit.pressure_bar
    shares, spread = _sampled(humid, model, rooms_bar)
    rooms = tuple(
        Room(
            name=name,
            pressure_bar=pressure_bar,
            stable=pressure_bar <= stable_to,
            probability=shares.get(name),
        )
        for name, pressure_bar in rooms_bar.items()
    )
    oxidised, reduced = _oxygen(lines, provenance)
    does = None if water is None else what_water_does(target.formula, water.products)
    unknown = unknown_gases(target.formula)
    dry, moist = (_carbon_dioxide(lines, provenance, humidity) for humidity in (None, half_bar))
    return Air(
        target=target.text,
        formula=window.formula,
        formula_as_written=window.formula_as_written,
        ion=target.ion,
        temperature_k=temperature_k,
        status=window.status,
        energy_above_hull_ev_per_atom=window.energy_above_hull_ev_per_atom,
        water=water,
        water_does=does,
        ev_per_h2o=None if water is None else _ev_per_molecule(water, half_bar, temperature_k),
        leaving=() if water is None else _leaving(humid, water, provenance),
        carbon_dioxide=dry,
        carbon_dioxide_moist=moist,
        water_with_redox=_first(lines, WATER, provenance),
        oxygen_taken_up=oxidised,
        oxygen_given_off=reduced,
        rooms=rooms,
        verdict=verdict_of(does, rooms, unknown),
        uncertainty=None
        if model is None or spread is None
        else AirUncertainty(model=model, water_log10_bar=spread),
        system_fingerprint=window.system_fingerprint,
        warnings=(*window.warnings, *_told(unknown)),
        provenance=provenance,
    )


def _leaving(
    humid: SpeciesLine[HullLine], water: AirReaction, provenance: Provenance
) -> tuple[LeavingGas, ...]:
    last = profile_along(humid, provenance).steps[-1].equilibrium
    return leaving_gases(humid, water.products, last.products)


def _told(unknown: tuple[str, ...]) -> tuple[str, ...]:
    """What to say of gases that are not known here."""
    if not unknown:
        return ()
    names = " and ".join(unknown)
    are = "is" if len(unknown) == 1 else "are"
    sentence = (
        f"{names}, which water may drive out, {are} not among the gases: it may do more than computed."
    )
    return (sentence,)


def _reaction(limit: PressureLimit | None, found: SpeciesEquilibrium | None) -> AirReaction | None:
    if limit is None or found is None or found.reaction is None:
        return None
    return AirReaction(
        limit=limit,
        molecules_per_formula=found.molecules_per_formula,
        products=found.products,
        reaction=found.reaction,
    )


def _carbon_dioxide(
    lines: AirLines, provenance: Provenance, humidity_bar: float | None
) -> AirReaction | None:
    """The first reaction with carbon dioxide; none where nothing is left beside it."""
    try:
        line = lines.along(CARBON_DIOXIDE, redox=False, humidity_bar=humidity_bar)
    except TargetError:
        return None
    window = window_along(line, provenance)
    return _reaction(window.upper_limit, window.taken_up)


def _first(lines: AirLines, species: str, provenance: Provenance) -> AirReaction | None:
    try:
        window = window_along(lines.along(species, redox=True), provenance)
    except TargetError:
        return None
    return _reaction(window.upper_limit, window.taken_up)


def _oxygen(lines: AirLines, provenance: Provenance) -> tuple[AirReaction | None, AirReaction | None]:
    try:
        window = window_along(lines.along(OXYGEN, redox=True), provenance)
    except (TargetError, PotentialError):
        return None, None
    return (
        _reaction(window.upper_limit, window.taken_up),
        _reaction(window.lower_limit, window.given_off),
    )


def _ev_per_molecule(water: AirReaction, pressure_bar: float, temperature_k: float) -> float:
    """What the reaction releases at a pressure, eV per molecule: it is 0 at its limit."""
    logarithm = water.limit.log10_pressure_bar * math.log(10)
    return reported(BOLTZMANN_EV_PER_K * temperature_k * (logarithm - math.log(pressure_bar)))


def _sampled(
    line: SpeciesLine[HullLine], model: ErrorModel | None, rooms_bar: Mapping[str, float]
) -> tuple[dict[str, float], Spread | None]:
    """The probability of each room, and the spread of the limit."""
    if model is None:
        return {}, None
    samples = sampled(line, model)
    logarithm = samples.log_pressure(samples.limits_ev()[1])
    shares = {name: share_of(logarithm >= math.log(bar)) for name, bar in rooms_bar.items()}
    return shares, Spread.of(logarithm / math.log(10))
