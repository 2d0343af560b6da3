"""Which single phase a number hangs on: every phase of its reaction left out, one at a time.

Only phases that take part in the equilibria on both sides of a limit can change it. Each is left out of
*all* phases of the elements concerned, so that what it kept off the hull comes back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from stabwin.analysis.interfaces.kinks import Minimum, mutual_minimum
from stabwin.analysis.lines.ion_line import IonLine, line_of_ions
from stabwin.analysis.lines.mixing_line import mixing_line_in
from stabwin.analysis.lines.mixture import Mixture, Side
from stabwin.analysis.lines.own_energy import closed_system
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.reaction import reported
from stabwin.analysis.uncertainty.sensitivity import Sensitivity, Without
from stabwin.analysis.windows.window import window_limits, window_of
from stabwin.chemistry.formula import parse
from stabwin.errors import StabwinError
from stabwin.hull.line import hull_along
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable

# A number that changes by less (V, or eV/atom) without a phase does not hang on it.
SAME = 1e-6


def window_sensitivity(line: IonLine, provenance: Provenance) -> tuple[Sensitivity, ...]:
    """What the limits of a target's window become without each phase of their reactions."""
    window = window_of(line, provenance)
    system = _everything(line)
    own = {product.formula for product in window.decomposition} - {window.formula}
    found = []
    for place, quantity, beyond in (
        (0, "reduction_limit_v", window.reduction),
        (1, "oxidation_limit_v", window.oxidation),
    ):
        nominal = (window.reduction_limit_v, window.oxidation_limit_v)[place]
        phases = own | set(beyond.formulas if beyond else ()) - {window.formula}
        values: dict[str, float | None] = {}
        for phase in _compounds(phases):
            try:
                limits = window_limits(_traced(line, system.without_phase(parse(phase).key)))
            except StabwinError:
                continue
            values[phase] = limits[place]
        found.append(_sorted(quantity, nominal, values))
    return tuple(found)


def _everything(line: IonLine) -> System:
    """All phases in the elements of a line, however far above the hull."""
    closed = closed_system(
        line.system.table,
        line.target,
        line.own_energy_ev_per_atom,
        *line.conditions.open_ev,
        reach_ev_per_atom=math.inf,
    )
    return closed.open_to(line.conditions.open_ev)


def _traced(line: IonLine, system: System) -> IonLine:
    start, direction, _ = line_of_ions(system, line.formula, line.target.ion)
    hull = hull_along(system.programme, start, direction)
    return replace(line, system=system, line=hull)


def metal_sensitivity(line: IonLine, mutual: Minimum) -> Sensitivity:
    """What the contact with an unlimited amount of the ion's metal releases without each product."""
    system = _everything(line)
    values: dict[str, float | None] = {}
    for phase in _compounds({product.formula for product in mutual.products} - {line.formula.reduced}):
        without = _traced(line, system.without_phase(parse(phase).key))
        values[phase] = without.decomposition_energy(0.0, on_hull=True)
    return _sorted("mutual_ev_per_atom", mutual.ev_per_atom, values)


def contact_sensitivity(
    table: PhaseTable,
    a: Side,
    b: Side,
    ion: str,
    voltage_v: float | None,
    open_ev: Mapping[str, float],
    mutual: Minimum,
) -> Sensitivity:
    """What the mutual energy of a contact becomes without each of its products."""
    mixture = Mixture(a=a, b=b, ion=ion, voltage_v=voltage_v, open_ev=open_ev)
    system = mixture.system(table, math.inf)
    own = {side.formula.reduced for side in (a, b)}
    values: dict[str, float | None] = {}
    for phase in _compounds({product.formula for product in mutual.products} - own):
        without = system.without_phase(parse(phase).key)
        values[phase] = mutual_minimum(mixing_line_in(without, mixture)).ev_per_atom
    return _sorted("mutual_ev_per_atom", mutual.ev_per_atom, values)


def _compounds(phases: Iterable[str]) -> list[str]:
    """Those that can be left out: energies are relative to the elements."""
    return sorted(phase for phase in phases if len(parse(phase).elements) > 1)


def _sorted(quantity: str, nominal: float | None, values: dict[str, float | None]) -> Sensitivity:
    found = []
    for phase, value in values.items():
        change = None if value is None or nominal is None else reported(value - nominal)
        if change is None or abs(change) > SAME:
            told = None if value is None else reported(value)
            found.append(Without(phase=phase, value=told, change=change))
    found.sort(key=lambda one: (-math.inf if one.change is None else -abs(one.change), one.phase))
    return Sensitivity(quantity=quantity, nominal=nominal, without=tuple(found))
