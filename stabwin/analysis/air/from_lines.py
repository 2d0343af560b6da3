"""The answer about air, read off the lines of a material."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from stabwin.analysis.air.answer import (
    HYDRATES,
    HYDROLYSES,
    OXIDISED,
    Air,
    AirReaction,
    AirUncertainty,
    LeavingGas,
    Room,
)
from stabwin.analysis.air.lines import CARBON_DIOXIDE, OXYGEN, AirLines, sampled
from stabwin.analysis.air.rooms import HALF_HUMID, humidities_bar, verdict_of
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.rounding import reported
from stabwin.analysis.species.equilibrium import PressureLimit, SpeciesEquilibrium
from stabwin.analysis.species.from_line import profile_along, window_along
from stabwin.analysis.species.line import SpeciesLine
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread, share_of
from stabwin.chemistry.formula import parse
from stabwin.chemistry.masses import molar_mass_g_per_mol
from stabwin.errors import PotentialError, TargetError
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine
from stabwin.phases.kept_states import reacts_by_redox, states_in
from stabwin.thermo.bonds import NON_METALS, species_of
from stabwin.thermo.gibbs.gases import WATER, gases
from stabwin.thermo.gibbs.polynomials import (
    BOLTZMANN_EV_PER_K,
    GAS_CONSTANT_J_PER_MOL_K,
    STANDARD_TEMPERATURE_K,
)

# Of a gas at 25 C and 1 bar.
_ML_PER_MOL = GAS_CONSTANT_J_PER_MOL_K * STANDARD_TEMPERATURE_K / 1e5 * 1e6

# Bonds of water itself, whose gain alone makes a hydrate.
_OF_WATER = "H"

_HALOGENS = frozenset(("F", "Cl", "Br", "I"))

# Anions whose hydrides (C2H2, H2Se, AsH3 ...) are not among the gases.
_WITHOUT_HYDRIDE = frozenset(("C", "Si", "Ge", "As", "Sb", "Se", "Te", "B"))


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
    does = None if water is None else _what_water_does(water, lines)
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
        leaving=_leaving(humid, water, provenance),
        carbon_dioxide=dry,
        carbon_dioxide_moist=moist,
        water_with_redox=_first(lines, WATER, provenance),
        oxygen_taken_up=oxidised,
        oxygen_given_off=reduced,
        rooms=rooms,
        verdict=verdict_of(does, rooms),
        uncertainty=None
        if model is None or spread is None
        else AirUncertainty(model=model, water_log10_bar=spread),
        system_fingerprint=window.system_fingerprint,
        warnings=(*window.warnings, *_of_unknown_gases(lines)),
        provenance=provenance,
    )


def _of_unknown_gases(lines: AirLines) -> tuple[str, ...]:
    """What to say of anions whose compound with hydrogen is no gas that is known here."""
    states = states_in(lines.target.formula.amounts) or ()
    anions = sorted({element for element, state in states if state < 0} & _WITHOUT_HYDRIDE)
    if not anions:
        return ()
    told = (
        f"The compounds of {' and '.join(anions)} with hydrogen that water may drive out are not among the "
        "gases here: water may do more than computed."
    )
    return (told,)


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


def _what_water_does(water: AirReaction, lines: AirLines) -> str:
    """Whether water is taken up whole: the bonds of the material stay, and no hydroxide forms."""
    formula = lines.target.formula
    if reacts_by_redox(formula.amounts):
        return OXIDISED
    change = {name: -n for name, n in _bonds(formula.amounts).items()}
    for product in water.products:
        for name, n in _bonds(parse(product.formula).amounts).items():
            change[name] = change.get(name, 0.0) + float(product.amount) * n
    kept = all(abs(n) < tolerances.BONDS for (cation, _), n in change.items() if cation != _OF_WATER)
    hydroxide = any(_is_hydroxide(parse(product.formula).amounts) for product in water.products)
    return HYDRATES if kept and not hydroxide else HYDROLYSES


def _is_hydroxide(amounts: Mapping[str, Fraction | int]) -> bool:
    """Whether a product is a plain oxide of metals with the elements of water in it."""
    others = amounts.keys() - {"H", "O"}
    return "H" in amounts and "O" in amounts and bool(others) and others.isdisjoint(NON_METALS | _HALOGENS)


def _bonds(amounts: Mapping[str, Fraction | int]) -> dict[tuple[str, str], float]:
    """Atoms of the anion in each kind of bond per formula unit, whatever the state."""
    atoms = sum(float(n) for n in amounts.values())
    found: dict[tuple[str, str], float] = {}
    for species, weight in species_of(amounts).weights.items():
        pair = species.cation, species.anion
        found[pair] = found.get(pair, 0.0) + float(weight) * atoms
    return found


def _leaving(
    line: SpeciesLine[HullLine], water: AirReaction | None, provenance: Provenance
) -> tuple[LeavingGas, ...]:
    """The gases that water drives out, by the first reaction and up to saturation."""
    if water is None:
        return ()
    per_gram = _ML_PER_MOL / molar_mass_g_per_mol(line.target.formula.amounts)
    last = profile_along(line, provenance).steps[-1].equilibrium
    first, all_of_it = _gases_among(water.products), _gases_among(last.products)
    return tuple(
        LeavingGas(
            formula=name,
            first_step_ml_per_g=reported(first.get(name, 0.0) * per_gram),
            saturated_ml_per_g=reported(all_of_it.get(name, 0.0) * per_gram),
        )
        for name in sorted(first.keys() | all_of_it.keys())
    )


def _gases_among(products: tuple[object, ...]) -> dict[str, float]:
    found = {str(getattr(one, "formula", "")): float(getattr(one, "amount", 0.0)) for one in products}
    return {name: amount for name, amount in found.items() if name in gases() and name != WATER}


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
