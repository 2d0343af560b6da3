"""Lists of targets: names, roles and families, patterns over the phases, columns of files, series."""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from stabwin.chemistry.catalogue import catalogue, find
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.formula import parse, write_amount
from stabwin.chemistry.target import resolve_target
from stabwin.csv_fields import restored
from stabwin.errors import FormulaError, RequestError
from stabwin.phases.element_sets import element_mask, mask_words
from stabwin.phases.table import PhaseTable
from stabwin.reading import _UnreadableError, file_bytes, unpacked

_SYSTEM = re.compile(
    r"(stable\s+)?((?:[A-Z][a-z]?|\*)(?:-(?:[A-Z][a-z]?|\*))+)"
    r"(?:\s+with\s+(\w+)\s+in\s+\[(.*)\])?"
)
_ALL = re.compile(r"(stable\s+)?all\s+([A-Z][a-z]?)")
_CATALOGUE = re.compile(r"(role|family):([^,]+?)(?:\s+(role|family):([^,]+))?")
_SERIES = re.compile(r"(.*\{.*\}.*),\s*([a-z])\s*=\s*([^:]+):([^:]+):([^:]+)")
_BRACES = re.compile(r"\{([^{}]*)\}")
_TERM = re.compile(r"([+-]?)(?:(\d+(?:\.\d+)?|\.\d+)(?:\*?([a-z]))?|([a-z]))")

# A series of more members than this is a slip of the pen.
MOST_MEMBERS = 10_000


def expand(specs: Iterable[str], table: PhaseTable, folder: Path) -> tuple[list[str], frozenset[str]]:
    """The targets that a list of specifications stands for, each once, in the order given.

    Every text that was given stands for itself, also where two of them name one composition. What a
    pattern finds is left out where a text that was given names it.

    Parameters
    ----------
    specs : iterable of str
        A name or formula; ``role:electrolyte``, ``family:garnet`` or both; ``Li-*-O`` or ``Li-P-O`` (every
        phase of exactly these elements), ``Li-M-O with M in [Nb, Ta]``, ``all Li``, each with ``stable``
        before it for phases on the hull; ``csv:FILE#COLUMN``; ``Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.1``.
    table : PhaseTable
        Where patterns look for phases.
    folder : Path
        What file names are relative to.

    Returns
    -------
    targets : list of str
    named : frozenset of str
        Those that were given by name, formula or file, and not by a pattern over the phases.

    Raises
    ------
    RequestError
        A specification can't be read, or nothing matches it.
    """
    compositions: dict[str, tuple[object, ...]] = {}  # of every text
    named: set[str] = set()
    for spec in specs:
        by_pattern, found = _expand_one(spec.strip(), table, folder)
        if not found:
            raise RequestError(f"Nothing matches the targets {spec!r}.", targets=spec)
        for target in found:
            if target not in compositions:
                compositions[target] = _key(target)
            if not by_pattern:
                named.add(target)
    answered = {compositions[text] for text in named}
    targets = []
    for text, composition in compositions.items():
        if text not in named:
            if composition in answered:
                continue
            answered.add(composition)
        targets.append(text)
    return targets, frozenset(named)


def _key(target: str) -> tuple[object, ...]:
    """What makes two targets the same: composition and ion, and whether it has states of charge."""
    try:
        resolved = resolve_target(target)
    except RequestError:
        return (target,)
    return resolved.formula.key, resolved.ion, resolved.has_states


def _expand_one(spec: str, table: PhaseTable, folder: Path) -> tuple[bool, list[str]]:
    if spec.startswith("csv:"):
        return False, _from_csv(spec, folder)
    if match := _CATALOGUE.fullmatch(spec):
        chosen = {match[1]: match[2].strip(), **({match[3]: match[4].strip()} if match[3] else {})}
        return False, [m.name for m in catalogue(**chosen) if not m.why_not and not _is_ion(m.formula)]
    if match := _SERIES.fullmatch(spec):
        return False, list(_series(spec, match))
    if find(spec) is None and (match := _ALL.fullmatch(spec)):
        rows = np.flatnonzero(
            table.columns.is_compound & (table.columns.fraction_of(_element(match[2])) > 0)
        )
        return True, _formulas(table, rows, stable=bool(match[1]))
    if not _is_name(spec) and (match := _SYSTEM.fullmatch(spec)):
        return True, _from_system(spec, match, table)
    if spec.startswith(("role:", "family:")):
        raise RequestError(f"{spec!r} is not a catalogue selection: write role:NAME family:NAME.")
    if "{" in spec:
        raise RequestError(
            f"{spec!r} is not a series: try Li{{7-x}}La3Zr{{2-x}}Ta{{x}}O12, x = 0:1:0.1 (from, to, step)."
        )
    return False, [spec]


