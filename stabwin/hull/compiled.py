"""How the functions of this package are compiled: once, where the result can be kept.

Numba keeps what it compiled beside the module, in the user's cache, or where ``NUMBA_CACHE_DIR`` says.
Where none of these can be written (containers, shared machines), every program compiles anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}

# The functions that could not be kept, by name.
not_kept: list[str] = []


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
        return njit(cache=True, **_OPTIONS, **options)(function)
    except RuntimeError:  # numba finds no folder that it can write
        not_kept.append(function.__name__)
        return njit(**_OPTIONS, **options)(function)
