"""Which single phase a contact depends on: every product left out, one at a time."""

from __future__ import annotations

from typing import Protocol

from stabwin.analysis.interfaces.kinks import Minimum
from stabwin.analysis.lines.mixture import Side
from stabwin.analysis.uncertainty.sensitivity import Sensitivity, compounds, sensitivity_of
from stabwin.chemistry.formula import parse
from stabwin.phases.system import System
from stabwin.phases.table import PhaseTable


class Repeatable(Protocol):
    """A contact that can be answered again among other phases."""

    @property
    def a(self) -> Side:
        """The first material."""

    @property
    def b(self) -> Side:
        """The second material."""

    def all_phases(self, table: PhaseTable) -> System:
        """All phases of its elements, however far above the hull."""

    def mutual_among(self, system: System) -> float:
        """The mutual energy with the phases of a system, eV/atom."""


def contact_sensitivity(contact: Repeatable, table: PhaseTable, mutual: Minimum) -> Sensitivity:
    """What the mutual energy of a contact becomes without each of its products."""
    system = contact.all_phases(table)
    own = {side.formula.reduced for side in (contact.a, contact.b)}
    values: dict[str, float | None] = {
        phase: contact.mutual_among(system.without_phase(parse(phase).key))
        for phase in compounds({product.formula for product in mutual.products} - own)
    }
    return sensitivity_of("mutual_ev_per_atom", mutual.ev_per_atom, values)
