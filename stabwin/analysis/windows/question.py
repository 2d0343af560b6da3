"""What is asked of one target: all that its window or profile depends on beside the phases."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.ion_line import IonLine, trace_ion_line
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.uncertainty.error_model import ErrorModel
from stabwin.analysis.windows.error_bars import profile_uncertainty, window_uncertainty
from stabwin.analysis.windows.from_line import profile_of, window_of
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.sensitivity import window_sensitivity
from stabwin.analysis.windows.window import Window
from stabwin.chemistry.target import ResolvedTarget
from stabwin.errors import RequestError
from stabwin.hull.line import HullLine
from stabwin.phases.table import PhaseTable


@dataclass(frozen=True, kw_only=True)
class TargetQuestion:
    """What is asked of one target.

    Attributes
    ----------
    target : ResolvedTarget
        With its ion, and an energy of the user's own if there is one.
    conditions : Conditions
    model : ErrorModel or None
        Where error bars are asked for.
    sensitivity : bool
        Whether to say what the limits become without each phase they depend on.

    Raises
    ------
    RequestError
        A range is to be covered, without samples to count in.
    """

    target: ResolvedTarget
    conditions: Conditions
    model: ErrorModel | None = None
    sensitivity: bool = False

    def __post_init__(self) -> None:
        check_samples(self.conditions, self.model)

    def window(self, table: PhaseTable, provenance: Provenance) -> Window:
        """The window; for the errors see `stabwin.window`."""
        line = self._line(table)
        window = window_of(line, provenance)
        if self.model is not None:
            window = replace(window, uncertainty=window_uncertainty(line, self.model))
        return replace(window, sensitivity=window_sensitivity(line, window)) if self.sensitivity else window

    def profile(self, table: PhaseTable, provenance: Provenance) -> Profile:
        """The profile; for the errors see `stabwin.profile`."""
        line = self._line(table)
        profile = profile_of(line, provenance)
        if self.model is not None:
            profile = replace(profile, uncertainty=profile_uncertainty(line, profile, self.model))
        if self.sensitivity:
            profile = replace(profile, sensitivity=window_sensitivity(line, window_of(line, provenance)))
        return profile

    def _line(self, table: PhaseTable) -> IonLine[HullLine]:
        return trace_ion_line(table, self.target, self.conditions)


def check_samples(conditions: Conditions, model: ErrorModel | None) -> None:
    """See that there are samples to count in where a probability is asked for (RequestError)."""
    if conditions.covers_v is not None and model is None:
        raise RequestError("covers_v asks for a probability: give uncertainty too, such as 1000.")
