"""What a number becomes without single phases."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stabwin.analysis.rounding import reported
from stabwin.chemistry.formula import parse
from stabwin.documents.document import Document
from stabwin.hull import tolerances


@dataclass(frozen=True, kw_only=True)
class Without(Document):
    """A number without one phase.

    Attributes
    ----------
    phase : str
    value : float or None
        V or eV/atom; None where a limit is gone.
    change : float or None
        From the nominal value.
    """

    phase: str
    value: float | None
    change: float | None


@dataclass(frozen=True, kw_only=True)
class Sensitivity(Document):
    """What one number becomes without each phase that it depends on.

    Attributes
    ----------
    quantity : str
        "reduction_limit_v", "oxidation_limit_v" or "mutual_ev_per_atom".
    nominal : float or None
    without : tuple of Without
        The phases that change it, the largest change first.
    """

    quantity: str
    nominal: float | None
    without: tuple[Without, ...]

    @property
    def depends_on(self) -> str | None:
        """The phase that changes it most, with what it becomes."""
        if not self.without:
            return None
        first = self.without[0]
        return f"{first.phase}: {'none' if first.value is None else f'{first.value:.4g}'}"


def compounds(phases: Iterable[str]) -> list[str]:
    """Those that can be left out: energies are relative to the elements."""
    return sorted(phase for phase in phases if len(parse(phase).elements) > 1)


def sensitivity_of(quantity: str, nominal: float | None, values: Mapping[str, float | None]) -> Sensitivity:
    """The sensitivity of a number, from what it becomes without each phase."""
    changes = []
    for phase, value in values.items():
        change = None if value is None or nominal is None else reported(value - nominal)
        if change is None or abs(change) > tolerances.CHANGE:
            told = None if value is None else reported(value)
            changes.append(Without(phase=phase, value=told, change=change))
    changes.sort(key=lambda each: (-math.inf if each.change is None else -abs(each.change), each.phase))
    return Sensitivity(quantity=quantity, nominal=nominal, without=tuple(changes))
