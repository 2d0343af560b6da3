"""Two materials in contact: the hull along the line that mixes them.

With x the fraction of all atoms that come from A, and Phi the energy that is minimised (at a voltage
the grand potential, whose ion row is dropped) [1]_ [2]_:

    mutual(x) = Phi_eq(mix) - x Phi_eq(A) - (1 - x) Phi_eq(B)
    total(x)  = Phi_eq(mix) - x Phi(A)    - (1 - x) Phi(B)

The line is traced in u, the fraction of *closed* atoms (those that no reservoir exchanges) from A,
along which Phi per closed atom is convex and piecewise linear. Every other normalisation has its kinks
at the same mixtures, so that the minima per atom and per non-ion atom are both read off them.

References
----------
.. [1] W. D. Richards et al., Chem. Mater. 28, 266 (2016), doi:10.1021/acs.chemmater.5b04082.
.. [2] Y. Zhu, X. He, Y. Mo, J. Mater. Chem. A 4, 3253 (2016), doi:10.1039/C5TA08574H.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stabwin.analysis.lines.ion_line import brought_energy, table_energy
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import Formula, composition_key
from stabwin.chemistry.target import ResolvedTarget
from stabwin.errors import PotentialError, TargetError
from stabwin.hull.line import HullLine, hull_along
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two materials, with what the line needs to know of it.

    Attributes
    ----------
    target : ResolvedTarget
    brought_ev_per_atom : float or None
        The formation energy that the user brought along.
    energy_ev_per_atom : float or None
        That, or else the table's; None if neither is there.
    warnings : tuple of str
    """

    target: ResolvedTarget
    brought_ev_per_atom: float | None
    energy_ev_per_atom: float | None
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, table: PhaseTable, target: ResolvedTarget) -> Side:
        """A side whose energy is looked up."""
        brought, warnings = brought_energy(table, target)
        energy = table_energy(table, target) if brought is None else brought
        if energy is None:
            on_hull = (
                f"{target.formula.reduced} has no energy of its own in these phases: in total energies "
                "it is put on the hull."
            )
            warnings += (on_hull,)
        return cls(
            target=target,
            brought_ev_per_atom=brought,
            energy_ev_per_atom=energy,
            warnings=warnings,
        )

    @property
    def formula(self) -> Formula:
        """Its composition."""
        return self.target.formula


@dataclass(frozen=True, kw_only=True)
class TieLine:
    """The hull between two materials, at its kinks.

    Attributes
    ----------
    a, b : Side
    ion : str
    voltage_v : float or None
        None for a closed contact.
    system : System
    fractions, other_fractions : arrays, shape (kinks,)
        x and 1 - x: the fractions of all atoms that come from A (ascending, both ends included) and
        from B. Both are kept so that neither loses digits, and A|B mirrors B|A to the last one.
    mutual, total : arrays, shape (kinks,)
        eV per atom of the mixture.
    self_a_ev_per_atom, self_b_ev_per_atom : float
        What each side releases on its own, <= 0.
    nonion : array, shape (kinks,)
        Non-ion atoms per atom of the mixture.
    line : HullLine
        From B to A in u, or from A to B where ``mirrored``; its points are the kinks.
    closed : array, shape (kinks,)
        Closed atoms per atom of the mixture.
    mirrored : bool
    """

    a: Side
    b: Side
    ion: str
    voltage_v: float | None
    system: System
    fractions: Floats
    other_fractions: Floats
    mutual: Floats
    total: Floats
    self_a_ev_per_atom: float
    self_b_ev_per_atom: float
    nonion: Floats
    line: HullLine
    closed: Floats
    mirrored: bool = False

    def atoms_at(self, kink: int) -> dict[int, float]:
        """Column number to atoms of that phase per atom of the mixture, at a kink."""
        point = len(self.fractions) - 1 - kink if self.mirrored else kink
        closed = float(self.closed[kink])
        found = self.line.equilibrium_at_point(point)
        return {column: amount * closed for column, amount in found.items()}

    def per_nonion(self, energies: Floats) -> Floats:
        """Energies per atom as energies per non-ion atom (0 where there are none)."""
        return np.divide(energies, self.nonion, out=np.zeros_like(energies), where=self.nonion > 0)


