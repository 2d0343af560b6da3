"""Results written to files and as JSON text."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from stabwin.errors import OutputError


def json_text(document: Mapping[str, Any]) -> str:
    """A document as JSON: full numbers, keys in the order given, the same bytes every time."""
    return json.dumps(document, indent=2, allow_nan=False)


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Flat rows as CSV with the columns of all rows, in the order they first appear."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_file(path: Path, text: str) -> None:
    """Write a text file whole or not at all (OutputError if it can't be written there)."""
    write_bytes(path, text.encode(errors="backslashreplace"))


def write_bytes(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file whole or not at all.

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
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise OutputError(
            f"{path} can't be written ({error.strerror}): choose another place.", path=str(path)
        ) from error
