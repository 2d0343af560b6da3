"""One question, asked alone, among others, as keywords, as conditions and as an object."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import stabwin as sw
from stabwin.analysis.conditions import Conditions
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.windows.question import TargetQuestion
from stabwin.analysis.windows.window import METHODS
from stabwin.chemistry.target import resolve_target
from stabwin.errors import PotentialError, RequestError

SETTINGS: list[dict[str, Any]] = [
    {"voltage_v": 3.0},
    {"voltage_v": 3.0, "insulating_gap_ev": 2.5},
    {"open_ev": {"O": -0.5}},
]
OF_WINDOWS: list[dict[str, Any]] = [
    {"ion_tolerance": 0.02},
    {"energy_tolerance_ev_per_atom": 0.03},
    {"covers_v": (1.8, 2.0), "uncertainty": 50},
]


@pytest.mark.parametrize("settings", [*SETTINGS, *OF_WINDOWS])
def test_many_windows_take_the_keywords_of_one(starter: sw.PhaseTable, settings: dict[str, Any]) -> None:
    many = sw.windows(["LGPS", "LLZO"], phases=starter, **settings)
    assert list(many) == [sw.window(name, phases=starter, **settings) for name in ("LGPS", "LLZO")]
    beside = {key: settings[key] for key in ("uncertainty",) if key in settings}
    conditions = Conditions(**{key: settings[key] for key in settings if key not in beside})
    assert list(sw.windows(["LGPS", "LLZO"], phases=starter, conditions=conditions, **beside)) == list(many)


@pytest.mark.parametrize("ask", [sw.windows, sw.profiles])
def test_many_refuse_what_one_refuses(starter: sw.PhaseTable, ask: Any) -> None:
    with pytest.raises(RequestError, match="covers_v asks for a probability"):
        ask(["LGPS"], phases=starter, conditions=Conditions(covers_v=(1.8, 2.0)))


@pytest.mark.parametrize("settings", SETTINGS)
def test_many_profiles_take_the_keywords_of_one(starter: sw.PhaseTable, settings: dict[str, Any]) -> None:
    many = sw.profiles(["LGPS", "LLZO"], phases=starter, **settings)
    assert list(many) == [sw.profile(name, phases=starter, **settings) for name in ("LGPS", "LLZO")]


def test_settings_are_given_once(starter: sw.PhaseTable) -> None:
    with pytest.raises(RequestError, match="twice"):
        sw.windows(["LGPS"], phases=starter, conditions=Conditions(voltage_v=2.0), voltage_v=3.0)


def test_the_insulating_gap_decides_what_blocks_electrons(starter: sw.PhaseTable) -> None:
    characters = set()
    for gap in (0.0, 9.0):
        window = sw.window("LLZO", phases=starter, voltage_v=4.5, insulating_gap_ev=gap)
        assert window.at_voltage is not None
        assert window.provenance.conditions.insulating_gap_ev == gap
        characters.add(window.at_voltage.interphase)
    assert len(characters) == 2
    with pytest.raises(PotentialError):
        sw.profile("LLZO", phases=starter, insulating_gap_ev=-1.0)


def test_a_question_is_a_key_and_gives_the_answers(starter: sw.PhaseTable) -> None:
    def question(voltage_v: float) -> TargetQuestion:
        conditions = Conditions(voltage_v=voltage_v, open_ev={"O": -0.5})
        return TargetQuestion(target=resolve_target("LGPS"), conditions=conditions)

    assert len({question(3.0), question(3.0), question(2.0)}) == 2
    asked = question(3.0)
    provenance = Provenance.of(starter, asked.conditions, METHODS)
    settings: dict[str, Any] = {"voltage_v": 3.0, "open_ev": {"O": -0.5}}
    assert asked.window(starter, provenance) == sw.window("LGPS", phases=starter, **settings)
    assert asked.profile(starter, provenance) == sw.profile("LGPS", phases=starter, **settings)


def test_results_with_unread_reactions_are_equal_hashable_and_picklable(starter: sw.PhaseTable) -> None:
    unread, read = (sw.profile("LGPS", phases=starter) for _ in range(2))
    read.to_dict()
    copy = pickle.loads(pickle.dumps(unread))
    assert hash(unread.steps) == hash(read.steps) == hash(copy.steps)
    assert unread.steps == read.steps == copy.steps
    assert copy.to_dict() == read.to_dict()


def test_no_open_elements_are_the_same_however_they_are_given():
    """An empty mapping would make every line solve a second programme."""
    assert Conditions(open_ev={}).open_ev is Conditions().open_ev
    assert Conditions(gases_bar={}).gases_bar is Conditions().gases_bar
