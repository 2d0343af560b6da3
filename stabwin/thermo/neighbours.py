"""What the residuals of measured compounds say of others of the same elements.

The residuals of two compounds of the same elements are alike, and more so the nearer their compositions
are: Ti9O17 is nearly TiO2. As normal scores (the normal number at the quantile of the residual in its t
distribution) they follow

    z_i = sqrt(c) g + e_i

with one number g for each set of elements, and e of covariance (1 - c) exp(-d / L), where d is half the sum
of the differences of atomic fractions. c and L maximise the likelihood of the measured residuals. Given
the measured scores of its elements, a compound has

    z_i = mean + shared g' + own e'

with independent standard normal g', one for each set of elements, and e', of the phase alone. What two
compounds that are not measured share beside g' is left out, so that a number depends on its name only.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.formula import amounts_of_key
from stabwin.thermo.corrections import CorrectionModel, Phases
from stabwin.thermo.measured import measurements

Floats = npt.NDArray[np.float64]

# c and L of the likelihood; and the variance of a score by the error of its measurement, which also keeps
# the equations of two nearly equal compositions sound.
SHARED, LENGTH = 0.3, 0.02
_NOISE = 0.05

# No residual counts as further out than this normal score.
_HIGHEST_SCORE = 4.0


class Score(NamedTuple):
    """The normal score of a phase's residual: ``mean + shared * g + own * e``."""

    mean: float
    shared: float
    own: float


# Of a phase of whose residual no other says anything.
ALONE = Score(0.0, 0.0, 1.0)


def distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Half the sum of the differences of two compositions of the same elements, in atomic fractions."""
    return 0.5 * sum(abs(one[element] - other[element]) for element in sorted(one))


def scores(residuals: Floats, scales: Floats, degrees_of_freedom: float) -> Floats:
    """The normal scores of residuals, eV/atom, whose t distributions have some scales."""
    from scipy import special

    found: Floats = special.ndtri(special.stdtr(degrees_of_freedom, residuals / scales))
    return np.clip(found, -_HIGHEST_SCORE, _HIGHEST_SCORE)


def correlation(
    rows: list[dict[str, float]], columns: list[dict[str, float]], length: float = LENGTH
) -> Floats:
    """``exp(-d / L)`` of the compositions of two lists."""
    return np.array([[np.exp(-distance(one, other) / length) for other in columns] for one in rows])


@cache
def measured_of(elements: frozenset[str]) -> tuple[str, ...]:
    """The keys of the measured compounds that hold just these elements."""
    return _by_elements().get(elements, ())


@cache
def _by_elements() -> dict[frozenset[str], tuple[str, ...]]:
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for key in sorted(measurements()):
        elements = frozenset(amounts_of_key(key))
        found[elements] = (*found.get(elements, ()), key)
    return found


def residual_scores(model: CorrectionModel, phases: Phases) -> list[Score]:
    """What the residuals of measured compounds say of those of phases.

    Measured phases, elements, and compositions whose charges do not balance stand alone.
    """
    known: dict[frozenset[str], Neighbours] = {}
    found = []
    for j, fractions in enumerate(phases.fractions):
        if phases.measured[j] is not None or not phases.balanced[j] or len(fractions) == 1:
            found.append(ALONE)
            continue
        elements = frozenset(fractions)
        if elements not in known:
            known[elements] = Neighbours.of(model, elements)
        found.append(known[elements].score(fractions))
    return found


class Neighbours:
    """The measured compounds of one set of elements, and what their scores say of others.

    Parameters
    ----------
    fractions : list of dict of str to float
        Their compositions.
    known : array
        Their scores.
    """

    def __init__(self, fractions: list[dict[str, float]], known: Floats) -> None:
        self._fractions = fractions
        if not fractions:
            return
        among = (1 - SHARED) * correlation(fractions, fractions) + _NOISE * np.eye(len(known))
        self._inverse = np.linalg.inv(among)
        ones = np.ones(len(known))
        self._variance = 1 / (1 + SHARED * float(ones @ self._inverse @ ones))
        self._mean = self._variance * SHARED**0.5 * float(ones @ self._inverse @ known)
        self._known = known

    @classmethod
    def of(cls, model: CorrectionModel, elements: frozenset[str]) -> Neighbours:
        """Those of the measured compounds of some elements, which may be none."""
        keys = measured_of(elements)
        if not keys:
            return cls([], np.zeros(0))
        phases = model.prepare([amounts_of_key(key) for key in keys])
        errors = [one.error_ev_per_atom for one in phases.measured if one is not None]
        scales = np.hypot([model.parameters.scales_ev[kind] for kind in phases.kinds], errors)
        residuals = model.corrections(phases) - model.bond_corrections(phases)
        return cls([*phases.fractions], scores(residuals, scales, model.own_degrees_of_freedom))

    def score(self, fractions: dict[str, float]) -> Score:
        """That of a compound of these elements."""
        if not self._fractions:
            return Score(0.0, SHARED**0.5, (1 - SHARED) ** 0.5)
        near = (1 - SHARED) * correlation([fractions], self._fractions)[0]
        weights = near @ self._inverse
        left = SHARED**0.5 * (1 - float(weights.sum()))
        own = max(1 - SHARED - float(weights @ near), 0.0)
        return Score(float(weights @ self._known) + left * self._mean, left * self._variance**0.5, own**0.5)
