"""What the tests of the validation share."""

from __future__ import annotations

import pytest

import stabwin as sw


@pytest.fixture(scope="package")
def validation() -> sw.Validation:
    """Everything, in the default scheme of the starter, with few samples."""
    return sw.validate(phases="starter", scheme="measured", uncertainty=50)
