"""Arguments of a wrong kind are one sentence."""

from __future__ import annotations

import pandas as pd
import pytest

import stabwin as sw

FRAME = pd.DataFrame({"formula": ["Li"], "formation_energy_ev_per_atom": [0.0]})


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"phases": 3}, "phases is 3: give starter"),
        ({"phases": FRAME}, "phases is a DataFrame: give starter"),
        ({"phases": "starter", "scheme": 3}, "scheme is 3: give the name"),
    ],
)
def test_phases_and_schemes_of_another_kind_are_refused(asked, says):
    for ask in (sw.window, lambda one, **more: sw.windows([one], **more)):
        with pytest.raises(sw.RequestError, match=says):
            ask("LGPS", **asked)


def test_the_starter_has_no_versions():
    with pytest.raises(sw.RequestError, match="the starter has one alone"):
        sw.load_phases("starter", database_version="2020.09.08")


@pytest.mark.parametrize("label", ["starter", "store", "starter+mine"])
def test_labels_that_mean_something_else_are_refused(tmp_path, label):
    from stabwin.phases.store.imports import import_files

    FRAME.to_csv(tmp_path / "own.csv", index=False)
    with pytest.raises(sw.RequestError, match="can't be used"):
        import_files([tmp_path / "own.csv"], cache=tmp_path, label=label, program="test")


def test_a_contact_with_another_alkali_metal_says_its_ion():
    contact = sw.interface("Na3PS4", "LCO", voltage_v=3.0, phases="starter", scheme="literature")
    assert contact.ion == "Li"
    assert any("mobile ion is Li" in warning for warning in contact.warnings)


def test_labels_that_no_command_uses_are_named(tmp_path):
    from stabwin.phases.store.imports import import_files

    own, whole = tmp_path / "own.csv", tmp_path / "whole.csv"
    own.write_text("formula,formation_energy_ev_per_atom\nLi7SiPS8,-1.31\n")
    whole.write_text("formula,formation_energy_ev_per_atom\nLi,0\nF,0\nLiF,-3.1\n")
    first = import_files([own], cache=tmp_path, label="mine", program="test")
    assert first.unused == ()
    assert import_files([whole], cache=tmp_path, program="test").unused == ("mine",)
    assert import_files([own], cache=tmp_path, label="later", program="test").unused == ("later",)
