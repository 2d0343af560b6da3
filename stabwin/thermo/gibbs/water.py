"""Water: the pressure of its vapour over the liquid and over ice, dew points and relative humidity.

Over the liquid from 273.16 to 647 K after Wagner and Pruss [1]_, over ice below after Murphy and Koop [2]_;
a dew point below 0 C is a frost point.

References
----------
.. [1] W. Wagner, A. Pruss, J. Phys. Chem. Ref. Data 22, 783 (1993), doi:10.1063/1.555926.
.. [2] D. M. Murphy, T. Koop, Q. J. R. Meteorol. Soc. 131, 1539 (2005), doi:10.1256/qj.04.94.
"""

from __future__ import annotations

import math

ZERO_CELSIUS_K = 273.15
TRIPLE_POINT_K, CRITICAL_POINT_K = 273.16, 647.096
_CRITICAL_PRESSURE_BAR = 220.64
_TERMS = (
    (-7.85951783, 1.0),
    (1.84408259, 1.5),
    (-11.7866497, 3.0),
    (22.6807411, 3.5),
    (-15.9618719, 4.0),
    (1.80122502, 7.5),
)
_PA_IN_BAR = 1e-5
_LOWEST_K, _HALVINGS = 153.15, 80


def saturation_pressure_bar(temperature_k: float) -> float:
    """The pressure of water vapour over the liquid, below 273.16 K over ice; infinite above 647 K.

    Parameters
    ----------
    temperature_k : float
        Above 110 K.
    """
    t = temperature_k
    if t >= CRITICAL_POINT_K:
        return math.inf
    if t < TRIPLE_POINT_K:
        logarithm = 9.550426 - 5723.265 / t + 3.53068 * math.log(t) - 0.00728332 * t
        return math.exp(logarithm) * _PA_IN_BAR
    below = 1 - t / CRITICAL_POINT_K
    series = sum(factor * below**power for factor, power in _TERMS)
    return _CRITICAL_PRESSURE_BAR * math.exp(CRITICAL_POINT_K / t * series)


def dew_point_k(pressure_bar: float) -> float:
    """The temperature at which vapour of a pressure condenses, to ice below 273.16 K.

    NaN for a pressure of 0, or lower than that over ice at -120 C, or above the critical pressure.
    """
    low, high = _LOWEST_K, CRITICAL_POINT_K - 1e-9
    if not saturation_pressure_bar(low) <= pressure_bar <= _CRITICAL_PRESSURE_BAR:
        return math.nan
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if saturation_pressure_bar(middle) < pressure_bar else (low, middle)
    return (low + high) / 2


def relative_humidity(pressure_bar: float, temperature_k: float) -> float:
    """The pressure of water vapour over that at saturation."""
    return pressure_bar / saturation_pressure_bar(temperature_k)
