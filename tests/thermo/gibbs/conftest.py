"""Phases for tests of Gibbs energies."""

from __future__ import annotations

import pytest

import stabwin as sw


@pytest.fixture(scope="session")
def starter_measured():
    return sw.load_phases("starter", scheme="measured")
