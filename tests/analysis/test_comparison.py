"""What moved between energy schemes and tables, and which single phase a number depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

import stabwin
from stabwin.errors import RequestError


def test_every_change_is_the_sum_of_its_reasons(starter: stabwin.PhaseTable) -> None:
    found = stabwin.compare(
        ["LGPS", "LPSCl", "Li2S", "LLZO"], schemes=["literature", "database"], phases=starter
    )
    moved = [change for change in found.changes if change.change]
    assert {(change.target, change.quantity) for change in moved} == {
        (name, "oxidation_limit_v") for name in ("LGPS", "LPSCl", "Li2S")
    }
    for change in moved:
        assert change.after - change.before == pytest.approx(change.change, abs=1e-9)
        parts = sum(cause.change for cause in change.causes) + change.from_other_phases
        assert parts == pytest.approx(change.change, abs=1e-9)
        # One sulfur gives off two lithium: half of the sulfide correction, until LiS4 takes over.
        assert [cause.of for cause in change.causes] == ["S"]
        assert change.causes[0].change == pytest.approx(0.66346 / 2, abs=1e-6)
        assert "LiS4" in change.appearing


def test_without_the_phase_that_takes_over_the_reaction_explains_all(starter: stabwin.PhaseTable) -> None:
    found = stabwin.compare(["Li2S"], schemes=["literature", "database"], phases=starter, exclude="LiS4")
    (change,) = [change for change in found.changes if change.quantity == "oxidation_limit_v"]
    assert change.from_other_phases == 0
    assert change.change == pytest.approx(0.66346 / 2, abs=1e-6)


def test_tables_are_compared_phase_by_phase(starter: stabwin.PhaseTable) -> None:
    frame = starter.to_dataframe()
    frame = frame[frame["formula"].isin(["Li", "S", "Li2S"])].copy()
    frame.loc[frame["formula"] == "Li2S", "formation_energy_ev_per_atom"] -= 0.1
    other = stabwin.PhaseTable.from_dataframe(frame, name="other", complete=True)
    found = stabwin.compare(["Li2S"], tables=[starter, other], exclude="")
    (change,) = [change for change in found.changes if change.quantity == "oxidation_limit_v"]
    assert [(cause.of, pytest.approx(0.15, abs=1e-9)) for cause in change.causes] == [
        ("Li2S", change.causes[0].change)
    ]


def test_a_target_that_fails_is_told_and_the_others_stand(starter: stabwin.PhaseTable) -> None:
    found = stabwin.compare(["LGPS", "Xx3"], schemes=["literature", "database"], phases=starter)
    assert [failure.target for failure in found.failures] == ["Xx3"]
    assert found.sides[0].targets == ("LGPS",)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    text = "formula,formation_energy_ev_per_atom\nLi2S,{}\nLi3P,-0.9\n"
    paths = [tmp_path / folder / "phases.csv" for folder in ("old", "new")]
    for path, energy in zip(paths, (-1.4, -1.5), strict=True):
        path.parent.mkdir()
        path.write_text(text.format(energy))
    found = stabwin.compare(["Li2S"], tables=paths)
    assert tuple(side.name for side in found.sides) == ("old/phases.csv", "new/phases.csv")
    (change,) = [change for change in found.changes if change.quantity == "oxidation_limit_v"]
    assert change.change == pytest.approx(0.15, abs=1e-9)
    with pytest.raises(RequestError, match="different names"):
        stabwin.compare(["Li2S"], tables=[paths[0], paths[0]])


def test_a_target_given_twice_counts_once(starter: stabwin.PhaseTable) -> None:
    schemes = ["literature", "database"]
    once, twice = (
        stabwin.compare(names, schemes=schemes, phases=starter) for names in (["LGPS"], ["LGPS", "LGPS"])
    )
    assert once == twice
    targets = [stabwin.Target("Li3PS4", -0.5), "Li3PS4"]
    found = stabwin.compare(targets, schemes=schemes, phases=starter)
    assert ["twice" in failure.error.message for failure in found.failures] == [True]


def test_an_energy_of_the_users_own_is_no_reason(starter: stabwin.PhaseTable) -> None:
    """Above the hull only the table's Li2S moves; on the hull the own Li2S stays where it is."""
    schemes = ["literature", "database"]
    above, below = (
        {
            change.quantity: change
            for change in stabwin.compare([target], schemes=schemes, phases=starter).changes
        }
        for target in (stabwin.Target("Li2S", -1.2), stabwin.Target("Li2S", -1.9))
    )
    height = above["energy_above_hull_ev_per_atom"]
    assert [(cause.of, cause.change) for cause in height.causes] == [("S", height.change)]
    assert height.from_other_phases == 0
    limit = below["oxidation_limit_v"]
    assert limit.causes == ()
    assert limit.from_other_phases == limit.change
    assert limit.appearing == ("LiS4",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"schemes": ["literature"]},
        {"schemes": ["database", "database"]},
        {"schemes": ["literature", "database"], "tables": ["starter"]},
    ],
)
def test_what_can_not_be_compared(wrong: dict[str, list[str]]) -> None:
    with pytest.raises(RequestError):
        stabwin.compare(["LGPS"], **wrong)


