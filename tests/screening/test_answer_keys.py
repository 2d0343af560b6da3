"""Under which name an answer is kept: all that it depends on, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stabwin.chemistry.target import resolve_target
from stabwin.screening import tasks
from stabwin.screening.answer_keys import AnswerKeys
from stabwin.screening.tasks import Task

LGPS = {"question": "windows", "targets": ("LGPS",)}


@pytest.fixture(autouse=True)
def fresh():
    """What texts stand for is kept in memory: forgotten before and after."""
    tasks._resolved_text.cache_clear()
    yield
    tasks._resolved_text.cache_clear()


def test_a_name_that_stands_for_another_formula_has_another_answer(starter, monkeypatch) -> None:
    """As when the catalogue changes: the elements, the systems and the settings are the same."""
    before = AnswerKeys(starter).key(Task(**LGPS))
    assert AnswerKeys(starter).key(Task(**LGPS)) == before
    monkeypatch.setattr(tasks, "resolve_target", lambda _, ion: resolve_target("Li4GeP2S9", ion))
    tasks._resolved_text.cache_clear()
    assert AnswerKeys(starter).key(Task(**LGPS)) != before


def test_each_thing_that_an_answer_depends_on_gives_it_another_name(starter) -> None:
    tables = [starter, starter.excluding(["Li3PS4"]), starter.with_scheme("database")]
    others = [{}, {"ion": "Na"}, {"settings": {"voltage_v": 3.0}}, {"question": "profiles"}]
    keys = {AnswerKeys(table).key(Task(**LGPS | other)) for table in tables for other in others}
    assert len(keys) == len(tables) * len(others)


@pytest.mark.parametrize("named", ["excluded", "left_out"])
def test_what_a_table_leaves_out_gives_answers_another_name(starter, named) -> None:
    """Answers warn of it, also where the phases that are there are the same."""
    other = replace(starter, **{named: ("Li3PS4",)})
    assert other.system_fingerprint(["Li", "P", "S"]) == starter.system_fingerprint(["Li", "P", "S"])
    assert AnswerKeys(other).key(Task(**LGPS)) != AnswerKeys(starter).key(Task(**LGPS))
