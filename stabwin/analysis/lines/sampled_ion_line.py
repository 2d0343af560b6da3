"""Limits, energies and products of one target in every sample of the phases' errors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from stabwin.analysis.lines.ion_line import Floats, IonLine, line_of_ions
from stabwin.analysis.lines.own_energy import closed_system
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.hull import tolerances
from stabwin.hull.sampled_line import SampledLines
from stabwin.phases.system import System


@dataclass(frozen=True, kw_only=True)
class SampledIonLine:
    """The hull along the ion content of one target in all samples; see `IonLine`.

    Attributes
    ----------
    nominal : IonLine
    system : System
        With the phases within reach of the hull.
    lines : SampledLines
    target_errors : array or None, shape (samples,)
        Errors of the target's own energy, eV/atom; None if it has none.
    closed_hull_ev_per_atom : array, shape (samples,)
        Hull energy of the target's composition with all elements closed.
    """

    nominal: IonLine
    system: System
    lines: SampledLines
    target_errors: Floats | None
    closed_hull_ev_per_atom: Floats

    @cached_property
    def above_hull(self) -> Floats | None:
        """Energy above the hull, eV/atom, >= 0; None if the target's energy is not known."""
        own = self.nominal.energy_ev_per_atom
        if own is None or self.target_errors is None:
            return None
        return np.maximum(own + self.target_errors - self.closed_hull_ev_per_atom, 0.0)

    @cached_property
    def _voltages(self) -> Floats:
        """Voltage of each segment, V."""
        return np.maximum(-self.lines.slopes / self.nominal.valence, 0.0)

    @cached_property
    def _shift(self) -> float:
        nominal = self.nominal
        fixed = nominal.formula.atoms - nominal.formula.amount(nominal.target.ion)
        return nominal.conditions.ion_tolerance * fixed / nominal.atoms

    @cached_property
    def reduction_limits(self) -> Floats:
        """Reduction limits, V; see `stabwin.analysis.windows.window.window_limits`."""
        right = self.lines.segment_right(self.nominal.content + self._shift)
        slopes = self._voltages[np.arange(len(right)), right]
        return np.asarray(np.minimum(slopes, self._lowest_within()) if self._allowed else slopes)

    @cached_property
    def oxidation_limits(self) -> Floats | None:
        """Oxidation limits, V, infinite where there is none; None for a target without ions."""
        left = self.lines.segment_left(self.nominal.content - self._shift)
        if (left < 0).all():
            return None
        found = self._voltages[np.arange(len(left)), left]
        return np.asarray(np.maximum(found, self._highest_within()) if self._allowed else found)

    @cached_property
    def _allowed(self) -> float:
        nominal = self.nominal
        return nominal.conditions.energy_tolerance_ev_per_atom * nominal.formula.atoms / nominal.atoms

    @cached_property
    def _rises(self) -> tuple[Floats, Floats]:
        """Of every breakpoint: z times its distance from the target, and the energy down to it."""
        lines, t = self.lines, self.nominal.content
        here = lines.energy_at(t)[:, None]
        away = self.nominal.valence * np.where(np.isfinite(lines.positions), lines.positions - t, 0.0)
        return away, np.where(np.isfinite(lines.energies), here - lines.energies, 0.0)

    def _lowest_within(self) -> Floats:
        """The voltage down to which the target on the hull stays within the energy tolerance."""
        away, down = self._rises
        beyond = away > tolerances.POSITION
        limits = np.where(beyond, (down - self._allowed) / np.where(beyond, away, 1.0), -np.inf)
        last = self._voltages[np.arange(len(limits)), self.lines.points - 1]  # the reservoirs react
        lowest = np.maximum(limits.max(axis=1), last)
        return np.asarray(lowest, dtype=np.float64)

    def _highest_within(self) -> Floats:
        away, down = self._rises
        beyond = away < -tolerances.POSITION
        limits = np.where(beyond, (down - self._allowed) / np.where(beyond, away, 1.0), np.inf)
        return np.asarray(limits.min(axis=1), dtype=np.float64)

    @cached_property
    def below(self) -> npt.NDArray[np.int64]:
        """The breakpoint just below the window; -1 where there is none."""
        point = self.lines.segment_right(self.nominal.content + self._shift) + 1
        return np.where(point < self.lines.points, point, -1)

    @cached_property
    def above(self) -> npt.NDArray[np.int64]:
        """The breakpoint just above the window; -1 where there is none."""
        return np.asarray(self.lines.segment_left(self.nominal.content - self._shift))

    def points_at(self, voltage_v: float) -> npt.NDArray[np.int64]:
        """The breakpoint that is the equilibrium at a voltage."""
        if voltage_v == 0:
            return self.lines.points - 1
        finite = np.where(np.isfinite(self.lines.positions), self.lines.positions, 0.0)
        found: npt.NDArray[np.int64] = np.argmin(
            self.lines.energies + self.nominal.valence * voltage_v * finite, axis=1
        )
        return found

    def decomposition_energies(self, voltage_v: float, *, on_hull: bool = False) -> Floats:
        """E_D at a voltage, eV per atom of the target, <= 0; see `IonLine.decomposition_energy`.

        In samples in which the reservoirs react with each other there, that reaction does not count.
        """
        nominal, lines = self.nominal, self.lines
        every, points = np.arange(len(lines.points)), self.points_at(voltage_v)
        taken_up = lines.positions[every, points] - nominal.content
        change = lines.energies[every, points] - lines.energy_at(nominal.content)
        released = nominal.atoms * (change + nominal.valence * voltage_v * taken_up) / nominal.formula.atoms
        if self.above_hull is not None and not on_hull:
            released = released - self.above_hull
        return np.asarray(np.minimum(released, 0.0))


def sample_ion_line(nominal: IonLine, model: ErrorModel) -> SampledIonLine:
    """Follow the hull of a target through all of its ion contents, in all samples."""
    target, conditions = nominal.target, nominal.conditions
    own_energy = nominal.own_energy_ev_per_atom
    closed = closed_system(
        nominal.system.table,
        target,
        own_energy,
        *conditions.open_ev,
        reach_ev_per_atom=model.reach_ev_per_atom,
    )
    system = closed.open_to(conditions.open_ev)
    start, direction, _ = line_of_ions(system, target.formula, target.ion)
    lines = model.lines(system, start, direction)
    if system.open_fractions:
        composition = closed.vector(target.formula) / target.formula.atoms
        hull = model.lines(closed, composition, np.zeros_like(composition), 0.0).energy_at(0.0)
    else:
        hull = lines.energy_at(nominal.content) * nominal.atoms / target.formula.atoms
    own = None
    if nominal.energy_ev_per_atom is not None:
        own = model.formula_errors(nominal.system.table, target.formula, 0, model.samples)
    return SampledIonLine(
        nominal=nominal,
        system=system,
        lines=lines,
        target_errors=own,
        closed_hull_ev_per_atom=hull,
    )
