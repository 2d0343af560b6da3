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

from stabwin.locking import keep, remove_unless_kept

MOST_COPIES = 100
MOST_BYTES = 2_000_000_000

# Clocks of machines that share a folder differ by less.
_SLACK_NS = 60_000_000_000

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

    The last used one stays however large it is. Other processes may do the same at the same time. A
    copy whose time lies ahead was used when the clock was wrong: it goes before all others.
    """
    ahead = time.time_ns() + _SLACK_NS
    copies: list[tuple[int, int, Path]] = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.endswith(SUFFIXES):
                with contextlib.suppress(FileNotFoundError):  # another process was faster
                    facts = entry.stat()
                    used = max(facts.st_atime_ns, facts.st_mtime_ns)
                    copies.append((used if used <= ahead else 0, facts.st_size, Path(entry.path)))
    copies.sort(reverse=True)
    total = 0
    for number, (_, size, path) in enumerate(copies):
        total += size
        if number and (number >= most_copies or total > most_bytes):
            remove_unless_kept(path)


def hold(path: Path) -> BinaryIO | None:
    """Keep a copy from being removed until the file is closed; None if it is gone already."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    keep(file)
    if not os.fstat(file.fileno()).st_nlink:  # removed between opening and locking it
        file.close()
        return None
    return file
