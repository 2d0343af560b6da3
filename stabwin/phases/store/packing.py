"""The arrays of phases and of what the hull says of them, by name, as a compiled copy holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stabwin.phases.columns import COLUMN_NAMES, PhaseColumns
from stabwin.phases.stability import Stability
from stabwin.phases.text_column import TextColumn

_STABILITY_NAMES = ("energies", "hull_energies", "stable", "digests")


def pack(columns: PhaseColumns, stability: Stability) -> dict[str, Any]:
    """The arrays of a table and of what the hull says of it, by name."""
    arrays: dict[str, Any] = {}
    for name in COLUMN_NAMES:
        value = getattr(columns, name)
        if isinstance(value, TextColumn):
            arrays[f"{name}.block"], arrays[f"{name}.ends"] = value.block, value.ends
        else:
            arrays[name] = value
    for name in _STABILITY_NAMES:
        arrays[f"stability.{name}"] = getattr(stability, name)
    return arrays


def unpack(arrays: Mapping[str, Any]) -> tuple[PhaseColumns, Stability]:
    """The inverse of `pack`."""
    columns: dict[str, Any] = {
        name: arrays[name]
        if name in arrays
        else TextColumn(arrays[f"{name}.block"], arrays[f"{name}.ends"])
        for name in COLUMN_NAMES
    }
    stability = {name: arrays[f"stability.{name}"] for name in _STABILITY_NAMES}
    return PhaseColumns(**columns), Stability(**stability)
