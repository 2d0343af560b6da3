"""Other people's data: entries and tables of the user's own become parts of the store."""

from __future__ import annotations

import csv
import gzip
import json
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stabwin.chemistry.formula import composition_key, from_amounts, write_formula
from stabwin.chemistry.formula_text import Amounts, parse_amounts
from stabwin.errors import FormulaError, PhaseFileError, RequestError
from stabwin.phases.coverage import Coverage
from stabwin.phases.sources.entries import entry_amounts
from stabwin.phases.sources.files import raw_rows, record_of_row
from stabwin.phases.store.part import FETCHED, IMPORTED, OWN, PartFacts, read_rows, write_part
from stabwin.phases.store.store import Dataset, Store

TABLE_SUFFIXES = (".csv", ".csv.gz", ".parquet")
ENTRY_SUFFIXES = (".json", ".json.gz")

TOTAL_ENERGY = "energy_ev_per_atom"

# Own and fetched energies of one element may differ by this much (eV/atom) and still be one reference.
REFERENCE_AGREEMENT_EV = 0.005


@dataclass(frozen=True, kw_only=True)
class ImportSummary:
    """What an import did.

    Attributes
    ----------
    dataset : str
        Name of the data set, or the label of own phases.
    kind : str
    phases, compositions : int
    elements : tuple of str
    borrowed : tuple of str
        Elements whose energies were taken from the fetched data.
    base : str or None
        The fetched data set that own phases were put on.
    replaces : str or None
        When the import was made that this one replaces, of the same name.
    path : Path
        The new part.
    """

    dataset: str
    kind: str
    phases: int
    compositions: int
    elements: tuple[str, ...]
    borrowed: tuple[str, ...]
    base: str | None
    replaces: str | None
    path: Path


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A phase as it was read: amounts, and the energies that are known, eV/atom."""

    amounts: Amounts
    columns: Mapping[str, Any]


def import_files(
    paths: Sequence[Path],
    *,
    cache: Path,
    label: str | None = None,
    database_version: str | None = None,
    program: str,
) -> ImportSummary:
    """Import phases into the store.

    Without a label they become a data set of their own, complete for their elements, named after the
    first file or folder. With a label they are the user's own phases on top of what was fetched, of
    one thermo type. An import replaces an earlier one of the same name.

    Parameters
    ----------
    paths : sequence of Path
        pymatgen entries as JSON (plain or gzipped), tables (CSV, gzipped CSV, Parquet) with a formula
        and a formation energy or a total energy (``energy_ev_per_atom``, with all elements), or
        folders of them.
    cache : Path
    label : str, optional
    database_version : str, optional
        The fetched data set whose thermo type own phases belong to; default: the one used unasked.
    program : str
        Name and version of this program, for the part.

    Raises
    ------
    PhaseFileError
        A file can't be read, holds no phases, or lacks the energy of an element.
    RequestError
        The store has no such data set.
    StoreWriteError
        The store can't be written.
    """
    files = [file for path in paths for file in _files_of(path)]
    read = [phase for file in files for phase in _read_file(file)]
    if not read:
        raise PhaseFileError(f"There are no phases in {', '.join(str(path) for path in paths)}.")
    store = Store.open(cache)
    base = _base_of_own(store, database_version) if label else None
    rows, borrowed = _with_formation_energies(read, base)
    elements = tuple(sorted({element for phase in read for element in phase.amounts}))
    kind = OWN if label else IMPORTED
    name = label or _name_of(paths[0])
    facts = PartFacts(
        kind=kind,
        dataset=name,
        database_version=base.facts.database_version if base else "",
        thermo_type=base.facts.thermo_type if base else "",
        coverage=Coverage() if label else Coverage.of([elements]),
        # Finer than a second: of two imports the later one counts.
        made_at=datetime.now(UTC).isoformat(timespec="microseconds"),
        client=program,
        sources=tuple(file.name for file in files),
    )
    earlier = [part.facts.made_at for part in store.parts if _same_name(part.facts, facts)]
    path = write_part(store.folder, rows, facts)
    return ImportSummary(
        dataset=name,
        kind=kind,
        phases=len(rows),
        compositions=len({composition_key(phase.amounts) for phase in read}),
        elements=elements,
        borrowed=borrowed,
        base=base.name if base else None,
        replaces=max(earlier, default=None),
        path=path,
    )


def _same_name(one: PartFacts, other: PartFacts) -> bool:
    return (one.kind, one.dataset) == (other.kind, other.dataset)


def _base_of_own(store: Store, version: str | None) -> Dataset:
    fetched = [dataset for dataset in store.datasets if dataset.kind == FETCHED]
    if version is not None and fetched:
        chosen = store.choose(version)
        if chosen.kind != FETCHED:
            raise RequestError(f"{chosen.name} is an import: own phases belong on top of fetched data.")
        return chosen
    if not fetched:
        raise PhaseFileError(
            "There is no fetched data to put own phases on: fetch first, or import without a label for a "
            "data set of its own."
        )
    return fetched[0]


def _files_of(path: Path) -> list[Path]:
    if not path.exists():
        raise PhaseFileError(f"{path} does not exist: give files or folders of phases.", path=str(path))
    if not path.is_dir():
        return [path]
    found = [one for one in sorted(path.iterdir()) if one.name.endswith(ENTRY_SUFFIXES + TABLE_SUFFIXES)]
    if not found:
        raise PhaseFileError(f"The folder {path} holds no entries or tables.", path=str(path))
    return found


def _name_of(path: Path) -> str:
    """The name of a folder, or of a file without its endings."""
    name = path.resolve().name
    return name if path.is_dir() else name.removesuffix(".gz").rsplit(".", 1)[0]


def _read_file(path: Path) -> Iterable[_Read]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PhaseFileError(f"{path} can't be read ({error.strerror}).", path=str(path)) from error
    if path.name.endswith(ENTRY_SUFFIXES):
        return _read_entries(path, content)
    return _read_table(path, content)


def _read_table(path: Path, content: bytes) -> list[_Read]:
    rows, names = raw_rows(path, content)
    total_only = TOTAL_ENERGY in names and "formation_energy_ev_per_atom" not in names
    energy = TOTAL_ENERGY if total_only else "formation_energy_ev_per_atom"
    if "formula" not in names or energy not in names:
        raise PhaseFileError(
            f"{path} needs a column formula and a column formation_energy_ev_per_atom (or {TOTAL_ENERGY}): "
            f"it has {', '.join(names)}.",
            path=str(path),
        )
    found: list[_Read] = []
    try:
        for number, row in rows:
            record = record_of_row(row, number, str(path), energy)
            columns = {
                "material_id": record.material_id or None,
                energy: record.formation_energy_ev_per_atom,
                "band_gap_ev": _known(record.band_gap_ev),
                "energy_uncertainty_ev_per_atom": _known(record.uncertainty_ev_per_atom),
            }
            found.append(_Read(amounts=record.amounts, columns=columns))
    except csv.Error as error:
        raise PhaseFileError(f"{path}, after line {len(found) + 1}: {error}.", path=str(path)) from error
    return found


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _read_entries(path: Path, content: bytes) -> list[_Read]:
    try:
        plain = json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise PhaseFileError(f"{path} is no JSON file, or is damaged: {error}.", path=str(path)) from error
    if isinstance(plain, dict):
        plain = plain.get("entries", [plain])
    if not isinstance(plain, list):
        raise PhaseFileError(f"{path} holds no list of pymatgen entries.", path=str(path))
    return [_read_entry(entry, number, path) for number, entry in enumerate(plain, start=1)]


def _read_entry(plain: Any, number: int, path: Path) -> _Read:
    from pymatgen.core.entries import ComputedEntry

    try:
        # The structure takes most of the time and is not needed.
        entry = ComputedEntry.from_dict({k: v for k, v in plain.items() if k != "structure"})
        if not math.isfinite(entry.energy_per_atom):
            raise ValueError(f"the energy is {entry.energy_per_atom}")  # noqa: TRY301 (put into words below)
        amounts = from_amounts(entry_amounts(entry)).amounts
        data = entry.data or {}
        columns = {
            "material_id": str(data.get("material_id") or entry.entry_id or "") or None,
            TOTAL_ENERGY: float(entry.energy_per_atom),
            "uncorrected_energy_ev_per_atom": float(entry.uncorrected_energy) / entry.composition.num_atoms,
            "energy_uncertainty_ev_per_atom": _known(float(entry.correction_uncertainty_per_atom)),
            "band_gap_ev": data.get("band_gap"),
        }
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, FormulaError) as error:
        raise PhaseFileError(
            f"{path}, entry {number} is no pymatgen entry with a composition and an energy: {error!r}.",
            path=str(path),
        ) from error
    return _Read(amounts=amounts, columns=columns)


def _with_formation_energies(
    read: Sequence[_Read], base: Dataset | None
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Rows of a part, total energies made formation energies, and the elements borrowed for that."""
    references, borrowed = _references(read, base)
    rows = []
    for phase in read:
        row = {**phase.columns, "formula": write_formula(phase.amounts)}
        if "formation_energy_ev_per_atom" not in row:
            total = float(sum(phase.amounts.values()))
            elements = sum(references[e] * float(n) for e, n in phase.amounts.items()) / total
            row["formation_energy_ev_per_atom"] = row[TOTAL_ENERGY] - elements
        rows.append(row)
    return rows, borrowed


