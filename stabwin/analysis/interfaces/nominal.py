"""What a contact does with the phases' energies as they are."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

from stabwin.analysis.interfaces.kinks import Kink, Minimum
from stabwin.analysis.lines.mixture import OpenPotentials, Side
from stabwin.hull.line import HullLine
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.atmosphere import Atmosphere

# Lines traced before on the same table, by all that they depend on (`Mixture.line_key`).
LineMemory = dict[Hashable, HullLine]


@dataclass(frozen=True, kw_only=True)
class NominalContact:
    """Minima, kinks and what each side does on its own.

    Attributes
    ----------
    mutual, total : Minimum
    kinks : tuple of Kink
        From B (fraction 0) to A (fraction 1); empty against an unlimited reservoir.
    self_a_ev_per_atom, self_b_ev_per_atom : float
        What each side releases on its own, eV per atom of it, <= 0.
    system_fingerprint : str
    """

    mutual: Minimum
    total: Minimum
    kinks: tuple[Kink, ...]
    self_a_ev_per_atom: float
    self_b_ev_per_atom: float
    system_fingerprint: str


class FiniteContact(Protocol):
    """A contact with finite amounts of both materials."""

    @property
    def a(self) -> Side:
        """The first material."""

    @property
    def b(self) -> Side:
        """The second material."""

    @property
    def ion(self) -> str:
        """The mobile ion."""

    @property
    def open_ev(self) -> OpenPotentials:
        """Chemical potentials of open elements."""

    @property
    def atmosphere(self) -> Atmosphere | None:
        """The gases around."""

    def nominal(self, table: PhaseTable, memory: LineMemory | None = None) -> NominalContact:
        """Minima, kinks and what each side does on its own."""
