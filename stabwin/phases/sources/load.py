"""Opening phase tables: the starter, the local store, or a file, through a compiled copy."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from stabwin.errors import DamagedDataError, PhaseFileError, RequestError
from stabwin.phases.columns import PhaseRecord
from stabwin.phases.coverage import Coverage
from stabwin.phases.schemes import Scheme, find_scheme
from stabwin.phases.source import TableSource
from stabwin.phases.sources.files import ExportFacts, read_export_facts, read_records
from stabwin.phases.stability import Stability
from stabwin.phases.store.cache_folder import cache_folder
from stabwin.phases.store.compiled import content_name, read_copy, write_copy
from stabwin.phases.store.part import FETCHED
from stabwin.phases.store.store import DEFAULT_THERMO_TYPE, FOLDER, Dataset, Store
from stabwin.phases.store.table_file import pack, unpack
from stabwin.phases.table import PhaseTable

STARTER, STORE = "starter", "store"
ENVIRONMENT_VARIABLE = "STABWIN_PHASES"

_FETCHED_SCHEMES = ("mp2020", "uncorrected")
_IMPORTED_SCHEMES = ("database", "literature", "uncorrected")


@dataclass(frozen=True, kw_only=True)
class _Origin:
    """What a table is made from, before it is read.

    ``content`` decides the name of the compiled copy: whatever the table depends on must be in it.
    """

    source: TableSource
    content: tuple[bytes, ...]
    read: Callable[[Scheme], list[PhaseRecord]]
    coverage: Coverage | None


@dataclass(frozen=True, kw_only=True)
class PhaseChoice:
    """Which phases a request uses, before it is known what it needs; fields as in `load_phases`."""

    source: str | os.PathLike[str] | None = None
    scheme: str | None = None
    exclude: str | Iterable[str] = ()
    database_version: str | None = None
    cache: str | os.PathLike[str] | None = None

    def open(self, covering: Iterable[Iterable[str]]) -> PhaseTable:
        """The table for a request that needs some element sets."""
        return load_phases(
            self.source,
            scheme=self.scheme,
            exclude=self.exclude,
            database_version=self.database_version,
            cache=self.cache,
            covering=covering,
        )


def load_phases(
    source: str | os.PathLike[str] | None = None,
    *,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    database_version: str | None = None,
    cache: str | os.PathLike[str] | None = None,
    covering: Iterable[Iterable[str]] = (),
) -> PhaseTable:
    """Open a phase table.

    Parameters
    ----------
    source : str or path, optional
        "starter" for the packaged phases, "store" for the local store, or a path: a table (CSV,
        gzipped CSV, Parquet, an export) with the columns ``formula`` and
        ``formation_energy_ev_per_atom`` and optionally ``band_gap_ev`` and ``material_id``, which is
        taken as complete for its elements, or a folder with a store. Default: the environment
        variable ``STABWIN_PHASES``, else the local store if it holds anything, else the starter.
    scheme : str, optional
        Energy scheme; default: the table's own ("literature" for the starter, "mp2020" for the
        store, "database" for files). ``NAME+S=0.3`` adds 0.3 eV per atom of S in compounds.
    exclude : str or iterable of str
        Formulas of phases to leave out (a text may list several, with commas).
    database_version : str, optional
        Which data set of the store: a database version, or the label of an import. Default: the
        newest fetched one; an import where it alone covers the request.
    cache : path, optional
        Folder of local data; see `cache_folder`.
    covering : iterable of element sets
        What the request needs, to choose the data set of the store.

    Raises
    ------
    PhaseFileError
        The file is missing or is not a table of phases.
    RequestError
        The scheme, the data set or an excluded phase does not exist.
    DamagedDataError
        The store holds files, and none can be used.

    Examples
    --------
    >>> load_phases("starter", scheme="database")
    PhaseTable('starter': 22485 phases of 63 elements, scheme 'database')
    """
    base = cache_folder(cache)
    chosen = source if source is not None else os.environ.get(ENVIRONMENT_VARIABLE) or None
    if chosen is None:
        store = Store.open(base)
        chosen = STORE if store.parts or store.damaged else STARTER
    if str(chosen) == STARTER and database_version is None:
        table = _open_starter(scheme, base)
    else:
        table = _open(_origin(chosen, base, database_version, covering), scheme, base)
    return table.excluding(exclude.split(",") if isinstance(exclude, str) else exclude)


@lru_cache(maxsize=4)
def _open_starter(scheme: str | None, cache: Path) -> PhaseTable:
    """The starter, which never changes while a process runs."""
    return _open(_starter(), scheme, cache)


def _starter() -> _Origin:
    folder = resources.files("stabwin.data").joinpath("starter")
    facts = folder.joinpath("starter.toml").read_bytes()
    coverage = folder.joinpath("coverage.csv").read_bytes()
    phases = folder.joinpath("phases.csv.gz").read_bytes()
    said: Mapping[str, Any] = tomllib.loads(facts.decode())
    return _Origin(
        source=TableSource(
            name=said["name"],
            description=said["description"],
            schemes=tuple(said["schemes"]),
            citations=tuple(said["citations"]),
            database_version=said["database_version"],
            thermo_type=said["thermo_type"],
            help_when_missing="Fetch them with stabwin fetch --elements {elements}, or give a table "
            "that covers them with --phases PATH.",
        ),
        content=(phases, coverage),
        read=lambda _: read_records(Path("phases.csv.gz"), phases),
        coverage=Coverage.of(line.split() for line in coverage.decode().split("\n")[1:] if line),
    )


def _origin(
    chosen: str | os.PathLike[str],
    cache: Path,
    version: str | None,
    covering: Iterable[Iterable[str]],
) -> _Origin:
    if str(chosen) == STORE:
        return _store(Store.open(cache), version, covering)
    path = Path(chosen).expanduser()
    if version is not None and not path.is_dir():
        raise RequestError(
            f"The data set {version!r} was asked for, but {path} is no store: leave out the version or use "
            "--phases store."
        )
    if path.is_dir():
        is_inside = path.name == FOLDER and not (path / FOLDER).is_dir()
        return _store(Store.open(path.parent if is_inside else path), version, covering)
    return _file(path)


def _store(store: Store, version: str | None, covering: Iterable[Iterable[str]]) -> _Origin:
    if store.damaged and not store.datasets:
        raise DamagedDataError(store.damaged[0][1], path=str(store.damaged[0][0]))
    dataset = store.choose(version, covering)
    names = sorted(part.path.name for part in (*dataset.parts, *dataset.own))
    return _Origin(
        source=TableSource(
            name=STORE,
            description=_describe(dataset),
            schemes=_FETCHED_SCHEMES if dataset.kind == FETCHED else _IMPORTED_SCHEMES,
            citations=("jain2013",) if dataset.kind == FETCHED else (),
            database_version=dataset.facts.database_version or dataset.name,
            thermo_type=dataset.facts.thermo_type or None,
            own_labels=dataset.labels,
            notes=tuple(f"{message} It is left out." for _, message in store.damaged),
            help_when_missing=_help(store, dataset),
        ),
        content=(STORE.encode(), *(name.encode() for name in names)),
        read=lambda scheme: _read_dataset(dataset, scheme),
        coverage=dataset.coverage,
    )


def _read_dataset(dataset: Dataset, scheme: Scheme) -> list[PhaseRecord]:
    from stabwin.phases.store.records import dataset_records

    return dataset_records(dataset, scheme)


def _describe(dataset: Dataset) -> str:
    facts = dataset.facts
    own = f", with own phases ({', '.join(dataset.labels)})" if dataset.labels else ""
    if dataset.kind == FETCHED:
        return f"Materials Project {facts.thermo_type}, database version {facts.database_version}{own}"
    files = ", ".join(sorted({name for part in dataset.parts for name in part.facts.sources}))
    return f"Imported as {dataset.name} from {files}"


def _help(store: Store, dataset: Dataset) -> str:
    of_type = dataset.facts.thermo_type
    option = f" --thermo-type {of_type}" if of_type not in ("", DEFAULT_THERMO_TYPE) else ""
    others = [other.name for other in store.datasets if other.name != dataset.name]
    also = f"; the store also has {', '.join(others)} (--database-version)" if others else ""
    damaged = (
        f" Damaged files of the store were left out ({len(store.damaged)}: stabwin data verify)."
        if store.damaged
        else ""
    )
    where = f"This is the data set {dataset.name}{also}.{damaged}".replace("{", "{{").replace("}", "}}")
    return (
        f"{where} Fetch them with stabwin fetch --elements {{elements}}{option}, or use --phases starter."
    )


def _file(path: Path) -> _Origin:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PhaseFileError(
            f"The phases file {path} can't be read ({error.strerror}): give 'starter', 'store' or the "
            "path of a table.",
            path=str(path),
        ) from error
    facts = read_export_facts(path, content) or ExportFacts(
        name=path.name,
        description=f"Phases of the file {path.name}",
        schemes=("database", "literature"),
    )
    return _Origin(
        source=TableSource(
            name=facts.name,
            description=facts.description,
            schemes=facts.schemes,
            citations=facts.citations,
            database_version=facts.database_version,
            thermo_type=facts.thermo_type,
            own_labels=facts.own_labels,
        ),
        content=(path.suffix.encode(), content),
        read=lambda _: read_records(path, content),
        coverage=None if facts.coverage is None else Coverage.from_dict(facts.coverage),
    )


def _open(origin: _Origin, scheme_name: str | None, cache: Path) -> PhaseTable:
    """The table from its compiled copy, or read and compiled now."""
    schemes = origin.source.schemes
    scheme = find_scheme(scheme_name or schemes[0], schemes)
    name = content_name(*origin.content, repr(scheme).encode())
    path = cache / "compiled" / f"{name}.phases"
    copy = read_copy(path)
    try:
        arrays, facts = copy or ({}, {})
        coverage = Coverage.from_dict(facts["coverage"])
        columns, stability = unpack(arrays)
        fingerprint = str(facts["fingerprint"])
    except KeyError:  # there is no copy, or it holds something else
        table = PhaseTable.from_records(
            origin.read(scheme), name=origin.source.name, coverage=origin.coverage, schemes=schemes
        )
        columns, coverage, fingerprint = table.columns, table.coverage, table.source.fingerprint
        stability = Stability.of(columns, scheme)
        write_copy(
            path, pack(columns, stability), {"coverage": coverage.to_dict(), "fingerprint": fingerprint}
        )
    return PhaseTable(
        columns=columns,
        source=replace(origin.source, fingerprint=fingerprint),
        coverage=coverage,
        scheme=scheme,
        known_stability=stability,
    )
