"""A target and its ions: the hull along the line of exchange with the ion's reservoir.

Windows, profiles and decomposition energies are all read off this one line, nominal or in all samples
of the phases' errors: the nominal line is one sample without errors, whose arrays have no axis of
samples. With n the ions per formula unit, z the ion's valence and f(n) the hull energy at n ions [1]_:

    V = -(df/dn) / z
    Phi_eq(V) = min over n of f(n) + z V n
    E_D(V) = (Phi_eq(V) - Phi_target(V)) / N_atoms

References
----------
.. [1] Y. Zhu, X. He, Y. Mo, ACS Appl. Mater. Interfaces 7, 23685 (2015),
   doi:10.1021/acsami.5b07517.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic

import numpy as np
import numpy.typing as npt

from stabwin.analysis.conditions import NO_GASES, NONE_OPEN, Conditions
from stabwin.analysis.lines.formed_alone import named_reaction
from stabwin.analysis.lines.own_energy import closed_system, energies_of
from stabwin.analysis.reaction import Equilibrium, Product, equilibria_of, products_of
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import Formula
from stabwin.chemistry.target import ResolvedTarget, ion_note
from stabwin.errors import TargetError
from stabwin.hull.line import HullLine, hull_along
from stabwin.hull.sampled_line import Line, SampledLines
from stabwin.phases.gas_columns import exchanging, without_gases
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class IonLine(Generic[Line]):
    """The hull along the ion content of one target: nominal, or in all samples.

    Attributes
    ----------
    target : ResolvedTarget
    conditions : Conditions
    system : System
        All elements closed but those of ``conditions.potentials_ev``.
    line : HullLine or SampledLines
        t in ions per atom that is neither the ion nor open; energies per such atom.
    atoms : float
        Such atoms per formula unit as written: the unit of the line.
    own_energy_ev_per_atom : float or None
        The formation energy that the user supplied.
    energy_ev_per_atom : float, array of shape (samples,), or None
        That, or else the table's, with its errors; None if neither is there.
    warnings : tuple of str
    model : ErrorModel or None
        The errors; None for the nominal line.
    """

    target: ResolvedTarget
    conditions: Conditions
    system: System
    line: Line
    atoms: float
    own_energy_ev_per_atom: float | None
    energy_ev_per_atom: Any
    warnings: tuple[str, ...]
    model: ErrorModel | None = None

    @cached_property
    def formula(self) -> Formula:
        """The target's composition."""
        return self.target.formula

    @cached_property
    def valence(self) -> int:
        """The ion's valence."""
        return ION_VALENCE[self.target.ion]

    @cached_property
    def ions(self) -> float:
        """Ions per formula unit."""
        return float(self.formula.amounts.get(self.target.ion, 0))

    @cached_property
    def content(self) -> float:
        """Where the target lies on the line: its ions per unit of the line."""
        return self.ions / self.atoms

    @cached_property
    def fixed_atoms(self) -> float:
        """Atoms per formula unit that are not the ion."""
        return self.formula.atoms - self.ions

    @cached_property
    def hull_energy_ev(self) -> Any:
        """Hull energy of the target's composition, eV per formula unit (open elements' share off)."""
        return self.line.energy_at(self.content) * self.atoms

    @cached_property
    def energy_above_hull_ev_per_atom(self) -> Any:
        """The target's own energy above the hull, >= 0; None if its energy is not known."""
        if self.energy_ev_per_atom is None:
            return None
        return np.maximum(self.energy_ev_per_atom - self._closed_hull_energy_ev / self.formula.atoms, 0.0)

    @cached_property
    def own_potential_ev(self) -> Any:
        """Phi of the target itself but for its ions' share, eV per formula unit.

        Its own energy, or that of the closed hull where it is not known, less what its atoms of the
        other open elements are worth in their reservoirs.
        """
        energy, above = self._closed_hull_energy_ev, self.energy_above_hull_ev_per_atom
        if above is not None:
            energy = energy + above * self.formula.atoms
        open_ev = self.conditions.potentials_ev
        return energy - sum(mu * self.formula.amount(element) for element, mu in open_ev.items())

    @cached_property
    def released_alone_ev_per_atom(self) -> Any:
        """What the target releases before it exchanges ions, eV/atom, <= 0."""
        if is_closed(self.conditions):
            above = self.energy_above_hull_ev_per_atom
            return 0.0 if above is None else -above
        return np.minimum((self.hull_energy_ev - self.own_potential_ev) / self.formula.atoms, 0.0)

    @cached_property
    def _closed_hull_energy_ev(self) -> Any:
        if is_closed(self.conditions):
            return self.hull_energy_ev
        reach = 0.0 if self.model is None else math.inf
        closed = closed_system(
            self.system.table, self.target, self.own_energy_ev_per_atom, reach_ev_per_atom=reach
        )
        b = closed.vector(self.formula) / self.formula.atoms
        stay = np.zeros_like(b)
        if self.model is None:
            return hull_along(closed.programme, b, stay, 0.0).energy_at(0.0) * self.formula.atoms
        return self.model.lines(closed, b, stay, 0.0).energy_at(0.0) * self.formula.atoms

    @cached_property
    def voltages(self) -> Floats:
        """Voltage of each segment of the line, V, from high to low; -inf where a sample has fewer."""
        voltages = np.maximum(-self.line.slopes / self.valence, 0.0)
        if self.line.is_nominal:
            return voltages
        beyond = np.arange(voltages.shape[-1]) > np.asarray(self.line.last_segment)[:, None]
        return np.where(beyond, -np.inf, voltages)

    def equilibria(self: IonLine[HullLine], points: list[int]) -> list[Equilibrium]:
        """The equilibria at some breakpoints of a nominal line."""
        line = self.line
        ions = [(position - self.content) * self.atoms for position in line.positions[points].tolist()]
        atoms = line.amounts[points] * self.atoms
        gases = self.conditions.atmosphere
        return equilibria_of(self.system, self.target, ions, line.phases[points], atoms, gases)

    def decomposition(self: IonLine[HullLine]) -> tuple[Product, ...]:
        """The phases that the target's composition consists of on the nominal hull."""
        found = self.line.equilibrium_at(self.content)
        atoms = {column: amount * self.atoms for column, amount in found.items()}
        if self.system.gases:
            atoms = without_gases(self.system, atoms)
        return products_of(self.system, atoms, self.formula)


