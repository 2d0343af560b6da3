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
    """

    source: TableSource
    content: tuple[bytes, ...]
    read: Callable[[Scheme], list[PhaseRecord]]
    coverage: Coverage | None
