"""What is heated: one material or a mixture of two, per gram, in an atmosphere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from stabwin.analysis.heat.equilibria import Stretch, equilibria
from stabwin.analysis.heat.programme import Amounts, Floats, HeatedProgramme
from stabwin.analysis.lines.mixture import Side
from stabwin.chemistry.masses import molar_mass_g_per_mol
from stabwin.errors import TargetError
from stabwin.phases.over_temperatures import ThermalPhases
from stabwin.thermo.gibbs.polynomials import J_PER_MOL_IN_EV

KJ_PER_MOL_IN_EV = 1e3 * J_PER_MOL_IN_EV

# Half the distance of the two temperatures between which entropies are read off.
_HALF_STEP_K = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Heated:
    """One gram of one or two materials.

    Attributes
    ----------
    sides : tuple of (Side, float)
        The materials and the mass of each, g.
    programme : HeatedProgramme
    temperatures_k : (float, float)
    """

    sides: tuple[tuple[Side, float], ...]
    programme: HeatedProgramme
    temperatures_k: tuple[float, float]

    @classmethod
    def of(
        cls,
        sides: tuple[tuple[Side, float], ...],
        phases: ThermalPhases,
        gases_bar: Mapping[str, float],
        temperatures_k: tuple[float, float],
    ) -> Heated:
        """What is heated, among phases of all of its elements and more.

        Raises
        ------
        TargetError
            Nothing is left of it beside what the atmosphere exchanges.
        """
        held = {element for side, _ in sides for element in side.formula.elements}
        programme = HeatedProgramme.of(phases, gases_bar, held, temperatures_k[0])
        if not held.intersection(programme.elements):
            names = " and ".join(side.target.text for side, _ in sides)
            raise TargetError(
                f"{names} holds nothing but elements of the atmosphere, which it is at equilibrium with: "
                "choose another atmosphere, such as argon.",
                target=names,
            )
        return cls(sides=sides, programme=programme, temperatures_k=temperatures_k)

    @cached_property
    def moles(self) -> tuple[float, ...]:
        """Formula units of each side, mol."""
        return tuple(mass / molar_mass_g_per_mol(side.formula.amounts) for side, mass in self.sides)

    @cached_property
    def atoms(self) -> dict[str, float]:
        """Atoms of each element, mol."""
        found: dict[str, float] = {}
        for (side, _), units in zip(self.sides, self.moles, strict=True):
            for element, n in side.formula.amounts.items():
                found[element] = found.get(element, 0.0) + units * float(n)
        return found

    @cached_property
    def _composition(self) -> tuple[Floats, float]:
        return self.programme.composition(self.atoms)

    @property
    def composition(self) -> Floats:
        """Shares of the closed elements."""
        return self._composition[0]

    @property
    def closed_mol(self) -> float:
        """Closed atoms, mol."""
        return self._composition[1]

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Its equilibria from the lowest temperature to the highest."""
        return tuple(equilibria(self.programme, self.composition, self.temperatures_k))

    @cached_property
    def reactants(self) -> tuple[int | None, ...]:
        """The column of each side's own phase; None where these phases have none."""
        columns = self.programme.chosen.tolist()
        keys = self.programme.phases.keys
        own = {keys[phase]: column for column, phase in reversed(list(enumerate(columns)))}
        return tuple(own.get(side.formula.key) for side, _ in self.sides)

    @cached_property
    def is_unreacted(self) -> bool:
        """Whether what is at equilibrium at the lowest temperature is the materials themselves."""
        return {*self.stretches[0].amounts} == {*self.reactants}

    @cached_property
    def unreacted(self) -> Amounts | None:
        """The materials as they are, atoms of columns per closed atom.

        One that has no phase of its own counts as what it is at equilibrium at the lowest temperature; None
        where there is nothing else.
        """
        if self.reactants == (None,):
            return None
        found: Amounts = {}
        for (side, _), units, column in zip(self.sides, self.moles, self.reactants, strict=True):
            if column is not None:
                own = {column: units * side.formula.atoms}
            else:
                atoms = {e: units * float(n) for e, n in side.formula.amounts.items()}
                shares, closed = self.programme.composition(atoms)
                at_rest = self.programme.equilibrium(shares, self.temperatures_k[0])
                own = {one: amount * closed for one, amount in at_rest.items()}
            for one, amount in own.items():
                found[one] = found.get(one, 0.0) + amount / self.closed_mol
        return found

    def gibbs_kj_per_g(self, amounts: Amounts, temperature_k: float) -> float:
        """The Gibbs energy of formation of amounts, less what is exchanged, kJ per gram."""
        costs = self.programme.costs_ev(temperature_k)
        total = sum(amounts[column] * float(costs[column]) for column in sorted(amounts))
        return total * self.closed_mol / KJ_PER_MOL_IN_EV

    def heat_kj_per_g(self, before: Amounts, after: Amounts, temperature_k: float) -> float:
        """The enthalpy that amounts have over others, kJ per gram: G - T dG/dT (Gibbs and Helmholtz)."""
        columns = {*before, *after}
        change = {c: after.get(c, 0.0) - before.get(c, 0.0) for c in columns}
        low, high = self.temperatures_k
        below, above = max(temperature_k - _HALF_STEP_K, low), min(temperature_k + _HALF_STEP_K, high)
        slope = (self.gibbs_kj_per_g(change, above) - self.gibbs_kj_per_g(change, below)) / (above - below)
        return self.gibbs_kj_per_g(change, temperature_k) - temperature_k * slope
