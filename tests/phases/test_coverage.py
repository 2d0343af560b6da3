"""Coverage: which requests a table answers completely, also of more elements than can be listed."""

from __future__ import annotations

import math

import pytest

from stabwin.chemistry.elements import SYMBOLS
from stabwin.phases.coverage import LARGEST_LISTED_SYSTEM, Coverage
from stabwin.phases.element_sets import element_mask

MANY = SYMBOLS[: LARGEST_LISTED_SYSTEM + 1]
MOST = SYMBOLS[:LARGEST_LISTED_SYSTEM]


def in_words(coverage: Coverage, mask: int) -> str:
    """What is missing, in words."""
    return coverage.gap_in_words(mask, coverage.missing(mask))


def test_a_set_covers_however_many_elements_it_has():
    coverage = Coverage.of([MANY])
    assert coverage.covers(element_mask(MANY))
    assert coverage.missing(element_mask(MANY)) == []
    assert not coverage.covers(element_mask(SYMBOLS[:40]))


def test_the_whole_database_covers_however_many_elements_there_are():
    everything = Coverage.of(sizes=range(1, 7), sizes_from=7)
    assert everything.covers_everything
    for count in (1, 7, len(MOST), len(MANY), len(SYMBOLS)):
        assert everything.covers(element_mask(SYMBOLS[:count]))
        assert everything.missing(element_mask(SYMBOLS[:count])) == []


@pytest.mark.parametrize(
    "coverage",
    [
        Coverage.of(systems=[["Li"], ["O"], ["Li", "O"]]),
        Coverage.of([["Li", "O"]], systems=[["Li"]]),
        Coverage.of(sizes=range(1, 7)),
        Coverage.of(sizes=[1, 2, 4, 5, 6], sizes_from=7),
        Coverage.of(sizes_from=1 + len(MANY)),
    ],
    ids=["systems", "a set and a system", "small systems", "all but ternaries", "only large ones"],
)
def test_more_elements_than_can_be_listed_are_not_covered_one_by_one(coverage):
    assert not coverage.covers(element_mask(MANY))
    assert coverage.missing(element_mask(MANY)) == []
    assert in_words(coverage, element_mask(MANY))


def test_every_size_there_is_covers_up_to_the_elements_that_can_be_listed():
    # Sizes one by one, without a statement on all larger ones.
    coverage = Coverage.of(sizes=range(1, 12))
    assert coverage.covers(element_mask(SYMBOLS[:11]))
    assert not coverage.covers(element_mask(SYMBOLS[:12]))
    assert coverage.missing(element_mask(SYMBOLS[:12])) == [SYMBOLS[:12]]


def test_what_is_missing_are_the_single_systems_small_ones_first():
    coverage = Coverage.of([["Li", "O"]], systems=[["S"], ["Li", "S"]])
    assert coverage.missing(element_mask(["Li", "O", "S"])) == [("O", "S"), ("Li", "O", "S")]
    assert in_words(coverage, element_mask(["Li", "O", "S"])) == ("lack the chemical systems O-S, Li-O-S")
    assert in_words(coverage, element_mask(["Li", "Fe"])) == "hold no phases of Fe"
    many = Coverage.of(systems=[[e] for e in ("Li", "O", "S", "P")])
    assert in_words(many, element_mask(["Li", "O", "S", "P"])).endswith(
        f" and {math.comb(4, 2) + math.comb(4, 3) + 1 - 3} more"
    )


def test_a_large_system_is_refused_without_going_through_all_that_it_is_made_of(monkeypatch):
    asked = []
    lacks = Coverage.lacks
    monkeypatch.setattr(Coverage, "lacks", lambda *given: asked.append(given) or lacks(*given))
    coverage = Coverage.of([SYMBOLS[:6], SYMBOLS[4:9]])
    assert coverage.missing(element_mask(MOST)) == []
    assert len(asked) < 5000