def trace_tie_line(
    table: PhaseTable,
    a: Side,
    b: Side,
    ion: str,
    voltage_v: float | None,
    open_ev: Mapping[str, float],
    memory: dict[str, HullLine] | None = None,
) -> TieLine:
    """Follow the hull from B to A.

    Parameters
    ----------
    table : PhaseTable
    a, b : Side
    ion : str
    voltage_v : float or None
        None for a closed contact.
    open_ev : mapping of str to float
        Chemical potentials of further open elements.
    memory : dict, optional
        Lines already traced with this table and these potentials; filled here. At a voltage the line
        depends on what is not the ion only, so that charged and discharged states share it.

    Raises
    ------
    CoverageError
        The table is not complete for the elements of both (and the ion, at a voltage).
    PotentialError
        The reservoirs react with each other.
    TargetError
        A side holds nothing that a reservoir does not exchange.
    NumericalError
        A solution fails its certificate.
    """
    if a.formula.key > b.formula.key:  # one orientation, so that A|B mirrors B|A to the last bit
        return _mirrored(trace_tie_line(table, b, a, ion, voltage_v, open_ev, memory))
    potentials = potentials_of(ion, voltage_v, open_ev)
    system = contact_system(table, a, b, potentials)
    return tie_line_in(system, a, b, ion, voltage_v, potentials, memory)


def tie_line_in(
    system: System,
    a: Side,
    b: Side,
    ion: str,
    voltage_v: float | None,
    potentials: Mapping[str, float],
    memory: dict[str, HullLine] | None = None,
) -> TieLine:
    """The hull from B to A in a system that is made already; see `trace_tie_line`."""
    if a.formula.key > b.formula.key:
        return _mirrored(tie_line_in(system, b, a, ion, voltage_v, potentials, memory))
    closed_a, closed_b = _closed_part(system, a, potentials), _closed_part(system, b, potentials)
    name = "" if memory is None else _closed_name(a, b, potentials)
    line = None if memory is None else memory.get(name)
    if line is None:
        line = _solve(system, closed_a / closed_a.sum(), closed_b / closed_b.sum())
        if memory is not None:
            memory[name] = line
    return _from_line(line, system, a, b, ion, voltage_v, potentials)


def potentials_of(ion: str, voltage_v: float | None, open_ev: Mapping[str, float]) -> dict[str, float]:
    """Chemical potentials of all open elements, the ion's among them at a voltage, eV per atom."""
    potentials = dict(open_ev)
    if voltage_v is not None:
        potentials[ion] = -ION_VALENCE[ion] * voltage_v
    return potentials


def _closed_name(a: Side, b: Side, potentials: Mapping[str, float]) -> str:
    """What a line depends on, besides the table."""
    sides = []
    for side in (a, b):
        closed = {e: n for e, n in side.formula.amounts.items() if e not in potentials}
        sides.append(f"{composition_key(closed)} {side.brought_ev_per_atom}")
        if side.brought_ev_per_atom is not None:
            sides.append(side.formula.key)
    elements = sorted({*a.formula.elements, *b.formula.elements, *potentials})
    return f"{sides} {elements} {sorted(potentials.items())}"


def _solve(system: System, closed_a: Floats, closed_b: Floats) -> HullLine:
    try:
        return hull_along(system.matrix, system.costs, system.units, closed_b, closed_a - closed_b, 1.0)
    except PotentialError as error:
        raise PotentialError(
            "At these potentials the reservoirs react with each other without end: give a higher "
            "voltage or lower potentials of the open elements."
        ) from error


