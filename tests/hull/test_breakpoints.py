"""What is read off one line is what is read off the same line among samples."""

from __future__ import annotations

import numpy as np
import pytest

import stabwin
from stabwin.chemistry.formula import parse
from stabwin.hull.line import hull_along
from stabwin.hull.sampled_line import sampled_lines
from stabwin.phases.system import System


@pytest.mark.parametrize("end", [1.5, np.inf])
def test_a_line_without_errors_is_the_nominal_one(starter: stabwin.PhaseTable, end: float) -> None:
    formula = parse("Li10GeP2S12")
    system = System.of(starter, formula.elements)
    d = np.array([float(element == "Li") for element in system.elements])
    b = np.where(d > 0, 0.0, system.vector(formula))
    b /= b.sum()
    nominal = hull_along(system.programme, b, d, end)
    sampled = sampled_lines(system.programme, np.zeros((3, len(system.rows))), b, d, end)
    for t in [*nominal.positions.tolist(), 0.3, 0.77, 1.2]:
        assert (sampled.energy_at(t) == nominal.energy_at(t)).all()
        if t < end:
            assert (sampled.segment_right(t) == nominal.segment_right(t)).all()
        assert (sampled.segment_left(t) == nominal.segment_left(t)).all()
    for point in range(len(nominal.positions)):
        assert (sampled.phases_at(np.full(3, point)) == nominal.phases_at(point)).all()
