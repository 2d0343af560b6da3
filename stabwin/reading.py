"""Local files read: the one door, which no odd or damaged file passes with another error than its own.

Nothing endless is opened, nothing is unpacked without bound, and pyarrow reads without threads: they may
outlive the way out of the program and abort it.
"""

from __future__ import annotations

import gzip
import io
import json
import stat
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

# A table of a million phases has a fifth of these bytes.
MOST_BYTES = 500_000_000

# What pyarrow gives for damaged bytes beside its own errors.
_FAULTS = (OSError, ValueError, LookupError, TypeError, ArithmeticError, MemoryError, RuntimeError)

_LONGEST_REASON = 200


def is_folder(path: Path) -> bool:
    """Whether a folder is there; none is where a path can't be looked at."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


class _UnreadableError(Exception):
    """A file that can't be read; the text says why, as a part of a sentence."""


def file_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of an ordinary file.

    Raises
    ------
    _UnreadableError
        It can't be read, is a device, a pipe or a folder, or has more bytes.
    """
    try:
        # A pipe may wait for ever, and a device may have no end.
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
            raise _UnreadableError("it is a pipe or a device, not a file")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError) as error:  # a path that holds a zero byte is a wrong value
        raise _UnreadableError(getattr(error, "strerror", None) or str(error)) from error
    if len(content) > most:
        raise _UnreadableError(f"it has more than {most // 1_000_000} MB")
    return content


def unpacked(content: bytes, most: int = MOST_BYTES) -> bytes:
    """The bytes of a gzipped file, or those of any other as they are.

    Raises
    ------
    _UnreadableError
        It is damaged, or holds more bytes than that.
    """
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            plain = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _UnreadableError(plain_message(error)) from error
    if len(plain) > most:
        raise _UnreadableError(f"it unpacks to more than {most // 1_000_000} MB")
    return plain


def read_json(content: bytes) -> Any:
    """The document of JSON text, plain or gzipped (errors as `unpacked`)."""
    try:
        return json.loads(unpacked(content))
    except (ValueError, RecursionError) as error:
        raise _UnreadableError(plain_message(error)) from error


def read_parquet(content: bytes) -> pa.Table:
    """The table of a Parquet file, every value of it checked.

    Raises
    ------
    _UnreadableError
        The bytes are not a Parquet file, or a damaged one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(content), use_threads=False, pre_buffer=False)
        table.validate(full=True)
        _ = table.column_names  # decoded here and nowhere before
    except (pa.ArrowException, *_FAULTS) as error:
        raise _UnreadableError(plain_message(error)) from error
    return table


def rows_of_parquet(content: bytes) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of a Parquet file as plain values, and its columns (errors as `read_parquet`)."""
    table = read_parquet(content)
    try:
        return table.to_pylist(), table.column_names
    except _FAULTS as error:
        raise _UnreadableError(plain_message(error)) from error


def document_in_parquet(content: bytes, key: bytes) -> Any:
    """The JSON document that a Parquet file holds beside its rows, None without one.

    Raises
    ------
    _UnreadableError
        The bytes are not a Parquet file, or a damaged one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(pa.BufferReader(content)).metadata or {}
    except (pa.ArrowException, *_FAULTS) as error:
        raise _UnreadableError(plain_message(error)) from error
    return read_json(metadata[key]) if key in metadata else None


def plain_message(error: BaseException) -> str:
    """The first line of a library's message, without its full stop."""
    lines = str(error).strip().splitlines()
    first = lines[0][:_LONGEST_REASON].rstrip(". ") if lines else ""
    return first or type(error).__name__
