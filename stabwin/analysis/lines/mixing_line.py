"""Two materials in contact: the hull along the line that mixes them.

With x the fraction of all atoms that come from A, and Phi the energy that is minimised (at a voltage
the grand potential, whose ion row is dropped) [1]_ [2]_:

    mutual(x) = Phi_eq(mix) - x Phi_eq(A) - (1 - x) Phi_eq(B)
    total(x)  = Phi_eq(mix) - x Phi(A)    - (1 - x) Phi(B)

The line is traced in u, the fraction of *closed* atoms (those that no reservoir exchanges) from A,
along which Phi per closed atom is convex and piecewise linear. Every other normalisation has its kinks
at the same mixtures, so that the minima per atom and per non-ion atom are both read off them.

The nominal line is one sample without errors: its arrays have no axis of samples.

References
----------
.. [1] W. D. Richards et al., Chem. Mater. 28, 266 (2016), doi:10.1021/acs.chemmater.5b04082.
.. [2] Y. Zhu, X. He, Y. Mo, J. Mater. Chem. A 4, 3253 (2016), doi:10.1039/C5TA08574H.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Generic

import numpy as np
import numpy.typing as npt

from stabwin.analysis.lines.formed_alone import HIGHER_VOLTAGE, named_reaction
from stabwin.analysis.lines.mixture import Mixture, Side
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.formula import Formula
from stabwin.errors import TargetError
from stabwin.hull.line import HullLine, hull_along
from stabwin.hull.sampled_line import Line, SampledLines
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class MixingLine(Generic[Line]):
    """The hull between two materials at its kinks: nominal, or in all samples.

    Samples with fewer kinks than others repeat the last one.

    Attributes
    ----------
    mixture : Mixture
    system : System
    fractions, other_fractions : arrays, shape (..., kinks)
        x and 1 - x: the fractions of all atoms that come from A (ascending, both ends included) and
        from B. Both are kept so that neither loses digits, and A|B mirrors B|A to the last one.
    mutual, total : arrays, shape (..., kinks)
        eV per atom of the mixture.
    self_a_ev_per_atom, self_b_ev_per_atom : float, or array of shape (samples,)
        What each side releases on its own, <= 0.
    nonion : array, shape (..., kinks)
        Non-ion atoms per atom of the mixture.
    line : HullLine or SampledLines
        From B to A in u, or from A to B where ``mirrored``; its points are the kinks.
    closed : array, shape (..., kinks)
        Closed atoms per atom of the mixture.
    mirrored : bool
    """

    mixture: Mixture
    system: System
    fractions: Floats
    other_fractions: Floats
    mutual: Floats
    total: Floats
    self_a_ev_per_atom: Any
    self_b_ev_per_atom: Any
    nonion: Floats
    line: Line
    closed: Floats
    mirrored: bool = False

    def points_of(self, kinks: Any) -> Any:
        """The breakpoints of the line that are these kinks; shape (...)."""
        points = self.fractions.shape[-1] - 1 - kinks if self.mirrored else kinks
        return np.minimum(points, self.line.last_point)

    def columns_at(self, kinks: Any) -> npt.NDArray[Any]:
        """Columns of the phases at one kink of each sample, shape (..., rows); -1 where that is -1."""
        return self.line.phases_at(np.where(np.asarray(kinks) < 0, -1, self.points_of(kinks)))

    def atoms_at(self: MixingLine[HullLine], kink: int) -> dict[int, float]:
        """Column number to atoms of that phase per atom of the mixture, at a kink of a nominal line."""
        point = len(self.fractions) - 1 - kink if self.mirrored else kink
        closed = float(self.closed[kink])
        found = self.line.equilibrium_at_point(point)
        return {column: amount * closed for column, amount in found.items()}

    def per_nonion(self, energies: Floats) -> Floats:
        """Energies per atom as energies per non-ion atom (0 where there are none)."""
        return np.divide(energies, self.nonion, out=np.zeros_like(energies), where=self.nonion > 0)

    def swapped(self) -> MixingLine[Line]:
        """The same line as that of B and A."""
        return MixingLine(
            mixture=self.mixture.swapped(),
            system=self.system,
            fractions=self.other_fractions[..., ::-1],
            other_fractions=self.fractions[..., ::-1],
            mutual=self.mutual[..., ::-1],
            total=self.total[..., ::-1],
            self_a_ev_per_atom=self.self_b_ev_per_atom,
            self_b_ev_per_atom=self.self_a_ev_per_atom,
            nonion=self.nonion[..., ::-1],
            line=self.line,
            closed=self.closed[..., ::-1],
            mirrored=not self.mirrored,
        )


def trace_mixing_line(
    table: PhaseTable, mixture: Mixture, memory: dict[Hashable, HullLine] | None = None
) -> MixingLine[HullLine]:
    """Follow the hull from B to A.

    Parameters
    ----------
    table : PhaseTable
    mixture : Mixture
    memory : dict, optional
        Lines already traced with this table; filled here.

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
    return mixing_line_in(mixture.system(table), mixture, memory)


