"""The energy scheme that a table names in its column ``scheme``, and the schemes it can be read in.

Energies that hold corrections already must not get them again, and those of unknown origin can't get the
corrections of ``measured``, which were fitted to energies of known generations. So a table without the
column is read as it is.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from stabwin.errors import PhaseFileError
from stabwin.phases.schemes import (
    DATABASE,
    LITERATURE,
    MEASURED,
    MP2020,
    base_name,
    held_temperature_k,
    known_schemes,
)
from stabwin.phases.sources.rows import Numbered
from stabwin.reading import _UnreadableError, read_parquet

COLUMN = "scheme"

# What energies of unknown origin can be read in.
UNKNOWN = (DATABASE, LITERATURE)

_SCHEMES = {DATABASE: (DATABASE, LITERATURE, MEASURED), MP2020: (MP2020, MEASURED)}

# Bytes in which the header of a table and its first row stand.
_HEAD = 65_536


def schemes_of(named: object) -> tuple[str, ...]:
    """The schemes that energies can be read in that are in the named one; the first is the default.

    Energies of ``measured``, ``literature`` or ``uncorrected`` can only be read as they are, and so can
    Gibbs energies ("measured at 298.15 K").
    """
    if isinstance(named, str) and base_name(named) in known_schemes() and held_temperature_k(named):
        return (named,)
    if not isinstance(named, str) or named not in known_schemes():
        return UNKNOWN
    return _SCHEMES.get(named, (named,))


def checked(rows: Iterable[Numbered], source: str) -> Iterator[Numbered]:
    """The rows of a table, which all have one scheme (PhaseFileError where they have several)."""
    first: object = None
    for place, (number, row) in enumerate(rows):
        named = row.get(COLUMN) or ""  # of a frame also NaN, which is no other scheme
        named = named if isinstance(named, str) else ""
        if named and base_name(named) not in known_schemes():
            raise PhaseFileError(
                f"{source}, line {number}: there is no energy scheme {named!r}: the column scheme says "
                "what the energies are, database or mp2020 (corrections of 2019, MP2020), or is left out."
            )
        if place and named != first:
            raise PhaseFileError(
                f"{source}, line {number}: the energy scheme is {named!r}, above it is {first!r}: energies "
                "of several schemes are never mixed."
            )
        first = named
        yield number, row


def named_in(path: Path, content: bytes) -> str:
    """The scheme that a table file names; empty where it names none, or can't be read."""
    try:
        return _in_parquet(content) if path.suffix == ".parquet" else _in_csv(content)
    except (_UnreadableError, OSError, ValueError, zlib.error, csv.Error):
        return ""  # reading its rows says what is wrong


def _in_csv(content: bytes) -> str:
    head = content[:_HEAD]
    if head[:2] == b"\x1f\x8b":
        head = zlib.decompressobj(wbits=31).decompress(head, _HEAD)
    reader = csv.reader(io.StringIO(head.decode("utf-8-sig", errors="replace"), newline=""))
    filled = (fields for fields in reader if fields)
    names = [name.strip() for name in next(filled, [])]
    return dict(zip(names, next(filled, []), strict=False)).get(COLUMN, "")


def _in_parquet(content: bytes) -> str:
    table = read_parquet(content)
    if COLUMN not in table.column_names or not table.num_rows:
        return ""
    return str(table[COLUMN][0].as_py() or "")
