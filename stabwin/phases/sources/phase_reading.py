"""Reading the user's own files: pymatgen entries and tables, each phase with the energies it states."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabwin.chemistry.formula import from_amounts, write_formula
from stabwin.chemistry.formula_signs import LONGEST_SHOWN
from stabwin.chemistry.formula_text import Amounts
from stabwin.errors import FormulaError, PhaseFileError
from stabwin.extras import require
from stabwin.phases.sources.entries import entry_amounts
from stabwin.phases.sources.entry_documents import entry_documents
from stabwin.phases.sources.entry_mixtures import EntrySays, says_of
from stabwin.phases.sources.entry_scheme import scheme_of_entry
from stabwin.phases.sources.named_scheme import COLUMN, checked
from stabwin.phases.sources.rows import (
    FORMATION_ENERGY,
    TOTAL_ENERGY,
    Numbered,
    has_totals,
    record_of_row,
)
from stabwin.phases.sources.table_rows import raw_rows
from stabwin.reading import _UnreadableError, file_bytes, is_folder, read_json

TABLE_SUFFIXES = (".csv", ".csv.gz", ".parquet")
ENTRY_SUFFIXES = (".json", ".json.gz")


@dataclass(frozen=True, kw_only=True)
class PhaseRead:
    """A phase as it was read: amounts, the energies that are known, eV/atom, and their scheme or "".

    An entry also has what it says of its energy, and the atoms that its total energy is of.
    """

    amounts: Amounts
    columns: Mapping[str, Any]
    scheme: str
    says: EntrySays | None = None
    atoms: float = 1.0


def files_of(path: Path) -> list[Path]:
    """A file itself, or the entries and tables of a folder (PhaseFileError if there are none)."""
    if not is_folder(path):
        return [path]
    endings = ENTRY_SUFFIXES + TABLE_SUFFIXES
    files = [file for file in sorted(path.iterdir()) if file.name.endswith(endings)]
    if not files:
        raise PhaseFileError(f"The folder {path} holds no entries or tables.", path=str(path))
    return files


def read_file(path: Path) -> Sequence[PhaseRead]:
    """The phases of one file (PhaseFileError if it can't be read)."""
    try:
        content = file_bytes(path)
    except _UnreadableError as error:
        raise PhaseFileError(
            f"{path} can't be read ({error}): give files or folders of phases.", path=str(path)
        ) from error
    if is_of_entries(path):
        return entries_of(path, content)
    return phases_of_rows(*raw_rows(path, content), str(path))


def is_of_entries(path: Path) -> bool:
    """Whether a file is one of pymatgen entries, by its name."""
    return path.name.endswith(ENTRY_SUFFIXES)


def phases_of_rows(rows: Iterable[Numbered], names: Sequence[str], where: str) -> list[PhaseRead]:
    """The phases of a table with formation energies or total ones.

    Parameters
    ----------
    rows : iterable of (line, values by column)
    names : sequence of str
        Its columns.
    where : str
        Name of the table, for errors.

    Raises
    ------
    PhaseFileError
        A column is missing, or a row is none of a phase.
    """
    energy = TOTAL_ENERGY if has_totals(names) else FORMATION_ENERGY
    if "formula" not in names or energy not in names:
        raise PhaseFileError(
            f"{where} needs a column formula and a column {FORMATION_ENERGY} (or {TOTAL_ENERGY}): "
            f"it has {', '.join(names)}.",
            path=where,
        )
    phases: list[PhaseRead] = []
    for number, row in checked(rows, where):
        record = record_of_row(row, number, where, energy)
        columns = {
            "material_id": record.material_id or None,
            energy: record.formation_energy_ev_per_atom,
            "band_gap_ev": _known(record.band_gap_ev),
            "energy_uncertainty_ev_per_atom": _known(record.uncertainty_ev_per_atom),
        }
        phases.append(PhaseRead(amounts=record.amounts, columns=columns, scheme=str(row.get(COLUMN) or "")))
    return phases


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def entries_of(path: Path, content: bytes) -> list[PhaseRead]:
    """The phases of a file of pymatgen entries (PhaseFileError if it holds others)."""
    try:
        plain = read_json(content)
    except _UnreadableError as error:
        raise PhaseFileError(
            f"{path} is not a JSON file, or is damaged: {error}.", path=str(path)
        ) from error
    documents = entry_documents(plain, str(path))
    return [_read_entry(entry, number, path) for number, entry in enumerate(documents, start=1)]


def _read_entry(plain: Mapping[str, Any], number: int, path: Path) -> PhaseRead:
    require("pymatgen", "Reading pymatgen entries")
    from pymatgen.core.entries import ComputedEntry

    try:
        # The structure takes most of the time and is not needed.
        entry = ComputedEntry.from_dict({k: v for k, v in plain.items() if k != "structure"})
        if not math.isfinite(entry.energy_per_atom):
            raise ValueError(f"the energy is {entry.energy_per_atom}")  # noqa: TRY301 (put into words below)
        amounts = from_amounts(entry_amounts(entry)).amounts
        scheme = scheme_of_entry(entry)
        data = entry.data or {}
        columns = {
            "material_id": str(data.get("material_id") or entry.entry_id or "") or None,
            TOTAL_ENERGY: float(entry.energy_per_atom),
            "uncorrected_energy_ev_per_atom": float(entry.uncorrected_energy) / entry.composition.num_atoms,
            "energy_uncertainty_ev_per_atom": _known(float(entry.correction_uncertainty_per_atom)),
            "band_gap_ev": data.get("band_gap"),
        }
    except FormulaError as error:
        raise PhaseFileError(f"{path}, entry {number}: {error.message}", path=str(path)) from error
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        composition = repr(plain["composition"])[:LONGEST_SHOWN]
        raise PhaseFileError(
            f"{path}, entry {number} ({composition}) can't be read as a pymatgen entry: give it as "
            "as_dict() of a ComputedEntry or PDEntry writes it.",
            path=str(path),
        ) from error
    says = says_of(entry, write_formula(amounts))
    atoms = float(entry.composition.num_atoms)
    return PhaseRead(amounts=amounts, columns=columns, scheme=scheme, says=says, atoms=atoms)
