"""A result and its document tell the same: reading what was written is the identity, both ways."""

from __future__ import annotations

import dataclasses
import json
import pickle
from importlib import import_module
from pkgutil import walk_packages

import pytest

import stabwin as sw
from stabwin.analysis.conditions import Reservoirs
from stabwin.analysis.provenance import Provenance
from stabwin.documents.document import Document
from stabwin.documents.frozen_mapping import FrozenMapping
from stabwin.documents.parts import OUTSIDE, is_document, parts_of
from stabwin.errors import DocumentError

# Each kind of answer: what is asked of whom.
TARGETS = {
    "open, of zero width, unlisted, without ions, failed": (
        sw.windows,
        ["LGPS", "Li3PS4", "Li7La3Zr2O12", "Li2.9PS4", "TiO2", "<no formula>", "Li20Ge2P4S24"],
        {},
    ),
    "at a voltage, with an open element": (
        sw.windows,
        ["LCO", "LFP", "LGPS"],
        {"conditions": sw.Conditions(voltage_v=4.0, open_ev={"S": -3.0, "O": -2.0})},
    ),
    "a window to be covered, with error bars and sensitivity": (
        sw.windows,
        ["LGPS", "SiO2", "Li2.9PS4"],
        {
            "conditions": sw.Conditions(voltage_v=3.0, covers_v=(1.0, 2.5)),
            "uncertainty": 40,
            "sensitivity": True,
        },
    ),
    "profiles": (sw.profiles, ["LGPS", "Li2S", "TiO2", "Xx"], {}),
    "profiles with error bars": (
        sw.profiles,
        ["LPSCl"],
        {"uncertainty": 40, "sensitivity": True, "conditions": sw.Conditions(voltage_v=1.0)},
    ),
}
CONTACTS = {
    "closed, both states, the metal, not covered, failed": {"state": "both"},
    "at a voltage": {"conditions": sw.ContactConditions(voltage_v=4.0, open_ev={"O": -0.3})},
    "over a range, with error bars": {
        "conditions": sw.ContactConditions(voltages_v=(2.5, 4.3)),
        "uncertainty": 30,
        "sensitivity": True,
    },
    "with error bars": {"uncertainty": 30, "sensitivity": True},
}


def check_answers(answers):
    document = answers.to_dict()
    read = sw.Answers.from_dict(json.loads(json.dumps(document)))
    assert type(read) is type(answers)
    assert read == answers
    assert hash(read) == hash(answers)
    assert json.dumps(read.to_dict()) == json.dumps(document)
    for result in answers.answered:
        alone = type(result).from_dict(result.to_dict(), provenance=result.provenance)
        assert alone == result
        assert hash(alone) == hash(result)
        assert pickle.loads(pickle.dumps(result)) == result


@pytest.mark.parametrize("kind", TARGETS)
def test_answers_about_targets_come_back_as_they_were(kind, starter):
    question, targets, settings = TARGETS[kind]
    answers = question(targets, phases=starter, **settings)
    assert answers.answered
    check_answers(answers)


def test_answers_about_heating_come_back_as_they_were():
    asked = {
        "phases": "starter",
        "gases_bar": {"CO2": 0.1},
        "pressures_bar": (0.01, 0.1),
        "uncertainty": 20,
    }
    check_answers(sw.heatings(["CaCO3", "Co3O4", "Xx"], **asked))
    check_answers(
        sw.heatings(
            ["LPSCl"], ["NMC811", "Na2CO3", "Xx"], phases="starter", scheme="measured", state="both"
        )
    )


def test_answers_about_air_come_back_as_they_were():
    check_answers(
        sw.air(["Li2S", "LLZO", "ZnS", "Xx"], phases="starter", scheme="measured", uncertainty=20)
    )


@pytest.mark.parametrize("kind", CONTACTS)
def test_answers_about_contacts_come_back_as_they_were(kind, starter):
    partners = ["LCO", "LFP", "Na3PS4", "<none>"]
    partners += [] if "range" in kind or "voltage" in kind else ["Li"]
    answers = sw.interface_matrix(["LGPS", "LLZO"], partners, phases=starter, **CONTACTS[kind])
    assert answers.answered
    check_answers(answers)


