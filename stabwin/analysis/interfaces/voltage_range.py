"""A contact over a range of voltages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from stabwin.analysis.interfaces.kinks import Minimum
from stabwin.documents.document import Document
from stabwin.documents.parts import Key


@dataclass(frozen=True, kw_only=True)
class VoltagePoint(Document):
    """The lowest mutual energy at one voltage."""

    voltage_v: float
    mutual_ev_per_atom: float
    mutual_ev_per_nonion_atom: float


@dataclass(frozen=True, kw_only=True)
class VoltageRange(Document):
    """A contact over a range of voltages.

    Attributes
    ----------
    low_v, high_v : float
    worst : Minimum
        Where the mutual energy per non-ion atom is lowest.
    worst_voltage_v : float
        The lowest such voltage; ``low_v`` where nothing reacts.
    points : tuple of VoltagePoint
        At the ends of the range, at the breakpoints of both materials' profiles, and where the energy
        reaches the threshold.
    stable_ranges_v : tuple of (float, float)
        Where the contact releases less than the threshold per non-ion atom.
    """

    low_v: float
    high_v: float
    worst: Minimum
    worst_voltage_v: Annotated[float, Key("worst", "voltage_v")]
    points: tuple[VoltagePoint, ...]
    stable_ranges_v: tuple[tuple[float, float], ...]
