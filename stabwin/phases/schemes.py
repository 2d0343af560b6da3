"""Energy schemes: which energies of a table are used, and with which corrections.

Energies of two schemes are never mixed: a table has one scheme, and every result names it.
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.errors import SchemeError
from stabwin.phases.at_temperature import energies_at
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.measured_scale import measured_scale, model_fingerprint
from stabwin.thermo.generations import GENERATION_2019, GENERATION_2020
from stabwin.thermo.gibbs.files import functions_fingerprint
from stabwin.thermo.gibbs.nodes import ENTHALPIES, Temperature, checked_temperature
from stabwin.thermo.gibbs.polynomials import STANDARD_TEMPERATURE_K

# The energies a scheme starts from.
CORRECTED, UNCORRECTED = "corrected", "uncorrected"

MEASURED, MP2020, DATABASE, LITERATURE = "measured", "mp2020", "database", "literature"

ENVIRONMENT_VARIABLE = "STABWIN_SCHEME"

# How a table names Gibbs energies that it holds: "measured at 298.15 K".
_AT = re.compile(r"(?P<name>.+) at (?P<temperature_k>[0-9.]+) K")

# Why a table may lack the scheme "measured"; goes on after "for these phases".
_NEEDS_KNOWN_CORRECTIONS = (
    ", because it needs GGA and GGA+U energies with the Materials Project's corrections of 2019 or of "
    "MP2020 (a table names them in a column scheme: database or mp2020)"
)


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A way to read the energies of a phase table.

    Attributes
    ----------
    name, description : str
    starts_from : str
        The energies it starts from: "corrected" (as the source gives them) or "uncorrected".
    shifts_ev_per_atom : tuple of (element, eV per atom of it)
        Added to every compound in proportion to its atoms of the element, never to the element.
    left_out : tuple of str
        Species whose correction it does without, for the errors of its energies.
    bond_corrections : bool
        Whether phases take their measured enthalpies, or the corrections of their bonds.
    generation : str
        Of the corrections in the energies that it starts from, "2019" or "2020", for those of bonds.
    model : str
        Stands for the fitted corrections of bonds; empty without.
    held : bool
        Whether the energies hold the scheme's own corrections already.
    temperature_k : float or None
        Of Gibbs energies of formation; None for energies that stand for enthalpies at 298.15 K.
    functions : str
        Stands for the Gibbs energy functions; empty without a temperature.
    held_k : float or None
        The temperature of the Gibbs energies that it starts from; None where these are enthalpies.
    """

    name: str
    description: str
    starts_from: str = CORRECTED
    shifts_ev_per_atom: tuple[tuple[str, float], ...] = ()
    left_out: tuple[str, ...] = ()
    bond_corrections: bool = False
    generation: str = GENERATION_2019
    model: str = ""
    held: bool = False
    temperature_k: float | None = None
    functions: str = ""
    held_k: float | None = None

    @property
    def usual_temperature_k(self) -> float | None:
        """Where none is asked for: 298.15 K on the scale of measured energies, else enthalpies."""
        return STANDARD_TEMPERATURE_K if self.bond_corrections else None

    def at(self, temperature_k: Temperature) -> Scheme:
        """The same scheme at a temperature, with enthalpies ("none"), or as is usual (None).

        Raises
        ------
        RequestError
            The temperature is outside the range of the Gibbs energies.
        SchemeError
            The energies hold those of another temperature already.
        """
        if self.held_k is not None:
            if temperature_k not in (None, self.held_k):
                raise SchemeError(
                    f"These phases have Gibbs energies at {self.held_k:g} K, which can't be those of "
                    "another temperature: leave it out, or take a table of enthalpies.",
                    scheme=self.name,
                )
            return replace(self, temperature_k=self.held_k)
        if temperature_k is None:
            temperature_k = self.usual_temperature_k
        if temperature_k is None or temperature_k == ENTHALPIES:
            return replace(self, temperature_k=None, functions="")
        checked = checked_temperature(temperature_k)
        return replace(self, temperature_k=checked, functions=functions_fingerprint())

    @property
    def full_name(self) -> str:
        """The name, with the temperature of Gibbs energies: what a table says of its energies."""
        at = "" if self.temperature_k is None else f" at {self.temperature_k:.10g} K"
        return f"{self.name}{at}"

    @property
    def needs_functions(self) -> bool:
        """Whether Gibbs energies are made of the enthalpies that it starts from."""
        return self.temperature_k is not None and self.held_k is None

    def energies(self, columns: PhaseColumns) -> npt.NDArray[np.float64]:
        """Formation energies of all phases in this scheme, eV/atom."""
        shifts = self.shifts_ev_per_atom
        if self.held:
            shifts = shifts[len(known_schemes()[base_name(self.name)].shifts_ev_per_atom) :]
        if self.bond_corrections and not self.held:
            energies = measured_scale(columns, self.generation)
        else:
            energies = np.array(columns.energies)
        for element, shift in shifts:
            energies += np.where(columns.is_compound, shift * columns.fraction_of(element), 0.0)
        if self.temperature_k is not None and self.held_k is None:
            energies = energies_at(columns, energies, self.temperature_k)
        return energies


