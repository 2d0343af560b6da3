"""A target and its ions: the hull along the line of exchange with the ion's reservoir.

Windows, profiles and decomposition energies are all read off this one line. With n the ions per
formula unit, z the ion's valence and f(n) the hull energy at n ions [1]_:

    V = -(df/dn) / z
    Phi_eq(V) = min over n of f(n) + z V n
    E_D(V) = (Phi_eq(V) - Phi_target(V)) / N_atoms

References
----------
.. [1] Y. Zhu, X. He, Y. Mo, ACS Appl. Mater. Interfaces 7, 23685 (2015),
   doi:10.1021/acsami.5b07517.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.own_energy import closed_system, own_energy, table_energy
from stabwin.analysis.reaction import Equilibrium, Product, decimals_of, equilibrium_of, products_of
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import Formula
from stabwin.chemistry.target import ResolvedTarget
from stabwin.errors import PotentialError, TargetError
from stabwin.hull.line import HullLine, hull_along
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable

Floats = npt.NDArray[np.float64]

# Two voltages closer than this are the same plateau.
VOLTAGE_TOLERANCE_V = 1e-9


@dataclass(frozen=True, kw_only=True)
class IonLine:
    """The hull along the ion content of one target.

    Attributes
    ----------
    target : ResolvedTarget
    conditions : Conditions
    system : System
        All elements closed but those of ``conditions.open_ev``.
    line : HullLine
        t in ions per atom that is neither the ion nor open; energies per such atom.
    atoms : float
        Such atoms per formula unit as written: the unit of the line.
    own_energy_ev_per_atom : float or None
        The formation energy that the user supplied.
    energy_ev_per_atom : float or None
        That, or else the table's; None if neither is there.
    warnings : tuple of str
    """

    target: ResolvedTarget
    conditions: Conditions
    system: System
    line: HullLine
    atoms: float
    own_energy_ev_per_atom: float | None
    energy_ev_per_atom: float | None
    warnings: tuple[str, ...]

    @property
    def formula(self) -> Formula:
        """The target's composition."""
        return self.target.formula

    @property
    def valence(self) -> int:
        """The ion's valence."""
        return ION_VALENCE[self.target.ion]

    @cached_property
    def content(self) -> float:
        """Where the target lies on the line: its ions per unit of the line."""
        return self.formula.amount(self.target.ion) / self.atoms

    @cached_property
    def hull_energy_ev(self) -> float:
        """Hull energy of the target's composition, eV per formula unit (open elements' share off)."""
        return float(self.line.energy_at(self.content)) * self.atoms

    @cached_property
    def energy_above_hull_ev_per_atom(self) -> float | None:
        """The target's own energy above the hull, >= 0; None if its energy is not known."""
        if self.energy_ev_per_atom is None:
            return None
        above = self.energy_ev_per_atom - self._closed_hull_energy_ev / self.formula.atoms
        return max(above, 0.0)

    @cached_property
    def _closed_hull_energy_ev(self) -> float:
        if not self.system.open_fractions:
            return self.hull_energy_ev
        closed = closed_system(self.system.table, self.target, self.own_energy_ev_per_atom)
        b = closed.vector(self.formula) / self.formula.atoms
        line = hull_along(closed.programme, b, np.zeros_like(b), 0.0)
        return float(line.energies[0]) * self.formula.atoms

    @cached_property
    def voltages(self) -> list[float]:
        """Voltage of each segment of the line, V, from high to low."""
        return [max(-slope / self.valence, 0.0) for slope in self.line.slopes.tolist()]

    @cached_property
    def _falling(self) -> list[float]:
        return [-v for v in self.voltages]

    @property
    def lowest_voltage_v(self) -> float:
        """Below this the reservoirs themselves react: 0 V unless other elements are open too."""
        lowest = self.voltages[-1]
        return lowest if lowest > VOLTAGE_TOLERANCE_V else 0.0

    def point_above(self, voltage_v: float) -> int:
        """The breakpoint that is the equilibrium at a voltage, or just above it on a plateau."""
        return bisect_left(self._falling, -voltage_v - VOLTAGE_TOLERANCE_V)

    def point_below(self, voltage_v: float) -> int | None:
        """The breakpoint that is the equilibrium just below a voltage; None where there is none."""
        point = bisect_right(self._falling, -voltage_v + VOLTAGE_TOLERANCE_V)
        return point if point < len(self.line.positions) else None

    def point_at(self, voltage_v: float) -> int:
        """The breakpoint reported at a voltage: at a plateau the upper one, at 0 V the last.

        Raises
        ------
        PotentialError
            The ion's reservoir and the other open elements react with each other there.
        """
        if voltage_v < self.lowest_voltage_v - VOLTAGE_TOLERANCE_V:
            raise PotentialError(
                f"Below {self.lowest_voltage_v:.3f} V {self.target.ion} and the open elements "
                f"({', '.join(self.system.open_fractions)}) react with each other without end: give a "
                "higher voltage or lower potentials.",
                lowest_voltage_v=self.lowest_voltage_v,
            )
        if voltage_v == 0:
            return len(self.line.positions) - 1
        return self.point_above(voltage_v)

    def equilibrium(self, point: int) -> Equilibrium:
        """The equilibrium at a breakpoint."""
        position, atoms = self._points[point]
        ions = (position - self.content) * self.atoms
        return equilibrium_of(self.system, self.formula, self.target.ion, ions, atoms)

    @cached_property
    def _points(self) -> list[tuple[float, dict[int, float]]]:
        """Ions, and atoms of each column per formula unit, at every breakpoint."""
        units, line = self.atoms, self.line
        return [
            (position, {c: a * units for c, a in sorted(zip(columns, amounts, strict=True)) if c >= 0})
            for position, columns, amounts in zip(
                line.positions.tolist(), line.phases.tolist(), line.amounts.tolist(), strict=True
            )
        ]

    def decomposition(self) -> tuple[Product, ...]:
        """The phases that the target's composition consists of on the hull."""
        found = self.line.equilibrium_at(self.content)
        atoms = {column: amount * self.atoms for column, amount in found.items()}
        return products_of(self.system, atoms, decimals_of(self.formula.atoms))

    def target_potential_ev(self, voltage_v: float, *, on_hull: bool) -> float:
        """Phi of the target at a voltage, eV per formula unit."""
        energy = self.hull_energy_ev
        above = self.energy_above_hull_ev_per_atom
        if above is not None and not on_hull:
            energy += above * self.formula.atoms
        return energy + self.valence * voltage_v * self.content * self.atoms

    def decomposition_energy(self, voltage_v: float, *, on_hull: bool = False) -> float:
        """E_D at a voltage, eV per atom of the target, <= 0.

        Parameters
        ----------
        voltage_v : float
        on_hull : bool
            Whether to put the target on the hull first, and not count its energy above it.
        """
        point = self.point_at(voltage_v)
        t = float(self.line.positions[point])
        equilibrium = self.atoms * (float(self.line.energies[point]) + self.valence * voltage_v * t)
        released = equilibrium - self.target_potential_ev(voltage_v, on_hull=on_hull)
        return min(released / self.formula.atoms, 0.0)


