"""Every lithium compound of the starter has the window that pymatgen's convex hull gives it.

A fourth of them is compared; STABWIN_THOROUGH=1 compares all, which takes some minutes.
"""

from __future__ import annotations

import os

import pytest

CHUNKS = 8
COMPARED = CHUNKS if os.environ.get("STABWIN_THOROUGH") else 2


@pytest.mark.parametrize("chunk", range(COMPARED))
def test_lithium_compounds_have_the_window_of_pymatgen(chunk, starter, starter_hull, comparison):
    # Systems of many elements cost most: sorted by size and dealt out, they spread evenly.
    systems = sorted(
        (system for system in starter_hull.systems if "Li" in system and len(system) > 1),
        key=lambda system: (len(system), sorted(system)),
    )
    formulas = [phase for system in systems[chunk::CHUNKS] for phase in starter_hull.phases_of(system)]
    comparison.run(starter, starter_hull, formulas, ion="Li")
    assert not comparison.disagreements


def test_the_chunks_hold_all_compounds_of_lithium(starter_hull):
    compounds = [
        phase
        for system in starter_hull.systems
        if "Li" in system and len(system) > 1
        for phase in starter_hull.phases_of(system)
    ]
    assert len(compounds) == 3811
