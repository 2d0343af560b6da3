"""Values from the text of options: voltages, ranges, potentials, lists, targets with an energy."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from stabwin.chemistry.catalogue import find, materials
from stabwin.errors import PotentialError, RequestError

if TYPE_CHECKING:
    from stabwin.lists.listed import Listed
    from stabwin.thermo.gibbs.nodes import Temperature


def parse_voltage(text: str | None) -> float | None:
    """A voltage from a number, or from the name of an anode whose potential the catalogue knows.

    Raises
    ------
    PotentialError
        The text is neither.
    """
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    material = find(text.strip())
    if material is not None and material.potential_v is not None:
        return material.potential_v
    anodes = ", ".join(m.name for m in materials() if m.potential_v is not None)
    raise PotentialError(
        f"{text!r} is not a valid voltage: give a number in V, or an anode of the catalogue ({anodes})."
    )


def parse_voltages(text: str | None) -> tuple[float, float] | None:
    """A range from ``LO:HI``, or from the name of a cathode whose voltages the catalogue knows.

    Raises
    ------
    PotentialError
        The text is neither.
    """
    if text is None:
        return None
    low, colon, high = text.partition(":")
    if colon:
        ends = parse_voltage(low), parse_voltage(high)
        if ends[0] is not None and ends[1] is not None:
            return ends[0], ends[1]
    material = find(text.strip())
    if material is not None and material.voltage_range_v is not None:
        return material.voltage_range_v
    raise PotentialError(
        f"{text!r} is not a valid range of voltages: write LO:HI, such as 2.5:4.2, or the name of a "
        "cathode."
    )


def parse_range(text: str | None, what: str, example: str) -> tuple[float, float] | None:
    """Two numbers from ``LO:HI``.

    Raises
    ------
    RequestError
        The text has another form.
    """
    if text is None:
        return None
    low, _, high = text.partition(":")
    try:
        return float(low), float(high)
    except ValueError:
        raise RequestError(
            f"{text!r} is not a valid range of {what}: write LO:HI, such as {example}."
        ) from None


def parse_open(texts: list[str] | None) -> dict[str, float]:
    """Chemical potentials from ``O=-0.5`` (several: repeated, or with commas).

    Raises
    ------
    PotentialError
        A text has another form, or names an element twice.
    """
    return _numbers(texts, "chemical potential", "O=-0.5, for example", PotentialError)


def parse_gases(texts: list[str] | None) -> dict[str, float]:
    """Partial pressures in bar from ``O2=0.21`` (several: repeated, or with commas).

    Raises
    ------
    RequestError
        A text has another form, or names a gas twice.
    """
    return _numbers(texts, "pressure", "O2=0.21, for example, in bar", RequestError)


def _numbers(
    texts: list[str] | None, quantity: str, example: str, error: type[PotentialError | RequestError]
) -> dict[str, float]:
    """A number for each name, from NAME=NUMBER (several: repeated, or with commas)."""
    found: dict[str, float] = {}
    for text in (piece for item in texts or () for piece in item.split(",")):
        name, equals, value = (part.strip() for part in text.partition("="))
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not equals or math.isnan(number):
            raise error(f"{text!r} is not a valid {quantity}: write {example}.")
        if name in found:
            raise error(f"The {quantity} of {name} is given twice: give it once.")
        found[name] = number
    return found


def refuse_along(given: dict[str, bool]) -> None:
    """Refuse options that an answer along a gas does not have.

    Parameters
    ----------
    given : dict of str to bool
        Whether each of them is given.

    Raises
    ------
    RequestError
        One is.
    """
    for option, is_given in given.items():
        if is_given:
            raise RequestError(f"{option} is of answers along the ion: leave it out, or --along.")


def parse_temperature(text: str | None) -> Temperature:
    """A temperature in K, or "none" for enthalpies; None where none is given.

    Raises
    ------
    RequestError
        The text is neither.
    """
    if text is None:
        return None
    from stabwin.thermo.gibbs.nodes import ENTHALPIES

    if text.strip().casefold() == ENTHALPIES:
        return ENTHALPIES
    try:
        return float(text)
    except ValueError:
        raise RequestError(
            f"{text!r} is not a valid temperature: give kelvins, such as 298.15, or none for enthalpies."
        ) from None


def with_energy(targets: list[Listed], energy: float | None) -> list[Listed]:
    """The targets, the only one with an energy of its own if one is given."""
    from stabwin.chemistry.target import Target

    if energy is None:
        return targets
    if len(targets) != 1:
        raise RequestError(
            f"--energy {energy:g} belongs to one target, but {len(targets)} are given: ask for them "
            "one at a time."
        )
    return [replace(targets[0], target=Target(targets[0].text, energy))]
