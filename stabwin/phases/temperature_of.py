"""The temperature that a request is asked at."""

from __future__ import annotations

from stabwin.phases.load import PhaseChoice, Phases
from stabwin.phases.table import PhaseTable


def temperature_of(phases: Phases, temperature_k: float | None) -> float | None:
    """The temperature of a request: that asked for, else that of its phases."""
    if temperature_k is not None:
        return temperature_k
    if isinstance(phases, PhaseTable):
        return phases.scheme.temperature_k
    return phases.temperature_k if isinstance(phases, PhaseChoice) else None
