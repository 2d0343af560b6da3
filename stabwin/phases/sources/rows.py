"""Rows of a table, checked and turned into phases."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from stabwin.chemistry.formula_text import parse_amounts
from stabwin.errors import FormulaError, PhaseFileError
from stabwin.phases.record import PhaseRecord

FORMATION_ENERGY = "formation_energy_ev_per_atom"
REQUIRED_COLUMNS = ("formula", FORMATION_ENERGY)

Numbered = tuple[int, Mapping[str, Any]]  # the line a row stands on, and its values by column


def records_of_rows(rows: Iterable[Numbered], names: Sequence[str], source: str) -> Iterator[PhaseRecord]:
    """Check rows and turn them into phases.

    Raises
    ------
    PhaseFileError
        A column is missing, or a row holds no formula or no finite energy; the sentence names the
        row.
    """
    missing = [name for name in REQUIRED_COLUMNS if name not in names]
    if missing:
        raise PhaseFileError(
            f"{source} has no column {' and no column '.join(missing)}: it has "
            f"{', '.join(names) or 'none'}.",
            missing=missing,
        )
    number = 1
    try:
        for number, row in rows:
            yield record_of_row(row, number, source)
    except csv.Error as error:
        raise PhaseFileError(f"{source}, after line {number}: {error}.") from error


def record_of_row(
    row: Mapping[str, Any], number: int, source: str, energy_column: str = FORMATION_ENERGY
) -> PhaseRecord:
    """One row as a phase.

    Parameters
    ----------
    row : mapping
    number : int
        Line of the row, for errors.
    source : str
        Name of the table, for errors.
    energy_column : str
        Where its energy stands, eV per atom.

    Raises
    ------
    PhaseFileError
        The row holds no formula or no finite energy.
    """
    formula = row["formula"]
    if not isinstance(formula, str) or not formula.strip():
        raise PhaseFileError(
            f"{source}, line {number}: the formula is {formula!r}. (Read CSV files with "
            "keep_default_na=False: NaN is sodium nitride.)"
        )
    energy = _number(row[energy_column])
    if energy is None or not math.isfinite(energy):
        raise PhaseFileError(
            f"{source}, line {number}: the energy of {formula} is {row[energy_column]!r}, not a finite "
            "number of eV per atom."
        )
    try:
        amounts = parse_amounts(formula.strip())
    except FormulaError as error:
        raise PhaseFileError(f"{source}, line {number}: {error}") from error
    gap = _number(row.get("band_gap_ev"))
    identifier = row.get("material_id")
    uncertainty = _number(row.get("energy_uncertainty_ev_per_atom"))
    return PhaseRecord(
        amounts=amounts,
        formation_energy_ev_per_atom=energy,
        band_gap_ev=float("nan") if gap is None else gap,
        band_gap_of=str(row.get("band_gap_of") or ("phase" if gap is not None else "")),
        uncertainty_ev_per_atom=math.nan if uncertainty is None else uncertainty,
        material_id=identifier if isinstance(identifier, str) else "",
    )


def _number(value: Any) -> float | None:
    if value is None or value == "":
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
