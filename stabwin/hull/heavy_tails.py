"""Student's t distributed numbers from standard normal ones, quantile by quantile, in compiled code.

The quantile function is tabulated once for each number of degrees of freedom, with its slopes, and read
off by cubic interpolation: to nine digits, and the same bits in every process.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from stabwin.hull.compiled import compiled

Floats = npt.NDArray[np.float64]

# Beyond every normal number that 53 random bits give (8.3).
_HIGHEST, _STEP = 9.0, 1 / 256


@cache
def quantiles(degrees_of_freedom: float) -> tuple[Floats, Floats]:
    """The t distributed number of each normal one from 0 upwards, and the slope there.

    Parameters
    ----------
    degrees_of_freedom : float
    """
    from scipy import special

    normal = np.arange(0.0, _HIGHEST + _STEP, _STEP)
    found = np.abs(special.stdtrit(degrees_of_freedom, special.ndtr(-normal)))
    half = (degrees_of_freedom + 1) / 2
    constant = special.gammaln(half) - special.gammaln(degrees_of_freedom / 2)
    constant -= np.log(degrees_of_freedom * np.pi) / 2
    density = constant - half * np.log1p(found**2 / degrees_of_freedom)
    return found, np.exp(-(normal**2) / 2 - np.log(2 * np.pi) / 2 - density)


@compiled
def _stretch(draws, values, slopes):
    for s in range(draws.shape[0]):
        for j in range(draws.shape[1]):
            at = abs(draws[s, j]) / _STEP
            k = int(at)
            u = at - k
            v = 1.0 - u
            level = values[k] * (1.0 + 2.0 * u) * v * v + values[k + 1] * (3.0 - 2.0 * u) * u * u
            level += _STEP * u * v * (slopes[k] * v - slopes[k + 1] * u)
            draws[s, j] = level if draws[s, j] >= 0.0 else -level


def make_heavy_tailed(draws: Floats, degrees_of_freedom: float) -> None:
    """Turn standard normal numbers, in place, into those of a t distribution at the same quantiles."""
    _stretch(draws, *quantiles(degrees_of_freedom))
