"""The local store: what was fetched and imported, as data sets that are never mixed."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from stabwin.errors import DamagedDataError, DataUnavailableError, RequestError
from stabwin.phases.coverage import Coverage
from stabwin.phases.element_sets import element_mask
from stabwin.phases.store.cache_folder import cache_folder
from stabwin.phases.store.compiled import content_name, keep_copy
from stabwin.phases.store.copies import mark_used
from stabwin.phases.store.part import FETCHED, OWN, SUFFIX, PartFacts, read_facts

FOLDER = "store"
DEFAULT_THERMO_TYPE = "GGA_GGA+U"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A valid part of the store: its file and what it says of itself."""

    path: Path
    facts: PartFacts
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Parts whose energies belong together: one database version and thermo type, or one import.

    Attributes
    ----------
    name : str
    kind : str
        "fetched" or "imported".
    parts : tuple of Part
    own : tuple of Part
        The user's phases that lie on top.
    """

    name: str
    kind: str
    parts: tuple[Part, ...]
    own: tuple[Part, ...] = ()

    @property
    def facts(self) -> PartFacts:
        """Version and thermo type, which all parts share."""
        return self.parts[0].facts

    @cached_property
    def coverage(self) -> Coverage:
        """What the parts cover together."""
        return Coverage.joined(part.facts.coverage for part in self.parts)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the user's own phases."""
        return tuple(sorted({part.facts.dataset for part in self.own}))

    @property
    def newest(self) -> tuple[tuple[int, ...], str]:
        """What data sets are ordered by: the numbers of the database version, then the time made."""
        numbers = tuple(int(n) for n in re.findall(r"\d+", self.facts.database_version))
        return numbers, max(part.facts.made_at for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class Store:
    """The valid parts in a folder.

    Attributes
    ----------
    folder : Path
    parts : tuple of Part
        In order of their names.
    damaged : tuple of (Path, str)
        Files that can't be used, and why.
    """

    folder: Path
    parts: tuple[Part, ...] = ()
    damaged: tuple[tuple[Path, str], ...] = field(default=())

    @classmethod
    def open(cls, base: Path | None = None, *, verify_again: bool = False) -> Store:
        """Find the valid parts; the bytes of each are verified once, which is remembered.

        Parameters
        ----------
        base : Path, optional
            Folder of local data; default: see `cache_folder`.
        verify_again : bool
            Whether to read every part again, in case the disk changed it.

        Raises
        ------
        DamagedDataError
            The folder is there and can't be read.
        """
        base = cache_folder() if base is None else base
        folder = base / FOLDER
        seen: list[tuple[str, int, int]] = []
        try:
            for entry in os.scandir(folder):
                if entry.name.endswith(SUFFIX):
                    file = entry.stat()
                    seen.append((entry.name, file.st_size, file.st_mtime_ns))
        except (FileNotFoundError, NotADirectoryError):
            return cls(folder=folder)
        except OSError as error:
            raise DamagedDataError(
                f"The store {folder} can't be read ({error.strerror}).", path=str(folder)
            ) from error
        seen.sort()
        index = base / "compiled" / f"{content_name(repr(seen).encode())}.index.json"
        known = None if verify_again else _read_index(index, len(seen))
        if known is None:
            known = [_look_at(folder / name) for name, _, _ in seen]
            keep_copy(index, json.dumps(known).encode())
        parts, damaged = [], []
        for (name, size, _), entry_facts in zip(seen, known, strict=True):
            if isinstance(entry_facts, str):
                damaged.append((folder / name, entry_facts))
            else:
                facts = PartFacts.from_dict(entry_facts)
                parts.append(Part(path=folder / name, facts=facts, size_bytes=size))
        return cls(folder=folder, parts=tuple(parts), damaged=tuple(damaged))

    @cached_property
    def replaced(self) -> tuple[Part, ...]:
        """The imports that a newer one under the same name replaces."""
        imports = [part for part in self.parts if part.facts.kind != FETCHED]
        imports.sort(key=lambda part: (part.facts.made_at, part.path.name))
        newest = {(part.facts.kind, part.facts.dataset): part for part in imports}
        return tuple(part for part in imports if part not in newest.values())

    @cached_property
    def datasets(self) -> tuple[Dataset, ...]:
        """The data sets: fetched ones, newest version first, then imported ones, newest first.

        What was fetched adds up; of imports under one name the newest replaces the others.
        """
        groups: dict[tuple[str, str], list[Part]] = {}
        for part in self.parts:
            if part not in self.replaced:
                groups.setdefault((part.facts.kind, part.facts.dataset), []).append(part)
        own = [part for (kind, _), parts in groups.items() if kind == OWN for part in parts]
        datasets = [
            Dataset(
                name=name,
                kind=kind,
                parts=tuple(parts),
                own=tuple(part for part in own if kind == FETCHED and _belongs(part, parts[0])),
            )
            for (kind, name), parts in groups.items()
            if kind != OWN
        ]
        datasets.sort(key=lambda dataset: dataset.newest, reverse=True)
        datasets.sort(key=lambda dataset: (dataset.kind != FETCHED, not _is_default_type(dataset)))
        return tuple(datasets)

    @property
    def without_base(self) -> tuple[Dataset, ...]:
        """Own phases, each under its label, where nothing is fetched: they stand on the starter."""
        if self.damaged or any(dataset.kind == FETCHED for dataset in self.datasets):
            return ()  # what is damaged may have been fetched
        kept = [part for part in self.parts if part not in self.replaced]
        own = [part for part in kept if part.facts.kind == OWN]
        own.sort(key=lambda part: part.facts.dataset)
        return tuple(Dataset(name=part.facts.dataset, kind=OWN, parts=(part,), own=()) for part in own)

    def moment(self) -> str:
        """The time for a new part, ISO, UTC: never before that of a part, also where the clock was.

        Finer than a second: of two imports the later one counts.
        """
        now = datetime.now(UTC)
        for part in self.parts:
            with contextlib.suppress(ValueError):
                made = datetime.fromisoformat(part.facts.made_at)
                now = max(now, made.replace(tzinfo=made.tzinfo or UTC) + timedelta(microseconds=1))
        return now.isoformat(timespec="microseconds")

    def choose(self, version: str | None = None, covering: Iterable[Iterable[str]] = ()) -> Dataset:
        """The data set that a request uses.

        Parameters
        ----------
        version : str, optional
            A database version, a label, or the full name of a data set.
        covering : iterable of element sets
            What the request needs. Without a version, the newest fetched data set or an imported one
            that covers all of it comes first; an older database version is never taken unasked.

        Raises
        ------
        RequestError
            There is no such version.
        DataUnavailableError
            Nothing is in the store.
        """
        if version is not None:
            for dataset in self.datasets:
                if version in (dataset.name, dataset.facts.database_version):
                    return dataset
            held = [*self.datasets, *self.without_base]
            names = ", ".join(dataset.name for dataset in held) or "nothing that can be read"
            raise RequestError(f"The store {self.folder} has no data set {version!r}: it holds {names}.")
        if not self.datasets:
            raise DataUnavailableError(
                f"The store {self.folder} is empty: fill it with stabwin fetch or stabwin import, or "
                "use --phases starter."
            )
        masks = [element_mask(elements) for elements in covering]
        candidates = self._unasked()
        for dataset in candidates:
            if all(dataset.coverage.covers(mask) for mask in masks):
                return dataset
        return candidates[0]

    def _unasked(self) -> list[Dataset]:
        """The data sets that may be used unasked: the newest fetched one, and imports."""
        fetched = [dataset for dataset in self.datasets if dataset.kind == FETCHED]
        imported = [dataset for dataset in self.datasets if dataset.kind != FETCHED]
        return [*fetched[:1], *imported]


def _belongs(own: Part, fetched: Part) -> bool:
    """Whether own phases have the energies of a thermo type, which is never pooled with another."""
    return own.facts.thermo_type == fetched.facts.thermo_type


def _is_default_type(dataset: Dataset) -> bool:
    return dataset.facts.thermo_type in ("", DEFAULT_THERMO_TYPE)


def _look_at(path: Path) -> dict[str, object] | str:
    """A part's facts as plain values, or why it can't be used."""
    try:
        return read_facts(path).to_dict()
    except DamagedDataError as error:
        return error.message


def _read_index(path: Path, length: int) -> list[dict[str, object] | str] | None:
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(known, list) or len(known) != length:
        return None
    mark_used(path)
    return known
