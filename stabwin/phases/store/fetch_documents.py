"""One piece of a fetch: documents of the Materials Project become rows of a part."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from stabwin.chemistry.formula import from_amounts
from stabwin.errors import FetchError
from stabwin.phases.coverage import Coverage
from stabwin.phases.sources.materials_project import Document, MaterialsProject

# Material identifiers in one request for band gaps.
IDENTIFIERS_PER_REQUEST = 250


def fetch_rows(
    project: MaterialsProject, thermo_type: str, piece: Coverage
) -> tuple[list[dict[str, Any]], int]:
    """The phases of one piece as rows of a part, and how many documents had no energy.

    Raises
    ------
    FetchError
        The server did not answer, or sent energies of another thermo type.
    """
    documents = _documents(project, thermo_type, piece)
    rows = [row for row in map(_row, documents) if row is not None]
    _add_summaries(project, rows, piece)
    return rows, len(documents) - len(rows)


def _documents(project: MaterialsProject, thermo_type: str, piece: Coverage) -> list[Document]:
    if piece.systems:
        names = ["-".join(sorted(system)) for system in piece.systems]
        documents = project.thermo(thermo_type, systems=names)
    else:
        documents = project.thermo(thermo_type, sizes=_size_limits(piece))
    wrong = {str(d.get("thermo_type")) for d in documents} - {thermo_type, thermo_type.replace("R2", "r2")}
    if wrong:
        raise FetchError(
            f"The Materials Project sent energies of {', '.join(sorted(wrong))} where {thermo_type} was "
            "asked for: nothing of this answer is kept."
        )
    return [d for d in documents if not d.get("deprecated")]


def _size_limits(piece: Coverage) -> tuple[int, int]:
    if piece.sizes:
        return piece.sizes[0], piece.sizes[0]
    return piece.sizes_from or 1, 100


def _row(document: Document) -> dict[str, Any] | None:
    """A document as a row of a part; None if it has no energy."""
    energy = document.get("formation_energy_per_atom")
    composition = document.get("composition_reduced")
    if energy is None or not math.isfinite(energy) or not composition:
        return None
    sites, volume = document.get("nsites"), document.get("volume")
    return {
        "formula": from_amounts(dict(composition)).text,
        "material_id": str(document["material_id"]),
        "formation_energy_ev_per_atom": float(energy),
        "energy_ev_per_atom": document.get("energy_per_atom"),
        "uncorrected_energy_ev_per_atom": document.get("uncorrected_energy_per_atom"),
        "energy_uncertainty_ev_per_atom": document.get("energy_uncertainy_per_atom"),
        "volume_a3_per_atom": volume / sites if volume and sites else None,
    }


def _add_summaries(project: MaterialsProject, rows: list[dict[str, Any]], piece: Coverage) -> None:
    """Band gaps, and whether a phase was ever made."""
    summaries: dict[str, Document] = {}
    if piece.systems:
        identifiers = sorted({row["material_id"] for row in rows})
        for first in range(0, len(identifiers), IDENTIFIERS_PER_REQUEST):
            chunk = identifiers[first : first + IDENTIFIERS_PER_REQUEST]
            summaries |= project.summaries(identifiers=chunk)
    else:
        summaries = project.summaries(sizes=_size_limits(piece)) if rows else {}
    for row in rows:
        summary: Mapping[str, Any] = summaries.get(row["material_id"], {})
        row["band_gap_ev"] = summary.get("band_gap")
        row["is_metal"] = summary.get("is_metal")
        row["theoretical"] = summary.get("theoretical")
