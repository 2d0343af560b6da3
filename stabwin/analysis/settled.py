"""The temperature that a request is asked at, where its gases and its phases agree on one."""

from __future__ import annotations

from typing import TypeVar

from stabwin.analysis.conditions import NO_GASES, Reservoirs
from stabwin.errors import RequestError
from stabwin.phases.load import PhaseChoice, Phases
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.nodes import ENTHALPIES, Temperature
from stabwin.thermo.gibbs.polynomials import STANDARD_TEMPERATURE_K

Asked = TypeVar("Asked", bound=Reservoirs)


def settled(
    conditions: Asked, phases: Phases, temperature_k: Temperature, *, along_gas: bool = False
) -> tuple[Asked, Temperature]:
    """The conditions of a request at its temperature, and the temperature to open its phases at.

    It is that asked for, else that of the phases; gases are at 298.15 K where there is neither.

    Parameters
    ----------
    conditions : Reservoirs
    phases : PhaseTable, PhaseChoice, str, path or None
    temperature_k : float or "none", optional
    along_gas : bool
        Whether the question is about a gas, though none may be held.

    Raises
    ------
    PotentialError
        The gases react with each other there, or fix what an open element fixes too.
    RequestError
        There are gases beside enthalpies, or the temperature is given twice.
    """
    asked, has_gases = temperature_k, along_gas or conditions.gases_bar is not NO_GASES
    if asked is None and isinstance(phases, PhaseTable):
        asked = phases.scheme.temperature_k or ENTHALPIES
        if asked == ENTHALPIES and has_gases:
            raise RequestError(
                "Gases have no part in enthalpies, which this table has: open it at a temperature, with "
                "load_phases(..., temperature_k=298.15) for example."
            )
    elif asked is None and isinstance(phases, PhaseChoice):
        asked = phases.temperature_k
    if not has_gases and conditions.temperature_k is None:
        return conditions, asked  # the phases have it, and the answer takes it from them
    if has_gases and asked == ENTHALPIES:
        raise RequestError("Gases have no part in enthalpies: give a temperature in place of none.")
    if has_gases and asked is None:
        asked = conditions.temperature_k or STANDARD_TEMPERATURE_K
    conditions = conditions.at(asked)
    return conditions, conditions.temperature_k or asked
