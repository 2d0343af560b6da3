"""A target and a gas: the hull along the line of exchange with the gas's reservoir.

With the composition c of the target, the molecule s, and the hull energy f(t) = G_hull(c + t s), a
convex and piecewise linear function of the molecules t taken up, the slopes left and right of t = 0 are the
potentials of the gas between which the target neither gives it off nor takes it up; for the ion's metal in
place of a gas they are -z times the voltages of the window [1]_. Elements with a fixed potential (open
elements, other gases, the ion at a voltage) are exchanged besides: f is their grand potential then, and
the potential of the gas gains what its atoms of them are worth.

References
----------
.. [1] Y. Zhu, X. He, Y. Mo, ACS Appl. Mater. Interfaces 7, 23685 (2015),
   doi:10.1021/acsami.5b07517.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic

import numpy as np
import numpy.typing as npt

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.formed_alone import named_reaction
from stabwin.analysis.lines.own_energy import closed_system, energies_of
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.target import ResolvedTarget
from stabwin.errors import PotentialError, TargetError
from stabwin.hull import tolerances
from stabwin.hull.line import HullLine, hull_along
from stabwin.hull.sampled_line import Line, SampledLines
from stabwin.phases.gas_columns import exchanging
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.gases import Gas
from stabwin.thermo.gibbs.polynomials import STANDARD_TEMPERATURE_K

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class SpeciesLine(Generic[Line]):
    """The hull along the molecules of a gas that a target takes up: nominal, or in all samples.

    Attributes
    ----------
    target : ResolvedTarget
    gas : Gas
    conditions : Conditions
        With the temperature of the phases.
    open_ev : mapping of str to float
        Potentials of all elements that are exchanged besides, eV per atom.
    system : System
        All elements closed but those.
    line : HullLine or SampledLines
        t in molecules per closed atom of where the line begins.
    atoms : float
        Such atoms per formula unit.
    start : float
        Molecules per formula unit that the target can give off: the line begins without them.
    energy_ev_per_atom : float or None
        The target's own energy.
    warnings : tuple of str
    """

    target: ResolvedTarget
    gas: Gas
    conditions: Conditions
    open_ev: Mapping[str, float]
    system: System
    line: Line
    atoms: float
    start: float
    energy_ev_per_atom: float | None
    warnings: tuple[str, ...] = field(default=())

    @property
    def temperature_k(self) -> float:
        """The temperature of the phases."""
        return self.conditions.temperature_k or STANDARD_TEMPERATURE_K

    @cached_property
    def content(self) -> float:
        """Where the target lies on the line."""
        return self.start / self.atoms

    @cached_property
    def potentials_ev(self) -> Floats:
        """The potential of the gas on each segment, eV per molecule; infinite where a sample has fewer."""
        besides = sum(self.gas.amounts.get(element, 0.0) * mu for element, mu in self.open_ev.items())
        found: Floats = self.line.slopes + besides
        if self.line.is_nominal:
            return found
        beyond = np.arange(found.shape[-1]) > np.asarray(self.line.last_segment)[:, None]
        return np.where(beyond, np.inf, found)

    @cached_property
    def highest_ev(self) -> float:
        """The potential at which the gas itself leaves, at 1 bar, or condenses."""
        return self.gas.product_gibbs_ev(self.temperature_k)

    def limits_ev(self) -> tuple[Any, Any]:
        """The potentials between which the target neither gives the gas off nor takes it up.

        Returns
        -------
        lower, upper : float, or arrays of shape (samples,)
            Minus infinity where it has none to give off, and infinity where it takes none up before the
            gas itself leaves, or reacts with other reservoirs.
        """
        upper = self.line.right_of(self.content, self.potentials_ev)
        # Beyond the last breakpoint the gas itself leaves, or reservoirs react without end.
        right = self.line.segment_right(self.content)
        is_ray = np.equal(right, self.line.last_segment)
        upper = np.where(is_ray | (upper >= self.highest_ev - tolerances.VOLTAGE), np.inf, upper)
        if self.content <= tolerances.POSITION:
            return np.full_like(upper, -np.inf), upper
        lower = self.line.left_of(self.content, self.potentials_ev)
        return lower, upper

    def pressure_bar(self, potential_ev: Any) -> Any:
        """The partial pressure at which the gas has a potential."""
        return np.exp(self.log_pressure(potential_ev))

    def log_pressure(self, potential_ev: Any) -> Any:
        """The natural logarithm of that pressure over 1 bar."""
        from stabwin.thermo.gibbs.polynomials import BOLTZMANN_EV_PER_K

        standard = self.gas.gibbs_ev(self.temperature_k)
        return (np.asarray(potential_ev) - standard) / (BOLTZMANN_EV_PER_K * self.temperature_k)


def trace_species_line(
    table: PhaseTable, target: ResolvedTarget, gas: Gas, conditions: Conditions
) -> SpeciesLine[HullLine]:
    """Follow the hull of a target through all contents of a gas.

    Parameters
    ----------
    table : PhaseTable
        With Gibbs energies.
    target : ResolvedTarget
    gas : Gas
    conditions : Conditions
        At the temperature of the table; with a voltage the ion is exchanged too.

    Raises
    ------
    TargetError
        Nothing but the gas and open elements is left of the target.
    CoverageError
        The table is not complete for the elements.
    PotentialError
        The potential of the gas is fixed already, or the open elements react with each other.
    NumericalError
        A solution fails its certificate.
    """
    open_ev = open_elements_of(target, conditions)
    check_gas(target, gas, conditions, open_ev)
    own, energy, warnings = energies_of(table, target)
    more = {*gas.amounts, *open_ev, *conditions.elements_with(target)}
    closed = closed_system(table, target, own, *more)
    system = exchanging(closed.open_to(open_ev), conditions.gases_ev)
    start, b, direction, atoms = line_of_molecules(system, target, gas)
    with named_reaction(system, conditions.atmosphere):
        line = hull_along(system.programme, b, direction)
    return SpeciesLine(
        target=target,
        gas=gas,
        conditions=conditions,
        open_ev=open_ev,
        system=system,
        line=line,
        atoms=atoms,
        start=start,
        energy_ev_per_atom=energy,
        warnings=warnings,
    )


def sample_species_line(nominal: SpeciesLine[HullLine], model: ErrorModel) -> SpeciesLine[SampledLines]:
    """Follow the hull of a target through all contents of a gas, in all samples."""
    target, gas = nominal.target, nominal.gas
    own, energy, _ = energies_of(nominal.system.table, target)
    more = {*gas.amounts, *nominal.open_ev, *nominal.conditions.elements_with(target)}
    closed = closed_system(nominal.system.table, target, own, *more, reach_ev_per_atom=math.inf)
    system = exchanging(closed.open_to(nominal.open_ev), nominal.conditions.gases_ev)
    start, b, direction, atoms = line_of_molecules(system, target, gas)
    with named_reaction(system, nominal.conditions.atmosphere, in_samples=True):
        line = model.lines(system, b, direction)
    return SpeciesLine(
        target=target,
        gas=gas,
        conditions=nominal.conditions,
        open_ev=nominal.open_ev,
        system=system,
        line=line,
        atoms=atoms,
        start=start,
        energy_ev_per_atom=energy,
        warnings=nominal.warnings,
    )


def open_elements_of(target: ResolvedTarget, conditions: Conditions) -> dict[str, float]:
    """The potentials of the elements that are exchanged besides the gas, eV per atom."""
    conditions.check_ion(target.ion)
    found = dict(conditions.potentials_ev)
    if conditions.voltage_v is not None:
        found[target.ion] = -ION_VALENCE[target.ion] * conditions.voltage_v
    return found


def check_gas(
    target: ResolvedTarget, gas: Gas, conditions: Conditions, open_ev: Mapping[str, float]
) -> None:
    """See that there is something to follow.

    Raises
    ------
    PotentialError
        The potential of the gas is fixed by those of its elements.
    TargetError
        Nothing is left of the target beside the gas and the open elements.
    """
    if all(element in open_ev for element in gas.amounts):
        raise PotentialError(
            f"The potential of {gas.formula} is fixed already: {' and '.join(sorted(gas.amounts))} "
            f"{'is' if len(gas.amounts) == 1 else 'are'} open. Leave one of them out."
        )
    closed = {e: float(n) for e, n in target.formula.amounts.items() if e not in open_ev}
    of_gas = {e: n for e, n in gas.amounts.items() if e not in open_ev}
    molecules = min(closed.get(e, 0.0) / n for e, n in of_gas.items())
    left = [e for e, n in closed.items() if n - molecules * of_gas.get(e, 0.0) > tolerances.AMOUNT]
    if not left:
        raise TargetError(
            f"{target.text} holds nothing but {gas.formula} and open elements: ask of another gas.",
            target=target.text,
        )
    if conditions.gases_bar.get(gas.formula) is not None:
        raise PotentialError(
            f"The pressure of {gas.formula} is given, and asked for: leave it out of the gases."
        )


def line_of_molecules(
    system: System, target: ResolvedTarget, gas: Gas
) -> tuple[float, Floats, Floats, float]:
    """Molecules that can be given off, start and direction of the line, and atoms that are its unit."""
    vector = system.vector(target.formula)
    molecule = np.array([gas.amounts.get(element, 0.0) for element in system.elements])
    there = molecule > 0
    start = float((vector[there] / molecule[there]).min())
    rest = np.maximum(vector - start * molecule, 0.0)
    rest[np.isclose(rest, 0.0, atol=tolerances.AMOUNT)] = 0.0
    atoms = float(rest.sum())
    return start, rest / atoms, molecule, atoms
