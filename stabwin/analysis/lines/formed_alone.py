"""What reservoirs form with each other where the grand potential is unbounded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

from stabwin.analysis.gas_exchange import taken_up_with
from stabwin.analysis.written import write_reaction
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import parse
from stabwin.errors import PotentialError
from stabwin.hull import tolerances
from stabwin.hull.cycles import cheapest_cycle
from stabwin.phases.system import System
from stabwin.thermo.gibbs.atmosphere import Atmosphere

LOWER = "Give lower potentials or pressures."
HIGHER_VOLTAGE = "Give a higher voltage, or lower potentials or pressures."

Floats = npt.NDArray[np.float64]

# Amounts are written to so many decimals.
_DECIMALS = 6


@contextmanager
def named_reaction(
    system: System, atmosphere: Atmosphere | None, advice: str = LOWER, *, in_samples: bool = False
) -> Iterator[None]:
    """Name the reaction of the reservoirs where a programme turns out to be unbounded.

    Parameters
    ----------
    system, atmosphere
        As for `formed_alone`.
    advice : str
        What to do.
    in_samples : bool
        Whether it is so in samples of the phases' errors only.

    Raises
    ------
    PotentialError
        It is.
    """
    try:
        yield
    except PotentialError as error:
        where = "In some samples of the phases' errors the" if in_samples else "The"
        nominally = ", nominally" if in_samples else ""
        raise PotentialError(
            f"{where} grand potential is unbounded: {formed_alone(system, atmosphere)}{nominally}. {advice}"
        ) from error


def formed_alone(
    system: System,
    atmosphere: Atmosphere | None = None,
    more_ev: Mapping[str, float] | None = None,
) -> str:
    """The reaction of reservoirs that releases most, with its energy.

    Parameters
    ----------
    system : System
        With its open elements and gases.
    atmosphere : Atmosphere, optional
        Whose molecules stand for the elements that it opens.
    more_ev : mapping of str to float, optional
        Potentials of elements that are closed in the system, eV per atom.
    """
    more_ev = more_ev or {}
    closed = [row for row, element in enumerate(system.elements) if element not in more_ev]
    costs = system.costs - sum(
        mu * system.matrix[system.elements.index(element)] for element, mu in more_ev.items()
    )
    counted = (np.arange(len(costs)) < system.first_gas_column).astype(np.float64)
    found = cheapest_cycle(system.matrix[closed], costs, counted)
    if found is None:
        return "the reservoirs react with each other"
    amounts, energy_ev = found
    reaction, unit, scale = _written(system, amounts, atmosphere, more_ev)
    return f"the reservoirs react, {reaction} ({scale * energy_ev:.3g} eV per {unit})"


def first_with_ion(system: System, ion: str, atmosphere: Atmosphere | None) -> tuple[float, str] | None:
    """The voltage below which reservoirs react with the ion, V, and the reaction; None down to 0 V.

    Parameters
    ----------
    system : System
        With its open elements and gases; the ion is closed.
    ion : str
    atmosphere : Atmosphere, optional
    """
    row = system.elements.index(ion)
    others = [other for other in range(len(system.elements)) if other != row]
    found = cheapest_cycle(system.matrix[others], system.costs, system.matrix[row])
    if found is None:
        return None
    amounts, energy_ev = found
    voltage_v = -energy_ev / ION_VALENCE[ion]
    if voltage_v <= tolerances.VOLTAGE:
        return None
    return voltage_v, _written(system, amounts, atmosphere, (ion,))[0]


def _written(
    system: System, amounts: Floats, atmosphere: Atmosphere | None, more: Collection[str]
) -> tuple[str, str, float]:
    """A reaction of reservoirs, the compound whose formula unit it is written for, and its scale."""
    columns = np.flatnonzero(amounts > tolerances.HIGHS_AMOUNT).tolist()
    phases = [(column, *system.phase(column), float(amounts[column])) for column in columns]
    first = system.first_gas_column
    formed = {formula: amount / size for column, formula, size, amount in phases if column < first}
    # One formula unit of the compound that is formed.
    unit = min(formed, key=lambda formula: (len(parse(formula).amounts) == 1, formula))
    scale = 1 / formed[unit]
    molecules: dict[str, float] = {}
    for column, formula, size, amount in phases:
        if column >= first:
            molecules[formula] = molecules.get(formula, 0.0) - scale * amount / size
    fractions = {
        **system.open_fractions,
        **{element: system.matrix[system.elements.index(element)] for element in more},
    }
    exchanged = {
        element: round(scale * float(of_element[columns] @ amounts[columns]), _DECIMALS) + 0.0
        for element, of_element in sorted(fractions.items())
    }
    taken_up = taken_up_with(exchanged, molecules, atmosphere, _DECIMALS)
    products = [(formula, round(scale * amount, _DECIMALS)) for formula, amount in sorted(formed.items())]
    return write_reaction({}, products, taken_up), unit, scale
