"""A normal error and a heavy-tailed one together: how wide their interval is.

Student's t distribution with nu degrees of freedom is a normal one whose variance is divided by a number
that follows a gamma distribution [1]_; the sum of a normal error and a t distributed one is thereby a
mixture of normal errors, which is summed over quantiles of the gamma distribution.

References
----------
.. [1] K. L. Lange, R. J. A. Little, J. M. G. Taylor, J. Am. Stat. Assoc. 84, 881 (1989),
   doi:10.1080/01621459.1989.10478852.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_QUANTILES = 400
_HALVINGS = 50
_ANGLES = 201


@cache
def _precisions(degrees_of_freedom: float) -> Floats:
    from scipy import special

    shares = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    found: Floats = special.gammaincinv(degrees_of_freedom / 2, shares) * 2 / degrees_of_freedom
    return found


def share_inside(half_width: Floats, sigma: Floats, scale: Floats, degrees_of_freedom: float) -> Floats:
    """How likely a normal error of size sigma plus t distributed one of a scale is within +- half_width."""
    from scipy import special

    variance = np.square(sigma)[:, None] + np.square(scale)[:, None] / _precisions(degrees_of_freedom)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = special.erf(half_width[:, None] / np.sqrt(2 * variance))
    found: Floats = np.where(variance > 0, inside, 1.0).mean(axis=1)
    return found


def half_width(sigma: Floats, scale: Floats, degrees_of_freedom: float, share: float = 0.9) -> Floats:
    """Half the width of the interval that holds a share of a normal error plus a t distributed one.

    Parameters
    ----------
    sigma : array
        Standard errors of the normal part.
    scale : array
        Scales of the t distributed part.
    degrees_of_freedom : float
        Of the t distribution.
    share : float
        Of the probability inside.
    """
    angles, widths = _widths(degrees_of_freedom, share)
    found: Floats = np.hypot(sigma, scale) * np.interp(np.arctan2(scale, sigma), angles, widths)
    return found


@cache
def _widths(degrees_of_freedom: float, share: float) -> tuple[Floats, Floats]:
    """Half widths for errors of joint size 1, by the angle whose tangent is scale over sigma."""
    angles = np.linspace(0.0, np.pi / 2, _ANGLES)
    sigma, scale = np.cos(angles), np.sin(angles)
    low, high = np.zeros_like(angles), np.full_like(angles, 20.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        too_narrow = share_inside(middle, sigma, scale, degrees_of_freedom) < share
        low, high = np.where(too_narrow, middle, low), np.where(too_narrow, high, middle)
    return angles, high


def scale_of_part(size: Floats, degrees_of_freedom: float, share: float = 0.9) -> Floats:
    """The scale of t distributed numbers whose normal scores have some size, 1 for the distribution itself.

    That of the t distribution with the same interval for a share of the probability.
    """
    from scipy import special

    score = special.ndtri((1 + share) / 2)
    whole = special.stdtrit(degrees_of_freedom, special.ndtr(score))
    found: Floats = special.stdtrit(degrees_of_freedom, special.ndtr(score * size)) / whole
    return found
