"""Where local data live."""

from __future__ import annotations

import os
from pathlib import Path

from stabwin.errors import RequestError


def cache_folder(chosen: str | os.PathLike[str] | None = None) -> Path:
    """The folder of local data.

    The first of: ``chosen``, the environment variable ``STABWIN_CACHE``, ``cache/`` of the checkout
    that this package is imported from, the platform's user cache. An empty text names none of them.

    Raises
    ------
    RequestError
        It can't be the name of a folder.
    """
    named = chosen if chosen is not None and chosen != "" else os.environ.get("STABWIN_CACHE")
    if named:
        if "\0" in str(named):
            raise RequestError(f"{str(named)!r} can't be a folder: no name has a zero byte.")
        return Path(named).expanduser()
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").is_file() and (checkout / "cache" / "CACHEDIR.TAG").is_file():
        return checkout / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("stabwin", appauthor=False)
