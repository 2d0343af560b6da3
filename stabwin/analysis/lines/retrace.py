"""The line of a target among other phases than those on the hull."""

from __future__ import annotations

import math
from dataclasses import replace

from stabwin.analysis.lines.ion_line import IonLine, line_of_ions, opened
from stabwin.analysis.lines.own_energy import closed_system
from stabwin.hull.line import HullLine, hull_along
from stabwin.phases.system import System


def all_phases_of(line: IonLine[HullLine]) -> System:
    """All phases in the elements of a line, however far above the hull."""
    closed = closed_system(
        line.system.table,
        line.target,
        line.own_energy_ev_per_atom,
        *line.conditions.elements_with(line.target),
        reach_ev_per_atom=math.inf,
    )
    return opened(closed, line.conditions)


def retraced(line: IonLine[HullLine], system: System) -> IonLine[HullLine]:
    """The line of the same target among the phases of a system."""
    start, direction, _ = line_of_ions(system, line.formula, line.target.ion)
    hull = hull_along(system.programme, start, direction)
    return replace(line, system=system, line=hull)
