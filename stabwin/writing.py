"""Results written to files and as JSON text."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stabwin.errors import OutputError

# What a file holds: all of it, or part after part.
Content = bytes | Iterable[bytes | memoryview]


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
    try:
        there = _there(path)
        if there is not None and (not stat.S_ISREG(there.st_mode) or _is_open_stream(path)):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as file:
                file.writelines(parts)
        else:
            _replace(Path(os.path.realpath(path)), parts, there)
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


def _replace(path: Path, parts: Iterable[bytes | memoryview], there: os.stat_result | None) -> None:
    """Write beside a file and put the whole in its place."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("wb") as file:
            if there is not None:
                with contextlib.suppress(OSError):  # another's file, in a folder of one's own
                    os.chown(beside, there.st_uid, there.st_gid)
                beside.chmod(stat.S_IMODE(there.st_mode))
            file.writelines(parts)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
