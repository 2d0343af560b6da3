"""Compiled copies of phase tables: one memory-mapped file per content and scheme.

A copy is a cache and nothing more: it is named by what it was made from, written to a temporary file and
renamed, and made again whenever it is missing or can't be read. Processes that open the same copy share
its pages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stabwin.phases.store.copies import mark_used, remove_least_used
from stabwin.writing import put_in_place, remove_leftovers

FORMAT = "stabwin compiled phases 4\n"
_ALIGNMENT = 64
_LONGEST_HEADER = 10_000_000

Arrays = Mapping[str, npt.NDArray[Any]]


def content_name(*parts: bytes) -> str:
    """A file name that stands for some contents."""
    digest = hashlib.sha256(FORMAT.encode())
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:40]


def write_copy(path: Path, arrays: Arrays, facts: Mapping[str, Any]) -> bool:
    """Write arrays and facts as one file; False where the folder can't be written."""
    layout: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, array in arrays.items():
        offset = -(-offset // _ALIGNMENT) * _ALIGNMENT
        layout[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "offset": offset}
        offset += array.nbytes
    written = 0
    pieces: list[bytes] = []
    for name, array in arrays.items():
        pieces.append(b"\0" * (layout[name]["offset"] - written))
        pieces.append(np.ascontiguousarray(array).tobytes())
        written = layout[name]["offset"] + array.nbytes
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    said = {"arrays": layout, "facts": facts, "bytes": offset, "sha256": digest.hexdigest()}
    header = json.dumps(said).encode()
    start = FORMAT.encode() + len(header).to_bytes(8, "little") + header
    return keep_copy(path, start, b"\0" * (-len(start) % _ALIGNMENT), *pieces)


def keep_copy(path: Path, *pieces: bytes) -> bool:
    """Write a file among the compiled copies, and remove those used longest ago if they are too many."""
    written = write_whole(path, *pieces)
    if written:
        remove_least_used(path.parent)
    return written


def write_whole(path: Path, *pieces: bytes) -> bool:
    """Write a cache file under a temporary name and rename it; False where the folder can't be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        put_in_place(path, pieces, lasting=True)
    except OSError:
        return False
    remove_leftovers(path.parent)
    return True


def read_copy(path: Path) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]] | None:
    """Map the arrays of a copy into memory, and read its facts; None if there is no good copy."""
    try:
        with path.open("rb") as file:
            if file.read(len(FORMAT)) != FORMAT.encode():
                return None
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(length, _LONGEST_HEADER)))
        start = len(FORMAT) + 8 + length
        start += -start % _ALIGNMENT
        # Copy on write: shared between processes, and of one type with arrays in memory, so that the
        # compiled code needs no second version for read-only ones.
        data = np.memmap(path, dtype=np.uint8, mode="c")
        if hashlib.sha256(data[start:].data).hexdigest() != header["sha256"]:
            return None
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name, entry in header["arrays"].items():
            dtype = np.dtype(entry["dtype"])
            first = start + entry["offset"]
            size = int(np.prod(entry["shape"])) * dtype.itemsize
            arrays[name] = data[first : first + size].view(np.ndarray).view(dtype)
            arrays[name] = arrays[name].reshape(entry["shape"])
        facts: dict[str, Any] = header["facts"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    mark_used(path)
    return arrays, facts
