"""How a result and its document correspond: the parts of a document, declared by the fields of a class.

The keys of a document are the names of the fields, in their order; nested results are nested documents,
tuples are lists. Where a document differs from that, the annotation of the field says how::

    limit_v: Annotated[float, UNBOUNDED_AS_NULL]
    source: Annotated[str, Key("from")]
"""

from __future__ import annotations

import dataclasses
import types
import typing
from functools import cache
from typing import Annotated, Any, NamedTuple


class Key:
    """Another key than the field's name; several names are a place in nested documents."""

    def __init__(self, *place: str) -> None:
        self.place = place


class _Marker:
    """One way in which a document differs from the fields."""


INLINE = _Marker()  # the keys of this result stand among those of the one that holds it
OMITTED = _Marker()  # the key is left out where the value is None
OUTSIDE = _Marker()  # no part of the document: it stands in the one around it, or has a default
LISTED = _Marker()  # a list of one
SORTED = _Marker()  # a mapping in the order of its keys
UNBOUNDED_AS_NULL = _Marker()  # infinity, which JSON has not
EMPTY_AS_NULL = _Marker()  # an empty text


class Part(NamedTuple):
    """A part of a document: a field, or a property that is told and not read.

    Attributes
    ----------
    name : str
    place : tuple of str
        Keys of the document and of the nested ones in which it stands.
    annotation : type
        Without its markers.
    markers : frozenset
    required : bool
        Whether there is no default.
    read : bool
        False for properties.
    """

    name: str
    place: tuple[str, ...]
    annotation: Any
    markers: frozenset[_Marker]
    required: bool
    read: bool


@cache
def parts_of(cls: type) -> tuple[Part, ...]:
    """The parts of the documents of a class, in the order of their keys; those outside come last."""
    hints = typing.get_type_hints(cls, include_extras=True)
    found = {}
    for name, required in _fields(cls):
        annotation = hints[name]
        marks: tuple[Any, ...] = ()
        if typing.get_origin(annotation) is Annotated:
            annotation, marks = annotation.__origin__, annotation.__metadata__
        place = next((mark.place for mark in marks if isinstance(mark, Key)), (name,))
        markers = frozenset(mark for mark in marks if isinstance(mark, _Marker))
        found[name] = Part(name, place, annotation, markers, required, True)
    for name in getattr(cls, "document_keys", ()):
        if name not in found:
            hint = typing.get_type_hints(getattr(cls, name).fget, include_extras=True)["return"]
            found[name] = Part(name, (name,), hint, frozenset(), required=False, read=False)
    order = (*getattr(cls, "document_keys", ()), *found)
    parts = [found[name] for name in dict.fromkeys(order)]
    return tuple(sorted(parts, key=lambda part: OUTSIDE in part.markers))


def _fields(cls: type) -> list[tuple[str, bool]]:
    """Names of the fields of a class, and whether they have no default."""
    if dataclasses.is_dataclass(cls):
        none = dataclasses.MISSING
        return [
            (field.name, field.default is none and field.default_factory is none)
            for field in dataclasses.fields(cls)
        ]
    defaults = cls._field_defaults  # type: ignore[attr-defined]
    return [(name, name not in defaults) for name in cls._fields]  # type: ignore[attr-defined]


def is_document(annotation: Any) -> bool:
    """Whether a type is one whose values are documents: a dataclass or a named tuple."""
    return isinstance(annotation, type) and (
        dataclasses.is_dataclass(annotation) or hasattr(annotation, "_fields")
    )


def choices_of(annotation: Any) -> tuple[Any, ...]:
    """The members of a union; a type that is none alone."""
    union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return typing.get_args(annotation) if union else (annotation,)


@cache
def keys_of(cls: type) -> frozenset[str]:
    """The keys that a document of a class can have."""
    found: set[str] = set()
    for part in parts_of(cls):
        if OUTSIDE not in part.markers:
            found |= keys_of(part.annotation) if INLINE in part.markers else {part.place[0]}
    return frozenset(found)
