"""One phase as a source gives it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stabwin.chemistry.formula_text import Amounts


@dataclass(frozen=True, kw_only=True)
class PhaseRecord:
    """One phase as a source gives it: composition, formation energy, and what else is known."""

    amounts: Amounts
    formation_energy_ev_per_atom: float
    band_gap_ev: float = math.nan
    band_gap_of: str = ""
    uncertainty_ev_per_atom: float = math.nan
    material_id: str = ""
