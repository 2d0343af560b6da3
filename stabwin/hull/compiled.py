"""How the functions of this package are compiled: once, where the result can be kept.

Numba keeps what it compiled beside the module, in the user's cache, or where ``NUMBA_CACHE_DIR`` says.
Where none of these can be written (containers, shared machines, a full disk) or what is kept can't be read,
every program compiles anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from numba import njit
from numba.core.caching import FunctionCache

_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}

# The functions that could not be kept, by name.
not_kept: list[str] = []


_Cache: Any = FunctionCache  # numba has no types


class _OptionalCache(_Cache):  # type: ignore[misc]
    """Numba's cache, without which a function is compiled all the same."""

    def load_overload(self, *arguments: Any) -> Any:
        try:
            return super().load_overload(*arguments)
        except Exception:  # noqa: BLE001 (whatever unpickling damaged bytes gives)
            with contextlib.suppress(OSError):
                self.flush()  # what is kept next begins anew
            return None

    def save_overload(self, *arguments: Any) -> None:
        try:
            super().save_overload(*arguments)
        except OSError as error:
            not_kept.append(f"{self._name}: {error}")


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function when it is called for the first time."""
    return _compiled(function)


def inlined(function: Callable[..., Any]) -> Any:
    """The same for a part of a loop.

    As functions of their own they would count references to every array they are given.
    """
    return _compiled(function, forceinline=True)


def _compiled(function: Callable[..., Any], **options: Any) -> Any:
    try:
        kept = njit(cache=True, **_OPTIONS, **options)(function)
        kept._cache = _OptionalCache(function)  # noqa: SLF001 (there is no other way to give it one)
    except RuntimeError:  # numba finds no folder that it can write
        not_kept.append(function.__name__)
        return njit(**_OPTIONS, **options)(function)
    return kept
