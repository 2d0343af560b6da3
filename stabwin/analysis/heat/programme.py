"""The linear programme of a composition that is heated in an atmosphere: one matrix, costs by temperature.

Elements whose potentials the atmosphere fixes have no row, and every phase costs less by what its atoms of
them are worth there; a gas whose elements stay closed is exchanged as a molecule, as in
`stabwin.phases.gas_columns`. Every other gas is a phase at 1 bar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from stabwin.errors import PotentialError
from stabwin.hull import tolerances
from stabwin.hull.line import hull_along
from stabwin.hull.programme import Programme
from stabwin.phases.over_temperatures import ThermalPhases
from stabwin.thermo.gibbs.atmosphere import Atmosphere
from stabwin.thermo.gibbs.gases import Gas

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Amounts of an equilibrium by column, atoms per closed atom.
Amounts = dict[int, float]


@lru_cache(maxsize=2048)
def _atmosphere(gases_bar: Mapping[str, float], temperature_k: float) -> Atmosphere:
    return Atmosphere(gases_bar, temperature_k)


@dataclass(frozen=True, kw_only=True, eq=False)
class HeatedProgramme:
    """The phases of some closed elements in an atmosphere.

    Attributes
    ----------
    phases : ThermalPhases
    gases_bar : mapping of str to float
        The atmosphere; empty where nothing is exchanged.
    elements : tuple of str
        The closed ones: the rows.
    chosen : array of int
        The phases that are columns, in order; gases that are exchanged as molecules follow.
    low_k : float
        A temperature at which the atmosphere is possible.
    """

    phases: ThermalPhases
    gases_bar: Mapping[str, float]
    elements: tuple[str, ...]
    chosen: Integers
    low_k: float

    @classmethod
    def of(
        cls, phases: ThermalPhases, gases_bar: Mapping[str, float], held: Iterable[str], low_k: float
    ) -> HeatedProgramme:
        """The programme of a material that holds some elements, among phases of those and more."""
        atmosphere = _atmosphere(gases_bar, low_k)
        symbols = phases.system.elements
        exchanged = {element for gas in atmosphere.undetermined for element in gas.amounts}
        allowed = {*held, *atmosphere.elements}
        closed = tuple(e for e in symbols if e in {*held, *exchanged} and e not in atmosphere.potentials_ev)
        absent = [k for k, e in enumerate(symbols) if e not in allowed]
        rows = [symbols.index(e) for e in closed]
        keys = {gas.key for gas in atmosphere.undetermined}
        fits = ~(phases.matrix[absent] > 0).any(axis=0) & (phases.matrix[rows] > 0).any(axis=0)
        fits &= np.array([key not in keys for key in phases.keys])
        return cls(
            phases=phases, gases_bar=gases_bar, elements=closed, chosen=np.flatnonzero(fits), low_k=low_k
        )

    @cached_property
    def _rows(self) -> list[int]:
        return [self.phases.system.elements.index(element) for element in self.elements]

    @cached_property
    def _open(self) -> tuple[str, ...]:
        return tuple(self.at(self.low_k).potentials_ev)

    @cached_property
    def _open_rows(self) -> list[int]:
        return [self.phases.system.elements.index(element) for element in self._open]

    def at(self, temperature_k: float) -> Atmosphere:
        """The atmosphere at a temperature (errors as `stabwin.thermo.gibbs.atmosphere.Atmosphere`)."""
        return _atmosphere(self.gases_bar, temperature_k)

    @cached_property
    def exchanged(self) -> tuple[Gas, ...]:
        """The gases that are exchanged as molecules: each has two columns, given off and taken up."""
        return self.at(self.low_k).undetermined

    @cached_property
    def matrix(self) -> Floats:
        """Atoms of each closed element per atom of each column."""
        own = self.phases.matrix[np.ix_(np.array(self._rows, dtype=np.int64), self.chosen)]
        pairs = [
            sign * np.array([gas.amounts.get(e, 0.0) for e in self.elements]) / gas.atoms
            for gas in self.exchanged
            for sign in (1.0, -1.0)
        ]
        return np.ascontiguousarray(np.column_stack([own, *pairs]))

    @cached_property
    def units(self) -> Integers:
        """The column of each closed element alone."""
        place = {phase: column for column, phase in enumerate(self.chosen.tolist())}
        units = self.phases.units.tolist()
        return np.array([place[units[row]] for row in self._rows], dtype=np.int64)

    @cached_property
    def open_atoms(self) -> Floats:
        """Atoms of each element with a fixed potential per atom of each column."""
        own = self.phases.matrix[np.ix_(np.array(self._open_rows, dtype=np.int64), self.chosen)]
        gases = np.zeros((len(self._open), 2 * len(self.exchanged)))
        return np.column_stack([own, gases])

    def costs_ev(self, temperature_k: float) -> Floats:
        """What each column costs at a temperature, eV/atom: its Gibbs energy less what is exchanged.

        Raises
        ------
        PotentialError
            The gases of the atmosphere react with each other at the temperature.
        RequestError
            Water condenses.
        """
        energies = self.phases.energies_ev(temperature_k)
        if not self.gases_bar:
            return np.ascontiguousarray(energies[self.chosen])
        atmosphere = self.at(temperature_k)
        potentials = np.array([atmosphere.potentials_ev[element] for element in self._open])
        worth = energies - potentials @ self.phases.matrix[self._open_rows]
        self._check_bounded(worth, temperature_k)
        gases = atmosphere.undetermined_ev
        pairs = [sign * gases[gas] / gas.atoms for gas in self.exchanged for sign in (1.0, -1.0)]
        return np.append(worth[self.chosen], pairs)

    @cached_property
    def _of_gases_alone(self) -> Integers:
        """Compounds of elements with fixed potentials only."""
        closed = np.ones(len(self.phases.system.elements), dtype=np.bool_)
        closed[self._open_rows] = False
        compounds = self.phases.matrix.max(axis=0) < 1.0
        return np.flatnonzero(~(self.phases.matrix[closed] > 0).any(axis=0) & compounds)

    def _check_bounded(self, worth: Floats, temperature_k: float) -> None:
        for place in self._of_gases_alone.tolist():
            if worth[place] < -tolerances.CERTIFICATE:
                raise PotentialError(
                    f"{' and '.join(self.gases_bar)} form {self.phases.names[place]} at these pressures "
                    f"and {temperature_k:g} K: leave one of them out."
                )

    def composition(self, atoms: Mapping[str, float]) -> tuple[Floats, float]:
        """Shares of the closed elements, and how many closed atoms there are."""
        held = np.array([atoms.get(element, 0.0) for element in self.elements])
        return held / held.sum(), float(held.sum())

    def equilibrium(self, composition: Floats, temperature_k: float) -> Amounts:
        """What is at equilibrium at a temperature (NumericalError if no solution has a certificate)."""
        programme = Programme(self.matrix, self.costs_ev(temperature_k), self.units)
        found = hull_along(programme, composition, np.zeros_like(composition), 0.0).equilibrium_at(0.0)
        return {column: amount for column, amount in found.items() if amount > tolerances.HEATED_AMOUNT}

    def label(self, column: int) -> str:
        """The name of a column in a reaction."""
        if column < len(self.chosen):
            return self.phases.labels[int(self.chosen[column])]
        return self.exchanged[(column - len(self.chosen)) // 2].formula

    def units_of(self, column: int, atoms: float) -> float:
        """Formula units, of a gas molecules, from atoms of a column; taken up is negative."""
        if column < len(self.chosen):
            return atoms / float(self.phases.sizes[self.chosen[column]])
        place = column - len(self.chosen)
        return atoms / self.exchanged[place // 2].atoms * (1.0 if place % 2 == 0 else -1.0)

    def is_phase(self, column: int) -> bool:
        """Whether a column is a phase, and not a reservoir of molecules."""
        return column < len(self.chosen)

    def is_gas(self, column: int) -> bool:
        """Whether a column is a gas, which is given off."""
        return not self.is_phase(column) or bool(self.phases.is_gas[self.chosen[column]])
