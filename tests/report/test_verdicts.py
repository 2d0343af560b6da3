"""Verdicts: defined once, told in the same words everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stabwin.analysis.interphase import (
    INSULATING,
    MIXED_CONDUCTING,
    NEARLY_STABLE,
    STABLE,
    UNKNOWN,
    Interphase,
)
from stabwin.report import verdicts as verdict
from stabwin.report.verdicts import WORDS, Verdict

ROOT = Path(__file__).resolve().parents[2]

EVERY = [
    verdict.window_verdict(0.0, 2.9, "Li"),
    verdict.window_verdict(0.0, None, "Na"),
    verdict.window_verdict(1.7, 2.1, "Li"),
    verdict.window_verdict(1.7, None, "Li"),
    verdict.window_verdict(2.0, 2.0, "Li"),
    verdict.voltage_verdict(1.0, 1.7, 2.1),
    verdict.voltage_verdict(1.7, 1.7, 2.1),
    verdict.voltage_verdict(9.0, 1.7, None),
    verdict.voltage_verdict(3.0, 1.7, 2.1),
    verdict.exchange_verdict(3.0, 0.0),
    verdict.range_verdict((2.0, 3.0), 1.7, 4.0),
    verdict.range_verdict((1.0, 3.0), 1.7, 4.0),
    verdict.range_verdict((2.0, 5.0), 1.7, 4.0),
    verdict.contact_verdict(0.0, 0.05),
    verdict.contact_verdict(-0.05, 0.05),
    verdict.contact_verdict(-0.06, 0.05),
    verdict.contact_verdict(-0.06, None),
    verdict.contact_verdict(0.0, 0.05, "Li"),
    verdict.contact_verdict(-0.01, 0.05, "Li"),
    verdict.contact_verdict(None, 0.05),
    verdict.bare_verdict(-0.01, 0.1),
    verdict.bare_verdict(-0.2, 0.1),
    verdict.layer_verdict([], pareto=True),
    verdict.layer_verdict(["oxidation_limit"]),
    verdict.layer_verdict([], probability_passes=0.5),
    verdict.contact_verdict(-0.03, 0.05, bar=(-0.07, -0.01)),
    verdict.window_verdict(0.0, 2.9, "Li", (0.0, 0.2)),
    *(
        verdict.interphase_verdict(
            Interphase(character=one, conducting_share=0.0, insulating_gap_ev=0.5, products=())
        )
        for one in (STABLE, NEARLY_STABLE, INSULATING, MIXED_CONDUCTING, UNKNOWN)
    ),
]


def word_of(one: Verdict) -> str:
    return max((word for word in WORDS if one.text.startswith(word)), key=len, default="")


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.text)
def test_a_verdict_begins_with_a_word_that_is_defined(one):
    assert word_of(one)
    assert one.tone in {"good", "fair", "bad", "unknown"}


def test_every_word_is_used():
    assert {word_of(one) for one in EVERY} == set(WORDS)


def test_the_page_of_words_says_what_the_program_says():
    page = (ROOT / "docs" / "verdicts.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([a-z][^|]*?) \| (.*?) \|$", page, flags=re.MULTILINE))
    rows.pop("verdict")
    assert rows == WORDS


@pytest.mark.parametrize(
    ("one", "tone"),
    [
        (verdict.window_verdict(0.0, 2.9, "Li"), "good"),
        (verdict.window_verdict(1.7, 2.1, "Li"), "fair"),
        (verdict.contact_verdict(-0.05, 0.05), "fair"),
        (verdict.contact_verdict(-0.0501, 0.05), "bad"),
        (verdict.bare_verdict(-0.1, 0.1), "good"),
        (verdict.bare_verdict(None, 0.1), "unknown"),
    ],
)
def test_the_tone_fits(one, tone):
    assert one.tone == tone
