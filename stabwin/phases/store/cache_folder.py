"""Where local data live."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder(chosen: str | os.PathLike[str] | None = None) -> Path:
    """The folder of local data.

    The first of: ``chosen``, the environment variable ``STABWIN_CACHE``, ``cache/`` of the checkout
    that this package is imported from, the platform's user cache.
    """
    if chosen is not None and str(chosen) not in ("", "."):
        return Path(chosen).expanduser()
    if named := os.environ.get("STABWIN_CACHE"):
        return Path(named).expanduser()
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").is_file() and (checkout / "cache" / "CACHEDIR.TAG").is_file():
        return checkout / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("stabwin", appauthor=False)
