"""What is held fixed while a question is answered: potentials, tolerances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Self

from stabwin.analysis import settings
from stabwin.analysis.voltages import checked_potentials, checked_range, checked_voltage
from stabwin.chemistry.target import ResolvedTarget
from stabwin.documents.document import Document
from stabwin.documents.frozen_mapping import FrozenMapping
from stabwin.documents.parts import SORTED
from stabwin.errors import PotentialError, RequestError
from stabwin.thermo.gibbs import nodes
from stabwin.thermo.gibbs.atmosphere import Atmosphere, checked_gas, checked_pressure
from stabwin.thermo.gibbs.gases import Gas
from stabwin.thermo.gibbs.nodes import ENTHALPIES, Temperature
from stabwin.thermo.gibbs.polynomials import STANDARD_TEMPERATURE_K

# No further open elements.
NONE_OPEN: Mapping[str, float] = FrozenMapping()

# No gases.
NO_GASES: Mapping[str, float] = FrozenMapping()


def _checked_gases(given: Mapping[str, float]) -> Mapping[str, float]:
    """Partial pressures by formula of the molecule (RequestError for a gas or pressure that is none)."""
    if not isinstance(given, Mapping):
        raise RequestError(f"The gases are {given!r}: give pressures in bar, {{'O2': 0.21}}.")
    pressures = {checked_gas(gas).formula: checked_pressure(gas, bar) for gas, bar in given.items()}
    return FrozenMapping(pressures) if pressures else NO_GASES


@dataclass(frozen=True, kw_only=True)
class Reservoirs(Document):
    """The reservoirs a request is in contact with, checked.

    Parameters
    ----------
    voltage_v : float, optional
        A voltage against the ion's metal.
    open_ev : mapping of str to float
        Chemical potentials of further open elements, eV per atom relative to the element (<= 0).
    insulating_gap_ev : float
        Band gap above which a product counts as electronically insulating.
    temperature_k : float, optional
        Of the Gibbs energies of the phases; None: enthalpies at 298.15 K. The phases have it.
    gases_bar : mapping of str to float
        Partial pressures of the gases of an atmosphere, by formula.

    Raises
    ------
    PotentialError
        A value is not a number or lies outside its range.
    RequestError
        A gas is not known, or a pressure or the temperature outside its range.
    """

    voltage_v: float | None = None
    open_ev: Annotated[Mapping[str, float], SORTED] = NONE_OPEN
    insulating_gap_ev: float = settings.INSULATING_GAP.default
    temperature_k: float | None = None
    gases_bar: Annotated[Mapping[str, float], SORTED] = NO_GASES

    def __post_init__(self) -> None:
        self._check(settings.INSULATING_GAP)
        if self.temperature_k not in (None, STANDARD_TEMPERATURE_K):
            object.__setattr__(self, "temperature_k", nodes.checked_temperature(self.temperature_k))
        if self.gases_bar is not NO_GASES:
            object.__setattr__(self, "gases_bar", _checked_gases(self.gases_bar))
        if self.voltage_v is not None:
            object.__setattr__(self, "voltage_v", checked_voltage(self.voltage_v))
        if self.open_ev is not NONE_OPEN:
            self._check_potentials()

    def _check_potentials(self) -> None:
        plain = checked_potentials(self.open_ev)
        object.__setattr__(self, "open_ev", FrozenMapping(plain) if plain else NONE_OPEN)

    def _check(self, setting: settings.Setting) -> None:
        """Check one setting, and keep it as a plain number."""
        value = getattr(self, setting.name)
        if value is not setting.default:
            object.__setattr__(self, setting.name, setting.checked(value))

    def at(self, temperature_k: Temperature) -> Self:
        """The same at the temperature of the phases, if they have one.

        Raises
        ------
        PotentialError
            The gases react with each other there, or fix what an open element fixes too.
        RequestError
            Water condenses.
        """
        if temperature_k is not None and self.temperature_k not in (None, temperature_k):
            other = temperature_k if temperature_k == ENTHALPIES else f"{temperature_k:g} K"
            raise RequestError(
                f"The temperature is given twice, {self.temperature_k:g} K in the conditions and {other}: "
                "give it once."
            )
        if temperature_k in (None, ENTHALPIES, self.temperature_k):
            settled = self
        else:
            settled = replace(self, temperature_k=temperature_k)
        if settled.atmosphere is not None:
            settled.check_atmosphere(settled.atmosphere)
        return settled

    def check_atmosphere(self, atmosphere: Atmosphere) -> None:
        """Raise PotentialError if gases and open elements fix the potential of one element."""
        twice = [element for element in self.open_ev if element in atmosphere.elements]
        if twice:
            raise PotentialError(
                f"The potential of {twice[0]} is fixed twice, by a gas and as an open element: give one.",
                element=twice[0],
            )

    @cached_property
    def atmosphere(self) -> Atmosphere | None:
        """The gases; None without any."""
        if self.gases_bar is NO_GASES:
            return None
        return Atmosphere(self.gases_bar, self.temperature_k or STANDARD_TEMPERATURE_K)

    @cached_property
    def potentials_ev(self) -> Mapping[str, float]:
        """The potentials of all open elements, those that the gases fix among them, eV per atom."""
        if self.atmosphere is None:
            return self.open_ev
        return {**self.open_ev, **self.atmosphere.potentials_ev}

    @cached_property
    def open_elements(self) -> tuple[str, ...]:
        """The open elements, in the order given."""
        if self.open_ev is NONE_OPEN and self.gases_bar is NO_GASES:
            return ()
        return tuple(self.potentials_ev)

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """The elements of the reservoirs: the open ones, and all those of gases."""
        return (
            self.open_elements
            if self.atmosphere is None
            else (*self.open_elements, *self.atmosphere.elements)
        )

    def elements_with(self, target: ResolvedTarget) -> set[str]:
        """The elements of a target, its ion, and those of the reservoirs."""
        return {*target.formula.elements, target.ion, *self.elements}

    @cached_property
    def gases_ev(self) -> Mapping[Gas, float]:
        """The potentials of gases whose elements have none of their own, eV per molecule.

        Less what is exchanged as elements: of H2S beside O2 and H2O only the sulfur counts.
        """
        if self.atmosphere is None:
            return {}
        return self.atmosphere.undetermined_ev

    def check_ion(self, ion: str) -> None:
        """Raise PotentialError if the ion is one of the open elements as well."""
        has_gases = self.gases_bar is not NO_GASES
        in_gas = has_gases and any(ion in checked_gas(gas).amounts for gas in self.gases_bar)
        if in_gas or ion in self.open_ev:
            what = ", and a gas holds it. Leave the gas" if in_gas else ". Leave it"
            raise PotentialError(
                f"The potential of {ion} is fixed twice: {ion} is the working ion, whose potential is the "
                f"voltage{what} out{'.' if in_gas else ' of the open elements.'}",
                element=ion,
            )


@dataclass(frozen=True, kw_only=True)
class Conditions(Reservoirs):
    """Settings of a window or profile, checked.

    Parameters
    ----------
    voltage_v, open_ev
        As in `Reservoirs`; at the voltage the equilibrium is reported.
    ion_tolerance : float
        Ions per non-ion atom that a formula may be off its stoichiometry.
    energy_tolerance_ev_per_atom : float
        Decomposition energy up to which a material counts as stable.
    covers_v : (float, float), optional
        A range of voltages that the window should cover.

    Raises
    ------
    PotentialError
        A value is not a number or lies outside its range.
    """

    ion_tolerance: float = settings.ION_TOLERANCE.default
    energy_tolerance_ev_per_atom: float = settings.ENERGY_TOLERANCE.default
    covers_v: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check(settings.ION_TOLERANCE)
        self._check(settings.ENERGY_TOLERANCE)
        if self.covers_v is not None:
            object.__setattr__(self, "covers_v", checked_range(self.covers_v))


@dataclass(frozen=True, kw_only=True)
class ContactConditions(Reservoirs):
    """Settings of an interface, checked.

    Parameters
    ----------
    voltage_v, open_ev
        As in `Reservoirs`; without a voltage the contact is closed.
    voltages_v : (float, float), optional
        A range of voltages over which to follow the contact besides.
    threshold_ev : float
        Mutual energy (eV per non-ion atom) up to which the contact counts as stable in that range.

    Raises
    ------
    PotentialError
        A value is not a number or lies outside its range, the range runs downwards, or both a voltage
        and a range are given.
    """

    voltages_v: tuple[float, float] | None = None
    threshold_ev: float = settings.THRESHOLD.default

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check(settings.THRESHOLD)
        if self.voltages_v is None:
            return
        low, high = checked_range(self.voltages_v)
        object.__setattr__(self, "voltages_v", (low, high))
        if self.voltage_v is not None:
            raise PotentialError(
                f"The ion's potential is fixed twice, by the voltage {self.voltage_v:g} V and by the "
                f"range {low:g}:{high:g}: give one of them."
            )


@dataclass(frozen=True, kw_only=True)
class HeatConditions(Reservoirs):
    """Settings of a question about heating, checked.

    Parameters
    ----------
    gases_bar
        As in `Reservoirs`: the atmosphere, the same at every temperature.
    temperatures_k : (float, float)
        From the lowest to the highest temperature, within 298.15 to 1,500 K.
    mass_fraction_a : float
        Part of the mass of a contact that comes from A, between 0 and 1.

    Raises
    ------
    RequestError
        A temperature lies outside its range, they run downwards, or the part is no such number.
    """

    temperatures_k: tuple[float, float] = (nodes.LOWEST_K, nodes.HIGHEST_K)
    mass_fraction_a: float = settings.MASS_FRACTION_A.default

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "temperatures_k", nodes.checked_temperatures(self.temperatures_k))
        part = settings.checked_mass_fraction(self.mass_fraction_a)
        object.__setattr__(self, "mass_fraction_a", part)


@dataclass(frozen=True, kw_only=True)
class AirConditions(Reservoirs):
    """Settings of a question about air, checked.

    Parameters
    ----------
    products_bar : mapping of str to float
        Gases that form and leave at partial pressures of their own, by formula; others leave at 1 bar.

    Raises
    ------
    RequestError
        A gas is not known, or a pressure is none.
    """

    products_bar: Annotated[Mapping[str, float], SORTED] = NO_GASES

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "products_bar", _checked_gases(self.products_bar))
