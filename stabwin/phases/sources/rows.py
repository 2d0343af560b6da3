"""Rows of a table, checked and turned into phases."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from stabwin.chemistry.formula_text import parse_amounts
from stabwin.errors import FormulaError, PhaseFileError
from stabwin.phases.record import PhaseRecord
from stabwin.phases.sources.energy_bounds import check_formation_energy

FORMATION_ENERGY = "formation_energy_ev_per_atom"
TOTAL_ENERGY = "energy_ev_per_atom"
REQUIRED_COLUMNS = ("formula", FORMATION_ENERGY)

Numbered = tuple[int, Mapping[str, Any]]  # the line a row stands on, and its values by column


def has_totals(names: Sequence[str]) -> bool:
    """Whether a table has total energies, which need those of the elements, and no formation energies."""
    return TOTAL_ENERGY in names and FORMATION_ENERGY not in names


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
    for number, row in rows:
        yield record_of_row(row, number, source)


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
            f"number of eV per atom{_decimal_comma(row[energy_column])}."
        )
    if energy_column == FORMATION_ENERGY:
        check_formation_energy(energy, formula, f"{source}, line {number}")
    try:
        amounts = parse_amounts(formula.strip())
    except FormulaError as error:
        raise PhaseFileError(f"{source}, line {number}: {error}") from error
    gap = _known_number(row, "band_gap_ev", f"{source}, line {number}")
    identifier = row.get("material_id")
    uncertainty = _known_number(row, "energy_uncertainty_ev_per_atom", f"{source}, line {number}")
    return PhaseRecord(
        amounts=amounts,
        formation_energy_ev_per_atom=energy,
        band_gap_ev=float("nan") if gap is None else gap,
        band_gap_of=str(row.get("band_gap_of") or ("phase" if gap is not None else "")),
        uncertainty_ev_per_atom=math.nan if uncertainty is None else uncertainty,
        material_id=identifier if isinstance(identifier, str) else "",
    )


def _known_number(row: Mapping[str, Any], column: str, where: str) -> float | None:
    """A number that may be left out, None where it is (PhaseFileError where something else stands)."""
    value = row.get(column)
    number = _number(value)
    if number is None and isinstance(value, str | bool) and value != "":
        raise PhaseFileError(
            f"{where}: {column} is {value!r}, not a number{_decimal_comma(value)}: correct it or leave it "
            "empty."
        )
    return number


def _number(value: Any) -> float | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _decimal_comma(value: Any) -> str:
    is_one = isinstance(value, str) and "," in value and _number(value.replace(",", ".", 1)) is not None
    return " (write a decimal point for the decimal comma)" if is_one else ""
