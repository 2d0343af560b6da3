"""Measured formation enthalpies of solids and molecules, and the table energies of the same compounds."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from stabwin.chemistry.formula import Formula, parse
from stabwin.thermo.bonds import Bonds, species_of
from stabwin.thermo.observations import Observations
from stabwin.thermo.residuals import kind_of

# The standard error of an enthalpy that several compilations give alike, and of one from a single source,
# eV/atom; half the difference between the sources where that is larger.
_ERROR_OF_SEVERAL, _ERROR_OF_ONE = 0.005, 0.010

# Key of what to cite for each of the sources.
SOURCES = {"CRC": "crc", "FREED": "pankratz1984", "JANAF": "chase1998", "NASA": "mcbride1993"}
CITATIONS = tuple(SOURCES.values())


@dataclass(frozen=True)
class Measurement:
    """The measured formation enthalpy of a compound at 298.15 K.

    Attributes
    ----------
    formula : Formula
    enthalpy_ev_per_atom : float
    error_ev_per_atom : float
        Its standard error.
    sources : str
        Compilations that have it, joined by "+".
    left_out : str
        Why the value can't be that of the solid; empty where it is used.
    state : str
        "solid", "liquid" or "gas".
    """

    formula: Formula
    enthalpy_ev_per_atom: float
    error_ev_per_atom: float
    sources: str
    left_out: str = ""
    state: str = "solid"

    @property
    def fractions(self) -> dict[str, float]:
        """Atoms of each element per atom."""
        atoms = float(self.formula.atoms)
        return {element: float(amount) / atoms for element, amount in self.formula.amounts.items()}


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("stabwin.data").joinpath("thermo", f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def all_measurements() -> tuple[Measurement, ...]:
    """Every measured enthalpy of a solid that ships with the package, those left out included."""
    found = []
    for row in _rows("measured_enthalpies"):
        spread = float(row["highest_ev_per_atom"]) - float(row["lowest_ev_per_atom"])
        least = _ERROR_OF_SEVERAL if "+" in row["sources"] else _ERROR_OF_ONE
        found.append(
            Measurement(
                formula=parse(row["formula"]),
                enthalpy_ev_per_atom=float(row["enthalpy_298k_ev_per_atom"]),
                error_ev_per_atom=max(least, spread / 2),
                sources=row["sources"],
                left_out=row["left_out_of_fit"],
            )
        )
    return tuple(found)


@cache
def measurements() -> dict[str, Measurement]:
    """The measured enthalpies of solids in use, by composition key: what the bonds are fitted to."""
    return {one.formula.key: one for one in all_measurements() if not one.left_out}


@cache
def molecules() -> dict[str, Measurement]:
    """The measured enthalpies of molecules that are gases or liquids at 298 K, by composition key.

    Each in the state that it has there, but water as vapour: it is the air's humidity that materials meet.
    """
    found = [
        Measurement(
            formula=parse(row["formula"]),
            enthalpy_ev_per_atom=float(row["enthalpy_298k_ev_per_atom"]),
            error_ev_per_atom=_ERROR_OF_SEVERAL,
            sources=row["sources"],
            state=row["state"],
        )
        for row in _rows("measured_molecules")
    ]
    return {one.formula.key: one for one in found}


@cache
def measured_phases() -> dict[str, Measurement]:
    """The measured enthalpies in use, of solids and molecules, by composition key."""
    return {**molecules(), **measurements()}


@cache
def table_energies() -> dict[str, float]:
    """Formation energies of the measured compounds in the table of 2019, eV/atom, by composition key."""
    return {
        parse(row["formula"]).key: float(row["formation_energy_ev_per_atom"])
        for row in _rows("table_energies")
    }


def observations(chosen: tuple[Measurement, ...]) -> Observations:
    """Measurements beside the table's energies, as the fit takes them."""
    bonds: list[Bonds] = [species_of(one.formula.amounts) for one in chosen]
    energies = table_energies()
    return Observations.of(
        np.array([one.enthalpy_ev_per_atom - energies[one.formula.key] for one in chosen]),
        np.array([one.error_ev_per_atom for one in chosen]),
        [one.fractions for one in chosen],
        bonds,
        [kind_of(one.formula.amounts, own) for one, own in zip(chosen, bonds, strict=True)],
    )