def line_of_ions(system: System, formula: Formula, ion: str) -> tuple[Floats, Floats, float]:
    """Start and direction of the line, and the atoms per formula unit that are its unit."""
    vector = system.vector(formula)
    row = system.elements.index(ion)
    vector[row] = 0.0
    atoms = float(vector.sum())
    direction = np.zeros(len(vector))
    direction[row] = 1.0
    return vector / atoms, direction, atoms


def trace_ion_line(
    table: PhaseTable, target: ResolvedTarget, conditions: Conditions, ion: str | None = None
) -> IonLine:
    """Follow the hull of a target through all of its ion contents.

    Parameters
    ----------
    table : PhaseTable
    target : ResolvedTarget
    conditions : Conditions
    ion : str, optional
        Another ion than the target's own.

    Raises
    ------
    TargetError
        The target holds nothing but the ion and open elements.
    CoverageError
        The table is not complete for the elements.
    PotentialError
        The ion's potential is fixed twice, or the open elements react with each other.
    NumericalError
        A solution fails its certificate.
    """
    if ion is not None and ion != target.ion:
        target = replace(target, ion=ion)
    formula, ion = target.formula, target.ion
    conditions.check_ion(ion)
    open_ev = conditions.open_ev
    if set(formula.elements) == {ion}:
        raise TargetError(
            f"{target.text} is the working ion's own metal: it is the reference at 0 V and has no "
            "window or profile.",
            target=target.text,
        )
    framework = [e for e in formula.elements if e != ion and e not in open_ev]
    if not framework:
        raise TargetError(
            f"{target.text} holds nothing but the ion and open elements: leave one of "
            f"{', '.join(open_ev)} closed.",
            target=target.text,
        )
    own, warnings = own_energy(table, target)
    closed = closed_system(table, target, own, *open_ev)
    system = closed.open_to(open_ev)
    start, direction, atoms = line_of_ions(system, formula, ion)
    try:
        line = hull_along(system.programme, start, direction)
    except PotentialError as error:
        raise PotentialError(
            f"The open elements ({', '.join(open_ev)}) react with each other without end at these "
            "potentials: lower them."
        ) from error
    other = [e for e in ("Li", "Na", "K") if formula.amount(e) and e != ion]
    if other and not formula.amount(ion):
        warnings += (
            f"{formula.reduced} holds {other[0]} and no {ion}: --ion {other[0]} asks for its window.",
        )
    return IonLine(
        target=target,
        conditions=conditions,
        system=system,
        line=line,
        atoms=atoms,
        own_energy_ev_per_atom=own,
        energy_ev_per_atom=table_energy(table, target) if own is None else own,
        warnings=warnings,
    )
