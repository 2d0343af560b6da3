"""The lines of exchange between a material and the gases of air.

Water and carbon dioxide react without redox: no element takes a state that it has neither in the material
nor in what the material is at equilibrium with itself (`stabwin.phases.kept_states`). Gases that form leave
at partial pressures of their own [1]_.

References
----------
.. [1] Y. Zhu, Y. Mo, Angew. Chem. Int. Ed. 59, 17472 (2020), doi:10.1002/anie.202007621.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.own_energy import closed_system, energies_of
from stabwin.analysis.species.line import SpeciesLine, check_gas, line_of_molecules
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.chemistry.target import ResolvedTarget
from stabwin.documents.frozen_mapping import FrozenMapping
from stabwin.hull.line import HullLine, hull_along
from stabwin.hull.sampled_line import SampledLines
from stabwin.phases.gas_columns import exchanging, given_off
from stabwin.phases.kept_states import keeping_states, reacts_by_redox, states_in
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.gases import HYDROGEN_SULFIDE_BAR, WATER, Gas, gases
from stabwin.thermo.gibbs.polynomials import STANDARD_TEMPERATURE_K

CARBON_DIOXIDE, OXYGEN = "CO2", "O2"

# What the lines need besides the material's own elements.
OF_AIR = ("H", "O", "C")

# Hydrogen sulfide is swept away; other gases leave at 1 bar, as in every question.
PRODUCTS_BAR: Mapping[str, float] = FrozenMapping({"H2S": HYDROGEN_SULFIDE_BAR})


@dataclass(frozen=True, kw_only=True)
class AirLines:
    """What all lines of one material share.

    Attributes
    ----------
    table : PhaseTable
        With Gibbs energies.
    target : ResolvedTarget
    products_bar : mapping of str to float
        Gases that leave at partial pressures of their own, by formula; others leave at 1 bar.
    """

    table: PhaseTable
    target: ResolvedTarget
    products_bar: Mapping[str, float]

    @property
    def temperature_k(self) -> float:
        """The temperature of the phases."""
        return self.table.scheme.temperature_k or STANDARD_TEMPERATURE_K

    def along(
        self, species: str, *, redox: bool, humidity_bar: float | None = None
    ) -> SpeciesLine[HullLine]:
        """The line along a gas.

        Parameters
        ----------
        species : str
        redox : bool
            Whether elements may change their oxidation states. Those of metals and hydrides always may:
            water does nothing else to them.
        humidity_bar : float, optional
            Pressure of water vapour that is exchanged besides.

        Raises
        ------
        TargetError, CoverageError, PotentialError, NumericalError
            As for `stabwin.species_windows`.
        """
        gas, water = gases()[species], {} if humidity_bar is None else {WATER: humidity_bar}
        conditions = Conditions(gases_bar=water, temperature_k=self.temperature_k)
        check_gas(self.target, gas, conditions, {})
        system = exchanging(self._system(gas, conditions, redox=redox), conditions.gases_ev)
        _, energy, warnings = energies_of(self.table, self.target)
        start, b, direction, atoms = line_of_molecules(system, self.target, gas)
        return SpeciesLine(
            target=self.target,
            gas=gas,
            conditions=conditions,
            open_ev={},
            system=system,
            line=hull_along(system.programme, b, direction),
            atoms=atoms,
            start=start,
            energy_ev_per_atom=energy,
            warnings=warnings,
        )

    def _system(self, gas: Gas, conditions: Conditions, *, redox: bool) -> System:
        """All phases, or those of the states that are there, of the gas and of water among them."""
        target, table = self.target, self.table
        own, _, _ = energies_of(table, target)
        elements = {*gas.amounts, *conditions.elements_with(target)}
        closed = closed_system(table, target, own, *elements, reach_ev_per_atom=math.inf)
        leaving = {
            gases()[name]: gases()[name].gibbs_ev(self.temperature_k, pressure_bar)
            for name, pressure_bar in self.products_bar.items()
            if name != gas.formula and set(gases()[name].amounts) <= set(closed.elements)
        }
        leaves = given_off(closed, leaving, self.temperature_k)
        if redox or reacts_by_redox(target.formula.amounts):
            return leaves
        there = [target.formula.amounts, gas.amounts, gases()[WATER].amounts, *self._decomposition()]
        return keeping_states(leaves, {state for amounts in there for state in states_in(amounts) or ()})

    def _decomposition(self) -> list[Mapping[str, float]]:
        """The compositions of what the material is at equilibrium with itself."""
        from stabwin.chemistry.formula import amounts_of_key

        system = System.of(self.table, self.target.formula.elements)
        vector = system.vector(self.target.formula)
        line = hull_along(system.programme, vector / vector.sum(), 0.0 * vector, 0.0)
        columns = line.equilibrium_at(0.0)
        rows = [int(system.rows[column]) for column, amount in columns.items() if amount > 0]
        return [amounts_of_key(self.table.columns.keys[row]) for row in rows if row >= 0]


def sampled(line: SpeciesLine[HullLine], model: ErrorModel) -> SpeciesLine[SampledLines]:
    """The same line, whose system has all phases, in all samples of their errors."""
    _, b, direction, _ = line_of_molecules(line.system, line.target, line.gas)
    return SpeciesLine(
        target=line.target,
        gas=line.gas,
        conditions=line.conditions,
        open_ev=line.open_ev,
        system=line.system,
        line=model.lines(line.system, b, direction),
        atoms=line.atoms,
        start=line.start,
        energy_ev_per_atom=line.energy_ev_per_atom,
        warnings=line.warnings,
    )
