"""What is asked beside an answer: error bars, and which phase it depends on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stabwin.analysis.lines.ion_line import IonLine
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.windows.profile import Profile, profile_of
from stabwin.analysis.windows.window import Window, window_of
from stabwin.errors import RequestError
from stabwin.hull.line import HullLine

if TYPE_CHECKING:
    from stabwin.analysis.uncertainty.sensitivity import Sensitivity


@dataclass(frozen=True)
class Extras:
    """What is asked beside the answer itself.

    Attributes
    ----------
    model : ErrorModel or None
        Where error bars are.
    sensitivity : bool
    """

    model: ErrorModel | None = None
    sensitivity: bool = False

    @classmethod
    def of(cls, uncertainty: ErrorModel | int | None, *, sensitivity: bool) -> Extras:
        """From what the user gave."""
        return cls(ErrorModel.of(uncertainty), sensitivity)


def answer_window(line: IonLine[HullLine], provenance: Provenance, extras: Extras) -> Window:
    """The window of the target whose ion line this is, with what is asked beside it.

    Raises
    ------
    RequestError
        A range is to be covered, without samples to count in.
    """
    if line.conditions.covers_v is not None and extras.model is None:
        raise RequestError("covers_v asks for a probability: give uncertainty too, such as 1000.")
    found = window_of(line, provenance)
    if extras.model is not None:
        from stabwin.analysis.windows.error_bars import window_uncertainty

        found = replace(found, uncertainty=window_uncertainty(line, extras.model))
    return replace(found, sensitivity=_sensitivity(line, provenance)) if extras.sensitivity else found


def answer_profile(line: IonLine[HullLine], provenance: Provenance, extras: Extras) -> Profile:
    """The profile, as `answer_window`."""
    found = profile_of(line, provenance)
    if extras.model is not None:
        from stabwin.analysis.windows.error_bars import profile_uncertainty

        found = replace(found, uncertainty=profile_uncertainty(line, found, extras.model))
    return replace(found, sensitivity=_sensitivity(line, provenance)) if extras.sensitivity else found


def _sensitivity(line: IonLine[HullLine], provenance: Provenance) -> tuple[Sensitivity, ...]:
    from stabwin.analysis.uncertainty.phase_removal import window_sensitivity

    return window_sensitivity(line, provenance)
