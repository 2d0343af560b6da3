"""Results some fields of which are made when they are first read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self


class MadeWhenRead:
    """A frozen dataclass that can be made without all of its fields.

    Who reads a field that is not there yet, makes it; so do comparing, hashing and pickling. Nobody sees
    the difference but in time.
    """

    __slots__ = ()

    @classmethod
    def later(cls, make: Mapping[str, Callable[[], Any]], **fields: Any) -> Self:
        """A result with some fields, and what makes each of the others.

        Parameters
        ----------
        make : mapping of str to function
            For fields without a default.
        **fields
            All others, unless they have one.
        """
        made = object.__new__(cls)
        vars(made).update(fields, _make=make)
        return made

    if not TYPE_CHECKING:  # a type checker would take every name for an attribute

        def __getattr__(self, name: str) -> Any:
            """A field that is read for the first time."""
            make = vars(self).get("_make", {})
            if name not in make:
                raise AttributeError(f"{type(self).__name__} has no attribute {name!r}.")
            value = vars(self)[name] = make[name]()
            return value

    def __getstate__(self) -> dict[str, Any]:
        """All fields, made now: what makes them may hold a whole phase table."""
        for name in vars(self).get("_make", ()):
            getattr(self, name)
        return {name: value for name, value in vars(self).items() if name != "_make"}
