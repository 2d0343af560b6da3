"""Random contacts and materials have the energies and products that another solver finds."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

import stabwin

# Tests are no package: what they share with scripts/compare-solver is loaded by its path.
_PATH = Path(__file__).with_name("independent_solver.py")
_SPEC = importlib.util.spec_from_file_location("independent_solver", _PATH)
sys.modules[_SPEC.name] = solver = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(solver)

CASES = 12


@pytest.mark.parametrize("kind", solver.KINDS)
def test_energies_and_products_are_those_of_another_solver(kind, starter) -> None:
    if kind == "gases":  # which have no part in enthalpies
        starter = stabwin.load_phases("starter", scheme="measured", temperature_k=298.15)
    found = solver.Comparison(starter, seed=1).run(CASES, (kind,))
    print(*found.lines(), sep="\n")
    assert not found.disagreements
    assert found.reacting[kind] > CASES / 2
