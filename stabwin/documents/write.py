"""From a result to its document."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache, partial
from operator import attrgetter
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

Convert = Callable[[Any], Any]


def to_dict(result: Any) -> dict[str, Any]:
    """The document of a dataclass or named tuple."""
    cls: type = type(result)
    return _writer(cls)(result)


@cache
def _writer(cls: type) -> Callable[[Any], dict[str, Any]]:
    """What writes the documents of a class, compiled once."""
    parts = [part for part in parts_of(cls) if OUTSIDE not in part.markers]
    if all(len(part.place) == 1 and INLINE not in part.markers for part in parts):
        return _flat_writer(parts)
    steps = [(part, attrgetter(part.name), _converter(part)) for part in parts]

    def write(result: Any) -> dict[str, Any]:
        document: dict[str, Any] = {}
        for part, get, convert in steps:
            value = get(result)
            if value is None and OMITTED in part.markers:
                continue
            plain = value if convert is None else convert(value)
            if INLINE in part.markers:
                document.update(plain)
                continue
            inner = document
            for key in part.place[:-1]:
                inner = inner.setdefault(key, {})
            inner[part.place[-1]] = plain
        return document

    return write


def _flat_writer(parts: list[Part]) -> Callable[[Any], dict[str, Any]]:
    """What writes documents whose keys are parts: most of them, and the fastest."""
    keys = [part.place[0] for part in parts]
    names = [part.name for part in parts]
    get: Convert = attrgetter(*names) if len(names) > 1 else partial(_alone, names[0])
    converted = [(part.place[0], convert) for part in parts if (convert := _converter(part)) is not None]
    omitted = [part.place[0] for part in parts if OMITTED in part.markers]

    def write(result: Any) -> dict[str, Any]:
        document = dict(zip(keys, get(result), strict=True))
        for key, convert in converted:
            document[key] = convert(document[key])
        for key in omitted:
            if document[key] is None:
                del document[key]
        return document

    return write


def _alone(name: str, result: Any) -> tuple[Any]:
    return (getattr(result, name),)


def _converter(part: Part) -> Convert | None:
    """From a field to its plain value; None where it is plain already."""
    if UNBOUNDED_AS_NULL in part.markers:
        return _null_if_unbounded
    if EMPTY_AS_NULL in part.markers:
        return _null_if_empty
    if SORTED in part.markers:
        return _sorted
    convert = _plain(part.annotation)
    if LISTED in part.markers and convert is not None:
        return _or_none(partial(_list_of_one, convert))
    return convert


def _plain(annotation: Any) -> Convert | None:
    """What makes values of a type plain; None where they are."""
    choices = [choice for choice in choices_of(annotation) if choice is not types.NoneType]
    if len(choices) < len(choices_of(annotation)):
        inner = _plain(typing.Union[tuple(choices)])  # noqa: UP007 (a union of a list)
        return None if inner is None else _or_none(inner)
    if any(is_document(choice) for choice in choices):
        return _document_of
    (only,) = choices if len(choices) == 1 else (None,)
    origin, arguments = typing.get_origin(only), typing.get_args(only)
    if origin is tuple:
        inner = _plain(arguments[0])
        return list if inner is None else partial(_list, inner)
    if origin is Mapping:
        inner = _plain(arguments[1])
        return dict if inner is None else partial(_mapping, inner)
    return None


def _or_none(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _document_of(value: Any) -> Any:
    return value.to_dict() if hasattr(value, "to_dict") else to_dict(value)


def _list(convert: Convert, values: Any) -> list[Any]:
    return [convert(value) for value in values]


def _list_of_one(convert: Convert, value: Any) -> list[Any]:
    return [convert(value)]


def _mapping(convert: Convert, values: Any) -> dict[str, Any]:
    return {key: convert(value) for key, value in values.items()}


def _sorted(values: Any) -> dict[str, Any]:
    return dict(sorted(values.items()))


def _null_if_unbounded(value: float | None) -> float | None:
    return None if value is None or math.isinf(value) else value


def _null_if_empty(value: str) -> str | None:
    return value or None
