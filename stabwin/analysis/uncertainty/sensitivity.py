"""What a number becomes without single phases."""

from __future__ import annotations

from dataclasses import dataclass

from stabwin.documents.document import Document


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
    def hangs_on(self) -> str | None:
        """The phase that changes it most, with what it becomes."""
        if not self.without:
            return None
        first = self.without[0]
        return f"{first.phase}: {'none' if first.value is None else f'{first.value:.4g}'}"
