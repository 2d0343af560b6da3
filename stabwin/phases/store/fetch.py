"""Fetching phases from the Materials Project into the local store, once."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stabwin.chemistry.formula import from_amounts
from stabwin.errors import FetchError, RequestError
from stabwin.phases.columns import element_mask, mask_elements
from stabwin.phases.coverage import Coverage
from stabwin.phases.sources.materials_project import THERMO_TYPES, Document, MaterialsProject
from stabwin.phases.store.part import FETCHED, PartFacts, write_part
from stabwin.phases.store.store import Dataset, Store

# More elements than this in one request are 8,191 chemical systems: the whole database is less work.
MOST_ELEMENTS = 12

# Length of the list of chemical systems in one request (characters): servers refuse longer addresses.
SYSTEMS_LENGTH = 3000

# Material identifiers in one request for band gaps.
IDENTIFIERS_PER_REQUEST = 250

# With --all: systems of this many elements and more come in one request.
FIRST_OPEN_SIZE = 7

MIXED_TYPE = "GGA_GGA+U_R2SCAN"


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


def checked_thermo_type(name: str) -> str:
    """The thermo type, if its energies can be pooled (RequestError otherwise)."""
    wanted = {known.upper(): known for known in THERMO_TYPES}.get(name.upper())
    if wanted is not None:
        return wanted
    if name.upper() == MIXED_TYPE:
        raise RequestError(
            f"The energies of {MIXED_TYPE} are mixed for each chemical system on a scale of its own and "
            f"can't be pooled: choose {' or '.join(THERMO_TYPES)}."
        )
    raise RequestError(f"There is no thermo type {name!r}: choose {' or '.join(THERMO_TYPES)}.")


def unions(sets: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Every set, and the union of every two."""
    found = dict.fromkeys(sets)
    for i, one in enumerate(sets):
        found |= dict.fromkeys(one | other for other in sets[i + 1 :])
    return list(found)


def needed_systems(sets: Iterable[frozenset[str]]) -> list[int]:
    """All chemical systems within some sets of elements, as masks, small ones first.

    Raises
    ------
    RequestError
        A set has too many elements to list its systems.
    """
    masks: set[int] = set()
    for one in sets:
        if len(one) > MOST_ELEMENTS:
            raise RequestError(
                f"{'-'.join(sorted(one))} has {len(one)} elements, and {2 ** len(one) - 1} chemical "
                f"systems: above {MOST_ELEMENTS} elements fetch the whole database with --all."
            )
        mask = element_mask(one)
        subset = mask
        while subset:
            masks.add(subset)
            subset = (subset - 1) & mask
    return sorted(masks, key=lambda mask: (mask.bit_count(), mask))


def held_sets(cache: Path, thermo_type: str) -> list[frozenset[str]] | None:
    """The chemical systems that were fetched in any database version; None for the whole database.

    Raises
    ------
    RequestError
        Nothing of this thermo type was fetched.
    """
    held = Coverage.joined(
        dataset.coverage
        for dataset in Store.open(cache).datasets
        if dataset.kind == FETCHED and dataset.facts.thermo_type == thermo_type
    )
    if held == Coverage():
        raise RequestError(
            f"Nothing of {thermo_type} was fetched yet that could be refreshed: give names, or --elements, "
            "or --all."
        )
    return None if held.sizes_from is not None else [frozenset(system) for system in held.systems]


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
    wanted = Coverage.of(sizes=range(1, FIRST_OPEN_SIZE), sizes_from=FIRST_OPEN_SIZE)
    systems = None if sets is None else needed_systems(sets)
    store = Store.open(cache)
    newest = _newest(store, thermo_type)
    if newest is not None and not refresh and not _missing(systems, wanted, newest):
        return _nothing_new(newest, systems, start)
    project = connect()
    name = f"{thermo_type} {project.database_version}"
    same = next((dataset for dataset in store.datasets if dataset.name == name), None)
    pieces = list(_pieces(systems, wanted, same))
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
        documents = _documents(project, thermo_type, piece)
        rows = [row for row in map(_row, documents) if row is not None]
        _add_summaries(project, rows, piece)
        _check_version(project)
        path = write_part(store.folder, rows, _dated(facts, piece))
        phases, left_out = phases + len(rows), left_out + len(documents) - len(rows)
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


