"""A whole phase table as one memory-mapped file: how processes share it without copying."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from stabwin.errors import DamagedDataError, StoreWriteError
from stabwin.phases.coverage import Coverage
from stabwin.phases.schemes import Scheme
from stabwin.phases.source import TableSource
from stabwin.phases.store.compiled import content_name, read_copy, write_copy
from stabwin.phases.store.copies import hold
from stabwin.phases.store.packing import pack, unpack
from stabwin.phases.table import PhaseTable


def write_table(table: PhaseTable, folder: Path) -> Path:
    """Write a table for other processes to open, named by its contents; done before is not done again.

    Raises
    ------
    StoreWriteError
        The folder can't be written.
    """
    facts = {
        "coverage": table.coverage.to_dict(),
        "source": asdict(table.source),
        "scheme": asdict(table.scheme),
        "excluded": list(table.excluded),
        "left_out": list(table.left_out),
        "included": list(table.included),
    }
    name = content_name(
        table.source.fingerprint.encode(),
        repr(table.scheme).encode(),
        repr((table.excluded, table.left_out, table.included)).encode(),
    )
    path = folder / "compiled" / f"{name}.table"
    if read_copy(path) is None and not write_copy(path, pack(table.columns, table.stability), facts):
        raise StoreWriteError(
            f"The folder {folder} can't be written: make room or choose another with --cache."
        )
    return path


@contextlib.contextmanager
def shared_table(table: PhaseTable, folder: Path) -> Iterator[Path]:
    """The file of a table for other processes, which stays there until the block is left.

    Raises
    ------
    StoreWriteError
        The folder can't be written.
    """
    path = write_table(table, folder)
    while (held := hold(path)) is None:  # another process made room in between
        write_table(table, folder)
    with held:
        yield path


@lru_cache(maxsize=2)
def open_table(path: Path) -> PhaseTable:
    """Open a table that `write_table` wrote; a process opens it once.

    Raises
    ------
    DamagedDataError
        The file is missing or can't be read.
    """
    copy = read_copy(path)
    if copy is None:
        raise DamagedDataError(f"The phase table {path} can't be read: run the command again.")
    arrays, facts = copy
    columns, stability = unpack(arrays)
    source: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in facts["source"].items()}
    scheme = facts["scheme"]
    shifts = tuple((element, shift) for element, shift in scheme.pop("shifts_ev_per_atom"))
    left_out = tuple(scheme.pop("left_out"))
    return PhaseTable(
        columns=columns,
        source=TableSource(**source),
        coverage=Coverage.from_dict(facts["coverage"]),
        scheme=Scheme(**scheme, shifts_ev_per_atom=shifts, left_out=left_out),
        excluded=tuple(facts["excluded"]),
        left_out=tuple(facts["left_out"]),
        included=tuple(facts["included"]),
        known_stability=stability,
    )