def is_closed(conditions: Conditions) -> bool:
    """Whether nothing but the ion has a reservoir."""
    return conditions.open_ev is NONE_OPEN and conditions.gases_bar is NO_GASES


def opened(system: System, conditions: Conditions) -> System:
    """A closed system with the reservoirs of some conditions."""
    if is_closed(conditions):
        return system
    return exchanging(system.open_to(conditions.potentials_ev), conditions.gases_ev)


def line_of_ions(system: System, formula: Formula, ion: str) -> tuple[Floats, Floats, float]:
    """Start and direction of the line, and the atoms per formula unit that are its unit."""
    vector = np.array(formula.vector(system.elements))
    row = system.elements.index(ion)
    vector[row] = 0.0
    atoms = float(vector.sum())
    direction = np.zeros(len(vector))
    direction[row] = 1.0
    return vector / atoms, direction, atoms


def trace_ion_line(
    table: PhaseTable, target: ResolvedTarget, conditions: Conditions, ion: str | None = None
) -> IonLine[HullLine]:
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
        target = replace(target, ion=ion, ion_is_given=True)
    formula, ion = target.formula, target.ion
    conditions.check_ion(ion)
    open_elements = () if is_closed(conditions) else conditions.open_elements
    if set(formula.elements) == {ion}:
        raise TargetError(
            f"{target.text} is the working ion's own metal: it is the reference at 0 V and has no "
            "window or profile.",
            target=target.text,
        )
    framework = [e for e in formula.elements if e != ion and e not in open_elements]
    if not framework:
        raise TargetError(
            f"{target.text} holds nothing but the ion and open elements: leave one of "
            f"{', '.join(open_elements)} closed.",
            target=target.text,
        )
    own, energy, warnings = energies_of(table, target)
    more = () if is_closed(conditions) else conditions.elements_with(target)
    system = opened(closed_system(table, target, own, *more), conditions)
    start, direction, atoms = line_of_ions(system, formula, ion)
    with named_reaction(system, conditions.atmosphere):
        line = hull_along(system.programme, start, direction)
    # Magnesium, calcium and zinc in what the catalogue does not know from cells of another ion.
    may_move = ("Li", "Na", "K") if target.ion_is_known else ("Li", "Na", "K", "Mg", "Ca", "Zn")
    other = [e for e in may_move if e in formula.elements and e != ion]
    if other and ion not in formula.elements:
        warnings += (f"The target holds {other[0]} and no {ion}: --ion {other[0]} asks for its window.",)
    if ion != "Li" and not target.ion_is_given:
        warnings += (ion_note(ion),)
    return IonLine(
        target=target,
        conditions=conditions,
        system=system,
        line=line,
        atoms=atoms,
        own_energy_ev_per_atom=own,
        energy_ev_per_atom=energy,
        warnings=warnings,
    )


def sample_ion_line(nominal: IonLine[HullLine], model: ErrorModel) -> IonLine[SampledLines]:
    """Follow the hull of a target through all of its ion contents, in all samples."""
    target, conditions, table = nominal.target, nominal.conditions, nominal.system.table
    closed = closed_system(
        table,
        target,
        nominal.own_energy_ev_per_atom,
        *conditions.elements_with(target),
        reach_ev_per_atom=math.inf,
    )
    system = opened(closed, conditions)
    start, direction, atoms = line_of_ions(system, target.formula, target.ion)
    with named_reaction(system, conditions.atmosphere, in_samples=True):
        line = model.lines(system, start, direction)
    energy = nominal.energy_ev_per_atom
    if energy is not None:
        energy = energy + model.formula_errors(table, target.formula, 0, model.samples)
    return IonLine(
        target=target,
        conditions=nominal.conditions,
        system=system,
        line=line,
        atoms=atoms,
        own_energy_ev_per_atom=nominal.own_energy_ev_per_atom,
        energy_ev_per_atom=energy,
        warnings=nominal.warnings,
        model=model,
    )
