"""Windows and profiles along a gas, read off the line of their target."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from stabwin.analysis.provenance import Provenance
from stabwin.analysis.reaction import equilibria_of, products_of
from stabwin.analysis.rounding import reported
from stabwin.analysis.species.equilibrium import PressureLimit, SpeciesEquilibrium
from stabwin.analysis.species.line import SpeciesLine, sample_species_line
from stabwin.analysis.species.profile import SpeciesProfile, SpeciesStep
from stabwin.analysis.species.window import SpeciesUncertainty, SpeciesWindow
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.uncertainty.spread import Spread, product_shares
from stabwin.analysis.warnings import Asked, phase_warnings
from stabwin.chemistry.target import ResolvedTarget
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine, hull_along
from stabwin.phases.gas_columns import without_gases
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.gases import WATER
from stabwin.thermo.gibbs.water import ZERO_CELSIUS_K, dew_point_k, saturation_pressure_bar


def window_along(line: SpeciesLine[HullLine], provenance: Provenance) -> SpeciesWindow:
    """The window of the target whose line this is."""
    lower, upper = (float(one) for one in line.limits_ev())
    formula, table = line.target.formula, line.system.table
    above = _energy_above_hull(line)
    below_point = line.line.segment_left(line.content) if math.isfinite(lower) else -1
    above_point = line.line.segment_right(line.content) + 1 if math.isfinite(upper) else -1
    given_off = _equilibrium(line, below_point) if below_point >= 0 else None
    taken_up = _equilibrium(line, above_point) if above_point >= 0 else None
    seen = [product.formula for one in (given_off, taken_up) if one for product in one.products]
    return SpeciesWindow(
        target=line.target.text,
        formula=formula.reduced,
        formula_as_written=None if formula.units == 1 else formula.text,
        ion=line.target.ion,
        species=line.gas.formula,
        temperature_k=line.temperature_k,
        status="unlisted" if above is None else "metastable" if above else "stable",
        window="zero_width" if upper - lower < tolerances.VOLTAGE else "open",
        lower_limit=_limit(line, lower),
        upper_limit=_limit(line, upper),
        energy_above_hull_ev_per_atom=above,
        decomposition=_decomposition(line),
        given_off=given_off,
        taken_up=taken_up,
        system_fingerprint=line.system.fingerprint,
        warnings=(*line.warnings, *phase_warnings(table, seen, (Asked(formula, above is not None),))),
        provenance=provenance,
    )


def profile_along(line: SpeciesLine[HullLine], provenance: Provenance) -> SpeciesProfile:
    """The profile of the target whose line this is: its equilibria up to where the gas itself leaves."""
    formula, table = line.target.formula, line.system.table
    above = _energy_above_hull(line)
    inner = line.potentials_ev.tolist()[: line.line.last_point]  # a ray has no end
    potentials = [mu for mu in inner if mu < line.highest_ev - tolerances.VOLTAGE]
    ends = [None, *(_limit(line, mu) for mu in potentials), None]
    steps = tuple(
        SpeciesStep(lower_limit=ends[k], upper_limit=ends[k + 1], equilibrium=_equilibrium(line, k))
        for k in range(len(potentials) + 1)
    )
    seen = [product.formula for step in steps for product in step.equilibrium.products]
    return SpeciesProfile(
        target=line.target.text,
        formula=formula.reduced,
        formula_as_written=None if formula.units == 1 else formula.text,
        ion=line.target.ion,
        species=line.gas.formula,
        temperature_k=line.temperature_k,
        status="unlisted" if above is None else "metastable" if above else "stable",
        energy_above_hull_ev_per_atom=above,
        steps=steps,
        system_fingerprint=line.system.fingerprint,
        warnings=(*line.warnings, *phase_warnings(table, seen, (Asked(formula, above is not None),))),
        provenance=provenance,
    )


def uncertainty_along(line: SpeciesLine[HullLine], model: ErrorModel) -> SpeciesUncertainty:
    """The window in all samples."""
    samples = sample_species_line(line, model)
    lower, upper = samples.limits_ev()
    gives_off = bool(np.isfinite(lower).all())
    below = samples.line.segment_left(samples.content) if gives_off else np.full(model.samples, -1)
    above = np.where(np.isfinite(upper), samples.line.segment_right(samples.content) + 1, -1)
    return SpeciesUncertainty(
        model=model,
        lower_limit_log10_bar=Spread.of(samples.log_pressure(lower) / math.log(10)) if gives_off else None,
        upper_limit_log10_bar=Spread.of(samples.log_pressure(upper) / math.log(10)),
        given_off=product_shares(samples.system, samples.line.phases_at(below)),
        taken_up=product_shares(samples.system, samples.line.phases_at(above)),
    )


def _limit(line: SpeciesLine[Any], potential_ev: float) -> PressureLimit | None:
    if not math.isfinite(potential_ev):
        return None
    logarithm = float(line.log_pressure(potential_ev))
    pressure_bar = math.exp(logarithm)
    water: dict[str, float | None] = {}
    if line.gas.formula == WATER:
        dew_point = dew_point_k(pressure_bar) - ZERO_CELSIUS_K
        saturated = saturation_pressure_bar(line.temperature_k)
        water = {
            "dew_point_c": None if math.isnan(dew_point) else reported(dew_point, 6),
            "relative_humidity": pressure_bar / saturated if math.isfinite(saturated) else None,
        }
    return PressureLimit(
        pressure_bar=pressure_bar,
        log10_pressure_bar=reported(logarithm / math.log(10)),
        potential_ev=reported(potential_ev),
        **water,
    )


def _equilibrium(line: SpeciesLine[HullLine], point: int) -> SpeciesEquilibrium:
    """The equilibrium at a breakpoint."""
    hull = line.line
    molecules = (float(hull.positions[point]) - line.content) * line.atoms
    named = replace(line.target, ion=line.gas.formula)
    atoms = hull.amounts[[point]] * line.atoms
    found = equilibria_of(
        line.system, named, [molecules], hull.phases[[point]], atoms, line.conditions.atmosphere
    )[0]
    return SpeciesEquilibrium(
        molecules_per_formula=found.ions_per_formula,
        products=found.products,
        reaction=found.reaction,
        exchanged=found.exchanged,
    )


def _decomposition(line: SpeciesLine[HullLine]) -> Any:
    found = line.line.equilibrium_at(line.content)
    atoms = {column: amount * line.atoms for column, amount in found.items()}
    return products_of(line.system, without_gases(line.system, atoms), line.target.formula)


def _energy_above_hull(line: SpeciesLine[HullLine]) -> float | None:
    """The target's own energy above the hull of its elements, eV/atom; None if it is not known."""
    if line.energy_ev_per_atom is None:
        return None
    above = line.energy_ev_per_atom - _hull_energy(line.system.table, line.target)
    return 0.0 if above <= tolerances.STABILITY else reported(above)


def _hull_energy(table: PhaseTable, target: ResolvedTarget) -> float:
    system = System.of(table, target.formula.elements)
    b = system.vector(target.formula) / target.formula.atoms
    line = hull_along(system.programme, b, np.zeros_like(b), 0.0)
    return float(line.energy_at(0.0))
