"""What all tests share: the starter phases, a cache of their own, and how Hypothesis searches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import stabwin

# The same examples in every run: a law that fails, fails for everyone.
settings.register_profile("stabwin", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("stabwin")


@pytest.fixture(scope="session", autouse=True)
def isolated_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("STABWIN_PHASES", raising=False)
        if "STABWIN_CACHE" not in os.environ:
            environment.setenv("STABWIN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def starter() -> stabwin.PhaseTable:
    return stabwin.load_phases("starter")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    named = os.environ.get("STABWIN_SHARED_DATA")
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(named) if named else beside
    if not folder.is_dir():
        pytest.skip("The shared data folder isn't there: STABWIN_SHARED_DATA can name it.")
    return folder
