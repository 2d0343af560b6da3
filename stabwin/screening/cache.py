"""Answers kept for reuse: immutable files of a cache, each holding some answers by their names.

As with the store, the cache is the set of its valid files: each is named by the hash of its bytes, written
beside and renamed, and a file that does not read well counts for nothing. The first line of a file lists
its answers with their lengths; the answers follow as bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from stabwin.errors import StoreWriteError
from stabwin.phases.store.compiled import write_whole

FOLDER = "results"
SUFFIX = ".answers"


def load_answers(cache: Path, wanted: Collection[str]) -> dict[str, bytes]:
    """The kept answers among some names."""
    found: dict[str, bytes] = {}
    names = set(wanted)
    for path in sorted(_files(cache)):
        try:
            content = path.read_bytes()
        except OSError:
            continue  # another process removed it
        if hashlib.sha256(content).hexdigest()[:40] != path.name.removesuffix(SUFFIX):
            continue
        head, _, answers = content.partition(b"\n")
        try:
            lengths: dict[str, int] = json.loads(head)
        except ValueError:
            continue  # of another version
        place = 0
        for key, length in lengths.items():
            if key in names:
                found[key] = answers[place : place + length]
            place += length
    return found


def keep_answers(cache: Path, answers: Mapping[str, bytes]) -> None:
    """Write some answers as one file.

    Raises
    ------
    StoreWriteError
        The folder can't be written, or the disk is full; nothing half-written stays.
    """
    head = json.dumps({key: len(packed) for key, packed in answers.items()}).encode()
    content = b"".join([head, b"\n", *answers.values()])
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
