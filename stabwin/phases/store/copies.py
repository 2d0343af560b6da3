"""The folder of compiled copies, kept within bounds: the copy that was used longest ago goes first.

A copy that a process has mapped stays readable after its file is removed. A copy that is handed to
processes which have yet to open it is held (`hold`), and a held copy is not removed.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows, where a file that is open can't be removed anyway
    fcntl = None  # type: ignore[assignment]

MOST_COPIES = 100
MOST_BYTES = 2_000_000_000

# Whatever else lies in the folder is not ours to remove.
SUFFIXES = (".phases", ".table", ".index.json")


def mark_used(path: Path) -> None:
    """Note that a copy was used now, as its time of access: many disks don't keep that of their own."""
    with contextlib.suppress(OSError):
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def remove_least_used(
    folder: Path, *, most_copies: int = MOST_COPIES, most_bytes: int = MOST_BYTES
) -> None:
    """Remove the copies that were used longest ago, until number and bytes are within bounds.

    The last used one stays however large it is. Other processes may do the same at the same time.
    """
    copies: list[tuple[int, int, Path]] = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.endswith(SUFFIXES):
                with contextlib.suppress(FileNotFoundError):  # another process was faster
                    facts = entry.stat()
                    used = max(facts.st_atime_ns, facts.st_mtime_ns)
                    copies.append((used, facts.st_size, Path(entry.path)))
    copies.sort(reverse=True)
    total = 0
    for number, (_, size, path) in enumerate(copies):
        total += size
        if number and (number >= most_copies or total > most_bytes):
            _remove_unless_held(path)


def hold(path: Path) -> BinaryIO | None:
    """Keep a copy from being removed until the file is closed; None if it is gone already."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    if fcntl is not None:
        with contextlib.suppress(OSError):  # a disk without locks: nothing better can be done
            fcntl.flock(file, fcntl.LOCK_SH)
        if not os.fstat(file.fileno()).st_nlink:  # removed between opening and locking it
            file.close()
            return None
    return file


def _remove_unless_held(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("rb") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
