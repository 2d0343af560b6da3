"""Gases: their Gibbs energies of formation at a temperature and a partial pressure.

From NASA polynomials [1]_, less the elements in their reference states at the temperature. The element
gases are 0 at 1 bar by definition. No energy of a gas comes from density functional theory, which
overbinds small molecules by 0.4 to 2.2 eV.

References
----------
.. [1] B. J. McBride, S. Gordon, M. A. Reno, NASA Technical Memorandum 4513 (1993).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from stabwin.chemistry.formula import parse
from stabwin.thermo.gibbs.elements import reference_gibbs_ev
from stabwin.thermo.gibbs.polynomials import (
    BOLTZMANN_EV_PER_K,
    STANDARD_TEMPERATURE_K,
    gas_gibbs_ev,
    gas_polynomials,
)
from stabwin.thermo.gibbs.water import saturation_pressure_bar

WATER = "H2O"

# Hydrogen sulfide that water drives out leaves at 1 ppm, as in Y. Zhu, Y. Mo, Angew. Chem. Int. Ed. 59,
# 17472 (2020).
HYDROGEN_SULFIDE_BAR = 1e-6


@dataclass(frozen=True, eq=False)
class Gas:
    """A gas.

    Attributes
    ----------
    formula : str
        Of the molecule.
    key : str
        Of its composition.
    amounts : dict of str to float
        Atoms per molecule.
    """

    formula: str
    key: str
    amounts: Mapping[str, float]

    @property
    def atoms(self) -> float:
        """Atoms per molecule."""
        return sum(self.amounts.values())

    @property
    def is_element(self) -> bool:
        """Whether it holds one element only."""
        return len(self.amounts) == 1

    def gibbs_ev(self, temperature_k: float, pressure_bar: float = 1.0) -> float:
        """Gibbs energy of formation at a partial pressure, eV per molecule.

        Parameters
        ----------
        temperature_k : float
        pressure_bar : float
            Above 0.
        """
        elements = sum(n * reference_gibbs_ev(e, temperature_k) for e, n in self.amounts.items())
        own = gas_gibbs_ev(self.formula, temperature_k)
        return own - elements + BOLTZMANN_EV_PER_K * temperature_k * math.log(pressure_bar)

    def enthalpy_ev(self) -> float:
        """Enthalpy of formation at 298.15 K, eV per molecule."""
        return gas_polynomials()[self.formula][0].enthalpy_ev(STANDARD_TEMPERATURE_K)

    def product_gibbs_ev(self, temperature_k: float) -> float:
        """Gibbs energy of formation as a product at 1 bar, eV per molecule.

        Water condenses where its vapour at 1 bar would be above saturation.
        """
        pressure_bar = 1.0
        if self.formula == WATER:
            pressure_bar = min(pressure_bar, saturation_pressure_bar(temperature_k))
        return self.gibbs_ev(temperature_k, pressure_bar)


@cache
def gases() -> dict[str, Gas]:
    """The gases of which the Gibbs energy is known, by formula of the molecule."""
    found = {}
    for name in gas_polynomials():
        formula = parse(name)
        amounts = {element: float(n) for element, n in formula.amounts.items()}
        found[name] = Gas(name, formula.key, amounts)
    return found


@cache
def compound_gases() -> dict[str, Gas]:
    """Those of more than one element, by composition key."""
    return {gas.key: gas for gas in gases().values() if not gas.is_element}