def test_a_pair_without_data_comes_back(starter):
    answers = sw.interface_matrix(["LGPS"], ["UO2", "PuF4"], phases=starter)
    assert answers.uncovered
    check_answers(answers)


def test_a_comparison_comes_back_as_it_was(starter):
    found = sw.compare(["LGPS", "LPSCl", "Xx"], schemes=["literature", "database"], phases=starter)
    read = sw.Comparison.from_dict(json.loads(json.dumps(found.to_dict())))
    assert read == found
    assert hash(read) == hash(found)
    assert found.failures


def test_every_material_comes_back_as_it_was():
    for material in sw.catalogue():
        assert sw.Material.from_dict(json.loads(json.dumps(material.to_dict()))) == material


@pytest.mark.parametrize(
    "conditions",
    [
        Reservoirs(open_ev={"O": -0.5}),
        sw.Conditions(covers_v=(1, 2), ion_tolerance=0.01),
        sw.ContactConditions(voltages_v=(1, 2)),
    ],
)
def test_the_conditions_come_back_in_their_own_class(conditions, starter):
    provenance = Provenance.of(starter, conditions, ())
    read = Provenance.from_dict(provenance.to_dict())
    assert read == provenance
    assert type(read.conditions) is type(conditions)


def breakages(document):
    """Documents that are none: a key too few, a key too many, a list that is none."""
    yield {key: value for key, value in document.items() if key != "ion"}
    yield document | {"what": 1}
    yield document | {"warnings": None}
    yield document | {"reduction": []}
    yield document | {"reduction": {"products": []}}


def test_what_is_no_document_is_refused(starter):
    window = sw.window("LGPS", phases=starter)
    for broken in breakages(window.to_dict()):
        with pytest.raises(DocumentError):
            sw.Window.from_dict(broken, provenance=window.provenance)
    with pytest.raises(DocumentError, match="provenance"):
        sw.Window.from_dict(window.to_dict())
    for schema in ("stabwin/window/9", None):
        with pytest.raises(DocumentError, match="schema"):
            sw.Answers.from_dict({"schema": schema})


def test_frozen_mappings_are_mappings_that_stay():
    one, other = FrozenMapping({"O": -0.5, "S": -1.0}), FrozenMapping({"S": -1.0, "O": -0.5})
    assert one == other == {"O": -0.5, "S": -1.0}
    assert hash(one) == hash(other)
    assert repr(one) == "{'O': -0.5, 'S': -1.0}"
    with pytest.raises(TypeError):
        one["O"] = 1.0


def result_classes():
    """Every class of the analysis that answers hold, found from the classes that a user gets."""
    seen = set()
    waiting = [sw.Window, sw.Profile, sw.Interface, sw.Comparison, sw.Material]
    while waiting:
        cls = waiting.pop()
        if cls in seen:
            continue
        seen.add(cls)
        for part in parts_of(cls):
            waiting += [one for one in members(part.annotation) if is_document(one)]
    return sorted(seen, key=lambda cls: cls.__name__)


def members(annotation):
    inner = getattr(annotation, "__args__", ())
    return [annotation] if not inner else [one for argument in inner for one in members(argument)]


@pytest.mark.parametrize("cls", result_classes(), ids=lambda cls: cls.__name__)
def test_every_class_of_results_is_a_document_and_frozen(cls):
    assert callable(cls.to_dict)
    assert callable(cls.from_dict)
    if dataclasses.is_dataclass(cls):
        assert cls.__dataclass_params__.frozen


def test_no_class_of_results_writes_its_document_by_hand():
    # The keys of a failure are those of the question; samples are a text.
    allowed = {"Failure", "CandidateSamples"}
    for found in walk_packages(import_module("stabwin.analysis").__path__, "stabwin.analysis."):
        for cls in vars(import_module(found.name)).values():
            if cls is Document:
                continue
            if isinstance(cls, type) and issubclass(cls, Document):
                assert "to_dict" not in vars(cls), cls
            elif isinstance(cls, type) and dataclasses.is_dataclass(cls) and hasattr(cls, "to_dict"):
                assert cls.__name__ in allowed, cls


def test_only_the_provenance_stands_outside_of_documents():
    outside = {part.name for cls in result_classes() for part in parts_of(cls) if OUTSIDE in part.markers}
    assert outside == {"provenance"}
