"""One portable file of a phase table."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from stabwin.errors import OutputError
from stabwin.phases.at_temperature import is_added_gas
from stabwin.phases.schemes import base_name, known_schemes
from stabwin.phases.sources.export_facts import ExportFacts, write_export
from stabwin.phases.table import PhaseTable


def export_table(table: PhaseTable, path: Path) -> str:
    """Write a table with its coverage and origin, so that it reads back to the same fingerprint.

    Energies are those the table's scheme starts from, so that the file can be read in the same schemes;
    its own scheme becomes the default. Phases that were left out are not in the file.

    Returns
    -------
    str
        The fingerprint of what was written: the table's own, unless phases were left out.

    Raises
    ------
    OutputError
        The name does not end in ``.parquet``, or the file can't be written.
    """
    if path.suffix != ".parquet":
        raise OutputError(f"{path}: an export is a Parquet file; end its name in .parquet.", path=str(path))
    columns, source = table.columns, table.source
    kept = exported_rows(table)
    schemes = [name for name in source.schemes if _same_start(table, name)]
    own = table.scheme.name if table.scheme.held_k is None else table.scheme.full_name
    left_out = f", without {', '.join(table.excluded)}" if table.excluded else ""
    rows = [
        {
            "formula": table.printed(row)[0],
            "formation_energy_ev_per_atom": float(columns.energies[row]),
            "band_gap_ev": _known(float(columns.band_gaps[row])),
            "band_gap_of": columns.band_gap_of[row],
            "energy_uncertainty_ev_per_atom": _known(float(columns.uncertainties[row])),
            "material_id": columns.material_ids[row],
        }
        for row in kept
    ]
    facts = ExportFacts(
        name=source.name,
        description=f"{source.description}{left_out}",
        schemes=(own, *(name for name in schemes if name != own)),
        citations=source.citations,
        database_version=source.database_version,
        thermo_type=source.thermo_type,
        own_labels=source.own_labels,
        coverage=table.coverage,
    )
    write_export(path, rows, facts)
    keep = np.zeros(len(table), dtype=np.bool_)
    keep[kept] = True
    return columns.subset(keep).fingerprint(table.coverage.to_lines())


def exported_rows(table: PhaseTable) -> list[int]:
    """The rows of a table that an export holds: not the gases that come with a temperature."""
    added = table.scheme.needs_functions
    return [row for row in range(len(table)) if not (added and is_added_gas(table.columns, row))]


def _same_start(table: PhaseTable, name: str) -> bool:
    return known_schemes()[base_name(name)].starts_from == table.scheme.starts_from


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
