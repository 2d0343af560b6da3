"""One answer stays readable: how often it moves between files."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "count-moves"

# Half of what it was before the house was redrawn: 83 and 464.
FEWER_THAN = {'sw.window("LGPS")': 45, 'sw.interface("LCO", "LGPS")': 232}


@pytest.mark.skipif(not SCRIPT.is_file(), reason="A source distribution has no scripts.")
def test_an_answer_moves_between_files_less_than_half_as_often_as_once(monkeypatch):
    monkeypatch.delenv("STABWIN_SCHEME")
    script = runpy.run_path(str(SCRIPT))
    found = {name: script["moves_of"](question).total() for name, question in script["QUESTIONS"].items()}
    assert found.keys() == FEWER_THAN.keys()
    for name, count in found.items():
        assert count < FEWER_THAN[name], found
