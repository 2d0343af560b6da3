"""From a result to its document.

What writes the documents of a class is one expression, made from the declaration of its fields and
compiled once, as the standard library makes the methods of dataclasses: a table of results then costs
no more than if every class wrote its document by hand.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from stabwin.documents.parts import (
    EMPTY_AS_NULL,
    INLINE,
    LISTED,
    OMITTED,
    OUTSIDE,
    SORTED,
    UNBOUNDED_AS_NULL,
    Part,
    choices_of,
    is_document,
    parts_of,
)

Write = Callable[[Any], dict[str, Any]]


def to_dict(result: Any) -> dict[str, Any]:
    """The document of a dataclass or named tuple."""
    cls: type = type(result)
    return writer_of(cls)(result)


@cache
def writer_of(cls: type) -> Write:
    """What writes the documents of a class."""
    source = f"lambda result: {_document(cls, 'result')}"
    return eval(source, {"or_null": _or_null})  # type: ignore[no-any-return]  # noqa: S307 (our own text)


def _or_null(value: float | None) -> float | None:
    """A number that JSON can hold."""
    return None if value is None or math.isinf(value) else value


def _document(cls: type, result: str) -> str:
    """The expression of the document of a result."""
    parts = [part for part in parts_of(cls) if OUTSIDE not in part.markers]
    return f"{{{', '.join(_entries(parts, result, 0))}}}"


def _entries(parts: Sequence[Part], result: str, depth: int) -> list[str]:
    """The entries of a document, or of one that is nested in it, with their keys."""
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.place[depth], []).append(part)
    entries = []
    for key, same in groups.items():
        here = [part for part in same if len(part.place) == depth + 1]
        deeper = _entries([part for part in same if part not in here], result, depth + 1)
        if not deeper:
            entries.append(_entry(here[0], key, result))
            continue
        spread = [f"**{_value(part, result)}" for part in here]
        entries.append(f"{key!r}: {{{', '.join([*spread, *deeper])}}}")
    return entries


def _entry(part: Part, key: str, result: str) -> str:
    value = _value(part, result)
    if INLINE in part.markers:
        return f"**{value}"
    if OMITTED in part.markers:
        return f"**({{}} if {result}.{part.name} is None else {{{key!r}: {value}}})"
    return f"{key!r}: {value}"


def _value(part: Part, result: str) -> str:
    """The expression of a part's plain value."""
    value = f"{result}.{part.name}"
    if UNBOUNDED_AS_NULL in part.markers:
        return f"or_null({value})"
    if EMPTY_AS_NULL in part.markers:
        return f"({value} or None)"
    if SORTED in part.markers:
        return f"dict(sorted({value}.items()))"
    plain = _plain(part.annotation, value)
    return f"[{plain}]" if LISTED in part.markers else plain


def _plain(annotation: Any, value: str) -> str:
    """The expression that makes a value of a type plain."""
    members = choices_of(annotation)
    choices = [choice for choice in members if choice is not types.NoneType]
    if len(choices) == 1:
        plain = _plain_of_type(choices[0], value)
    else:
        plain = f"{value}.to_dict()" if any(map(is_document, choices)) else value
    optional = len(choices) < len(members) and plain != value
    return f"(None if {value} is None else {plain})" if optional else plain


def _plain_of_type(cls: Any, value: str) -> str:
    if is_document(cls):
        # A subclass may stand for a class, but none for a named tuple.
        return _document(cls, value) if issubclass(cls, tuple) else f"{value}.to_dict()"
    origin, arguments = typing.get_origin(cls), typing.get_args(cls)
    item = f"{value.rpartition('.')[2]}_item"
    if origin is tuple:
        inner = _plain(arguments[0], item)
        return f"list({value})" if inner == item else f"[{inner} for {item} in {value}]"
    if origin is Mapping:
        inner = _plain(arguments[1], item)
        return f"dict({value})" if inner == item else f"{{key: {inner} for key, {item} in {value}.items()}}"
    return value
