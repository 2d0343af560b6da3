"""Fetching phases from the Materials Project into the local store, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stabwin.errors import FetchError
from stabwin.phases.sources.materials_project import MaterialsProject
from stabwin.phases.store.fetch_documents import fetch_rows
from stabwin.phases.store.fetch_plan import (
    checked_thermo_type,
    lacks_any,
    needed_systems,
    pieces_to_fetch,
)
from stabwin.phases.store.part import FETCHED, PartFacts, write_part
from stabwin.phases.store.store import Dataset, Store


@dataclass(frozen=True, kw_only=True)
class FetchSummary:
    """What a fetch did.

    Attributes
    ----------
    dataset : str
    systems, phases, pieces : int
        Chemical systems and phases that came in, in how many pieces.
    known_systems : int
        Chemical systems that were in the store already.
    without_energy : int
        Documents that had no energy and were left out.
    seconds : float
    stored_bytes : int
    other_version : str or None
        The newest data set of another database version in the store; the two are never mixed.
    """

    dataset: str
    systems: int
    phases: int
    pieces: int
    known_systems: int
    without_energy: int
    seconds: float
    stored_bytes: int
    other_version: str | None = None


def fetch(
    sets: Sequence[frozenset[str]] | None,
    *,
    cache: Path,
    thermo_type: str = "GGA_GGA+U",
    refresh: bool = False,
    connect: Callable[[], MaterialsProject],
    progress: Callable[[int, int], None] = lambda *_: None,
) -> FetchSummary:
    """Fetch all chemical systems within some sets of elements that the store does not hold yet.

    Every piece becomes a part of the store as soon as it is complete, so that a fetch that stops
    half-way goes on where it stopped.

    Parameters
    ----------
    sets : sequence of element sets, or None
        None for the whole database.
    cache : Path
        Folder of local data.
    thermo_type : str
        "GGA_GGA+U" or "R2SCAN".
    refresh : bool
        Whether to ask for systems again that the store holds in an older database version.
    connect : callable
        Makes the connection; not called where nothing is missing.
    progress : callable
        Told pieces done and in all.

    Raises
    ------
    RequestError
        The thermo type can't be pooled, or a set has too many elements.
    FetchError
        The server did not answer, or changed to another database version; what came before is kept.
    StoreWriteError
        The store can't be written.
    """
    start = time.perf_counter()
    thermo_type = checked_thermo_type(thermo_type)
    systems = None if sets is None else needed_systems(sets)
    store = Store.open(cache)
    newest = _newest(store, thermo_type)
    if newest is not None and not refresh and not lacks_any(newest, systems):
        return _nothing_new(newest, systems, start)
    project = connect()
    name = f"{thermo_type} {project.database_version}"
    same = next((dataset for dataset in store.datasets if dataset.name == name), None)
    pieces = list(pieces_to_fetch(systems, same))
    phases = left_out = size = count = 0
    facts = PartFacts(
        kind=FETCHED,
        dataset=name,
        database_version=project.database_version,
        thermo_type=thermo_type,
        client=project.program,
    )
    progress(0, len(pieces))
    for number, piece in enumerate(pieces, start=1):
        rows, without_energy = fetch_rows(project, thermo_type, piece)
        _check_version(project)
        path = write_part(store.folder, rows, replace(facts, coverage=piece, made_at=store.moment()))
        phases, left_out = phases + len(rows), left_out + without_energy
        size, count = size + path.stat().st_size, count + len(piece.systems)
        progress(number, len(pieces))
    return FetchSummary(
        dataset=name,
        systems=count,
        phases=phases,
        pieces=len(pieces),
        known_systems=0 if systems is None else len(systems) - count,
        without_energy=left_out,
        seconds=time.perf_counter() - start,
        stored_bytes=size,
        other_version=None if newest is None or newest.name == name else newest.name,
    )


def _check_version(project: MaterialsProject) -> None:
    """See that what was just read belongs to the version it is filed under."""
    served = project.version_served()
    if served != project.database_version:
        raise FetchError(
            f"The Materials Project changed from version {project.database_version} to {served} while it "
            "was read. What was fetched before is kept: run the same command again."
        )


def _newest(store: Store, thermo_type: str) -> Dataset | None:
    fetched = (dataset for dataset in store.datasets if dataset.kind == FETCHED)
    return next((d for d in fetched if d.facts.thermo_type == thermo_type), None)


def _nothing_new(dataset: Dataset, systems: Sequence[int] | None, start: float) -> FetchSummary:
    return FetchSummary(
        dataset=dataset.name,
        systems=0,
        phases=0,
        pieces=0,
        known_systems=0 if systems is None else len(systems),
        without_energy=0,
        seconds=time.perf_counter() - start,
        stored_bytes=0,
    )
