"""The bonds of all phases of a table, found once for the questions that need them one after another."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from stabwin.chemistry.formula import amounts_of_key
from stabwin.phases.columns import PhaseColumns
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.described import Phases
from stabwin.thermo.gibbs.solids import gibbs_functions

# A table of 87,000 phases takes some ten megabytes; a sweep of temperatures asks for it again and again.
_KEPT = 1


def bonds_of(columns: PhaseColumns) -> Phases:
    """The phases of a table as the correction model sees them."""
    return _bonds(tuple(columns.keys.to_list()))


def functions_of(columns: PhaseColumns) -> npt.NDArray[np.float64]:
    """Their Gibbs energy functions; see `stabwin.thermo.gibbs.solids.gibbs_functions`."""
    return _functions(tuple(columns.keys.to_list()))


@lru_cache(maxsize=_KEPT)
def _bonds(keys: tuple[str, ...]) -> Phases:
    return CorrectionModel.prepare([amounts_of_key(key) for key in keys])


@lru_cache(maxsize=_KEPT)
def _functions(keys: tuple[str, ...]) -> npt.NDArray[np.float64]:
    return gibbs_functions(_bonds(keys))
