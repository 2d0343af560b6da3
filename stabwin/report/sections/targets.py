"""All tables of windows or profiles: the answer itself, and what was asked for beside it."""

from __future__ import annotations

from collections.abc import Sequence

from stabwin.analysis.windows.facts import TargetFacts
from stabwin.analysis.windows.profile import Profile
from stabwin.analysis.windows.window import Window
from stabwin.report.sections.at_voltage import at_voltage_table
from stabwin.report.sections.profiles import profile_table
from stabwin.report.sections.sensitivity import target_sensitivity_table
from stabwin.report.sections.uncertainty import profile_uncertainty_table, window_uncertainty_table
from stabwin.report.sections.windows import PRODUCTS, window_table
from stabwin.report.table import Table


def window_tables(windows: Sequence[Window], beyond: Sequence[str] = PRODUCTS) -> list[Table]:
    """Windows, then what they turn into at a voltage, error bars and sensitivities."""
    bars = [window_uncertainty_table(windows)] if _sampled(windows) else []
    return [window_table(windows, beyond), *_at_voltage(windows), *bars, *_sensitivity(windows)]


def profile_tables(profiles: Sequence[Profile]) -> list[Table]:
    """Profiles, then what they turn into at a voltage, error bars and sensitivities."""
    bars = [profile_uncertainty_table(profile) for profile in profiles if profile.uncertainty is not None]
    return [*map(profile_table, profiles), *_at_voltage(profiles), *bars, *_sensitivity(profiles)]


def _sampled(results: Sequence[TargetFacts]) -> bool:
    return any(result.uncertainty is not None for result in results)


def _at_voltage(results: Sequence[TargetFacts]) -> list[Table]:
    asked = any(result.at_voltage is not None for result in results)
    return [at_voltage_table(results)] if asked else []


def _sensitivity(results: Sequence[TargetFacts]) -> list[Table]:
    asked = any(result.sensitivity is not None for result in results)
    return [target_sensitivity_table(results)] if asked else []
