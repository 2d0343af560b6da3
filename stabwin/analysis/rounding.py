"""Numbers as they are reported: rounded far below any meaning, above the noise of their last bits."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Reported numbers are rounded here: far below any meaning, above the last bits of rounding.
REPORTED_DECIMALS = 12

# Fewer numbers than this are rounded one by one. Powers of ten and whole numbers up to these are exact.
_FEW, _EXACT_POWERS, _WHOLE = 12, 22, 2.0**52
_ROUNDING = 2.0**-51  # of a product, relative, with room to spare


def reported(value: float, decimals: int = REPORTED_DECIMALS) -> float:
    """A number as it is reported: without the noise of its last bits, and never minus zero."""
    return round(float(value), decimals) + 0.0


def decimals_of(atoms: float) -> int:
    """Decimals to report amounts with, for a formula unit of so many atoms."""
    if 0.1 <= atoms < 1000:
        return REPORTED_DECIMALS
    return REPORTED_DECIMALS + 1 - math.floor(math.log10(atoms))


def reported_all(values: Floats | Iterable[float], decimals: int = REPORTED_DECIMALS) -> list[Any]:
    """Numbers as they are reported, of an array as nested lists; see `reported`.

    A number of few digits is scaled, rounded to a whole one and scaled back, which gives the same: both
    are exact, and so is the division. Where scaling comes too close to a half, `round` decides.
    """
    if not isinstance(values, np.ndarray):
        return [round(float(value), decimals) + 0.0 for value in values]
    if values.size < _FEW or decimals > _EXACT_POWERS:
        return _nested(values.tolist(), decimals)
    scale = 10.0**decimals
    scaled = values * scale
    whole = np.rint(scaled)
    rounded = whole / scale + 0.0
    unsure = np.abs(np.abs(scaled - whole) - 0.5) <= np.abs(scaled) * _ROUNDING
    unsure |= np.abs(whole) >= _WHOLE
    if unsure.any():
        rounded[unsure] = _nested(values[unsure].tolist(), decimals)
    plain: list[Any] = rounded.tolist()
    return plain


def _nested(values: list[Any], decimals: int) -> list[Any]:
    return [
        _nested(value, decimals) if isinstance(value, list) else round(value, decimals) + 0.0
        for value in values
    ]
