"""What every source of phases hands over: a table that is described, and not read yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stabwin.phases.coverage import Coverage
from stabwin.phases.record import PhaseRecord
from stabwin.phases.schemes import Scheme
from stabwin.phases.source import TableSource


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What a table is made from, before it is read.

    Attributes
    ----------
    source : TableSource
        Its fingerprint is known once the phases are read.
    content : tuple of bytes
        Names the compiled copy: whatever the table depends on must be in it.
    read : callable
        Gives the phases, with the energies that a scheme starts from.
    coverage : Coverage or None
        None: complete for its elements.
    own : bool
        Whether they are the user's own, whose hull may lack what the starter knows.
    complete : bool
        Whether the user says of own phases that they are complete all the same.
    on_top : callable or None
        Gives the user's own phases alone, where they stand on top of others.
    base : Origin or None
        The others, where the user's own phases stand on top of them.
    unnamed : str
        The table of own phases whose energies name no corrections, so that all are read in another scheme
        than the others alone.
    """

    source: TableSource
    content: tuple[bytes, ...]
    read: Callable[[Scheme], list[PhaseRecord]]
    coverage: Coverage | None
    own: bool = False
    complete: bool = False
    on_top: Callable[[Scheme], list[PhaseRecord]] | None = None
    base: Origin | None = None
    unnamed: str = ""
