"""What the fit of the corrections gives: the sizes of the model, and what measurements say of the bonds.

Apart from the fit, which needs an optimiser: who uses corrections does not load it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stabwin.thermo.alike import INDEPENDENT, Alike
from stabwin.thermo.bonds import Species

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Parameters:
    """Sizes of the model.

    Attributes
    ----------
    sizes_ev : dict of str to float
        Of the prior's levels, eV per atom of the anion.
    scales_ev : dict of str to float
        Of the residuals, by kind, eV/atom.
    degrees_of_freedom : float
        Of the residuals' distribution.
    alike : Alike
        How residuals of compounds of the same elements are correlated.
    """

    sizes_ev: Mapping[str, float]
    scales_ev: Mapping[str, float]
    degrees_of_freedom: float
    alike: Alike = INDEPENDENT


@dataclass(frozen=True)
class Posterior:
    """What the measurements say of the bonds that they hold.

    Attributes
    ----------
    species : tuple of Species
    mean : array
        Corrections, eV per atom of the anion.
    covariance : array
    robust_weights : array
        lambda of each compound, in the order of the measurements: about 1, and small where one is far from
        what the others say.
    """

    species: tuple[Species, ...]
    mean: Floats
    covariance: Floats
    robust_weights: Floats
