"""Many numbers at once are rounded as each would be."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from stabwin.analysis.rounding import reported, reported_all

# Halves in the last decimal, whole numbers, and numbers with more digits than a float can scale.
NUMBERS = st.one_of(
    st.floats(-1e6, 1e6),
    st.floats(-2.0, 2.0),
    st.integers(-(10**9), 10**9).map(lambda n: (n + 0.5) * 1e-12),
    st.integers(-(10**6), 10**6).map(lambda n: n / 3),
    st.sampled_from([0.0, -0.0, 1e-13, -1e-13, 5e-13, 4503599627.3704960, 0.1 + 0.2]),
)


@given(st.lists(NUMBERS, min_size=1, max_size=80), st.integers(12, 25))
@example([0.5e-12] * 40, 12)
@example([2.0000000000005] * 40, 12)
def test_arrays_are_rounded_number_by_number(numbers: list[float], decimals: int) -> None:
    expected = [reported(number, decimals) for number in numbers]
    found = reported_all(np.array(numbers), decimals)
    assert list(map(repr, found)) == list(map(repr, expected))
    assert reported_all(np.array([numbers, numbers]), decimals) == [expected, expected]