@cache
def known_schemes() -> dict[str, Scheme]:
    """The schemes that ship with the package, by name."""
    text = resources.files("stabwin.data").joinpath("schemes.toml").read_text("utf-8")
    return {
        name: Scheme(
            name=name,
            description=entry["description"],
            starts_from=entry.get("starts_from", CORRECTED),
            shifts_ev_per_atom=tuple(entry.get("shifts_ev_per_atom", {}).items()),
            left_out=tuple(entry.get("left_out", ())),
            bond_corrections=entry.get("bond_corrections", False),
        )
        for name, entry in tomllib.loads(text).items()
    }


def find_scheme(name: str, available: tuple[str, ...]) -> Scheme:
    """A scheme by name, with shifts of the user's own if the name adds any.

    Parameters
    ----------
    name : str
        One of ``available``, or one with shifts in eV per atom of an element in compounds:
        ``database+S=0.3``, ``mp2020+S=0.1,O=-0.05``.
    available : tuple of str
        What the table can be read in. Energies that can be read in one scheme only are that scheme's.

    Raises
    ------
    SchemeError
        The table has no such scheme, or a shift can't be read.
    """
    name, base = _AT.sub(r"\g<name>", name), base_name(name)
    if base not in map(base_name, available):
        why = _NEEDS_KNOWN_CORRECTIONS if base == MEASURED else ""
        raise SchemeError(
            f"There is no energy scheme {base!r} for these phases{why}: choose one of "
            f"{', '.join(available)}.",
            scheme=name,
        )
    known = replace(
        known_schemes()[base], held=len(available) == 1, held_k=held_temperature_k(available[0])
    )
    if known.bond_corrections:
        generation = GENERATION_2020 if MP2020 in available else GENERATION_2019
        known = replace(known, generation=generation, model=model_fingerprint())
    _, plus, shifts = name.partition("+")
    if not plus:
        return known
    own = tuple(_parse_shift(text) for text in shifts.split(","))
    return replace(
        known,
        name=name,
        description=f"{known.description} Own shifts: {shifts} eV per atom.",
        shifts_ev_per_atom=(*known.shifts_ev_per_atom, *own),
    )


def default_scheme(available: tuple[str, ...]) -> str:
    """The scheme that a table is read in where none is asked for.

    That of the environment variable ``STABWIN_SCHEME`` if the table has it, else the table's first.

    Raises
    ------
    SchemeError
        The variable names none that there is.
    """
    named = os.environ.get(ENVIRONMENT_VARIABLE, "")
    if named and base_name(named) not in known_schemes():
        raise SchemeError(
            f"{ENVIRONMENT_VARIABLE} names the energy scheme {named!r}, which there is not: set it to one "
            f"of {', '.join(known_schemes())}.",
            scheme=named,
        )
    return named if base_name(named) in map(base_name, available) else available[0]


def base_name(name: str) -> str:
    """The name of a scheme without shifts of one's own, and without a temperature."""
    return _AT.sub(r"\g<name>", name).partition("+")[0]


def held_temperature_k(name: str) -> float | None:
    """The temperature that a table says its Gibbs energies are of; None for enthalpies."""
    found = _AT.fullmatch(name)
    return None if found is None else checked_temperature(float(found["temperature_k"]))


def not_as_named(available: tuple[str, ...]) -> str:
    """What to say where ``STABWIN_SCHEME`` names a scheme that a table lacks; empty if nothing."""
    named = os.environ.get(ENVIRONMENT_VARIABLE, "")
    chosen = default_scheme(available)
    if not named or chosen == named:
        return ""
    return f"{ENVIRONMENT_VARIABLE}={named} can't be had for these phases: they are read in {chosen}."


def _parse_shift(text: str) -> tuple[str, float]:
    element, _, value = (part.strip() for part in text.partition("="))
    try:
        shift = float(value)
    except ValueError:
        shift = math.nan
    if element not in ATOMIC_NUMBER or not math.isfinite(shift):
        raise SchemeError(
            f"{text!r} is not a valid shift of a scheme: write S=0.3 for 0.3 eV per atom of S."
        )
    return element, shift
