"""Which phases commands use where none are asked for, in words: what an import or a fetch changes."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from stabwin.phases.sources.starter import STARTER
from stabwin.phases.store.origin import STORE
from stabwin.phases.store.part import FETCHED
from stabwin.phases.store.store import Dataset, Store

ENVIRONMENT_VARIABLE = "STABWIN_PHASES"

THE_STARTER = "the starter"


@dataclass(frozen=True, kw_only=True)
class Default:
    """What commands use unasked, before and after a change of the store.

    Attributes
    ----------
    was, now : str
    without : str
        What it is once the named data are removed again.
    is_named : bool
        Whether the environment variable ``STABWIN_PHASES`` decides, which the store does not change.
    """

    was: str
    now: str
    without: str
    is_named: bool = False

    @classmethod
    def after(cls, before: Store, folder: Path, name: str) -> Default:
        """The change from a store to what its folder holds now.

        Parameters
        ----------
        before : Store
            As it was opened before.
        folder : Path
            Of local data.
        name : str
            The data set or label that changed.
        """
        named = os.environ.get(ENVIRONMENT_VARIABLE) or STORE
        if named != STORE:
            words = THE_STARTER if named == STARTER else named
            return cls(was=words, now=words, without=words, is_named=True)
        after = Store.open(folder)
        kept = tuple(part for part in after.parts if part.facts.dataset != name)
        without = replace(after, parts=kept)
        return cls(was=default_of(before), now=default_of(after), without=default_of(without))


def default_of(store: Store) -> str:
    """What commands use unasked: data sets in the order in which they are tried for a request."""
    if store.without_base and not store.datasets:
        return _with_own(THE_STARTER, tuple(own.name for own in store.without_base))
    fetched = [one for one in store.datasets if one.kind == FETCHED][:1]
    imported = [one for one in store.datasets if one.kind != FETCHED]
    return ", else ".join(_in_words(one) for one in (*fetched, *imported)) or THE_STARTER


def _in_words(dataset: Dataset) -> str:
    return _with_own(dataset.name, dataset.labels)


def _with_own(name: str, labels: tuple[str, ...]) -> str:
    return f"{name} with own phases ({', '.join(labels)})" if labels else name