def _missing(systems: Sequence[int] | None, wanted: Coverage, dataset: Dataset) -> bool:
    if systems is None:
        held = dataset.coverage
        return not (set(wanted.sizes) <= set(held.sizes) and held.sizes_from is not None)
    return any(dataset.coverage.lacks(mask) for mask in systems)


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


def _pieces(systems: Sequence[int] | None, wanted: Coverage, held: Dataset | None) -> Iterator[Coverage]:
    """What is missing, in pieces of one request each."""
    if systems is None:
        for size in wanted.sizes:
            if held is None or size not in held.coverage.sizes:
                yield Coverage.of(sizes=[size])
        if held is None or held.coverage.sizes_from is None:
            yield Coverage.of(sizes_from=wanted.sizes_from)
        return
    piece: list[tuple[str, ...]] = []
    length = 0
    for mask in systems:
        if held is not None and not held.coverage.lacks(mask):
            continue
        symbols = mask_elements(mask)
        text = len("-".join(symbols)) + 1
        if piece and length + text > SYSTEMS_LENGTH:
            yield Coverage.of(systems=piece)
            piece, length = [], 0
        piece.append(symbols)
        length += text
    if piece:
        yield Coverage.of(systems=piece)


def _documents(project: MaterialsProject, thermo_type: str, piece: Coverage) -> list[Document]:
    if piece.systems:
        names = ["-".join(sorted(system)) for system in piece.systems]
        found = project.thermo(thermo_type, systems=names)
    else:
        found = project.thermo(thermo_type, sizes=_size_limits(piece))
    wrong = {str(d.get("thermo_type")) for d in found} - {thermo_type, thermo_type.replace("R2", "r2")}
    if wrong:
        raise FetchError(
            f"The Materials Project sent energies of {', '.join(sorted(wrong))} where {thermo_type} was "
            "asked for: nothing of this answer is kept."
        )
    return [d for d in found if not d.get("deprecated")]


def _size_limits(piece: Coverage) -> tuple[int, int]:
    if piece.sizes:
        return piece.sizes[0], piece.sizes[0]
    return piece.sizes_from or 1, 100


def _row(document: Document) -> dict[str, Any] | None:
    """A document as a row of a part; None if it has no energy."""
    energy = document.get("formation_energy_per_atom")
    composition = document.get("composition_reduced")
    if energy is None or not math.isfinite(energy) or not composition:
        return None
    sites, volume = document.get("nsites"), document.get("volume")
    return {
        "formula": from_amounts(dict(composition)).text,
        "material_id": str(document["material_id"]),
        "formation_energy_ev_per_atom": float(energy),
        "energy_ev_per_atom": document.get("energy_per_atom"),
        "uncorrected_energy_ev_per_atom": document.get("uncorrected_energy_per_atom"),
        "energy_uncertainty_ev_per_atom": document.get("energy_uncertainy_per_atom"),
        "volume_a3_per_atom": volume / sites if volume and sites else None,
    }


def _add_summaries(project: MaterialsProject, rows: list[dict[str, Any]], piece: Coverage) -> None:
    """Band gaps, and whether a phase was ever made."""
    found: dict[str, Document] = {}
    if piece.systems:
        identifiers = sorted({row["material_id"] for row in rows})
        for first in range(0, len(identifiers), IDENTIFIERS_PER_REQUEST):
            chunk = identifiers[first : first + IDENTIFIERS_PER_REQUEST]
            found |= project.summaries(identifiers=chunk)
    else:
        found = project.summaries(sizes=_size_limits(piece)) if rows else {}
    for row in rows:
        summary: Mapping[str, Any] = found.get(row["material_id"], {})
        row["band_gap_ev"] = summary.get("band_gap")
        row["is_metal"] = summary.get("is_metal")
        row["theoretical"] = summary.get("theoretical")


def _dated(facts: PartFacts, piece: Coverage) -> PartFacts:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return replace(facts, coverage=piece, made_at=now)
