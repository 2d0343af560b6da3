"""Files that are in use, and stay while they are: locks that end with the process that holds them."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import IO, Any

try:
    import fcntl
except ImportError:  # Windows, where a file that is open can't be removed anyway
    fcntl = None  # type: ignore[assignment]


def keep(file: IO[Any]) -> None:
    """Keep an open file from being removed until it is closed."""
    if fcntl is not None:
        with contextlib.suppress(OSError):  # a disk without locks: nothing better can be done
            fcntl.flock(file, fcntl.LOCK_SH)


def remove_unless_kept(path: Path) -> None:
    """Remove a file if no process keeps it."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
