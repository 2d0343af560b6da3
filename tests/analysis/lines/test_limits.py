"""Limits with tolerances, checked against the energies of the line itself."""

from __future__ import annotations

import pytest

import stabwin
from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.ion_line import trace_ion_line
from stabwin.analysis.lines.limits import window_limits
from stabwin.chemistry.target import resolve_target


def limits(table: stabwin.PhaseTable, name: str, **conditions: float) -> tuple[float, float | None]:
    return window_limits(trace_ion_line(table, resolve_target(name), Conditions(**conditions)))


@pytest.mark.parametrize("name", ["LGPS", "LLZO", "LiFePO4"])
def test_an_ion_tolerance_widens_the_window_on_both_sides(starter, name: str) -> None:
    """The limits are those of a formula with that many ions more, and less."""
    reduction, oxidation = limits(starter, name)
    # Between two breakpoints the potential is one: so far that the next is passed on either side.
    wide = limits(starter, name, ion_tolerance=0.9)
    assert wide[0] < reduction - 1e-3
    assert wide[1] is None or wide[1] > oxidation + 1e-3


@pytest.mark.parametrize("name", ["LGPS", "LLZO", "Li2S"])
@pytest.mark.parametrize("tolerance", [0.01, 0.1])
def test_an_energy_tolerance_ends_where_the_driving_force_reaches_it(
    starter, name: str, tolerance: float
) -> None:
    low, high = limits(starter, name, energy_tolerance_ev_per_atom=tolerance)
    above = stabwin.window(name, phases=starter).energy_above_hull_ev_per_atom
    for volts in (low, high):
        if volts == 0:  # it holds down to the metal
            continue
        found = stabwin.profile(name, phases=starter, voltage_v=volts).at_voltage
        assert -found.ev_per_atom - above == pytest.approx(tolerance, abs=1e-5)
