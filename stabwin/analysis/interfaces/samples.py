"""What a contact does in all samples of the phases' errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stabwin.phases.system import System

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class SampledContact:
    """The mixture that releases most, in each sample.

    Attributes
    ----------
    mutual, total : arrays, shape (samples,)
        eV per atom of the mixture (of the other material against the ion's metal), <= 0.
    mutual_per_nonion, total_per_nonion : arrays, shape (samples,)
        The same mixtures' energies per non-ion atom.
    columns : array of int, shape (samples, rows)
        The phases of the mixture of lowest mutual energy; -1 where there are none, or nothing reacts.
    system : System
    """

    mutual: Floats
    total: Floats
    mutual_per_nonion: Floats
    total_per_nonion: Floats
    columns: npt.NDArray[np.int32]
    system: System