def _is_name(text: str) -> bool:
    """Whether what reads as a chemical system is a material: the alloy Li-In is, Li-P-O is not."""
    material = find(text)
    return material is not None and (text == material.name or material.role == "anode")


def _is_ion(formula: str) -> bool:
    return formula in ("Li", "Na")


def _from_csv(spec: str, folder: Path) -> list[str]:
    path_text, hash_sign, column = spec.removeprefix("csv:").partition("#")
    path = folder / path_text.strip()
    if not hash_sign:
        raise RequestError(f"{spec!r} names no column: write csv:FILE#COLUMN.")
    try:
        text = unpacked(file_bytes(path)).decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""))
        if column not in (reader.fieldnames or ()):
            raise RequestError(
                f"{path} has no column {column!r}: it has {', '.join(reader.fieldnames or ())}."
            )
        texts = [restored(row[column] or "").strip() for row in reader]
        return [text for text in texts if text]
    except (_UnreadableError, UnicodeDecodeError, csv.Error) as error:
        raise RequestError(f"{path} can't be read: {error}.") from error


def _from_system(spec: str, match: re.Match[str], table: PhaseTable) -> list[str]:
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


def _series(spec: str, match: re.Match[str]) -> Iterator[str]:
    """The members of a composition series."""
    template, letter = match[1].strip(), match[2]
    try:
        start, stop, step = (float(match[group]) for group in (3, 4, 5))
    except ValueError as error:
        raise RequestError(f"{spec!r}: {letter} must run over numbers, such as 0:1:0.1.") from error
    upwards = step > 0 and math.isfinite(stop - start) and (stop - start) / step < MOST_MEMBERS
    count = math.floor((stop - start) / step + 1e-9) + 1 if upwards else 0
    if not 0 < count <= MOST_MEMBERS:
        raise RequestError(
            f"{spec!r}: {letter} = {match[3]}:{match[4]}:{match[5]} is not a rising range of at most "
            f"{MOST_MEMBERS} members."
        )
    for number in itertools.islice(itertools.count(), count):
        value = start + number * step

        def amount(braces: re.Match[str], value: float = value) -> str:
            return write_amount(round(_evaluate(braces[1], letter, value, spec), 9), one="")

        text = _without_zeros(_BRACES.sub(amount, template))
        try:
            parse(text)
        except FormulaError as error:
            raise RequestError(f"{spec!r} at {letter} = {value:g}: {error.message}") from error
        yield text


def _without_zeros(text: str) -> str:
    """A formula without its elements of amount 0."""
    return re.sub(r"[A-Z][a-z]?0(?![.\d])", "", text)


def _evaluate(expression: str, letter: str, value: float, spec: str) -> float:
    """A sum of numbers and multiples of the letter, such as 7-2x."""
    compact = expression.replace(" ", "")
    total, position = 0.0, 0
    while position < len(compact) or not compact:
        term = _TERM.match(compact, position)
        if term is None or (term[3] or term[4] or letter) != letter or (position and not term[1]):
            raise RequestError(f"{spec!r}: {{{expression}}} is not a valid sum, such as {{7-2{letter}}}.")
        number = float(term[2]) if term[2] else 1.0
        sign = -1.0 if term[1] == "-" else 1.0
        total += sign * number * (value if term[3] or term[4] else 1.0)
        position = term.end()
    if total < -1e-9:
        raise RequestError(f"{spec!r}: {{{expression}}} is negative at {letter} = {value:g}.")
    return max(total, 0.0)
