"""A phase table as a pandas DataFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stabwin.phases.columns import PhaseColumns
from stabwin.phases.measured_scale import errors_90
from stabwin.phases.schemes import Scheme
from stabwin.phases.stability import Stability

if TYPE_CHECKING:
    import pandas as pd


def frame_of(columns: PhaseColumns, stability: Stability, scheme: Scheme) -> pd.DataFrame:
    """One row per phase; see `PhaseTable.to_dataframe`."""
    import pandas as pd

    known = scheme.bond_corrections
    return pd.DataFrame(
        {
            "formula": [columns.printed(row)[0] for row in range(len(columns))],
            "formation_energy_ev_per_atom": stability.energies,
            "energy_above_hull_ev_per_atom": np.maximum(stability.energies - stability.hull_energies, 0.0),
            "error_90_ev_per_atom": errors_90(columns) if known else np.full(len(columns), np.nan),
            "band_gap_ev": np.array(columns.band_gaps),
            "material_id": columns.material_ids.to_list(),
        }
    )
