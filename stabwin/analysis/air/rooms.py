"""The air of rooms: how humid it is, and what a material is worth there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from stabwin.thermo.gibbs.water import ZERO_CELSIUS_K, saturation_pressure_bar

# Dew points of dry rooms, C; below 0 C the frost point.
DRY_ROOMS_C = (-60.0, -40.0)

# Relative humidities of other rooms.
HUMIDITIES = (0.3, 0.5)

HALF_HUMID, SATURATED = "50 % relative humidity", "saturated air"

_DEW_POINT = "dew point"


class _Room(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def stable(self) -> bool: ...
    @property
    def probability(self) -> float | None: ...


def humidities_bar(temperature_k: float) -> dict[str, float]:
    """The pressure of water vapour in each room, bar, from the driest on.

    Parameters
    ----------
    temperature_k : float
        Of the relative humidities; vapour of 1 bar counts as saturated above 100 C.
    """
    saturated = min(saturation_pressure_bar(temperature_k), 1.0)
    dry = {f"{_DEW_POINT} {c:g} C": saturation_pressure_bar(c + ZERO_CELSIUS_K) for c in DRY_ROOMS_C}
    humid = {f"{share:.0%} relative humidity".replace("%", " %"): share * saturated for share in HUMIDITIES}
    return {**dry, **humid, SATURATED: saturated}


def verdict_of(water_does: str | None, rooms: Sequence[_Room], unknown: Sequence[str] = ()) -> str:
    """What to make of it, in words: the most humid room in which the material stays as it is.

    Parameters
    ----------
    water_does : str or None
    rooms : sequence
    unknown : sequence of str
        Gases that might leave, and of which nothing is known: without a reaction that is no proof.
    """
    if water_does is None:
        return f"no reaction found; {' and '.join(unknown)} not known" if unknown else "stable in humid air"
    kept = [room for room in rooms if room.stable]
    if not kept:
        return f"{water_does} in every dry room"
    best = kept[-1]
    sure = "" if best.probability is None else f" (probability {best.probability:.2f})"
    if best.name.startswith(_DEW_POINT):
        where = f"in a dry room with a {_DEW_POINT} of{best.name.removeprefix(_DEW_POINT)}"
    else:
        where = f"{'in' if best.name == SATURATED else 'at'} {best.name}"
    return f"{water_does}; stable {where}{sure}"
