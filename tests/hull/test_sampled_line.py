"""Each sample is the line of its own energies, also where the compiled walk gives up."""

from __future__ import annotations

import numpy as np
import pytest

import stabwin
from stabwin.analysis.conditions import Conditions
from stabwin.analysis.lines.ion_line import line_of_ions, trace_ion_line
from stabwin.chemistry.target import resolve_target
from stabwin.hull import sampled_line
from stabwin.hull.line import hull_along
from stabwin.hull.sampled_line import sampled_lines

SAMPLES = 12


def question(starter: stabwin.PhaseTable) -> tuple[object, np.ndarray, np.ndarray, np.ndarray]:
    line = trace_ion_line(starter, resolve_target("LGPS"), Conditions())
    programme = line.system.programme
    start, direction, _ = line_of_ions(line.system, line.formula, "Li")
    errors = np.random.default_rng(1).normal(0.0, 0.05, (SAMPLES, programme.matrix.shape[1]))
    return programme, errors, start, direction


@pytest.mark.parametrize("gives_up", [False, True])
def test_every_sample_is_the_line_of_its_energies(starter, monkeypatch, gives_up: bool) -> None:
    programme, errors, b, d = question(starter)
    if gives_up:
        monkeypatch.setattr(sampled_line, "walk_samples", lambda *_: np.full(SAMPLES, -1, dtype=np.int64))
    found = sampled_lines(programme, errors, b, d)
    energies = set()
    for s in range(SAMPLES):
        own = hull_along(programme._replace(cost=programme.cost + errors[s]), b, d)
        count = int(found.points[s])
        assert found.positions[s, :count] == pytest.approx(own.positions, abs=1e-9)
        assert found.energies[s, :count] == pytest.approx(own.energies, abs=1e-9)
        energies.add(round(float(own.energies[0]), 9))
    assert len(energies) == SAMPLES
