"""Patterns: chemical systems and elements over the phases, roles and families of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from stabwin.chemistry.catalogue import catalogue, find
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.errors import RequestError
from stabwin.phases.element_sets import element_mask, mask_words
from stabwin.phases.table import PhaseTable

_SYSTEM = re.compile(
    r"(stable\s+)?((?:[A-Z][a-z]?|\*)(?:-(?:[A-Z][a-z]?|\*))+)"
    r"(?:\s+with\s+(\w+)\s+in\s+\[(.*)\])?"
)
_ALL = re.compile(r"(stable\s+)?all\s+([A-Z][a-z]?)")
_CATALOGUE = re.compile(r"(role|family):([^,]+?)(?:\s+(role|family):([^,]+))?")
_SMALL = re.compile(r"[a-z]{1,2}(?:-(?:[a-z]{1,2}|\*))+")


def of_catalogue(spec: str) -> list[str] | None:
    """The materials of ``role:NAME``, ``family:NAME`` or both; None where a text is no such selection.

    Raises
    ------
    RequestError
        The catalogue has no such role or family, or nothing of both.
    """
    if not spec.startswith(("role:", "family:")):
        return None
    match = _CATALOGUE.fullmatch(spec)
    if match is None:
        raise RequestError(f"{spec!r} is not a catalogue selection: write role:NAME family:NAME.")
    chosen = {match[1]: match[2].strip(), **({match[3]: match[4].strip()} if match[3] else {})}
    return [m.name for m in catalogue(**chosen) if not m.why_not and not _is_ion(m.formula)]


def of_phases(spec: str, table: Callable[[], PhaseTable]) -> list[str] | None:
    """The phases that a pattern stands for; None where a text is no pattern.

    Parameters
    ----------
    spec : str
        ``Li-*-O``, ``Li-P-O``, ``Li-M-O with M in [Nb, Ta]`` or ``all Li``; ``stable`` before it.
    table : callable
        Opens the phases; called only where there is a pattern.

    Raises
    ------
    RequestError
        It names no element, or one twice.
    """
    if find(spec) is None and (match := _ALL.fullmatch(spec)):
        element, phases = _element(match[2]), table()
        rows = np.flatnonzero(phases.columns.is_compound & (phases.columns.fraction_of(element) > 0))
        return _formulas(phases, rows, stable=bool(match[1]))
    if _SMALL.fullmatch(spec):  # li-p-o means what Li-P-O does
        capitals = "-".join(part.capitalize() for part in spec.split("-"))
        spec = capitals if all(part in {*ATOMIC_NUMBER, "*"} for part in capitals.split("-")) else spec
    if not _is_name(spec) and (match := _SYSTEM.fullmatch(spec)):
        return _from_system(spec, match, table)
    return None


def _is_name(text: str) -> bool:
    """Whether what reads as a chemical system is a material: the alloy Li-In is, Li-P-O is not."""
    material = find(text)
    return material is not None and (text == material.name or material.role == "anode")


def _is_ion(formula: str) -> bool:
    return formula in ("Li", "Na")


def _from_system(spec: str, match: re.Match[str], opened: Callable[[], PhaseTable]) -> list[str]:
    stable, pattern, letter, listed = match.groups()
    parts = pattern.split("-")
    if letter is not None and letter not in parts:
        raise RequestError(f"{spec!r}: {letter} does not stand in {pattern}.")
    if listed is not None and not listed.strip():
        raise RequestError(f"{spec!r}: the list of elements for {letter} is empty.")
    choices = [symbol.strip() for symbol in listed.split(",")] if listed else []
    for symbol in choices:
        _element(symbol)
    fixed = [part for part in parts if part not in ("*", letter)]
    for symbol in fixed:
        _element(symbol)
        if fixed.count(symbol) > 1:
            raise RequestError(f"{spec!r} names {symbol} twice.")
    table = opened()
    masks = table.columns.masks
    bits = np.unpackbits(np.ascontiguousarray(masks).view(np.uint8).reshape(len(masks), 16), axis=1)
    low, high = mask_words(element_mask(fixed))
    holds = ((masks[:, 0] & np.uint64(low)) == low) & ((masks[:, 1] & np.uint64(high)) == high)
    holds &= bits.sum(axis=1) == len(parts)
    if choices:
        some = np.zeros(len(masks), dtype=bool)
        for symbol in choices:
            some |= table.columns.fraction_of(symbol) > 0
        holds &= some
    return _formulas(table, np.flatnonzero(holds), stable=bool(stable))


def _formulas(
    table: PhaseTable, rows: np.ndarray[tuple[int], np.dtype[np.intp]], *, stable: bool
) -> list[str]:
    if stable:
        rows = rows[table.stability.stable[rows]]
    return [table.printed(row)[0] for row in rows.tolist()]


def _element(symbol: str) -> str:
    if symbol not in ATOMIC_NUMBER:
        raise RequestError(f"There is no element {symbol!r}: write a pattern such as Li-*-O or all Li.")
    return symbol