def contact_system(
    table: PhaseTable,
    a: Side,
    b: Side,
    potentials: Mapping[str, float],
    reach_ev_per_atom: float = 0.0,
) -> System:
    """The columns for the elements of both sides, with the phases that the user brought along."""
    elements = {*a.formula.elements, *b.formula.elements, *potentials}
    system = System.of(table, elements, reach_ev_per_atom)
    for side in (a, b):
        if side.brought_ev_per_atom is not None:
            system = system.with_own_phase(side.formula, side.brought_ev_per_atom)
    return system.open_to(potentials)


def _closed_part(system: System, side: Side, potentials: Mapping[str, float]) -> Floats:
    """Closed atoms of each element per atom of a side."""
    vector = system.vector(side.formula) / side.formula.atoms
    if not vector.any():
        raise TargetError(
            f"{side.target.text} holds nothing but what the reservoirs ({', '.join(potentials)}) "
            "exchange: leave one of its elements closed.",
            target=side.target.text,
        )
    return vector


def _from_line(
    line: HullLine,
    system: System,
    a: Side,
    b: Side,
    ion: str,
    voltage_v: float | None,
    potentials: Mapping[str, float],
) -> TieLine:
    u = line.positions
    closed_a = float(system.vector(a.formula).sum()) / a.formula.atoms
    closed_b = float(system.vector(b.formula).sum()) / b.formula.atoms
    from_a, from_b = u / closed_a, (1 - u) / closed_b
    x, y = from_a / (from_a + from_b), from_b / (from_a + from_b)
    closed = 1 / (from_a + from_b)  # closed atoms per atom of the mixture
    equilibrium = line.energies * closed
    on_hull = float(equilibrium[-1]), float(equilibrium[0])
    own_a = max(_potential(a, b, system.table, potentials), on_hull[0])
    own_b = max(_potential(b, a, system.table, potentials), on_hull[1])
    nonion_a = 1 - a.formula.amount(ion) / a.formula.atoms
    nonion_b = 1 - b.formula.amount(ion) / b.formula.atoms
    return TieLine(
        a=a,
        b=b,
        ion=ion,
        voltage_v=voltage_v,
        system=system,
        fractions=x,
        other_fractions=y,
        mutual=np.minimum(equilibrium - x * on_hull[0] - y * on_hull[1], 0.0),
        total=np.minimum(equilibrium - x * own_a - y * own_b, 0.0),
        self_a_ev_per_atom=on_hull[0] - own_a,
        self_b_ev_per_atom=on_hull[1] - own_b,
        nonion=x * nonion_a + y * nonion_b,
        line=line,
        closed=closed,
    )


def _potential(side: Side, other: Side, table: PhaseTable, potentials: Mapping[str, float]) -> float:
    """Phi of a side, eV per atom: with its own energy, or put on the closed hull if it has none."""
    formula = side.formula
    energy = side.energy_ev_per_atom
    if energy is None:
        closed = contact_system(table, side, other, {})
        b = closed.vector(formula) / formula.atoms
        line = hull_along(closed.matrix, closed.costs, closed.units, b, np.zeros_like(b), 0.0)
        energy = float(line.energies[0])
    exchanged = sum(mu * formula.amount(element) for element, mu in potentials.items())
    return energy - exchanged / formula.atoms


def _mirrored(line: TieLine) -> TieLine:
    return TieLine(
        a=line.b,
        b=line.a,
        ion=line.ion,
        voltage_v=line.voltage_v,
        system=line.system,
        fractions=line.other_fractions[::-1],
        other_fractions=line.fractions[::-1],
        mutual=line.mutual[::-1],
        total=line.total[::-1],
        self_a_ev_per_atom=line.self_b_ev_per_atom,
        self_b_ev_per_atom=line.self_a_ev_per_atom,
        nonion=line.nonion[::-1],
        line=line.line,
        closed=line.closed[::-1],
        mirrored=True,
    )
