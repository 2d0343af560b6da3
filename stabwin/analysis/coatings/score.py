"""One score for a layer: what its contacts release and how far its window falls short, in eV/atom."""

from __future__ import annotations

from typing import Any

import numpy as np

from stabwin.analysis.coatings.filters import Filters

# eV/atom of contact energy that one volt of missing window is worth in the score: a contact at the usual
# limit of 0.1 eV/atom counts like a window that is one volt too narrow.
SCORE_EV_PER_V = 0.1


def score(
    reduction_v: Any, oxidation_v: Any, electrolyte_ev: Any, electrode_ev: Any, filters: Filters
) -> Any:
    """The score of one layer, or of one in all samples; lower is better.

    Parameters
    ----------
    reduction_v, oxidation_v : float or array
        Limits of its window; infinite where there is no oxidation limit.
    electrolyte_ev, electrode_ev : float or array
        What its contacts release at worst, eV/atom, <= 0.
    filters : Filters
        With the window that it should have.
    """
    low, high = filters.reduction_limit_below_v, filters.oxidation_limit_above_v
    missing: Any = 0.0
    if low is not None:
        missing = missing + np.maximum(reduction_v - low, 0.0)
    if high is not None:
        missing = missing + np.maximum(high - oxidation_v, 0.0)
    return -electrolyte_ev - electrode_ev + SCORE_EV_PER_V * missing
