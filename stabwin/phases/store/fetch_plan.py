"""What to fetch: thermo types, chemical systems, and the pieces they are asked for in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from stabwin.errors import RequestError
from stabwin.phases.coverage import Coverage
from stabwin.phases.element_sets import element_mask, mask_elements
from stabwin.phases.sources.materials_project import THERMO_TYPES
from stabwin.phases.store.part import FETCHED
from stabwin.phases.store.store import Dataset, Store

# More elements than this in one request are 8,191 chemical systems: the whole database is less work.
MOST_ELEMENTS = 12

# Length of the list of chemical systems in one request (characters): servers refuse longer addresses.
SYSTEMS_LENGTH = 3000

# With --all: systems of this many elements and more come in one request.
FIRST_OPEN_SIZE = 7
WHOLE_DATABASE = Coverage.of(sizes=range(1, FIRST_OPEN_SIZE), sizes_from=FIRST_OPEN_SIZE)

MIXED_TYPE = "GGA_GGA+U_R2SCAN"


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
    unions = dict.fromkeys(sets)
    for i, elements in enumerate(sets):
        unions |= dict.fromkeys(elements | others for others in sets[i + 1 :])
    return list(unions)


def needed_systems(sets: Iterable[frozenset[str]]) -> list[int]:
    """All chemical systems within some sets of elements, as masks, small ones first.

    Raises
    ------
    RequestError
        A set has too many elements to list its systems.
    """
    masks: set[int] = set()
    for elements in sets:
        if len(elements) > MOST_ELEMENTS:
            raise RequestError(
                f"{'-'.join(sorted(elements))} has {len(elements)} elements, and {2 ** len(elements) - 1} "
                f"chemical systems: above {MOST_ELEMENTS} elements fetch the whole database with --all."
            )
        mask = element_mask(elements)
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


def lacks_any(dataset: Dataset, systems: Sequence[int] | None) -> bool:
    """Whether a data set lacks one of some systems (None: of the whole database)."""
    if systems is None:
        held = dataset.coverage
        return not (set(WHOLE_DATABASE.sizes) <= set(held.sizes) and held.sizes_from is not None)
    return any(dataset.coverage.lacks(mask) for mask in systems)


def pieces_to_fetch(systems: Sequence[int] | None, held: Dataset | None) -> Iterator[Coverage]:
    """What is missing, in pieces of one request each."""
    if systems is None:
        for size in WHOLE_DATABASE.sizes:
            if held is None or size not in held.coverage.sizes:
                yield Coverage.of(sizes=[size])
        if held is None or held.coverage.sizes_from is None:
            yield Coverage.of(sizes_from=WHOLE_DATABASE.sizes_from)
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
