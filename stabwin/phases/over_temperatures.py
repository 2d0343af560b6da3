"""The phases of a system at any temperature: one table, opened once, and Gibbs energies from then on.

A composition that is known as a solid or liquid and as a gas is two phases here, so that boiling is an
equilibrium of its own. Water, and the elements with their vapours, are such compositions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.formula import amounts_of_key, parse
from stabwin.phases.at_temperature import is_gas
from stabwin.phases.system import System
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.gibbs.elements import condensed_gibbs_ev, is_known, reference_gibbs_ev, vapour_of
from stabwin.thermo.gibbs.gases import WATER, Gas, compound_gases
from stabwin.thermo.gibbs.nodes import function_at, gibbs_of_function_ev
from stabwin.thermo.gibbs.polynomials import STANDARD_TEMPERATURE_K
from stabwin.thermo.gibbs.solids import gibbs_functions
from stabwin.thermo.gibbs.water import CRITICAL_POINT_K, saturation_pressure_bar

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SOLID, ELEMENT, VAPOUR, WATER_LIQUID, GAS = "solid", "element", "vapour", "water", "gas"

# Temperatures whose energies are kept: a map asks for the same ones at each pressure.
_MOST_KEPT = 2000

# Liquid water above its critical point is none.
_NO_LIQUID_EV = 10.0


@dataclass(frozen=True, kw_only=True, eq=False)
class ThermalPhases:
    """The phases of a system, whose energies follow the temperature.

    Attributes
    ----------
    system : System
        All elements closed, at 298.15 K, with all phases that may come down to the hull.
    columns : array of int, shape (phases,)
        The column of the system that each is.
    kinds : tuple of str
        "solid", "element", "vapour" (of an element), "water" (liquid), "gas".
    names : tuple of str
        Printed formulas, those of gases by the molecule: "S2".
    sizes : array, shape (phases,)
        Atoms per formula unit.
    gases : tuple of Gas or None
        The gas that each of the kind "gas" is.
    """

    system: System
    columns: Integers
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    sizes: Floats
    gases: tuple[Gas | None, ...]

    @classmethod
    def of(cls, system: System) -> ThermalPhases:
        """The phases of a system at 298.15 K; see `stabwin.phases.table.PhaseTable`."""
        found: list[tuple[int, str, str, float, Gas | None]] = []
        units = {column: element for element, column in zip(system.elements, system.units, strict=True)}
        known = compound_gases()
        for column, row in enumerate(system.rows.tolist()):
            name, size = system.phase(column)
            gas = known.get(system.table.columns.keys[row]) if row >= 0 else None
            if column in units:
                found += _states_of(units[column], column, name, size)
            elif gas is None:
                found.append((column, SOLID, name, size, None))
            else:
                if gas.formula == WATER or not is_gas(gas):
                    kind = WATER_LIQUID if gas.formula == WATER else SOLID
                    found.append((column, kind, name, size, None))
                found.append((column, GAS, gas.formula, gas.atoms, gas))
        columns, kinds, names, sizes, gases = zip(*found, strict=True)
        return cls(
            system=system,
            columns=np.array(columns, dtype=np.int64),
            kinds=kinds,
            names=names,
            sizes=np.array(sizes),
            gases=gases,
        )

    def __len__(self) -> int:
        return len(self.columns)

    @cached_property
    def matrix(self) -> Floats:
        """Atomic fractions, shape (elements, phases)."""
        return np.ascontiguousarray(self.system.matrix[:, self.columns])

    @cached_property
    def units(self) -> Integers:
        """A phase of each element alone."""
        first = {column: place for place, column in reversed(list(enumerate(self.columns.tolist())))}
        return np.array([first[column] for column in self.system.units.tolist()], dtype=np.int64)

    @cached_property
    def is_gas(self) -> npt.NDArray[np.bool_]:
        """Which phases are gases, shape (phases,)."""
        return np.array([kind in (GAS, VAPOUR) for kind in self.kinds])

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The composition of each, in canonical form."""
        own = {-1 - place: formula.key for place, formula in enumerate(self.system.own)}
        rows = self.system.rows[self.columns].tolist()
        return tuple(self.system.table.columns.keys[row] if row >= 0 else own[row] for row in rows)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Their names in reactions: that of a gas says so where another phase has the same."""
        condensed = {name for name, gas in zip(self.names, self.is_gas.tolist(), strict=True) if not gas}
        return tuple(
            f"{name}(g)" if gas and name in condensed else name
            for name, gas in zip(self.names, self.is_gas.tolist(), strict=True)
        )

    @cached_property
    def _solids(self) -> tuple[Integers, Floats, Floats]:
        """Places of the solids, their Gibbs energy functions, and their energies without these, eV/atom."""
        places = np.array([k for k, kind in enumerate(self.kinds) if kind == SOLID], dtype=np.int64)
        functions = gibbs_functions(CorrectionModel.prepare([amounts_of_key(self.keys[k]) for k in places]))
        energies = self.system.costs[self.columns[places]]
        at_standard = self._thermal(places, functions, STANDARD_TEMPERATURE_K)
        return places, functions, energies - at_standard

    def _thermal(self, places: Integers, functions: Floats, temperature_k: float) -> Floats:
        """g(T) of solids, as `stabwin.thermo.gibbs.solids.thermal_part_ev`, eV/atom."""
        own = gibbs_of_function_ev(function_at(functions, temperature_k), temperature_k)
        elements = np.array(
            [reference_gibbs_ev(e, temperature_k) if is_known(e) else 0.0 for e in self.system.elements]
        )
        return np.where(np.isfinite(functions[:, 0]), own - elements @ self.matrix[:, places], 0.0)

    def energies_ev(self, temperature_k: float) -> Floats:
        """Gibbs energies of formation at a temperature, gases at 1 bar, eV/atom.

        Parameters
        ----------
        temperature_k : float
            298.15 to 1,500 K.
        """
        known = self._kept.get(temperature_k)
        if known is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            known = self._kept[temperature_k] = self._energies(temperature_k)
        return known

    @cached_property
    def _kept(self) -> dict[float, Floats]:
        return {}

    def _energies(self, temperature_k: float) -> Floats:
        places, functions, rest = self._solids
        found = np.zeros(len(self))
        found[places] = rest + self._thermal(places, functions, temperature_k)
        for place, (kind, gas) in enumerate(zip(self.kinds, self.gases, strict=True)):
            if gas is not None:
                found[place] = gas.gibbs_ev(temperature_k) / gas.atoms
            elif kind == WATER_LIQUID:
                found[place] = _liquid_water_ev(temperature_k)
            elif kind in (ELEMENT, VAPOUR):
                found[place] = self._element_ev(place, temperature_k)
        return found

    def _element_ev(self, place: int, temperature_k: float) -> float:
        """An element in one state above its reference state, eV/atom."""
        (element,) = amounts_of_key(self.keys[place])
        if not is_known(element):
            return 0.0
        vapour = vapour_of(element, temperature_k) if self.kinds[place] == VAPOUR else None
        own = condensed_gibbs_ev(element, temperature_k) if vapour is None else vapour.gibbs_ev
        return 0.0 if own is None else own - reference_gibbs_ev(element, temperature_k)


def _states_of(
    element: str, column: int, name: str, size: float
) -> list[tuple[int, str, str, float, Gas | None]]:
    """The states of an element: condensed, and its vapour where that is known."""
    vapour = vapour_of(element, STANDARD_TEMPERATURE_K) if is_known(element) else None
    found: list[tuple[int, str, str, float, Gas | None]] = []
    if vapour is None or condensed_gibbs_ev(element, STANDARD_TEMPERATURE_K) is not None:
        found.append((column, ELEMENT, name, size, None))
    if vapour is not None:
        molecule = element if vapour.atoms == 1 else f"{element}{vapour.atoms}"
        found.append((column, VAPOUR, molecule, float(vapour.atoms), None))
    return found


def _liquid_water_ev(temperature_k: float) -> float:
    """Liquid water under its own vapour, eV per atom."""
    gas = compound_gases()[parse(WATER).key]
    if temperature_k >= CRITICAL_POINT_K:
        return _NO_LIQUID_EV
    return gas.gibbs_ev(temperature_k, saturation_pressure_bar(temperature_k)) / gas.atoms
