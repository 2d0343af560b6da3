"""Standard normal numbers that depend on their names only, in compiled code.

The draw for a phase is a function of (seed, the phase's identity, number of the sample), and of nothing
else: no state is carried from one draw to the next. Adding a phase, splitting the work or changing its
order thus changes no other draw, and two materials see the same errors of the phases they share.

References
----------
.. [1] G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014, doi:10.1145/2660193.2660195: the mixing function.
.. [2] M. J. Wichura, Appl. Stat. 37, 477 (1988), doi:10.2307/2347330: the normal quantile to 1e-16.
"""

from __future__ import annotations

import math

import numpy as np

from stabwin.hull.compiled import compiled

_INCREMENT = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@compiled
def _mix(word):
    """Scramble 64 bits, one to one."""
    word = (word ^ (word >> _30)) * _FIRST
    word = (word ^ (word >> _27)) * _SECOND
    return word ^ (word >> _31)


@compiled
def _horner(coefficients, x):
    total = 0.0
    for k in range(len(coefficients) - 1, -1, -1):
        total = total * x + coefficients[k]
    return total


_CENTRE_TOP = (
    3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
_CENTRE_BOTTOM = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
)  # fmt: skip
_TAIL_TOP = (
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
    1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2,
    7.74545014278341407640e-4,
)  # fmt: skip
_TAIL_BOTTOM = (
    1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9,
)  # fmt: skip
_FAR_TOP = (
    6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5,
    2.01033439929228813265e-7,
)  # fmt: skip
_FAR_BOTTOM = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15,
)  # fmt: skip


@compiled
def normal_quantile(probability):
    """The standard normal number below which a share ``probability`` of all lies."""
    q = probability - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _horner(_CENTRE_TOP, r) / _horner(_CENTRE_BOTTOM, r)
    r = math.sqrt(-math.log(min(probability, 1.0 - probability)))
    if r <= 5.0:
        value = _horner(_TAIL_TOP, r - 1.6) / _horner(_TAIL_BOTTOM, r - 1.6)
    else:
        value = _horner(_FAR_TOP, r - 5.0) / _horner(_FAR_BOTTOM, r - 5.0)
    return -value if q < 0.0 else value


@compiled
def fill_draws(seed, identities, first, draws):
    """Fill ``draws[s, j]`` with the standard normal number of sample ``first + s`` and identity j."""
    start = _mix(seed + _INCREMENT)
    for j in range(identities.size):
        stream = _mix((start ^ identities[j]) + _INCREMENT)
        for s in range(draws.shape[0]):
            number = np.uint64(first + s + 1)
            word = _mix(stream + number * _INCREMENT)
            draws[s, j] = normal_quantile((np.float64(word >> _11) + 0.5) / 9007199254740992.0)


@compiled
def add_sums(errors, numbers, starts, places, weights):
    """Add to ``errors[s, j]`` the weighted sum of some ``numbers[s, k]``, term by term in one order.

    Those of column j are ``places[starts[j] : starts[j + 1]]``.
    """
    for s in range(errors.shape[0]):
        for j in range(errors.shape[1]):
            total = errors[s, j]
            for n in range(starts[j], starts[j + 1]):
                total += weights[n] * numbers[s, places[n]]
            errors[s, j] = total


@compiled
def combine(factor, numbers, found):
    """Fill ``found[s]`` with the sum of ``factor[k] * numbers[k, s]``, in the order of k."""
    found[:] = 0.0
    for k in range(factor.size):
        if factor[k] != 0.0:
            for s in range(found.size):
                found[s] += factor[k] * numbers[k, s]
