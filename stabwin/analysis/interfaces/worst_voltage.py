"""A contact over a range of voltages, exactly.

Let M(V) be the lowest mutual energy per non-ion atom at V. Between two breakpoints of the materials'
own profiles M is concave: for every mixture Phi_eq(mix) is a minimum of functions linear in V, the two
materials' own Phi_eq are linear there, and the minimum over mixtures keeps concavity. So M is lowest at
a breakpoint or at an end of the range, and where it stays above a limit is one interval of each piece,
whose ends Newton's method finds in a few steps: a tangent never passes the point it looks for.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import numpy as np

from stabwin.analysis.interfaces.mixing import MixingContact, mutual_minimum
from stabwin.analysis.interfaces.one_side import around_one_side
from stabwin.analysis.interfaces.voltage_range import VoltagePoint, VoltageRange
from stabwin.analysis.lines.equilibria import point_above, point_below
from stabwin.analysis.lines.ion_line import IonLine, trace_ion_line
from stabwin.analysis.lines.minima import lowest
from stabwin.analysis.lines.mixing_line import MixingLine, trace_mixing_line
from stabwin.analysis.rounding import reported
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.errors import NumericalError
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine
from stabwin.phases.table import PhaseTable

# Newton's method on a piecewise linear function visits each piece once; real contacts have tens.
MOST_STEPS = 500


class _OverVoltages:
    """M(V) of a contact and its slopes, each voltage solved once."""

    def __init__(self, table: PhaseTable, contact: MixingContact) -> None:
        self.table, self.contact = table, contact
        self._lines: dict[float, MixingLine[HullLine]] = {}

    @cached_property
    def sides(self) -> tuple[IonLine[HullLine], ...]:
        """Both materials' own ion lines."""
        around = around_one_side(self.contact)
        return tuple(
            trace_ion_line(self.table, side.target, around, self.contact.ion) for side in self.contact.sides
        )

    def line(self, voltage_v: float) -> MixingLine[HullLine]:
        """The line of mixtures at a voltage."""
        if voltage_v not in self._lines:
            self._lines[voltage_v] = trace_mixing_line(self.table, self.contact.at(voltage_v))
        return self._lines[voltage_v]

    def lowest(self, voltage_v: float) -> float:
        """M(V), eV per non-ion atom."""
        line = self.line(voltage_v)
        return float(line.per_nonion(line.mutual).min())

    def slope(self, voltage_v: float, *, upwards: bool) -> float:
        """A slope of M at V that bounds it on one side: of the mixture that is lowest at V."""
        line = self.line(voltage_v)
        kink = int(lowest(line, line.mutual).kinks)
        x = float(line.fractions[kink])
        ions = line.system.open_fractions[self.contact.ion]
        mixed = sum(float(ions[column]) * n for column, n in line.atoms_at(kink).items())
        own = [_ions_per_atom(side, voltage_v, upwards=upwards) for side in self.sides]
        taken_up = mixed - x * own[0] - float(line.other_fractions[kink]) * own[1]
        return ION_VALENCE[self.contact.ion] * taken_up / float(line.nonion[kink])


def _ions_per_atom(line: IonLine[HullLine], voltage_v: float, *, upwards: bool) -> float:
    """Ions in the equilibrium of one material, per atom of it, just above or below a voltage."""
    point = int(point_above(line, voltage_v) if upwards else point_below(line, voltage_v))  # -1: the last
    return float(line.line.positions[point]) * line.atoms / line.formula.atoms


def voltage_range(
    table: PhaseTable, contact: MixingContact, limits_v: tuple[float, float], threshold_ev: float
) -> VoltageRange:
    """The worst voltage of a contact, and where it stays under a threshold.

    Parameters
    ----------
    table : PhaseTable
    contact : MixingContact
        At any voltage.
    limits_v : (float, float)
        The range.
    threshold_ev : float
        eV per non-ion atom.

    Raises
    ------
    PotentialError
        The grand potential is unbounded at a voltage of the range.
    """
    low, high = limits_v
    over = _OverVoltages(table, contact)
    breakpoints = {v for side in over.sides for v in side.voltages.tolist() if low < v < high}
    marks = _distinct([low, *sorted(breakpoints), high])
    energies = [over.lowest(v) for v in marks]
    worst = int(np.argmin(energies))
    stable = _stable_ranges(over, marks, threshold_ev)
    voltages = _distinct(sorted([*marks, *(v for pair in stable for v in pair)]))
    points = []
    for v in voltages:
        minimum = mutual_minimum(over.line(v))
        points.append(
            VoltagePoint(
                voltage_v=reported(v),
                mutual_ev_per_atom=minimum.ev_per_atom,
                mutual_ev_per_nonion_atom=minimum.ev_per_nonion_atom,
            )
        )
    return VoltageRange(
        low_v=low,
        high_v=high,
        worst=mutual_minimum(over.line(marks[worst])),
        worst_voltage_v=reported(marks[worst]),
        points=tuple(points),
        stable_ranges_v=tuple((reported(start), reported(end)) for start, end in stable),
    )


def _distinct(ascending: list[float]) -> list[float]:
    """Ascending voltages without those that only rounding tells apart."""
    kept = ascending[:1]
    for v in ascending[1:]:
        if v - kept[-1] > tolerances.VOLTAGE:
            kept.append(v)
    return kept


def _stable_ranges(
    over: _OverVoltages, marks: list[float], threshold_ev: float
) -> list[tuple[float, float]]:
    """Where M(V) >= -threshold, joined over the pieces between marks."""
    if len(marks) == 1:
        only = marks[0]
        return [(only, only)] if over.lowest(only) >= -threshold_ev else []
    ranges: list[tuple[float, float]] = []
    for start, end in pairwise(marks):
        first = _first_stable(over, start, end, threshold_ev, upwards=True)
        if first is None:
            continue
        last = _first_stable(over, end, start, threshold_ev, upwards=False)
        last = first if last is None else last
        if ranges and first - ranges[-1][1] <= tolerances.VOLTAGE:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    return ranges


def _first_stable(
    over: _OverVoltages, start: float, end: float, threshold_ev: float, *, upwards: bool
) -> float | None:
    """The first voltage from start towards end at which M reaches -threshold, by Newton's method."""
    v = start
    for _ in range(MOST_STEPS):
        missing = -threshold_ev - over.lowest(v)
        if missing <= 0:
            return v
        slope = over.slope(v, upwards=upwards)
        if slope == 0 or (slope > 0) != upwards:
            return None
        step = missing / slope
        if (v + step > end) if upwards else (v + step < end):
            return None
        if abs(step) < tolerances.VOLTAGE_STEP:
            return v + step
        v += step
    raise NumericalError(
        f"The voltage at which the contact reaches {threshold_ev} eV per non-ion atom was not found "
        f"between {start:.4f} and {end:.4f} V."
    )
