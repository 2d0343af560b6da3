"""Texts and the targets that they stand for: series, patterns, selections of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from stabwin.chemistry.formula_signs import seen_text
from stabwin.chemistry.target import TargetLike, resolve_target, text_of
from stabwin.errors import RequestError, StabwinError
from stabwin.lists.files import rows_of_file
from stabwin.lists.listed import Listed
from stabwin.lists.patterns import of_catalogue, of_phases
from stabwin.lists.series import is_series, members_of
from stabwin.phases.table import PhaseTable

_FORMS = frozenset("{-: ")  # one of these is in every text that stands for several


def expanded(given: Iterable[Listed], table: Callable[[], PhaseTable]) -> list[Listed]:
    """The targets that those of a list stand for, in the order given.

    What a pattern finds is left out where a text that was given names it. A text that stands for nothing
    is kept, with its error.

    Parameters
    ----------
    given : iterable of Listed
    table : callable
        Opens the phases that patterns look in; called only where there is a pattern.
    """
    each = [one for item in given for one in _members(item, table)]
    if not any(one.found for one in each):
        return each
    answered = {_key(one.target) for one in each if not one.found}
    kept = []
    for one in each:
        if one.found:
            key = _key(one.target)
            if key in answered:
                continue
            answered.add(key)
        kept.append(one)
    return kept


def expand(specs: Iterable[str], table: PhaseTable, folder: Path) -> tuple[list[str], frozenset[str]]:
    """The targets that a list of a study stands for, each once, in the order given.

    Every text that was given stands for itself, also where two of them name one composition. What a
    pattern finds is left out where a text that was given names it.

    Parameters
    ----------
    specs : iterable of str
        A name or formula; ``role:electrolyte``, ``family:garnet`` or both; ``Li-*-O`` or ``Li-P-O`` (every
        phase of exactly these elements), ``Li-M-O with M in [Nb, Ta]``, ``all Li``, each with ``stable``
        before it for phases on the hull; ``@FILE`` (one of these per line), ``FILE:COLUMN`` (also
        ``csv:FILE#COLUMN``); ``Li{7-x}La3Zr{2-x}Ta{x}O12, x = 0:1:0.1``.
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
    texts: dict[str, bool] = {}  # whether each was found by a pattern
    given = []
    for spec in specs:
        if spec.strip() == "-":
            raise RequestError("- is standard input, which a study does not read: name a file (@FILE).")
        rows = rows_of_file(spec.strip(), folder)
        if rows is not None and not any(row.text for row in rows):
            raise RequestError(f"Nothing matches the targets {spec!r}.", targets=spec)
        given += [Listed(target=spec.strip())] if rows is None else [row for row in rows if row.text]
    for one in expanded(given, lambda: table):
        if one.error is not None:
            raise one.error
        texts[one.text] = texts.get(one.text, True) and one.found
    return list(texts), frozenset(text for text, found in texts.items() if not found)


def _key(target: TargetLike) -> tuple[object, ...]:
    """What makes two targets the same: composition and ion, and whether it has states of charge."""
    try:
        resolved = resolve_target(target)
    except RequestError:
        return (text_of(target),)
    return resolved.formula.key, resolved.ion, resolved.has_states


def _members(item: Listed, table: Callable[[], PhaseTable]) -> Iterator[Listed]:
    spec = seen_text(item.target) if isinstance(item.target, str) else ""
    if item.as_is or _FORMS.isdisjoint(spec):
        yield item
        return
    try:
        if is_series(spec):
            for text, point in members_of(spec):
                beside = (*item.columns, (point.letter, point.value))
                yield replace(item, target=text, columns=beside, point=point)
            return
        texts, found = of_catalogue(spec), False
        if texts is None:
            texts, found = of_phases(spec, table), True
        if texts is None:
            yield item
            return
        if not texts:
            raise RequestError(f"Nothing matches the targets {spec!r}.", targets=spec)
        yield from (replace(item, target=text, found=found) for text in texts)
    except StabwinError as error:
        yield replace(item, error=error)