def _references(read: Sequence[_Read], base: Dataset | None) -> tuple[dict[str, float], tuple[str, ...]]:
    """Total energies of the elements that total energies are compared with, and which are borrowed."""
    needed = {
        element
        for phase in read
        if "formation_energy_ev_per_atom" not in phase.columns
        for element in phase.amounts
    }
    own: dict[str, float] = {}
    for phase in read:
        if len(phase.amounts) == 1 and TOTAL_ENERGY in phase.columns:
            (element,) = phase.amounts
            energy = float(phase.columns[TOTAL_ENERGY])
            own[element] = min(energy, own.get(element, energy))
    missing = needed - set(own)
    if not missing:
        return own, ()
    fetched = _fetched_references(base) if base else {}
    still_missing = sorted(missing - set(fetched))
    if still_missing:
        raise PhaseFileError(
            f"There is no energy of the element {', '.join(still_missing)}: total energies need one for "
            "every element."
        )
    for element, energy in own.items():
        if element in fetched and abs(fetched[element] - energy) > REFERENCE_AGREEMENT_EV:
            raise PhaseFileError(
                f"The energy of {element} is {energy:.4f} eV/atom here and {fetched[element]:.4f} in the "
                f"fetched data, so that those of {', '.join(sorted(missing))} can't be borrowed: add them."
            )
    return {**fetched, **own}, tuple(sorted(missing))


def _fetched_references(dataset: Dataset) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in dataset.parts:
        for row in read_rows(part.path).to_pylist():
            amounts, energy = parse_amounts(row["formula"]), row[TOTAL_ENERGY]
            if len(amounts) == 1 and energy is not None:
                (element,) = amounts
                found[element] = min(energy, found.get(element, energy))
    return found
