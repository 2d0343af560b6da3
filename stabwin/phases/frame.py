"""A phase table as a pandas DataFrame, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stabwin.errors import RequestError
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.measured_scale import errors_90
from stabwin.phases.record import PhaseRecord
from stabwin.phases.schemes import DATABASE, MEASURED, MP2020, Scheme
from stabwin.phases.source import TableSource
from stabwin.phases.sources.entries import entries_among, formation_records
from stabwin.phases.sources.formation import records_of
from stabwin.phases.sources.named_scheme import COLUMN, UNKNOWN, checked, schemes_of
from stabwin.phases.sources.origin import Origin
from stabwin.phases.sources.phase_reading import phases_of_rows
from stabwin.phases.sources.rows import has_totals, records_of_rows
from stabwin.phases.stability import Stability

if TYPE_CHECKING:
    import pandas as pd

_AS_THEY_CAME = (DATABASE, MP2020)


def frame_of(
    columns: PhaseColumns, stability: Stability, scheme: Scheme, schemes: tuple[str, ...]
) -> pd.DataFrame:
    """One row per phase; see `PhaseTable.to_dataframe`."""
    import pandas as pd

    known = scheme.bond_corrections
    return pd.DataFrame(
        {
            "formula": [columns.printed(row)[0] for row in range(len(columns))],
            "formation_energy_ev_per_atom": stability.energies,
            "energy_above_hull_ev_per_atom": np.maximum(stability.energies - stability.hull_energies, 0.0),
            "error_90_ev_per_atom": errors_90(columns, scheme.temperature_k)
            if known
            else np.full(len(columns), np.nan),
            "band_gap_ev": np.array(columns.band_gaps),
            "material_id": columns.material_ids.to_list(),
            COLUMN: _named(scheme, schemes),
        }
    )


def read_frame(frame: pd.DataFrame, name: str) -> tuple[list[PhaseRecord], tuple[str, ...]]:
    """The phases of a frame, and the schemes they can be read in; see `PhaseTable.from_dataframe`."""
    rows = frame.to_dict("records")
    names = [str(column) for column in frame.columns]
    numbered = ((number, {str(k): v for k, v in row.items()}) for number, row in enumerate(rows))
    if has_totals(names):
        records = records_of(phases_of_rows(numbered, names, name), name)
    else:
        records = list(records_of_rows(checked(numbered, name), names, name))
    return records, schemes_of(rows[0].get(COLUMN) if rows else None)


def origin_of_own(given: Any, name: str = "") -> Origin:
    """Own phases of a frame or of pymatgen entries, to put on top of others.

    Raises
    ------
    RequestError
        They are neither.
    """
    if hasattr(given, "to_dict") and hasattr(given, "columns"):
        name = name or "dataframe"
        records, schemes = read_frame(given, name)
        content = given.to_csv(index=False)
    elif entries := entries_among(given):
        name = name or "entries"
        records, _, named = formation_records(entries)
        schemes = named if len(named) > 1 else UNKNOWN
        content = repr(records)
    else:
        raise RequestError(
            f"Own phases are a {type(given).__name__}: give a DataFrame or pymatgen entries, or name a "
            "file behind starter+."
        )
    return Origin(
        source=TableSource(name=name, description="", schemes=schemes),
        content=(content.encode(), repr(schemes).encode()),
        read=lambda _: records,
        coverage=None,
    )


def _named(scheme: Scheme, schemes: tuple[str, ...]) -> str:
    """What the energies are; empty where they are as they came, and their corrections are not known."""
    name = scheme.full_name
    return "" if name in _AS_THEY_CAME and MEASURED not in schemes else name