@pytest.mark.parametrize("name", ["targets", "schemes", "tables"])
def test_one_text_is_no_list(name: str) -> None:
    with pytest.raises(stabwin.RequestError, match=rf"Give a list of {name}, such as \['starter'\]"):
        stabwin.compare(**({"targets": ["LGPS"]} | {name: "starter"}))


def test_unasked_all_schemes_of_the_phases_are_compared() -> None:
    found = stabwin.compare(["LTO"], phases="starter", include="Li7Ti10O24")
    assert [side.name for side in found.sides] == ["measured", "literature", "database"]
    assert [side.provenance.included for side in found.sides] == [("Li7Ti10O24",), (), ()]
    with pytest.raises(RequestError, match="no phases are left out"):
        stabwin.compare(["LTO"], schemes=["literature", "database"], phases="starter", include="Li7Ti10O24")


@pytest.mark.parametrize("name", ["LTO", "LLTO"])
def test_titanates_hang_on_one_spurious_phase(starter: stabwin.PhaseTable, name: str) -> None:
    window = stabwin.window(name, phases=starter, sensitivity=True)
    oxidation = {one.quantity: one for one in window.sensitivity}["oxidation_limit_v"]
    assert oxidation.without[0].phase == "Li7Ti10O24"
    assert oxidation.without[0].value == pytest.approx(3.709, abs=1e-3)


@pytest.mark.parametrize("name", ["LGPS", "LLZO", "LATP", "LiNbO3"])
def test_a_phase_left_out_here_or_of_the_table_is_the_same(starter: stabwin.PhaseTable, name: str) -> None:
    window = stabwin.window(name, phases=starter, sensitivity=True)
    for number in window.sensitivity:
        for one in number.without:
            alone = stabwin.window(name, phases=starter, exclude=one.phase)
            assert getattr(alone, number.quantity) == pytest.approx(one.value, abs=1e-9)


@pytest.mark.parametrize(("a", "b"), [("LCO", "LGPS"), ("Li", "LPSCl")])
def test_contacts_without_a_product(starter: stabwin.PhaseTable, a: str, b: str) -> None:
    contact = stabwin.interface(a, b, phases=starter, sensitivity=True)
    assert contact.sensitivity.without
    for one in contact.sensitivity.without:
        alone = stabwin.interface(a, b, phases=starter, exclude=one.phase)
        assert alone.mutual.ev_per_atom == pytest.approx(one.value, abs=1e-9)


def test_over_a_range_the_worst_voltage_counts(starter: stabwin.PhaseTable) -> None:
    contact = stabwin.interface("LCO", "LGPS", phases=starter, voltages_v=(2.5, 4.2), sensitivity=True)
    worst = contact.range
    assert contact.sensitivity.nominal == worst.worst.ev_per_atom
    assert contact.sensitivity.without
    for one in contact.sensitivity.without:
        alone = stabwin.interface(
            "LCO", "LGPS", phases=starter, exclude=one.phase, voltage_v=worst.worst_voltage_v
        )
        assert alone.mutual.ev_per_atom == pytest.approx(one.value, abs=1e-9)
