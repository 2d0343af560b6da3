"""Results written to files and as JSON text."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stabwin.errors import OutputError
from stabwin.locking import keep, remove_unless_kept

# What a file holds: all of it, or part after part.
Content = bytes | Iterable[bytes | memoryview]

# Names may have 255 bytes; what is written beside a file adds some to its own.
_LONGEST_START = 200
_SUFFIX = ".part"

# No write takes so long (s).
_LEFTOVER_AGE_S = 86_400.0


def json_text(document: Mapping[str, Any]) -> str:
    """A document as JSON: full numbers, keys in the order given, the same bytes every time."""
    return json.dumps(document, indent=2, allow_nan=False)


def write_file(path: Path, text: str) -> None:
    """Write a text file whole or not at all (OutputError if it can't be written there)."""
    write_bytes(path, text.encode(errors="backslashreplace"))


def write_bytes(path: Path, content: Content) -> None:
    """Write a file whole or not at all; devices and named pipes are written to as they stand.

    Symbolic links are followed, and a file that is there keeps its permissions.

    Parameters
    ----------
    path : Path
    content : bytes or iterable of bytes
        All of it, or part after part.

    Raises
    ------
    OutputError
        The file can't be written there.
    """
    parts = [content] if isinstance(content, bytes) else content
    if "\0" in str(path):
        raise OutputError(f"{str(path)!r} can't be written: no file has a zero byte in its name.")
    try:
        there = _there(path)
        if there is not None and (not stat.S_ISREG(there.st_mode) or _is_open_stream(path)):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as file:
                file.writelines(parts)
        else:
            put_in_place(Path(os.path.realpath(path)), parts, there=there)
    except OSError as error:
        raise OutputError(
            f"{path} can't be written ({error.strerror}): choose another place.", path=str(path)
        ) from error


def _there(path: Path) -> os.stat_result | None:
    """What is at a path, through symbolic links."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _is_open_stream(path: Path) -> bool:
    """Whether a path names a stream that this process was given, which may lead to a file."""
    return str(path).startswith(("/dev/fd/", "/dev/std", "/proc/self/fd/"))


def put_in_place(
    path: Path,
    parts: Iterable[bytes | memoryview],
    *,
    there: os.stat_result | None = None,
    lasting: bool = False,
) -> None:
    """Write beside a file and put the whole in its place; where that fails nothing is left.

    Parameters
    ----------
    path : Path
    parts : iterable of bytes
    there : os.stat_result, optional
        The file that is there, whose owner and permissions are kept.
    lasting : bool
        Whether to wait until the disk has it: without that a power cut can leave a file of the right
        name and length that holds zeros.

    Raises
    ------
    OSError
        The file can't be written there.
    """
    start = os.fsencode(path.name)[:_LONGEST_START].decode(errors="ignore")
    beside = path.with_name(f".{start}.{os.getpid()}.{secrets.token_hex(4)}{_SUFFIX}")
    try:
        with beside.open("xb") as file:
            keep(file)
            if there is not None:
                with contextlib.suppress(OSError):  # another's file, in a folder of one's own
                    os.chown(beside, there.st_uid, there.st_gid)
                beside.chmod(stat.S_IMODE(there.st_mode))
            file.writelines(parts)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
            beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed left half-written, and nothing that is being written.

    Times that lie as far ahead are of a clock that was wrong.
    """
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.endswith(_SUFFIX):
                with contextlib.suppress(FileNotFoundError):  # another process was faster
                    if abs(time.time() - entry.stat().st_mtime) > _LEFTOVER_AGE_S:
                        remove_unless_kept(Path(entry.path))
