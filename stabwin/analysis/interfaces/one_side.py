"""The reservoirs around one of the two materials of a contact."""

from __future__ import annotations

from typing import Protocol

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.mixture import OpenPotentials
from stabwin.thermo.gibbs.atmosphere import Atmosphere


class InReservoirs(Protocol):
    """A contact in exchange with reservoirs."""

    @property
    def open_ev(self) -> OpenPotentials:
        """Chemical potentials of open elements."""

    @property
    def atmosphere(self) -> Atmosphere | None:
        """The gases around."""


def around_one_side(contact: InReservoirs) -> Conditions:
    """The reservoirs of a contact but for the ion's, as conditions of either side alone."""
    open_ev, gases = dict(contact.open_ev), contact.atmosphere
    if gases is None:
        return Conditions(open_ev=open_ev)
    return Conditions(open_ev=open_ev, gases_bar=gases.pressures_bar, temperature_k=gases.temperature_k)
