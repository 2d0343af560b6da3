"""Atmospheres: gases at partial pressures, and the potentials of the elements that they fix.

The gases fix sum_e n_ge mu_e = G_g(T, p_g). Where that determines the potential of an element (O2 that of
O; O2 and H2O together that of H too) it is exchanged as an element. Gases whose own energies contradict
each other react, whatever else is there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from numbers import Real

import numpy as np
import numpy.typing as npt

from stabwin.errors import PotentialError, RequestError
from stabwin.thermo.gibbs.gases import WATER, Gas, compound_gases, gases
from stabwin.thermo.gibbs.polynomials import STANDARD_TEMPERATURE_K
from stabwin.thermo.gibbs.water import ZERO_CELSIUS_K, dew_point_k, saturation_pressure_bar

Floats = npt.NDArray[np.float64]

# By volume at 1 bar, with the carbon dioxide of 2024. Nitrogen is left out: at equilibrium with it oxides
# of alkali metals would be nitrates, and it does not react.
DRY_AIR_BAR = {"O2": 0.2095, "CO2": 4.2e-4}
NAMED = {"air": DRY_AIR_BAR, "dry-air": DRY_AIR_BAR, "oxygen": {"O2": 1.0}, "argon": {}}

# Of "air", unless another is asked for.
HUMIDITY_OF_AIR = 0.5

LOWEST_DEW_POINT_C, HIGHEST_DEW_POINT_C = -120.0, 99.6

# Above saturation by no more than rounding.
_SATURATED = 1 + 1e-9

HIGHEST_PRESSURE_BAR = 1000.0
PRODUCT_PRESSURE_BAR = 1.0

# Energies of a reaction between gases that are taken for equal, eV.
_EQUAL_EV = 1e-6
_ZERO = 1e-9


def checked_gas(name: str) -> Gas:
    """A gas whose thermal functions are known.

    Raises
    ------
    RequestError
        There is none of that name.
    """
    text = name.strip() if isinstance(name, str) else ""
    known = gases().get(text)
    if known is None:
        alike = [one for one in gases() if one.casefold() == text.casefold()]
        what = f"did you mean {alike[0]}?" if alike else f"choose one of {', '.join(gases())}."
        raise RequestError(f"{name!r} is not a gas with known Gibbs energies: {what}", gas=name)
    return known


def checked_pressure(gas: str, pressure_bar: float) -> float:
    """A partial pressure (RequestError if it can't be one)."""
    is_number = isinstance(pressure_bar, Real) and not isinstance(pressure_bar, bool)
    if not is_number or not math.isfinite(pressure_bar) or pressure_bar <= 0:
        raise RequestError(
            f"The pressure of {gas} is {pressure_bar} bar: give a number above 0, or leave the gas out.",
            gas=gas,
        )
    highest_bar = HIGHEST_PRESSURE_BAR if checked_gas(gas).is_element else PRODUCT_PRESSURE_BAR
    if pressure_bar > highest_bar:
        why = "gases are not ideal" if checked_gas(gas).is_element else "it would leave as a product"
        raise RequestError(
            f"The pressure of {gas} is {pressure_bar:g} bar, where {why}: give at most {highest_bar:g}.",
            gas=gas,
        )
    return float(pressure_bar)


def named_atmosphere(
    name: str, temperature_k: float, humidity: float | None = None, dew_point_c: float | None = None
) -> dict[str, float]:
    """Partial pressures of a named atmosphere, bar.

    Parameters
    ----------
    name : str
        "air" (50 % relative humidity at 25 C unless another is given), "dry-air", "oxygen" or "argon";
        empty for the humidity alone.
    temperature_k : float
        At which the relative humidity holds.
    humidity : float, optional
        Relative, 0 to 1.
    dew_point_c : float, optional
        Of the water vapour; below 0 C the frost point.

    Raises
    ------
    RequestError
        The name, the humidity or the dew point can't be one, or both of these are given.
    """
    if name and name not in NAMED:
        raise RequestError(f"{name!r} is not a known atmosphere: choose one of {', '.join(NAMED)}.")
    if humidity is not None and dew_point_c is not None:
        raise RequestError("The water vapour is given twice, by humidity and dew point: give one of them.")
    found = dict(NAMED.get(name, {}))
    if humidity is not None:
        found[WATER] = vapour_of_humidity_bar(humidity, temperature_k)
    elif dew_point_c is not None:
        found[WATER] = vapour_of_dew_point_bar(dew_point_c)
    elif name == "air":
        found[WATER] = vapour_of_humidity_bar(HUMIDITY_OF_AIR, STANDARD_TEMPERATURE_K)
    if not found.get(WATER, 1.0):
        del found[WATER]
    return found


def vapour_of_humidity_bar(humidity: float, temperature_k: float) -> float:
    """The pressure of water vapour at a relative humidity (RequestError if it can't be one)."""
    if not 0 <= humidity <= 1:
        raise RequestError(
            f"The relative humidity is {humidity:g}: give a number from 0 to 1, such as 0.5.",
            humidity=humidity,
        )
    saturated = saturation_pressure_bar(temperature_k)
    if not math.isfinite(saturated) or saturated > PRODUCT_PRESSURE_BAR:
        raise RequestError(
            f"At {temperature_k:g} K water boils: give a dew point instead of a relative humidity."
        )
    return humidity * saturated


def vapour_of_dew_point_bar(dew_point_c: float) -> float:
    """The pressure of water vapour at a dew point, below 0 C a frost point (RequestError if none)."""
    if not LOWEST_DEW_POINT_C <= dew_point_c <= HIGHEST_DEW_POINT_C:
        raise RequestError(
            f"The dew point is {dew_point_c:g} C: give a number from {LOWEST_DEW_POINT_C:g} to "
            f"{HIGHEST_DEW_POINT_C:g}, such as -40.",
            dew_point_c=dew_point_c,
        )
    return saturation_pressure_bar(dew_point_c + ZERO_CELSIUS_K)


@dataclass(frozen=True)
class Atmosphere:
    """Gases at partial pressures and a temperature.

    Parameters
    ----------
    pressures_bar : mapping of str to float
        By formula of the molecule.
    temperature_k : float

    Raises
    ------
    RequestError
        A gas is not known, a pressure can't be one, or water would condense.
    PotentialError
        The gases react with each other.
    """

    pressures_bar: Mapping[str, float]
    temperature_k: float

    def __post_init__(self) -> None:
        for name, pressure_bar in self.pressures_bar.items():
            checked_pressure(checked_gas(name).formula, pressure_bar)
        water = self.pressures_bar.get(WATER)
        saturated = saturation_pressure_bar(self.temperature_k)
        if water is not None and water > saturated * _SATURATED:
            raise RequestError(
                f"Water vapour of {water:g} bar condenses at {self.temperature_k:g} K (dew point "
                f"{dew_point_k(water) - ZERO_CELSIUS_K:.1f} C): give at most {saturated:.4g} bar.",
                pressure_bar=water,
            )
        self._check_equal()
        self._check_products()
        self._check_elements()

    @cached_property
    def gases(self) -> tuple[Gas, ...]:
        """The gases, in the order given."""
        return tuple(checked_gas(name) for name in self.pressures_bar)

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """All elements of the gases."""
        return tuple(dict.fromkeys(element for gas in self.gases for element in gas.amounts))

    @cached_property
    def energies_ev(self) -> Floats:
        """Gibbs energy of each gas at its pressure, eV per molecule."""
        return np.array(
            [
                gas.gibbs_ev(self.temperature_k, pressure_bar)
                for gas, pressure_bar in zip(self.gases, self.pressures_bar.values(), strict=True)
            ]
        )

    @cached_property
    def atoms(self) -> Floats:
        """Atoms of each element in a molecule of each gas, shape (gases, elements)."""
        return np.array([[gas.amounts.get(e, 0.0) for e in self.elements] for gas in self.gases])

    @cached_property
    def potentials_ev(self) -> dict[str, float]:
        """The potentials of the elements that the gases determine, eV per atom."""
        if not self.gases:
            return {}
        found = np.linalg.pinv(self.atoms) @ self.energies_ev
        free = _null_space(self.atoms)
        fixed = np.all(np.abs(free) < _ZERO, axis=1)
        return {
            e: float(mu) for e, mu, is_fixed in zip(self.elements, found, fixed, strict=True) if is_fixed
        }

    @cached_property
    def undetermined(self) -> tuple[Gas, ...]:
        """Gases some of whose elements have no potential of their own: of H2O alone H and O."""
        known = self.potentials_ev
        return tuple(gas for gas in self.gases if any(element not in known for element in gas.amounts))

    @cached_property
    def undetermined_ev(self) -> dict[Gas, float]:
        """Their potentials, less what elements of known potential in them are worth, eV per molecule."""
        known = self.potentials_ev
        return {
            gas: float(energy) - sum(n * known.get(e, 0.0) for e, n in gas.amounts.items())
            for gas, energy in zip(self.gases, self.energies_ev, strict=True)
            if gas in self.undetermined
        }

    def molecules_of(self, atoms: Mapping[str, float]) -> dict[str, float]:
        """Molecules of the gases that hold these atoms of elements whose potentials they determine.

        They hold no atoms of other elements: of O2 and COS the oxygen comes from O2 alone.
        """
        amounts = np.array([atoms.get(e, 0.0) if e in self.potentials_ev else 0.0 for e in self.elements])
        molecules = np.linalg.pinv(self.atoms.T) @ amounts
        return {gas.formula: float(n) for gas, n in zip(self.gases, molecules, strict=True)}

    def _check_equal(self) -> None:
        """See that no reaction between the gases alone releases energy."""
        for reaction in _null_space(self.atoms.T).T if len(self.gases) > 1 else ():
            energy = float(reaction @ self.energies_ev)
            if abs(energy) <= _EQUAL_EV * np.abs(reaction).max():
                continue
            forward = reaction if energy < 0 else -reaction
            forward = forward / forward[forward > _ZERO].min()
            pairs = list(zip(self.gases, forward.tolist(), strict=True))
            gone = [gas.formula for gas, n in pairs if n < -_ZERO]
            formed = [(gas.formula, n) for gas, n in pairs if n > _ZERO]
            released = -abs(energy) / float(np.abs(reaction[np.abs(forward - 1) < _ZERO][0]))
            raise PotentialError(
                f"{' and '.join(gone)} form {' and '.join(name for name, _ in formed)} at these pressures "
                f"and {self.temperature_k:g} K: {released:.3g} eV per {formed[0][0]}. Leave one out.",
                gibbs_energy_ev=released,
            )

    def _check_elements(self) -> None:
        """See that no element precipitates, or leaves as a gas of more than 1 bar."""
        for element, potential_ev in self.potentials_ev.items():
            own = [gas for gas in self.gases if [*gas.amounts] == [element]]
            # Above 1 bar only the gas that is the element's own reference state.
            is_reference = any(abs(gas.gibbs_ev(self.temperature_k)) < _ZERO for gas in own)
            if potential_ev > _EQUAL_EV and not is_reference:
                names = [gas.formula for gas in self.gases if element in gas.amounts]
                verb = "condenses" if own and len(names) == 1 else f"form {element}"
                raise PotentialError(
                    f"{' and '.join(names)} {verb} at these pressures and {self.temperature_k:g} K, with "
                    f"{-potential_ev:.3g} eV per atom of {element}: give lower pressures.",
                    gibbs_energy_ev=-potential_ev,
                )

    def _check_products(self) -> None:
        """See that the gases form no other gas at 1 bar."""
        known = self.potentials_ev
        for gas in compound_gases().values():
            if gas.formula in self.pressures_bar or any(e not in known for e in gas.amounts):
                continue
            formed = gas.gibbs_ev(self.temperature_k)
            released = formed - sum(n * known[e] for e, n in gas.amounts.items())
            if released < -_EQUAL_EV:
                gone = [one.formula for one in self.gases if gas.amounts.keys() & one.amounts.keys()]
                raise PotentialError(
                    f"{' and '.join(gone)} form {gas.formula} at these pressures and "
                    f"{self.temperature_k:g} K: {released:.3g} eV per {gas.formula}. Leave one out.",
                    gibbs_energy_ev=released,
                )


def _null_space(matrix: Floats) -> Floats:
    """Vectors that a matrix takes to zero, as columns."""
    _, sizes, directions = np.linalg.svd(matrix)
    rank = int((sizes > _ZERO * max(sizes.max(initial=0.0), 1.0)).sum())
    found: Floats = directions[rank:].T
    return found
