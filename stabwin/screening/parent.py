"""A worker process that ends when the process that started it is gone."""

from __future__ import annotations

import os
import threading
import time
from functools import cache

_LOOKS_EVERY_S = 0.5


@cache
def end_with(parent: int) -> None:
    """End this process, whatever it is doing, once its parent is no longer the process ``parent``.

    A parent that is killed can't tell its workers, which would go on computing what nobody keeps.
    Watched from a thread of its own; asked again, nothing happens.

    Parameters
    ----------
    parent : int
        Process number of the parent.
    """
    threading.Thread(target=_watch, args=(parent,), name="parent watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOKS_EVERY_S)
    os._exit(1)
