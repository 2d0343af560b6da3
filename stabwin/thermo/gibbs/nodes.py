"""The Gibbs energy function of a solid, at the temperatures at which it is tabulated and between them.

    phi(T) = -[G(T) - H(298.15 K)] / T

per mole of atoms is what the JANAF tables list beside the entropy. It begins as the entropy at 298.15 K and
grows slowly and smoothly, as the reference states of the elements have no part in it.
"""

from __future__ import annotations

from numbers import Real
from typing import Literal

import numpy as np
import numpy.typing as npt

from stabwin.errors import RequestError
from stabwin.thermo.gibbs.elements import HEAT_CAPACITY_J_PER_MOL_K, growth
from stabwin.thermo.gibbs.polynomials import J_PER_MOL_IN_EV, STANDARD_TEMPERATURE_K

Floats = npt.NDArray[np.float64]

NODES_K = tuple(float(t) for t in range(300, 1501, 100))
# What asks for enthalpies at 298.15 K in place of Gibbs energies.
ENTHALPIES: Literal["none"] = "none"

# A temperature as it is asked for: kelvins, "none" for enthalpies, None for what is usual.
Temperature = float | Literal["none"] | None

# Whatever is above is no temperature.
_NO_TEMPERATURE_K = 1e12

LOWEST_K, HIGHEST_K = STANDARD_TEMPERATURE_K, NODES_K[-1]

# What phi would be of a constant heat capacity that began with no entropy, at each node.
GROWTH = HEAT_CAPACITY_J_PER_MOL_K * np.array([growth(t) for t in NODES_K])


def checked_temperature(temperature_k: float) -> float:
    """A temperature for which there are Gibbs energies.

    Raises
    ------
    RequestError
        It is not a number, or outside 298.15 to 1,500 K.
    """
    is_number = isinstance(temperature_k, Real) and not isinstance(temperature_k, bool)
    if not is_number or not abs(temperature_k) < _NO_TEMPERATURE_K:
        raise RequestError(
            f"The temperature {temperature_k!r} is not a number of kelvins: give 298.15 to 1500, or "
            f"{ENTHALPIES} for enthalpies."
        )
    if not LOWEST_K <= temperature_k <= HIGHEST_K:
        hint = " (it is in kelvins: 25 C is 298.15)" if temperature_k < LOWEST_K else ""
        raise RequestError(
            f"The temperature {temperature_k:.10g} K is outside the range of the Gibbs energies: choose "
            f"{LOWEST_K:g} to {HIGHEST_K:g} K{hint}.",
            temperature_k=temperature_k,
        )
    return float(temperature_k)


def checked_temperatures(given: object) -> tuple[float, float]:
    """A range of temperatures for which there are Gibbs energies, K.

    Raises
    ------
    RequestError
        It is not two numbers, they run downwards, or one is outside 298.15 to 1,500 K.
    """
    pair = tuple(given) if isinstance(given, tuple | list) else ()
    if len(pair) != 2:
        raise RequestError(f"The temperatures are {given!r}: give two in K, such as (300, 1300).")
    low, high = map(checked_temperature, pair)
    if low >= high:
        raise RequestError(
            f"The temperatures run from {low:g} to {high:g} K: give a lower one and then a higher one."
        )
    return low, high


def continued(values: Floats) -> Floats:
    """The function at all nodes from values that end early (NaN beyond), at a constant heat capacity.

    Parameters
    ----------
    values : array, shape (nodes,)
        J per mole of atoms and K; the first is there.
    """
    last = int(np.flatnonzero(np.isfinite(values))[-1])
    found = values.copy()
    found[last:] = values[last] + GROWTH[last:] - GROWTH[last]
    return found


def function_at(values: Floats, temperature_k: float) -> Floats:
    """The function at a temperature from its values at the nodes.

    What a constant heat capacity leaves over is linear between two nodes.

    Parameters
    ----------
    values : array, shape (..., nodes)
        J per mole of atoms and K.
    temperature_k : float

    Returns
    -------
    array, shape (...)
    """
    place = min(max(int(np.searchsorted(NODES_K, temperature_k, side="right")) - 1, 0), len(NODES_K) - 2)
    share = max((temperature_k - NODES_K[place]) / (NODES_K[place + 1] - NODES_K[place]), 0.0)
    left = values[..., place] - GROWTH[place]
    right = values[..., place + 1] - GROWTH[place + 1]
    heat = HEAT_CAPACITY_J_PER_MOL_K * growth(temperature_k)
    found: Floats = (1 - share) * left + share * right + heat
    return found


def gibbs_of_function_ev(function_j_per_mol_k: Floats, temperature_k: float) -> Floats:
    """G(T) - H(298.15 K), eV per atom, of a Gibbs energy function."""
    found: Floats = -temperature_k * function_j_per_mol_k * J_PER_MOL_IN_EV
    return found
