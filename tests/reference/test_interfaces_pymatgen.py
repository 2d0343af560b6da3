"""Interfaces of catalogue materials have the minima that pymatgen finds on the same phases."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

# Tests are no package: what they share with scripts/compare-interfaces is loaded by its path.
_PATH = Path(__file__).with_name("interface_comparison.py")
_SPEC = importlib.util.spec_from_file_location("interface_comparison", _PATH)
sys.modules[_SPEC.name] = comparison = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(comparison)

CHUNKS = 6


@pytest.fixture(scope="module")
def pymatgen(starter):
    return comparison.PymatgenInterfaces(starter)


@pytest.fixture
def agree(record_property):
    """Check a comparison, and leave its largest differences in the report of the tests."""

    def check(found):
        print(*found.lines(), sep="\n")
        for what, difference in found.largest.items():
            record_property(f"largest difference, {what}", difference)
        assert not found.disagreements
        assert not found.ties  # none among these pairs; each would need a look

    return check


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_closed_minima_agree_with_pymatgen(chunk, starter, pymatgen, agree):
    found = comparison.compare_closed(starter, pymatgen, comparison.CLOSED_PAIRS[chunk::CHUNKS])
    agree(found)
    assert found.reacting["closed mutual"] > 20
    assert found.reacting["closed total"] > 15


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_minima_at_voltages_agree_with_pymatgen(chunk, starter, pymatgen, agree):
    found = comparison.compare_open(starter, pymatgen, comparison.OPEN_PAIRS[chunk::CHUNKS])
    agree(found)
    assert found.reacting["open mutual"] > 30
    assert found.reacting["open total"] > 25


def test_phases_above_the_hull_change_no_minimum_of_pymatgen(starter, agree):
    every_phase = comparison.PymatgenInterfaces(starter, stable_only=False)
    pairs = [("LGPS", "Li2S"), ("Li3PS4", "FePO4"), ("LLZO", "LCO"), ("LPSCl", "S"), ("LTP", "LTO")]
    agree(comparison.compare_closed(starter, every_phase, pairs))
    agree(comparison.compare_open(starter, every_phase, pairs))


def test_enough_pairs_are_compared():
    assert len(set(comparison.CLOSED_PAIRS)) >= 200
    assert len(set(comparison.OPEN_PAIRS)) >= 100
    assert len(set(comparison.VOLTAGES_V)) == 3
