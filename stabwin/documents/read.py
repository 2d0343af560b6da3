"""From a document back to its result."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from stabwin.documents.frozen_mapping import FrozenMapping
from stabwin.documents.parts import (
    EMPTY_AS_NULL,
    INLINE,
    LISTED,
    OMITTED,
    OUTSIDE,
    UNBOUNDED_AS_NULL,
    Part,
    choices_of,
    is_document,
    keys_of,
    parts_of,
)
from stabwin.errors import DocumentError

T = TypeVar("T")

Plain = Mapping[str, Any]
# Reads a plain value; the second argument holds the fields of the documents around it.
Read = Callable[[Any, Plain], Any]

# Fields that stand once at the top of a document, and belong to every result in it.
_SHARED = frozenset({"provenance"})


def from_dict(cls: type[T], document: Plain, around: Plain = types.MappingProxyType({})) -> T:
    """The dataclass or named tuple from its document; see ``Document.from_dict``."""
    kind: type = cls
    return _reader(kind)(document, around)  # type: ignore[no-any-return]


@cache
def _reader(cls: type) -> Read:
    """What reads the documents of a class, compiled once."""
    parts = parts_of(cls)
    inside = [part for part in parts if OUTSIDE not in part.markers]
    outside = [part for part in parts if OUTSIDE in part.markers]
    steps = [(part, _field_reader(part), _keys_of_others(part, inside)) for part in inside if part.read]
    # Most fields stand in the document as they are: these are read in one pass.
    plain_parts = [step for step in steps if _is_plain(*step)]
    direct = [(part.name, part.place[0]) for part, _, _ in plain_parts]
    steps = [step for step in steps if step not in plain_parts]
    known = keys_of(cls)

    def read(document: Any, around: Plain) -> Any:
        if type(document) is not dict and not isinstance(document, Mapping):  # the first is quick
            raise DocumentError(f"{document!r} is not a document of {cls.__name__}: a mapping is expected.")
        if not document.keys() <= known:
            unknown = document.keys() - known
            raise DocumentError(f"{cls.__name__} has no key {', '.join(sorted(map(str, unknown)))}.")
        try:
            values = {name: document[key] for name, key in direct}
        except KeyError as error:
            raise DocumentError(f"A document of {cls.__name__} has no key {error.args[0]}.") from error
        values |= {part.name: around[part.name] for part in outside if part.name in around}
        for part, convert, of_others in steps:
            plain = _plain_of(part, document, cls)
            if of_others:
                plain = {key: value for key, value in plain.items() if key not in of_others}
            values[part.name] = value = convert(plain, around)
            if part.name in _SHARED:
                around = {**around, part.name: value}
        missing = [part.name for part in outside if part.required and part.name not in values]
        if missing:
            raise DocumentError(f"A document of {cls.__name__} does not hold {missing[0]}: give it too.")
        return cls(**values)

    return read


def _is_plain(part: Part, convert: Read, of_others: frozenset[str]) -> bool:
    """Whether a field is what stands in its document under one key."""
    is_elsewhere = INLINE in part.markers or OMITTED in part.markers or part.name in _SHARED
    return convert is _as_it_is and len(part.place) == 1 and not of_others and not is_elsewhere


def _keys_of_others(part: Part, parts: list[Part]) -> frozenset[str]:
    """Keys in the nested document of a part that belong to other parts."""
    depth = len(part.place)
    return frozenset(
        other.place[depth] for other in parts if other is not part and other.place[:depth] == part.place
    )


def _plain_of(part: Part, document: Any, cls: type) -> Any:
    """The plain value of a part."""
    if INLINE in part.markers:
        return {key: document[key] for key in document.keys() & keys_of(part.annotation)}
    inner = document
    try:
        for key in part.place:
            inner = inner[key]
    except (KeyError, TypeError) as error:
        if OMITTED in part.markers:
            return None
        raise DocumentError(f"A document of {cls.__name__} has no key {'.'.join(part.place)}.") from error
    return inner


def _field_reader(part: Part) -> Read:
    if UNBOUNDED_AS_NULL in part.markers:
        return _unbounded_if_null
    if EMPTY_AS_NULL in part.markers:
        return _empty_if_null
    read = _value_reader(part.annotation)
    return _only(read) if LISTED in part.markers else read


def _value_reader(annotation: Any) -> Read:
    """What reads values of a type."""
    members = choices_of(annotation)
    choices = [choice for choice in members if choice is not types.NoneType]
    if len(choices) == 1:
        read = _type_reader(choices[0])
    else:
        read = _union_reader(choices) if any(map(is_document, choices)) else _as_it_is
    if len(choices) < len(members) and read is not _as_it_is:
        return lambda value, around: None if value is None else read(value, around)
    return read


def _type_reader(cls: Any) -> Read:
    if is_document(cls):
        return _document_reader(cls)
    origin, arguments = typing.get_origin(cls), typing.get_args(cls)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is Mapping:
        return _mapping_reader(_value_reader(arguments[1]))
    return _as_it_is


def _as_it_is(value: Any, _: Plain) -> Any:
    return value


def _unbounded_if_null(value: float | None, _: Plain) -> float:
    return math.inf if value is None else value


def _empty_if_null(value: str | None, _: Plain) -> str:
    return value or ""


def _document_reader(cls: type) -> Read:
    """What reads a document of a class; a result that was read already stays as it is."""
    own = getattr(cls, "from_dict", None)
    if own is None or issubclass(cls, tuple):
        return _reader(cls)
    return lambda document, around: document if isinstance(document, cls) else own(document, **around)


def _union_reader(choices: list[Any]) -> Read:
    """Of several classes the one that has the keys of the document."""

    def read(document: Any, around: Plain) -> Any:
        for choice in choices:
            if isinstance(document, Mapping) and document.keys() <= keys_of(choice):
                try:
                    return _document_reader(choice)(document, around)
                except DocumentError:
                    continue
        names = " or ".join(choice.__name__ for choice in choices)
        raise DocumentError(f"{document!r} is not a document of {names}.")

    return read


def _tuple_reader(arguments: tuple[Any, ...]) -> Read:
    """A tuple of one type and any length, or of a fixed length."""
    inner = _value_reader(arguments[0])
    length = None if arguments[-1] is Ellipsis else len(arguments)

    def read(values: Any, around: Plain) -> Any:
        if not isinstance(values, list | tuple) or (length is not None and len(values) != length):
            raise DocumentError(f"{values!r} is not a list{f' of {length}' if length else ''}.")
        return tuple([inner(value, around) for value in values])

    return read


def _mapping_reader(inner: Read) -> Read:
    def read(values: Any, around: Plain) -> Any:
        if not isinstance(values, Mapping):
            raise DocumentError(f"{values!r} is not a mapping.")
        return FrozenMapping({key: inner(value, around) for key, value in values.items()})

    return read


def _only(inner: Read) -> Read:
    """The one value of a list; None where there is no list."""

    def read(values: Any, around: Plain) -> Any:
        return None if values is None else inner(values[0], around)

    return read
