"""What documents of the Materials Project must hold: values of the right kind, and the elements."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.phases.sources.energy_bounds import HIGHEST_EV_PER_ATOM, LOWEST_EV_PER_ATOM
from stabwin.phases.sources.materials_project_faults import _IncompleteAnswerError

# Total energies: those of the heaviest atoms in r2SCAN are above -100 eV.
_LARGEST_TOTAL_EV_PER_ATOM = 1000.0
_LARGEST_COUNT = 1_000_000
_LARGEST_BAND_GAP_EV = 100.0

# Every edition of the database has the elements up to bismuth; the radioactive ones and the noble gases
# are not in all of them.
_NOT_IN_ALL = frozenset({"Tc", "Pm", "He", "Ne", "Ar", "Kr", "Xe"})
EVERYWHERE = frozenset(symbol for symbol, z in ATOMIC_NUMBER.items() if z <= 83) - _NOT_IN_ALL


def _is_number(low: float, high: float) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return math.isnan(value) or low <= value <= high

    return check


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def _is_composition(value: Any) -> bool:
    counts = _is_number(0.0, _LARGEST_COUNT)
    return isinstance(value, Mapping) and all(
        symbol in ATOMIC_NUMBER and counts(amount) and amount > 0 for symbol, amount in value.items()
    )


_total = _is_number(-_LARGEST_TOTAL_EV_PER_ATOM, _LARGEST_TOTAL_EV_PER_ATOM)

# What a value must be where there is one; None says that there is none.
_THERMO: dict[str, Callable[[Any], bool]] = {
    "material_id": _is_text,
    "composition_reduced": _is_composition,
    "nsites": _is_number(0.0, _LARGEST_COUNT),
    "volume": _is_number(0.0, _LARGEST_COUNT),
    "energy_per_atom": _total,
    "uncorrected_energy_per_atom": _total,
    "formation_energy_per_atom": _is_number(LOWEST_EV_PER_ATOM, HIGHEST_EV_PER_ATOM),
    "energy_uncertainy_per_atom": _is_number(0.0, HIGHEST_EV_PER_ATOM),
    "thermo_type": _is_text,
    "deprecated": _is_truth,
}
_SUMMARY: dict[str, Callable[[Any], bool]] = {
    "material_id": _is_text,
    "band_gap": _is_number(0.0, _LARGEST_BAND_GAP_EV),
    "is_metal": _is_truth,
    "theoretical": _is_truth,
}


def check_thermo(documents: Iterable[Any]) -> None:
    """See that thermo documents hold what they should.

    Raises
    ------
    _IncompleteAnswerError
        A value is of another kind, or outside what any phase has.
    """
    _check(documents, _THERMO)


def check_summaries(documents: Iterable[Any]) -> None:
    """See that summary documents hold what they should (errors as `check_thermo`)."""
    _check(documents, _SUMMARY)


def check_elements(documents: Iterable[Mapping[str, Any]], elements: Iterable[str]) -> None:
    """See that thermo documents hold a phase of each element that was asked for.

    Raises
    ------
    _IncompleteAnswerError
        An element is missing that every edition of the database has.
    """
    there = {
        symbol
        for document in documents
        if document.get("formation_energy_per_atom") is not None
        and not document.get("deprecated")
        and len(document.get("composition_reduced") or ()) == 1
        for symbol in document["composition_reduced"]
    }
    missing = sorted((EVERYWHERE & set(elements)) - there, key=ATOMIC_NUMBER.__getitem__)
    if missing:
        raise _IncompleteAnswerError(f"sent no phase of the element {', '.join(missing)}")


def _check(documents: Iterable[Any], kinds: Mapping[str, Callable[[Any], bool]]) -> None:
    for document in documents:
        if not isinstance(document, Mapping) or document.get("material_id") is None:
            raise _IncompleteAnswerError("sent documents without an identifier")
        for name, is_right in kinds.items():
            value = document.get(name)
            if value is not None and not is_right(value):
                shown = repr(value)
                shown = shown if len(shown) <= 40 else f"{shown[:40]}..."
                raise _IncompleteAnswerError(
                    f"sent a {name} of {document['material_id']!r:.40} that can't be one ({shown})"
                )