def mixing_line_in(
    system: System, mixture: Mixture, memory: dict[Hashable, HullLine] | None = None
) -> MixingLine[HullLine]:
    """The hull from B to A in a system that is made already; see `trace_mixing_line`."""
    if not mixture.is_canonical:
        return mixing_line_in(system, mixture.swapped(), memory).swapped()
    line = None if memory is None else memory.get(mixture.line_key)
    start, direction = _course(system, mixture)
    if line is None:
        with named_reaction(system, mixture.atmosphere, HIGHER_VOLTAGE):
            line = hull_along(system.programme, start, direction, 1.0)
        if memory is not None:
            memory[mixture.line_key] = line
    return _mixing_line(line, system, mixture, None)


def sample_mixing_line(table: PhaseTable, mixture: Mixture, model: ErrorModel) -> MixingLine[SampledLines]:
    """Follow the hull from B to A in every sample of the phases' errors; see `trace_mixing_line`."""
    if not mixture.is_canonical:
        return sample_mixing_line(table, mixture.swapped(), model).swapped()
    system = mixture.system(table, math.inf)
    with named_reaction(system, mixture.atmosphere, HIGHER_VOLTAGE, in_samples=True):
        line = model.lines(system, *_course(system, mixture), 1.0)
    return _mixing_line(line, system, mixture, model)


def _course(system: System, mixture: Mixture) -> tuple[Floats, Floats]:
    """Where the line starts, and where it goes to at u = 1."""
    closed_a, closed_b = (_closed_part(system, side, mixture) for side in mixture.sides)
    start = closed_b / closed_b.sum()
    return start, closed_a / closed_a.sum() - start


def _closed_part(system: System, side: Side, mixture: Mixture) -> Floats:
    """Closed atoms of each element per atom of a side."""
    vector = system.vector(side.formula) / side.formula.atoms
    if not vector.any():
        raise TargetError(
            f"{side.target.text} holds nothing but what the reservoirs "
            f"({', '.join(mixture.potentials_ev)}) exchange: leave one of its elements closed.",
            target=side.target.text,
        )
    return vector


def _kinks(line: HullLine | SampledLines) -> tuple[Floats, Floats]:
    """U and energies at the kinks; samples with fewer repeat the last one."""
    if line.is_nominal:
        return line.positions, line.energies
    inside, last = np.isfinite(line.positions), line.at(line.last_point, line.energies)
    return np.where(inside, line.positions, 1.0), np.where(inside, line.energies, last[:, None])


def _mixing_line(
    line: Line, system: System, mixture: Mixture, model: ErrorModel | None
) -> MixingLine[Line]:
    u, energies = _kinks(line)
    a, b, ion = mixture.a, mixture.b, mixture.ion
    from_a = u / (float(system.vector(a.formula).sum()) / a.formula.atoms)
    from_b = (1 - u) / (float(system.vector(b.formula).sum()) / b.formula.atoms)
    x, y = from_a / (from_a + from_b), from_b / (from_a + from_b)
    closed = 1 / (from_a + from_b)  # closed atoms per atom of the mixture
    equilibrium = energies * closed
    hull_a, hull_b = equilibrium[..., -1], equilibrium[..., 0]
    own_a = np.maximum(_potential(a, mixture, system.table, model), hull_a)
    own_b = np.maximum(_potential(b, mixture, system.table, model), hull_b)

    def released(phi_a: Any, phi_b: Any) -> Floats:
        apart = equilibrium - x * phi_a[..., None] - y * phi_b[..., None]
        return np.asarray(np.minimum(apart, 0.0), dtype=np.float64)

    return MixingLine(
        mixture=mixture,
        system=system,
        fractions=x,
        other_fractions=y,
        mutual=released(hull_a, hull_b),
        total=released(own_a, own_b),
        self_a_ev_per_atom=hull_a - own_a,
        self_b_ev_per_atom=hull_b - own_b,
        nonion=x * _nonion(a.formula, ion) + y * _nonion(b.formula, ion),
        line=line,
        closed=closed,
    )


def _nonion(formula: Formula, ion: str) -> float:
    """Non-ion atoms per atom."""
    return 1 - formula.amount(ion) / formula.atoms


def _potential(side: Side, mixture: Mixture, table: PhaseTable, model: ErrorModel | None) -> Any:
    """Phi of a side, eV per atom: with its own energy, or put on the closed hull if it has none."""
    formula = side.formula
    energy: Any = side.energy_ev_per_atom
    if energy is None:
        closed = mixture.closed_system(table, 0.0 if model is None else math.inf)
        energy = _hull_energy(closed, formula, model)
    elif model is not None:
        energy = energy + model.formula_errors(table, formula, 0, model.samples)
    exchanged = sum(mu * formula.amount(element) for element, mu in mixture.potentials_ev.items())
    return energy - exchanged / formula.atoms


def _hull_energy(closed: System, formula: Formula, model: ErrorModel | None) -> Any:
    """Energy of a composition on the hull, eV per atom."""
    b = closed.vector(formula) / formula.atoms
    if model is not None:
        return model.lines(closed, b, np.zeros_like(b), 0.0).energy_at(0.0)
    return hull_along(closed.programme, b, np.zeros_like(b), 0.0).energy_at(0.0)
