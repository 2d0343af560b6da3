"""The files of a run folder as one whole: which they are and what they hold, written down last.

A folder is a run where the list of its files is there and every file is the one of the list. Whatever
stops a run half-way, or writes into its folder, leaves a folder that is none.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabwin.errors import DamagedDataError, OutputError
from stabwin.reading import _UnreadableError, read_json, read_parquet
from stabwin.writing import Content, json_text, write_bytes, write_file

if TYPE_CHECKING:
    import pyarrow as pa

FILES = "files.json"
_SCHEMA = "stabwin/files/1"


class RunWriter:
    """Writes the files of a run, and at last their list.

    Parameters
    ----------
    folder : Path
    description : mapping of str to str
        The files that say which run it is, with their contents. Where the folder holds the same ones,
        each file is replaced by itself; otherwise what is there goes before anything is written.
    places : iterable of str
        All files that a run may have.

    Raises
    ------
    OutputError
        The folder can't be written.
    """

    def __init__(self, folder: Path, description: Mapping[str, str], places: Iterable[str]) -> None:
        self._folder = folder
        self._digests: dict[str, str] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(_text_of(folder / name) != text for name, text in description.items()):
                for name in (FILES, *places, *reversed([*description])):
                    (folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(
                f"The folder {folder} can't be written ({error.strerror}): choose another with --out.",
                path=str(folder),
            ) from error
        for name, text in description.items():
            self.write(name, text.encode())

    def write(self, name: str, content: Content) -> None:
        """Write a file, all of it or part after part (OutputError if it can't be written)."""
        digest = hashlib.sha256()

        def noted() -> Iterable[bytes | memoryview]:
            for part in [content] if isinstance(content, bytes) else content:
                digest.update(part)
                yield part

        path = self._folder / name
        with contextlib.suppress(OSError):  # what stands in the way is named when it is written
            path.parent.mkdir(exist_ok=True)
        write_bytes(path, noted())
        self._digests[name] = digest.hexdigest()

    def finish(self) -> list[Path]:
        """Write the list of files, which makes them a run; their paths."""
        document = {"schema": _SCHEMA, "sha256": self._digests}
        write_file(self._folder / FILES, json_text(document) + "\n")
        return [self._folder / name for name in (*self._digests, FILES)]


def _text_of(path: Path) -> str | None:
    """What a file says, None if it isn't there (or is no text, which no description is)."""
    try:
        return path.read_bytes().decode()
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def unfinished(folder: Path, name: str) -> DamagedDataError:
    """The error of a run that lacks a file."""
    return DamagedDataError(
        f"The run in {folder} did not end ({name} is missing): run stabwin screen again."
    )


class RunReader:
    """Reads the files of a run, each checked to be the one that the run wrote.

    Raises
    ------
    DamagedDataError
        The run did not end, or (on reading) a file is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        said = self._parsed(FILES, self._read(FILES))
        digests = said.get("sha256")
        if said.get("schema") != _SCHEMA:
            raise self.damaged(FILES, f"it has the form {said.get('schema')!r}, not {_SCHEMA!r}")
        if not isinstance(digests, dict):
            raise self.damaged(FILES, "it lists no files")
        self._digests: dict[str, Any] = digests

    def __contains__(self, name: str) -> bool:
        return name in self._digests

    def content(self, name: str) -> bytes:
        """The bytes of a file."""
        content = self._read(name)
        if self._digests.get(name) != hashlib.sha256(content).hexdigest():
            raise self.damaged(name, "it is not what the run wrote")
        return content

    def json(self, name: str) -> dict[str, Any]:
        """The document of a JSON file."""
        return self._parsed(name, self.content(name))

    def table(self, name: str) -> pa.Table:
        """The table of a Parquet file."""
        try:
            return read_parquet(self.content(name))
        except _UnreadableError as error:
            raise self.damaged(name, "it is not a Parquet file") from error

    def damaged(self, name: str, why: str) -> DamagedDataError:
        """The error of a file that can't be used."""
        return DamagedDataError(f"{self._folder / name} is damaged ({why}): run stabwin screen again.")

    def _read(self, name: str) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError as error:
            raise unfinished(self._folder, name) from error
        except OSError as error:
            raise self.damaged(name, error.strerror or "it can't be read") from error

    def _parsed(self, name: str, content: bytes) -> dict[str, Any]:
        try:
            found = read_json(content)
        except _UnreadableError as error:
            raise self.damaged(name, "it is not JSON") from error
        if not isinstance(found, dict):
            raise self.damaged(name, "it is not a JSON object")
        return found
