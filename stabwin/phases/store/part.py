"""Parts of the local store: immutable Parquet files that say what they hold.

A part is named by the sha256 of its bytes, so that it can be verified. It says which chemical systems it
covers completely, of which database version and thermo type, fetched when and by which client. The
store is the set of its valid parts, without an index that could be wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabwin.errors import DamagedDataError, StoreWriteError
from stabwin.phases.coverage import Coverage
from stabwin.reading import (
    _UnreadableError,
    document_in_parquet,
    file_bytes,
    plain_message,
    read_parquet,
)
from stabwin.writing import put_in_place, remove_leftovers

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
SUFFIX = ".parquet"
_METADATA_KEY = b"stabwin"
_MOST_BYTES = 2_000_000_000  # the whole Materials Project is a hundredth of it

FETCHED, IMPORTED, OWN = "fetched", "imported", "own"

# Columns of a part and their Arrow types; energies are per atom, in eV.
COLUMNS = {
    "formula": "string",
    "material_id": "string",
    "formation_energy_ev_per_atom": "float64",
    "energy_ev_per_atom": "float64",
    "uncorrected_energy_ev_per_atom": "float64",
    "energy_uncertainty_ev_per_atom": "float64",
    "band_gap_ev": "float64",
    "is_metal": "bool_",
    "theoretical": "bool_",
    "volume_a3_per_atom": "float64",
}


@dataclass(frozen=True, kw_only=True)
class PartFacts:
    """What a part says of itself.

    Attributes
    ----------
    kind : str
        "fetched", "imported" (a data set of its own) or "own" (the user's phases on top of fetched
        ones).
    dataset : str
        Parts of one data set are used together: the thermo type and database version, or a label.
    database_version, thermo_type : str
        Empty for imported parts that do not say; of own phases, those of the data they belong to.
    coverage : Coverage
    made_at : str
        ISO time, UTC.
    client : str
        Program and version that made it.
    sources : tuple of str
        Names of the files it was imported from.
    scheme : str
        That its energies are in, where the files say; parts that were fetched do not.
    """

    kind: str
    dataset: str
    database_version: str = ""
    thermo_type: str = ""
    coverage: Coverage = field(default_factory=Coverage)
    made_at: str = ""
    client: str = ""
    sources: tuple[str, ...] = ()
    scheme: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            **asdict(self),
            "coverage": self.coverage.to_dict(),
            "sources": list(self.sources),
            "format": FORMAT,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> PartFacts:
        """The facts from what `to_dict` gave."""
        return cls(
            **{
                name: plain[name]
                for name in ("kind", "dataset", "database_version", "thermo_type", "made_at", "client")
            },
            coverage=Coverage.from_dict(plain["coverage"]),
            sources=tuple(plain["sources"]),
            scheme=plain.get("scheme", ""),  # parts of version 0.1 have none
        )


def write_part(folder: Path, rows: Sequence[Mapping[str, Any]], facts: PartFacts) -> Path:
    """Write one part to a temporary file and rename it into the store.

    Parameters
    ----------
    folder : Path
    rows : sequence of mapping
        One per phase, with the keys of `COLUMNS` (missing ones are null).
    facts : PartFacts

    Raises
    ------
    StoreWriteError
        The folder can't be written, or the disk is full. Nothing is left behind.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        name: pa.array([row.get(name) for row in rows], type=getattr(pa, kind)())
        for name, kind in COLUMNS.items()
    }
    metadata = {_METADATA_KEY: json.dumps(facts.to_dict(), sort_keys=True).encode()}
    buffer = BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(metadata), buffer, compression="zstd")
    content = buffer.getvalue()
    path = folder / f"{hashlib.sha256(content).hexdigest()[:40]}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put_in_place(path, [content], lasting=True)
    except OSError as error:
        raise StoreWriteError(
            f"The store {folder} can't be written ({error.strerror}): make room or choose another "
            "folder with --cache.",
            folder=str(folder),
        ) from error
    remove_leftovers(folder)
    return path


def read_facts(path: Path) -> PartFacts:
    """What a part says of itself, once its bytes are verified to be those it was written with.

    Raises
    ------
    DamagedDataError
        The bytes are not those of its name, or it was written by a newer version.
    """
    try:
        plain = document_in_parquet(_verified(path), _METADATA_KEY) or {}
        format_ = plain.get("format")
        facts = PartFacts.from_dict(plain) if format_ == FORMAT else None
    except (_UnreadableError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise _no_part(path, error) from error
    if facts is None:
        raise DamagedDataError(
            f"{path} was written by another version of stabwin (format {format_}): update "
            "stabwin to read it.",
            path=str(path),
        )
    return facts


def _no_part(path: Path, error: Exception) -> DamagedDataError:
    return DamagedDataError(f"{path} is not a part of a store: {plain_message(error)}.", path=str(path))


def read_rows(path: Path) -> pa.Table:
    """The phases of a part, as an Arrow table (DamagedDataError if its bytes are others by now)."""
    try:
        table = read_parquet(_verified(path))
    except _UnreadableError as error:
        raise _no_part(path, error) from error
    if table.column_names != list(COLUMNS):
        raise _no_part(path, ValueError("it has other columns"))
    return table


def _verified(path: Path) -> bytes:
    """The bytes of a part, if they are those it was written with."""
    try:
        content = file_bytes(path, _MOST_BYTES)
    except _UnreadableError as error:
        raise DamagedDataError(f"{path} can't be read ({error}).", path=str(path)) from error
    if hashlib.sha256(content).hexdigest()[:40] != path.name.removesuffix(SUFFIX):
        raise DamagedDataError(
            f"{path} is damaged: its contents do not match its name. Remove it and fetch or import again.",
            path=str(path),
        )
    return content
