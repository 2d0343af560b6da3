"""What is held fixed while a question is answered: potentials, tolerances."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from stabwin.analysis import settings
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.target import ResolvedTarget
from stabwin.documents.document import Document
from stabwin.documents.frozen_mapping import FrozenMapping
from stabwin.documents.parts import SORTED
from stabwin.errors import PotentialError

# Above this no electrolyte survives and the table's oxides of highest valence are unreliable (V).
UNUSUAL_VOLTAGE_V = 8.0

# No battery and no reservoir comes near these: more is a slip, and beyond what can be solved.
HIGHEST_VOLTAGE_V = 100.0
LOWEST_POTENTIAL_EV = -100.0


# No further open elements.
NONE_OPEN: Mapping[str, float] = FrozenMapping()


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

    Raises
    ------
    PotentialError
        A value is not a number or lies outside its range.
    """

    voltage_v: float | None = None
    open_ev: Annotated[Mapping[str, float], SORTED] = NONE_OPEN
    insulating_gap_ev: float = settings.INSULATING_GAP.default

    def __post_init__(self) -> None:
        self._check(settings.INSULATING_GAP)
        if self.voltage_v is not None:
            object.__setattr__(self, "voltage_v", checked_voltage(self.voltage_v))
        if self.open_ev is not NONE_OPEN:
            self._check_potentials()

    def _check_potentials(self) -> None:
        plain = {element: potential + 0.0 for element, potential in self.open_ev.items()}
        object.__setattr__(self, "open_ev", FrozenMapping(plain))
        for element, potential in self.open_ev.items():
            if element not in ATOMIC_NUMBER:
                raise PotentialError(
                    f"{element!r} in the open elements is not a valid element: write O=-0.5, for example."
                )
            if not math.isfinite(potential) or potential > 0:
                raise PotentialError(
                    f"The chemical potential of {element} is {potential} eV: it must be a number not "
                    f"above 0, where {element} itself would precipitate.",
                    element=element,
                )
            if potential < LOWEST_POTENTIAL_EV:
                raise PotentialError(
                    f"The chemical potential of {element} is {potential:g} eV: give eV per atom, at least "
                    f"{LOWEST_POTENTIAL_EV:g}.",
                    element=element,
                )

    def _check(self, setting: settings.Setting) -> None:
        """Check one setting, and keep it as a plain number."""
        value = getattr(self, setting.name)
        if value is not setting.default:
            object.__setattr__(self, setting.name, setting.checked(value))

    @cached_property
    def open_elements(self) -> tuple[str, ...]:
        """The open elements, in the order given."""
        return () if self.open_ev is NONE_OPEN else tuple(self.open_ev)

    def elements_with(self, target: ResolvedTarget) -> set[str]:
        """The elements of a target, its ion, and the open ones."""
        return {*target.formula.elements, target.ion, *self.open_elements}

    def check_ion(self, ion: str) -> None:
        """Raise PotentialError if the ion is one of the open elements as well."""
        if ion in self.open_ev:
            raise PotentialError(
                f"The potential of {ion} is fixed twice: {ion} is the working ion, whose potential is "
                "the voltage. Leave it out of the open elements.",
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


def checked_voltage(voltage_v: float) -> float:
    """The voltage, if the ion's metal does not plate at it (PotentialError otherwise)."""
    if not math.isfinite(voltage_v):
        raise PotentialError(f"The voltage is {voltage_v}: give a number of volts.")
    if voltage_v < 0:
        raise PotentialError(
            f"The voltage {voltage_v:g} V is negative: below 0 V the ion's metal plates. Give 0 V or more.",
            voltage_v=voltage_v,
        )
    if voltage_v > HIGHEST_VOLTAGE_V:
        raise PotentialError(
            f"The voltage {voltage_v:g} V is above {HIGHEST_VOLTAGE_V:g} V: give it in volts.",
            voltage_v=voltage_v,
        )
    return abs(float(voltage_v))  # a zero that was typed with a sign has none


def checked_range(voltages_v: tuple[float, float]) -> tuple[float, float]:
    """A range of voltages, if it runs upwards (PotentialError otherwise)."""
    low, high = (checked_voltage(voltage) for voltage in voltages_v)
    if low > high:
        raise PotentialError(
            f"The range of voltages {low:g}:{high:g} runs downwards: give the lower one first."
        )
    return low, high


def voltage_warnings(voltage_v: float | None) -> tuple[str, ...]:
    """What to say of an unusual voltage."""
    if voltage_v is None or voltage_v <= UNUSUAL_VOLTAGE_V:
        return ()
    return (f"{voltage_v:g} V is above {UNUSUAL_VOLTAGE_V:g} V, where no battery works.",)
