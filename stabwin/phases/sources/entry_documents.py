"""The forms in which pymatgen's entries stand in JSON: lists, mappings and phase diagrams.

What is no entry with a total energy is refused by the name of what it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from stabwin.errors import PhaseFileError

_AS_TABLE = "give a table with the columns formula and formation_energy_ev_per_atom"
_AS_ENTRIES = "give the entries that it was made from"

# Classes that hold another energy than the total one of a calculation, and what to give instead.
_OTHER_ENERGIES = {
    "GibbsComputedStructureEntry": f"whose energies are modelled free energies: {_AS_ENTRIES}",
    "ThermoData": f"a measured value: {_AS_TABLE}",
    "ExpEntry": f"a measured value: {_AS_TABLE}",
    "ThermoDoc": f"with a formation energy: {_AS_TABLE}",
    "GrandPotPDEntry": f"whose energies hold a chemical potential: {_AS_ENTRIES}",
    "TransformedPDEntry": f"whose composition is transformed: {_AS_ENTRIES}",
}

# Where a document has its entries; a phase diagram has them among its computed data.
_INSIDE = ("entries", "all_entries", "computed_data")
# What `ComputedEntry` reads, and `PDEntry` does not write.
_DEFAULTS: Mapping[str, Any] = {"correction": 0.0}


def entry_documents(plain: Any, where: str) -> list[Mapping[str, Any]]:
    """The entries of a JSON document, each a mapping with a composition and an energy.

    Parameters
    ----------
    plain
        What was read: a list of entries, one entry, ``{"entries": ...}``, a phase diagram, or a mapping of
        names to entries.
    where : str
        The file, for errors.

    Raises
    ------
    PhaseFileError
        It holds no entries, or something that is no entry with a total energy.
    """
    if isinstance(plain, Mapping):
        inside = next((plain[name] for name in _INSIDE if name in plain), None)
        if inside is not None:
            return entry_documents(inside, where)
        if _is_named_entries(plain):
            named = [{"entry_id": name, **entry} for name, entry in plain.items()]
            return [_checked(entry, f"entry {entry['entry_id']!r}", where) for entry in named]
        plain = [plain]
    if not isinstance(plain, list):
        raise PhaseFileError(
            f"{where} holds no list of pymatgen entries: give a list of them, {{name: entry}} or a phase "
            "diagram.",
            path=where,
        )
    return [_checked(entry, f"entry {number}", where) for number, entry in enumerate(plain, start=1)]


def _is_named_entries(plain: Mapping[str, Any]) -> bool:
    """Whether a mapping names entries, and is none itself."""
    return (
        bool(plain) and "composition" not in plain and all(isinstance(v, Mapping) for v in plain.values())
    )


def _checked(entry: Any, which: str, where: str) -> Mapping[str, Any]:
    """An entry, if it is one with a composition and an energy."""
    if not isinstance(entry, Mapping):
        raise _no_entry(where, which, f"is not a pymatgen entry but {_shown(entry)}")
    kind = str(entry.get("@class") or "")
    if kind in _OTHER_ENERGIES:
        raise _no_entry(where, which, f"is {_with_article(kind)}, {_OTHER_ENERGIES[kind]}", advice=False)
    missing = [name for name in ("composition", "energy") if entry.get(name) is None]
    if missing:
        lacks = f"is {_with_article(kind)} without" if kind else "has no"
        raise _no_entry(where, which, f"{lacks} {' and '.join(missing)}")
    if not isinstance(entry["energy"], int | float) or not math.isfinite(entry["energy"]):
        raise _no_entry(where, which, f"has the energy {_shown(entry['energy'])}, which is not a number")
    return {**_DEFAULTS, **entry}


def _with_article(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


def _no_entry(where: str, which: str, reason: str, *, advice: bool = True) -> PhaseFileError:
    more = ": give entries with a composition and a total energy" if advice else ""
    return PhaseFileError(f"{where}, {which} {reason}{more}.", path=where)
