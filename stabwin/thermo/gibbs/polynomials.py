"""Thermal functions as NASA polynomials of seven coefficients.

    H / RT = a1 + a2 T / 2 + a3 T^2 / 3 + a4 T^3 / 4 + a5 T^4 / 5 + a6 / T
    S / R = a1 ln T + a2 T + a3 T^2 / 2 + a4 T^3 / 3 + a5 T^4 / 4 + a7

at 1 bar [1]_. H holds the formation enthalpy at 298.15 K, so that it is 0 there for an element in its
reference state.

References
----------
.. [1] B. J. McBride, S. Gordon, M. A. Reno, NASA Technical Memorandum 4513 (1993).
"""

from __future__ import annotations

import csv
import math
from functools import cache
from importlib import resources
from typing import NamedTuple

GAS_CONSTANT_J_PER_MOL_K = 8.314462618
J_PER_MOL_IN_EV = 1 / 96485.33212
BOLTZMANN_EV_PER_K = GAS_CONSTANT_J_PER_MOL_K * J_PER_MOL_IN_EV

STANDARD_TEMPERATURE_K = 298.15


class Polynomial(NamedTuple):
    """The thermal functions of one state over one range.

    Attributes
    ----------
    lowest_k, highest_k : float
        Where it holds.
    coefficients : tuple of 7 float
        a1 to a7.
    """

    lowest_k: float
    highest_k: float
    coefficients: tuple[float, ...]

    def enthalpy_ev(self, temperature_k: float) -> float:
        """H(T), eV per molecule."""
        a1, a2, a3, a4, a5, a6, _ = self.coefficients
        t = temperature_k
        series = a1 + t * (a2 / 2 + t * (a3 / 3 + t * (a4 / 4 + t * a5 / 5)))
        return BOLTZMANN_EV_PER_K * (t * series + a6)

    def entropy_ev_per_k(self, temperature_k: float) -> float:
        """S(T) at 1 bar, eV per molecule and K."""
        a1, a2, a3, a4, a5, _, a7 = self.coefficients
        t = temperature_k
        series = t * (a2 + t * (a3 / 2 + t * (a4 / 3 + t * a5 / 4)))
        return BOLTZMANN_EV_PER_K * (a1 * math.log(t) + series + a7)

    def gibbs_ev(self, temperature_k: float) -> float:
        """H(T) - T S(T) at 1 bar, eV per molecule."""
        return self.enthalpy_ev(temperature_k) - temperature_k * self.entropy_ev_per_k(temperature_k)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of thermal data of the package."""
    text = resources.files("stabwin.data").joinpath("thermo", "gibbs", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def coefficients(row: dict[str, str], prefix: str = "") -> tuple[float, ...]:
    """a1 to a7 of a row whose columns have a prefix."""
    return tuple(float(row[f"{prefix}a{number}"]) for number in range(1, 8))


@cache
def gas_polynomials() -> dict[str, tuple[Polynomial, Polynomial]]:
    """The polynomials of each gas below and above the temperature in their middle, by formula."""
    found = {}
    for row in rows("gases.csv"):
        low, middle, high = (float(row[f"{which}_k"]) for which in ("lowest", "middle", "highest"))
        found[row["gas"]] = (
            Polynomial(low, middle, coefficients(row, "low_")),
            Polynomial(middle, high, coefficients(row, "high_")),
        )
    return found


def gas_gibbs_ev(gas: str, temperature_k: float) -> float:
    """G(T) of a gas at 1 bar, eV per molecule; its formation enthalpy at 298.15 K included."""
    low, high = gas_polynomials()[gas]
    return (low if temperature_k <= low.highest_k else high).gibbs_ev(temperature_k)
