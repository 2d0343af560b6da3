"""The picture of the README is what the demo draws."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import stabwin
from stabwin.report.figures import save_figure, window_chart

ROOT = Path(__file__).resolve().parents[2]


def numbers(svg: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+\.\d+", svg)]


def test_the_picture_shows_the_windows_of_today(tmp_path):
    command = re.search(
        r"window (.+?) --phases starter --plot", (ROOT / "scripts" / "demo").read_text("utf-8")
    )
    targets = command[1].split()
    starter = stabwin.load_phases("starter", scheme="measured")
    save_figure(window_chart(stabwin.windows(targets, phases=starter)), tmp_path / "windows.svg")
    drawn = numbers((tmp_path / "windows.svg").read_text("utf-8"))
    kept = numbers((ROOT / "docs" / "images" / "windows.svg").read_text("utf-8"))
    # Another version of matplotlib may round in another place: half a point is not seen.
    assert drawn == pytest.approx(kept, abs=0.5)
