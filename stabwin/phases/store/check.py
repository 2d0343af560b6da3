"""Looking after a store: what it holds, and whether all of it is valid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stabwin.chemistry.formula import composition_key
from stabwin.chemistry.formula_text import parse_amounts
from stabwin.errors import RequestError, StoreWriteError
from stabwin.phases.element_sets import element_mask
from stabwin.phases.store.part import OWN, read_rows
from stabwin.phases.store.store import Dataset, Part, Store


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that verification found.

    Attributes
    ----------
    severity : str
        "error" (results would be wrong or fail) or "note".
    text : str
    """

    severity: str
    text: str


def status_of(store: Store) -> list[dict[str, Any]]:
    """One plain row per data set: what it covers, its version, sizes and dates."""
    return [
        {
            "dataset": dataset.name,
            "kind": dataset.kind,
            "database_version": dataset.facts.database_version or None,
            "thermo_type": dataset.facts.thermo_type or None,
            "systems": len(dataset.coverage.systems),
            "element_sets": ["-".join(elements) for elements in dataset.coverage.sets],
            "numbers_of_elements": list(dataset.coverage.sizes),
            "complete": dataset.coverage.covers_everything,
            "elements": sorted(dataset.coverage.elements),
            "own_labels": [dataset.name] if dataset.kind == OWN else list(dataset.labels),
            "parts": len(dataset.parts) + len(dataset.own),
            "bytes": sum(part.size_bytes for part in (*dataset.parts, *dataset.own)),
            "made_at": max(part.facts.made_at for part in dataset.parts)[:19] + "Z",
        }
        for dataset in (*store.datasets, *store.without_base)
    ]


def remove(store: Store, name: str) -> list[Part]:
    """Remove a data set, or the own phases of a label, from the store.

    Parameters
    ----------
    store : Store
    name : str
        As `status_of` gives it.

    Returns
    -------
    list of Part
        What was removed.

    Raises
    ------
    RequestError
        Nothing has this name.
    StoreWriteError
        The folder can't be written.
    """
    parts = [part for part in store.parts if part.facts.dataset == name]
    if not parts:
        names = ", ".join(sorted({part.facts.dataset for part in store.parts})) or "nothing"
        raise RequestError(f"The store {store.folder} holds no {name!r}: it holds {names}.")
    for part in parts:
        try:
            part.path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreWriteError(f"{part.path} can't be removed ({error.strerror}).") from error
    return parts


def verify(store: Store) -> list[Finding]:
    """Look for what would make results wrong in a store whose parts were just verified.

    Looks for damaged parts, elements without a phase of their own, phases outside every covered system,
    the same material with two energies in one data set, and own phases that belong to no data.

    Parameters
    ----------
    store : Store
        Opened with ``verify_again``, so that the disk can have changed nothing since.
    """
    findings = [Finding(severity="error", text=message) for _, message in store.damaged]
    for dataset in store.datasets:
        findings.extend(_verify_dataset(dataset))
    findings.extend(Finding(severity="note", text=text) for text in _unused(store))
    return findings


def _unused(store: Store) -> Iterator[str]:
    for part in store.replaced:
        yield f"{part.path}: a newer import of {part.facts.dataset} replaces it; it may be removed."
    used = {part.path for dataset in store.datasets for part in dataset.own}
    used |= {part.path for dataset in store.without_base for part in dataset.parts}
    for part in store.parts:
        if part.facts.kind == OWN and part.path not in used and part not in store.replaced:
            yield f"{part.facts.dataset}: there is no fetched data that these own phases belong to."


def _verify_dataset(dataset: Dataset) -> Iterator[Finding]:
    energies: dict[tuple[str, str], float] = {}
    outside = disagreeing = 0
    elements_with_phase: set[str] = set()
    elements: set[str] = set(dataset.coverage.elements)
    for part in dataset.parts:
        for row in read_rows(part.path).to_pylist():
            amounts = parse_amounts(row["formula"])
            elements |= set(amounts)
            if len(amounts) == 1:
                elements_with_phase |= set(amounts)
            outside += dataset.coverage.lacks(element_mask(amounts))
            identity = row["material_id"] or "", composition_key(amounts)
            energy = row["formation_energy_ev_per_atom"]
            known = energies.setdefault(identity, energy)
            disagreeing += bool(identity[0]) and abs(known - energy) > 1e-6
    missing = sorted(elements - elements_with_phase)
    if missing:
        # Energies are relative to the elements, so that nothing is wrong without them.
        text = f"{dataset.name}: no phase of the element {', '.join(missing)}; its energy is taken as 0."
        yield Finding(severity="note", text=text)
    if outside:
        text = f"{dataset.name}: {outside} phases lie outside every covered system."
        yield Finding(severity="error", text=text)
    own_outside = sum(
        dataset.coverage.lacks(element_mask(parse_amounts(row["formula"])))
        for part in dataset.own
        for row in read_rows(part.path).to_pylist()
    )
    if own_outside:
        text = f"{dataset.name}: {own_outside} own phases lie in systems that were not fetched."
        yield Finding(severity="note", text=text)
    if disagreeing:
        text = f"{dataset.name}: {disagreeing} phases are listed with two energies; the lowest counts."
        yield Finding(severity="note", text=text)
