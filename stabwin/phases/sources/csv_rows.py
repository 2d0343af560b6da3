"""Rows of a CSV table: every row has the fields of the header, and other separators are named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from stabwin.csv_fields import restored
from stabwin.errors import PhaseFileError
from stabwin.phases.sources.rows import Numbered
from stabwin.reading import _UnreadableError, plain_message, unpacked

_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}
_WHOLE = re.compile(r"\s*[+-]?\d+\s*")
_DIGITS = re.compile(r"\s*\d+\s*")


def csv_rows(path: Path, content: bytes) -> tuple[Iterator[Numbered], list[str]]:
    """The rows of a CSV table, plain or gzipped, with their lines, and its columns.

    Raises
    ------
    PhaseFileError
        The file is damaged, is separated by something else than commas, or (while the rows are read)
        a row has another number of fields than the header.
    """
    try:
        text = unpacked(content).decode("utf-8-sig")
        if text.lstrip()[:1] in ("{", "["):
            raise PhaseFileError(
                f"{path} is JSON, not a table: end its name in .json to have pymatgen entries read from it."
            )
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = next((fields for fields in reader if fields), [])
    except _UnreadableError as error:
        raise PhaseFileError(f"{path} is truncated, damaged or too large: {error}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise PhaseFileError(f"{path} is not a CSV table: {plain_message(error)}.") from error
    names = [name.strip() for name in header]
    if other := _other_separator(names):
        raise PhaseFileError(
            f"The columns of {path} are separated by {other}: write commas, and decimal points in numbers."
        )
    return _rows(reader, names, path), names


def _rows(reader: Iterator[list[str]], names: Sequence[str], path: Path) -> Iterator[Numbered]:
    number = 1
    try:
        for fields in reader:
            number = reader.line_num  # type: ignore[attr-defined]
            if not fields:
                continue
            if len(fields) != len(names):
                raise PhaseFileError(
                    f"{path}, line {number}: the row has {_fields(len(fields))} and the header "
                    f"{len(names)}: {_remedy(fields, len(names))}."
                )
            yield number, dict(zip(names, map(restored, fields), strict=True))
    except csv.Error as error:
        raise PhaseFileError(f"{path}, after line {number}: {plain_message(error)}.") from error


def _fields(count: int) -> str:
    return f"{count} field" if count == 1 else f"{count} fields"


def _remedy(fields: Sequence[str], expected: int) -> str:
    """What the cause of too many or too few fields seems to be, and what to do."""
    if len(fields) < expected:
        if other := _other_separator(fields):
            return f"its fields are separated by {other}, write commas"
        return "the file may be cut off, leave no field out (an empty one is two commas)"
    for first, second in pairwise(fields):
        if _WHOLE.fullmatch(first) and _DIGITS.fullmatch(second):
            number = f"{first.strip()},{second.strip()}"
            return f"{number} seems to have a decimal comma, write decimal points"
    return "put texts that hold commas in quotation marks, or remove what is too much"


def _other_separator(fields: Sequence[str]) -> str | None:
    """The name of what separates a row that commas don't separate into its fields."""
    if any(field == "formula" for field in fields):
        return None
    return next((name for sign, name in _OTHER_SEPARATORS.items() if any(sign in f for f in fields)), None)
