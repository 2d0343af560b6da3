"""What a name of phases stands for: the starter, the store, a file, and own phases on top of these."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import reduce
from pathlib import Path

from stabwin.errors import RequestError
from stabwin.phases.opened import starter_origin
from stabwin.phases.sources.files import origin_of_file
from stabwin.phases.sources.on_top import ON_TOP, on_top
from stabwin.phases.sources.origin import Origin
from stabwin.phases.sources.starter import STARTER
from stabwin.phases.store.origin import STORE, origin_of_own, origin_of_store
from stabwin.phases.store.store import FOLDER, Store
from stabwin.reading import is_folder


def origin_named(
    chosen: str | os.PathLike[str],
    cache: Path,
    version: str | None,
    covering: Iterable[Iterable[str]],
) -> Origin:
    """The phases that a name stands for; arguments and errors as those of `load_phases`."""
    if str(chosen) == STARTER:
        if version is not None:
            raise RequestError(
                f"The data set {version!r} was asked for, but the starter has one alone: leave it out, or "
                "use --phases store."
            )
        return starter_origin()
    if str(chosen) == STORE:
        return _of_store(Store.open(cache), version, covering)
    base, plus, own = str(chosen).partition(ON_TOP)
    if plus and base in (STARTER, STORE) and not Path(chosen).exists():
        below = starter_origin() if base == STARTER else _of_store(Store.open(cache), version, covering)
        return on_top(below, origin_of_file(Path(own).expanduser()))
    path = Path(chosen).expanduser()
    if version is not None and not is_folder(path):
        raise RequestError(
            f"The data set {version!r} was asked for, but {path} is not a store: leave out the "
            "version or use --phases store."
        )
    if is_folder(path):
        is_inside = path.name == FOLDER and not is_folder(path / FOLDER)
        return _of_store(Store.open(path.parent if is_inside else path), version, covering)
    return origin_of_file(path)


def _of_store(store: Store, version: str | None, covering: Iterable[Iterable[str]]) -> Origin:
    """A data set of the store; own phases without fetched data under them stand on the starter."""
    own = [one for one in store.without_base if version in (None, one.name)]
    if own and (version is not None or not store.datasets):
        return reduce(on_top, map(origin_of_own, own), starter_origin())
    return origin_of_store(store, version, covering)
