"""Answers kept for reuse: immutable files of a cache, each holding some answers by their names.

As with the store, the cache is the set of its valid files: each is named by the hash of its bytes, written
beside and renamed, and a file that does not read well counts for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from stabwin.errors import StoreWriteError
from stabwin.phases.store.compiled import write_whole
from stabwin.screening.row_table import RowTable

FOLDER = "results"
SUFFIX = ".answers"

Rows = dict[str, list[dict[str, Any]]]
Tables = dict[str, RowTable]


def load_answers(
    cache: Path, wanted: Collection[str], texts: dict[str, str] | None = None
) -> dict[str, Tables]:
    """The kept answers among some names.

    Parameters
    ----------
    cache : Path
    wanted : collection of str
    texts : dict, optional
        See `stabwin.screening.row_table.RowTable`.
    """
    found: dict[str, Tables] = {}
    texts = {} if texts is None else texts
    names = set(wanted)
    for path in sorted((cache / FOLDER).glob(f"*{SUFFIX}")):
        try:
            content = path.read_bytes()
        except OSError:
            continue  # another process removed it
        if hashlib.sha256(content).hexdigest()[:40] != path.name.removesuffix(SUFFIX):
            continue
        for line in content.decode().splitlines():
            key, _, text = line.partition("\t")
            if key in names:
                found[key] = compact(json.loads(text), texts)
    return found


def compact(rows: Rows, texts: dict[str, str]) -> Tables:
    """The rows of an answer in little memory."""
    return {name: RowTable(some, texts) for name, some in rows.items()}


def keep_answers(cache: Path, answers: Mapping[str, Rows]) -> None:
    """Write some answers as one file.

    Raises
    ------
    StoreWriteError
        The folder can't be written, or the disk is full; nothing half-written stays.
    """
    lines = (f"{key}\t{json.dumps(rows)}\n" for key, rows in answers.items())
    content = "".join(lines).encode()
    name = hashlib.sha256(content).hexdigest()[:40]
    if not write_whole(cache / FOLDER / f"{name}{SUFFIX}", content):
        raise StoreWriteError(
            f"Results can't be kept in {cache / FOLDER}: make room or choose another folder with --cache."
        )


def size_of(cache: Path) -> tuple[int, int]:
    """Files and bytes of kept answers."""
    sizes = [path.stat().st_size for path in _files(cache)]
    return len(sizes), sum(sizes)


def _files(cache: Path) -> Iterable[Path]:
    return (cache / FOLDER).glob(f"*{SUFFIX}")
