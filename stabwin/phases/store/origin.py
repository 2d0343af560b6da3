"""The local store as a source of phases: one of its data sets becomes a table."""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.errors import DamagedDataError
from stabwin.phases.schemes import MEASURED, MP2020, UNCORRECTED
from stabwin.phases.source import TableSource
from stabwin.phases.sources.named_scheme import schemes_of
from stabwin.phases.sources.origin import Origin
from stabwin.phases.store.part import FETCHED
from stabwin.phases.store.records import dataset_records
from stabwin.phases.store.store import DEFAULT_THERMO_TYPE, Dataset, Store

STORE = "store"

_FETCHED_SCHEMES = (MP2020, MEASURED, UNCORRECTED)
_R2SCAN_SCHEMES = (MP2020, UNCORRECTED)


def origin_of_store(store: Store, version: str | None, covering: Iterable[Iterable[str]]) -> Origin:
    """The table of the data set that a request uses; see `Store.choose`.

    Raises
    ------
    RequestError, DataUnavailableError
        See `Store.choose`.
    DamagedDataError
        The store holds files, and none can be used.
    """
    if store.damaged and not store.datasets:
        raise DamagedDataError(store.damaged[0][1], path=str(store.damaged[0][0]))
    dataset = store.choose(version, covering)
    names = sorted(part.path.name for part in (*dataset.parts, *dataset.own))
    return Origin(
        source=TableSource(
            name=STORE,
            description=_describe(dataset),
            schemes=_schemes(dataset),
            citations=("jain2013",) if dataset.kind == FETCHED else (),
            database_version=dataset.facts.database_version or dataset.name,
            thermo_type=dataset.facts.thermo_type or None,
            own_labels=dataset.labels,
            notes=tuple(f"{message} It is left out." for _, message in store.damaged),
            help_when_missing=_help(store, dataset),
        ),
        content=(STORE.encode(), *(name.encode() for name in names)),
        read=lambda scheme: dataset_records(dataset, scheme),
        coverage=dataset.coverage,
        own=dataset.kind != FETCHED,
    )


def origin_of_own(dataset: Dataset) -> Origin:
    """The own phases of a label, to put on top of others."""
    return Origin(
        source=TableSource(name=dataset.name, description="", schemes=schemes_of(dataset.facts.scheme)),
        content=tuple(part.path.name.encode() for part in dataset.parts),
        read=lambda scheme: dataset_records(dataset, scheme),
        coverage=None,
    )


def _schemes(dataset: Dataset) -> tuple[str, ...]:
    if dataset.kind != FETCHED:
        found = schemes_of(dataset.facts.scheme)
        # Alone is a scheme whose corrections the energies hold: there is no way back.
        return found if len(found) == 1 else (*found, UNCORRECTED)
    if dataset.facts.thermo_type != DEFAULT_THERMO_TYPE:
        return _R2SCAN_SCHEMES
    known = all(part.facts.scheme == MP2020 for part in dataset.own)
    return tuple(name for name in _FETCHED_SCHEMES if known or name != MEASURED)


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
