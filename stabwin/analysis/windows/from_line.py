"""Windows and profiles, read off the ion line of their target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np

from stabwin.analysis.character import interphase_of
from stabwin.analysis.conditions import ContactConditions
from stabwin.analysis.lines.equilibria import decomposition_energy, lowest_voltage, point_at, points_beyond
from stabwin.analysis.lines.ion_line import IonLine
from stabwin.analysis.lines.limits import window_limits
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.reaction import Equilibrium
from stabwin.analysis.rounding import reported, reported_all
from stabwin.analysis.voltages import voltage_warnings
from stabwin.analysis.warnings import Asked, phase_warnings
from stabwin.analysis.windows.facts import AtVoltage
from stabwin.analysis.windows.profile import EnergyAtVoltage, Profile, Step
from stabwin.analysis.windows.window import Window
from stabwin.analysis.written import write_products
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine

# The profile's energies are given up to this voltage, as the literature tabulates them.
HIGHEST_TABULATED_V = 5.0


def window_of(line: IonLine[HullLine], provenance: Provenance) -> Window:
    """The window of the target whose ion line this is."""
    reduction_limit, oxidation_limit = window_limits(line)
    points = [int(point) for point in points_beyond(line, reduction_limit, oxidation_limit)]
    made = iter(line.equilibria([point for point in points if point >= 0]))
    reduction, oxidation = (None if point < 0 else next(made) for point in points)
    zero_width = oxidation_limit is not None and oxidation_limit - reduction_limit < tolerances.VOLTAGE
    seen = [product.formula for shown in (reduction, oxidation) if shown for product in shown.products]
    limits = reported_all([limit for limit in (reduction_limit, oxidation_limit) if limit is not None])
    return Window(
        **facts_of(line, seen, provenance, [shown for shown in (reduction, oxidation) if shown]),
        window="zero_width" if zero_width else "open",
        reduction_limit_v=limits[0],
        oxidation_limit_v=limits[1] if len(limits) > 1 else None,
        decomposition=line.decomposition(),
        reduction=reduction,
        oxidation=oxidation,
    )


def profile_of(line: IonLine[HullLine], provenance: Provenance) -> Profile:
    """The profile of the target whose ion line this is."""
    columns = np.unique(line.line.phases[line.line.phases >= 0]).tolist()
    formulas = {formula for formula, _ in line.system.phases_of(columns)}
    return Profile.later(
        {"steps": partial(_steps, line), "decomposition_energy": partial(_energies, line)},
        **facts_of(line, formulas, provenance),
    )


def _steps(line: IonLine[HullLine]) -> tuple[Step, ...]:
    # From high to low: the voltage of each segment is the lower end of one step and the upper of the next.
    inner = reported_all(line.voltages[:-1])
    equilibria = line.equilibria(list(range(len(line.voltages))))
    ends = zip([*inner, float(lowest_voltage(line))], [None, *inner], equilibria, strict=True)
    return tuple(
        [
            Step(voltage_low_v=low, voltage_high_v=high, equilibrium=equilibrium)
            for low, high, equilibrium in ends
        ]
    )


def _energies(line: IonLine[HullLine]) -> tuple[EnergyAtVoltage, ...]:
    lowest = float(lowest_voltage(line))
    exact = np.append(line.voltages[:-1], HIGHEST_TABULATED_V)
    voltages = [lowest, *sorted({*reported_all(exact[exact > lowest])})]
    energies = reported_all(decomposition_energy(line, np.array(voltages)))
    pairs = zip(voltages, energies, strict=True)
    return tuple(map(EnergyAtVoltage._make, pairs))


def at_voltage_of(line: IonLine[HullLine]) -> AtVoltage | None:
    """The answer at the voltage of the line's conditions; None if none was asked for."""
    voltage_v = line.conditions.voltage_v
    if voltage_v is None:
        return None
    equilibrium = line.equilibria([int(point_at(line, voltage_v))])[0]
    released = float(decomposition_energy(line, voltage_v, on_hull=True)) * line.formula.atoms
    return AtVoltage(
        voltage_v=voltage_v,
        ev_per_atom=reported(decomposition_energy(line, voltage_v)),
        equilibrium=equilibrium,
        interphase=interphase_of(
            line.system.table,
            () if equilibrium.reaction is None else equilibrium.products,
            line.target.ion,
            released / line.fixed_atoms,
            ContactConditions(insulating_gap_ev=line.conditions.insulating_gap_ev),
        ),
    )


def facts_of(
    line: IonLine[HullLine],
    formulas: Iterable[str],
    provenance: Provenance,
    equilibria: Sequence[Equilibrium] = (),
) -> dict[str, Any]:
    """The fields of `TargetFacts` for a target whose answer shows these phases, and these equilibria."""
    formula = line.formula
    above = reported_energy_above_hull(line)
    at_voltage = at_voltage_of(line)
    seen = {*formulas, *(at_voltage.equilibrium.formulas if at_voltage else ())}
    return {
        "target": line.target.text,
        "formula": formula.reduced,
        "formula_as_written": None if formula.units == 1 else formula.text,
        "ion": line.target.ion,
        "status": "unlisted" if above is None else "metastable" if above else "stable",
        "energy_above_hull_ev_per_atom": above,
        "at_voltage": at_voltage,
        "system_fingerprint": line.system.fingerprint,
        "warnings": (
            *line.warnings,
            *_turned_into(line),
            *(voltage_warnings(at_voltage.voltage_v) if at_voltage else ()),
            *phase_warnings(
                line.system.table,
                seen,
                (Asked(formula, above is not None),),
                (*equilibria, *((at_voltage.equilibrium,) if at_voltage else ())),
            ),
        ),
        "provenance": provenance,
    }


def _turned_into(line: IonLine[HullLine]) -> tuple[str, ...]:
    """What to say of a target that does not last in its atmosphere."""
    if line.conditions.atmosphere is None:
        return ()
    found = line.decomposition()
    if [product.formula for product in found] == [line.formula.reduced]:
        return ()
    into = write_products(found)
    return (
        f"In these gases {line.formula.reduced} turns into {into}: the limits are those of the products.",
    )


def reported_energy_above_hull(line: IonLine[HullLine]) -> float | None:
    """The energy above hull as it is reported: 0 for a stable target, None if it is not known."""
    above = line.energy_above_hull_ev_per_atom
    if above is None:
        return None
    return 0.0 if above <= tolerances.STABILITY else reported(above)
