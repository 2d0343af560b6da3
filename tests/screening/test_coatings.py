"""Coatings: every filter for every candidate, a true Pareto front, contacts as sw.interface has them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stabwin as sw
from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.contacts import ELECTRODE, ELECTROLYTE, CoatingQuestion, LayerContact
from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.coatings.judge import Memory, judge
from stabwin.analysis.coatings.ranking import RankedCandidate, pareto_front, rank
from stabwin.analysis.conditions import Reservoirs
from stabwin.analysis.interfaces.kinks import NOTHING
from stabwin.chemistry.catalogue import find
from stabwin.screening.finished_run import read_run
from stabwin.screening.ranking_of_study import LayerRanking
from stabwin.screening.run_folder import write_run
from stabwin.screening.screen import Screen, screen
from stabwin.screening.study import make_study

CANDIDATES = ["LiNbO3", "LiTaO3", "Li3PO4", "Al2O3", "ZrO2", "TiO2", "stable Li-*-O"]

# In the order of the funnel; each switches off by one value.
FILTERS = {
    "no_radioactive": ("no_radioactive", False),
    "band_gap": ("band_gap_above_ev", False),
    "energy_above_hull": ("energy_above_hull_below_ev_per_atom", False),
    "reduction_limit": ("reduction_limit_below_v", False),
    "oxidation_limit": ("oxidation_limit_above_v", False),
    "electrolyte_contact": ("electrolyte_contact_below_ev_per_atom", False),
    "electrode_contact": ("electrode_contact_below_ev_per_atom", False),
}


@cache
def ranked(**section: Any) -> Screen:
    """A ranking on the starter phases; lists of names as text with semicolons."""
    plain = {name: value.split(";") if isinstance(value, str) else value for name, value in section.items()}
    coatings = {"electrolytes": ["LPSCl"], "electrodes": ["LCO"], "candidates": CANDIDATES, **plain}
    return screen(make_study({"name": "t", "phases": {"source": "starter"}, "coatings": coatings}))


@pytest.fixture(scope="module")
def usual() -> LayerRanking:
    return ranked().rankings[0]


def with_filters(**limits: Any) -> LayerRanking:
    coatings = {
        "electrolytes": ["LPSCl"],
        "electrodes": ["LCO"],
        "candidates": CANDIDATES,
        "filters": limits,
    }
    plain = {"name": "t", "phases": {"source": "starter"}, "coatings": coatings}
    return screen(make_study(plain)).rankings[0]


def by_name(one: LayerRanking) -> dict[str, RankedCandidate]:
    return {found.candidate.target: found for found in one.ranking.candidates}


def test_the_funnel_only_narrows_and_agrees_with_each_candidate(usual: LayerRanking) -> None:
    candidates, before = usual.ranking.candidates, len(usual.ranking.candidates)
    assert [name for name, _, _ in usual.ranking.funnel] == list(FILTERS)
    for place, (_, left, alone) in enumerate(usual.ranking.funnel):
        assert left <= min(before, alone)
        assert left == sum(all(c.passed for c in one.checks[: place + 1]) for one in candidates)
        assert alone == sum(one.checks[place].passed for one in candidates)
        before = left
    assert before == len(usual.ranking.passing) > 0


def test_every_filter_is_evaluated_for_every_candidate(usual: LayerRanking) -> None:
    assert len(usual.ranking.candidates) > 80
    for one in usual.ranking.candidates:
        assert [check.name for check in one.checks] == list(FILTERS)
        for check in one.checks[1:]:
            assert (check.short_by is None) == check.passed
            if check.short_by is not None:
                assert check.short_by > 0
                assert check.short_by == pytest.approx(abs(float(check.value) - float(check.limit)))


def test_limits_are_those_of_xiao_unless_changed() -> None:
    assert (
        Filters()
        == make_study(
            {"name": "t", "coatings": {"electrolytes": ["A"], "electrodes": ["B"], "candidates": ["C"]}}
        ).coatings.filters.to_filters()
    )
    assert [getattr(Filters(), field.name) for field in fields(Filters)] == [
        True, 0.5, 0.005, 2.7, 4.0, 0.1, 0.1,
    ]  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_can_be_switched_off(usual: LayerRanking, name: str) -> None:
    key, off = FILTERS[name]
    without = with_filters(**{key: off})
    assert [check.name for check in without.ranking.candidates[0].checks] == [
        f for f in FILTERS if f != name
    ]
    assert len(without.ranking.candidates) == len(usual.ranking.candidates)
    kept = {one.candidate.target for one in without.ranking.passing}
    others = {
        one.candidate.target
        for one in usual.ranking.candidates
        if all(check.passed for check in one.checks if check.name != name)
    }
    assert kept == others


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("band_gap", 4.0),
        ("energy_above_hull", 0.0),
        ("reduction_limit", 1.0),
        ("oxidation_limit", 4.2),
        ("electrolyte_contact", 0.01),
        ("electrode_contact", 0.01),
    ],
)
def test_each_limit_can_be_changed(usual: LayerRanking, name: str, limit: float) -> None:
    place = list(FILTERS).index(name)
    stricter = by_name(with_filters(**{FILTERS[name][0]: limit}))
    for target, one in by_name(usual).items():
        now = stricter[target].checks[place]
        assert now.limit == limit
        assert now.value == one.checks[place].value
        assert one.checks[place].passed or not now.passed
    passing = sum(one.passes for one in stricter.values())
    # Every candidate here is stable: a limit of zero keeps them all.
    assert (
        passing == len(usual.ranking.passing)
        if name == "energy_above_hull"
        else passing < len(usual.ranking.passing)
    )


def test_places_count_from_one_by_score_and_only_those_that_pass_have_one(usual: LayerRanking) -> None:
    places = [one.rank for one in usual.ranking.candidates]
    passing = len(usual.ranking.passing)
    assert places == [*range(1, passing + 1), *[None] * (len(places) - passing)]
    for some in (usual.ranking.passing, usual.ranking.candidates[passing:]):
        assert [one.score for one in some] == sorted(one.score for one in some)


def test_the_score_adds_contacts_and_a_tenth_of_the_missing_window(usual: LayerRanking) -> None:
    for one in usual.ranking.candidates:
        layer = one.candidate
        missing = max(layer.reduction_limit_v - 2.7, 0.0)
        if layer.oxidation_limit_v is not None:
            missing += max(4.0 - layer.oxidation_limit_v, 0.0)
        expected = 0.1 * missing - layer.worst(ELECTROLYTE) - layer.worst(ELECTRODE)
        assert one.score == pytest.approx(expected, abs=1e-11)


def test_a_contact_is_the_interface_of_the_two(starter: sw.PhaseTable) -> None:
    question = CoatingQuestion(electrolyte="LPSCl", electrode="NMC811", voltages_v=(2.8, 4.3))
    for layer in ("LiNbO3", "Al2O3"):
        contacts = judge(starter, layer, question).contacts
        assert len(contacts) == 3 + 4
        for one in contacts:
            state = one.state or "discharged"
            same = sw.interface(layer, one.partner, phases=starter, state=state, voltage_v=one.voltage_v)
            assert one.mutual == same.mutual


def test_the_worst_contact_is_the_worst_closed_one(usual: LayerRanking) -> None:
    rows = ranked().tables["coating_contacts"]
    for target, one in by_name(usual).items():
        for neighbour in (ELECTROLYTE, ELECTRODE):
            closed = [
                row["mutual_ev_per_atom"]
                for row in rows
                if (row["candidate"], row["neighbour"]) == (target, neighbour) and row["voltage_v"] is None
            ]
            assert len(closed) == (1 if neighbour == ELECTROLYTE else 2)
            assert one.candidate.worst(neighbour) == min(closed)


def test_the_bare_contact_stands_beside_the_coated_ones(
    usual: LayerRanking, starter: sw.PhaseTable
) -> None:
    for one in usual.uncoated:
        state = one.state or "discharged"
        bare = sw.interface("LPSCl", "LCO", phases=starter, state=state, voltage_v=one.voltage_v)
        assert one.mutual == bare.mutual
    assert usual.uncoated_ev_per_atom == min(
        one.mutual.ev_per_atom for one in usual.uncoated if one.voltage_v is None
    )


def test_a_candidate_without_lithium_is_judged_by_what_the_equilibrium_makes_of_it(
    usual: LayerRanking, starter: sw.PhaseTable
) -> None:
    for target in ("Al2O3", "ZrO2", "TiO2"):
        one, window = by_name(usual)[target], sw.window(target, phases=starter)
        assert one.named
        assert one.candidate.oxidation_limit_v is window.oxidation_limit_v is None
        assert one.candidate.reduction_limit_v == window.reduction_limit_v
        assert {c.name: c.passed for c in one.checks}["oxidation_limit"]
    reactions = {c.mutual.reaction for c in by_name(usual)["Al2O3"].candidate.contacts}
    assert any("LiAl5O8" in str(reaction) for reaction in reactions)


def test_a_layer_on_the_metal_is_judged_by_full_uptake(starter: sw.PhaseTable) -> None:
    found = ranked(electrolytes="LPSCl", electrodes="Li", candidates="LiF;Li3N;Li2O;LiNbO3")
    for target, one in by_name(found.rankings[0]).items():
        contacts = [c for c in one.candidate.contacts if c.neighbour == ELECTRODE]
        assert [c.voltage_v for c in contacts] == [None]
        full = sw.interface(target, "Li", phases=starter).mutual
        assert contacts[0].mutual == full
    assert by_name(found.rankings[0])["LiNbO3"].candidate.worst(ELECTRODE) < -0.1
    assert by_name(found.rankings[0])["LiF"].candidate.worst(ELECTRODE) == 0


def test_two_layers_are_as_good_as_their_worst_contact(starter: sw.PhaseTable) -> None:
    found = ranked(candidates="LiNbO3;Li3PO4;Li2SiO3;LiTaO3", layers=2).rankings[0]
    names = {one.inner for one in found.pairs}
    assert len(found.pairs) == len(names) ** 2 or len(found.pairs) == 20
    for one in (pair.to_dict() for pair in found.pairs):
        a, b = one["inner"], one["outer"]
        assert one["between_ev_per_atom"] == sw.interface(a, b, phases=starter).mutual.ev_per_atom
        contacts = [
            one[f"{name}_ev_per_atom"] for name in ("electrolyte_contact", "between", "electrode_contact")
        ]
        assert one["worst_ev_per_atom"] == min(contacts)
    worst = [one.worst_ev_per_atom for one in found.pairs]
    assert worst == sorted(worst, reverse=True)


def test_the_contact_between_two_layers_counts_as_much_as_the_outer_ones(starter: sw.PhaseTable) -> None:
    """Both layers get on with their neighbours, and worst with each other."""
    found = ranked(electrodes="NMC811", candidates="Al2O3;Li3B7O12;SiO2;ZrO2", layers=2).rankings[0]
    pairs = {(pair.inner, pair.outer): pair for pair in found.pairs if pair.inner != pair.outer}

    def released(a: str, b: str, state: str = "discharged") -> float:
        return sw.interface(a, b, phases=starter, state=state).mutual.ev_per_atom

    worst_between = 0
    for (inner, outer), pair in pairs.items():
        first, between = released("LPSCl", inner), released(inner, outer)
        last = min(released(outer, "NMC811", state) for state in ("discharged", "charged"))
        assert pair.electrolyte_contact_ev_per_atom == first
        assert pair.electrode_contact_ev_per_atom == last
        assert pair.worst_ev_per_atom == min(first, between, last)
        worst_between += between < min(first, last)
    assert worst_between >= 2
    assert pairs["Al2O3", "Li3B7O12"].worst_ev_per_atom < found.ranking.candidates[0].candidate.worst(
        ELECTROLYTE
    )


def test_neighbours_that_the_phases_do_not_cover_fail_every_candidate_with_the_reason() -> None:
    found = ranked(electrolytes="Cs3Sc2Cl9", candidates="LiNbO3;Li3PO4")
    assert [target for target, _ in found.failures] == ["LiNbO3", "Li3PO4"]
    assert all(reason for _, reason in found.failures)
    assert found.rankings[0].uncoated_ev_per_atom is None
    assert not found.answers_something


def test_sodium_neighbours_make_sodium_the_ion() -> None:
    phases = sw.load_phases("starter")
    plain = {"electrolytes": ["Na3PS4"], "electrodes": ["Na"], "candidates": ["NaCl"]}
    study = {"name": "t", "ion": "Na", "phases": {"source": "starter"}, "coatings": plain}
    found = screen(make_study(study))
    assert found.tables["coatings"][0]["oxidation_limit_v"] == pytest.approx(
        sw.window("NaCl", ion="Na", phases=phases).oxidation_limit_v
    )


# The front, on points that no chemistry has a say in. Few distinct values make ties.
values = st.sampled_from([0.0, 0.01, 0.02, 0.05, 0.2])
volts = st.sampled_from([1.0, 2.0, 2.5, 3.0, 4.0, 5.0])


def contact(neighbour: str, released: float) -> LayerContact:
    mutual = replace(NOTHING, ev_per_atom=-released)
    return LayerContact(neighbour=neighbour, partner="X", state=None, voltage_v=None, mutual=mutual)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    return [
        Candidate(
            target=f"C{number}",
            formula=f"C{number}",
            radioactive=draw(st.booleans()),
            band_gap_ev=draw(st.one_of(st.none(), st.floats(0, 6))),
            energy_above_hull_ev_per_atom=draw(st.one_of(st.none(), st.floats(0, 0.01))),
            reduction_limit_v=draw(volts),
            oxidation_limit_v=draw(st.one_of(st.none(), volts)),
            contacts=(contact(ELECTROLYTE, draw(values)), contact(ELECTRODE, draw(values))),
        )
        for number in range(draw(st.integers(0, 25)))
    ]


def beats(one: Candidate, other: Candidate) -> bool:
    """At least as good in all four respects and better in one, word for word as documented."""
    high = 1e9
    pairs = [
        (one.worst(ELECTROLYTE), other.worst(ELECTROLYTE)),
        (one.worst(ELECTRODE), other.worst(ELECTRODE)),
        (one.oxidation_limit_v or high, other.oxidation_limit_v or high),
        (-one.reduction_limit_v, -other.reduction_limit_v),
    ]
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


@given(candidates())
def test_the_front_holds_exactly_what_nothing_beats(some: list[Candidate]) -> None:
    front = pareto_front(some)
    for one in some:
        assert (id(one) in front) == (not any(beats(other, one) for other in some))


@given(candidates())
def test_a_ranking_loses_nobody_and_its_front_is_among_those_that_pass(some: list[Candidate]) -> None:
    found = rank(some, Filters(), frozenset({"C1"}))
    assert sorted(one.candidate.target for one in found.candidates) == sorted(c.target for c in some)
    passing = [one.candidate for one in found.passing]
    assert [one.rank for one in found.passing] == list(range(1, len(passing) + 1))
    for one in found.candidates:
        assert one.named == (one.candidate.target == "C1")
        unbeaten = not any(beats(other, one.candidate) for other in passing)
        assert one.pareto == (one.passes and unbeaten)


@given(candidates(), st.randoms())
def test_the_order_of_candidates_changes_no_ranking(some: list[Candidate], moved: Any) -> None:
    shuffled = list(some)
    moved.shuffle(shuffled)
    assert rank(some, Filters()) == rank(shuffled, Filters())


Run = Callable[..., Any]


@pytest.fixture(scope="module")
def command(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """``stabwin coatings`` between LPSCl and NMC811 on the starter phases."""
    folder = tmp_path_factory.mktemp("coatings")

    def coatings(*options: object) -> Any:
        cathode = () if "--cathode" in options else ("--cathode", "NMC811")
        layer = ["--electrolyte", "LPSCl", *cathode]
        return run(
            "coatings", *layer, "--phases", "starter", "--cache", folder / "cache", *options, cwd=folder
        )

    coatings.folder = folder
    return coatings


NAMED = ("--candidates", "LiNbO3", "--candidates", "Li3PO4", "--candidates", "LPSO")


def test_csv_holds_the_ranking_of_every_candidate(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "ranking.csv"
    done = command(*NAMED[:4], "--json", "--csv", path)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert {row["candidate"] for row in rows} == {"LiNbO3", "Li3PO4"}
    named = {row["candidate"]: row for row in json.loads(done.stdout)["rankings"][0]["named"]}
    for row in rows:
        expected = named[row["candidate"]]["electrode_contact_ev_per_atom"]
        assert float(row["electrode_contact_ev_per_atom"]) == pytest.approx(expected)


def test_the_command_shows_every_named_candidate_and_says_where_its_files_are(command: Run) -> None:
    done = command(*NAMED, "--top", 1)
    assert done.returncode == 1  # LPSO is no material
    for text in ("Li3PO4", "LiNbO3", "fails: oxidation limit", "without a layer -0.6703"):
        assert text in done.stdout
    assert "failed (LPSO)" in done.stderr
    assert (command.folder / "runs" / "coatings-LPSCl-NMC811" / "coating_ranking.csv").exists()


def test_named_candidates_that_pass_are_shown_beyond_the_top(command: Run) -> None:
    done = command("--candidates", "Al2O3", "--candidates", "stable Li-M-O with M in [P, B]", "--top", 1)
    assert done.returncode == 0
    assert "Al2O3" in done.stdout
    assert "LiPO3" not in done.stdout


def test_the_command_writes_numbers_in_full_as_json(
    command: Run, validate: Callable[[dict[str, Any]], None]
) -> None:
    done = command(*NAMED, "--json")
    answer = json.loads(done.stdout)
    validate(answer)
    assert answer["schema"] == "stabwin/summary/1"
    (ranking,) = answer["rankings"]
    assert ranking["candidates"] == 2
    assert [stage["filter"] for stage in ranking["funnel"]] == list(FILTERS)
    best = ranking["best"][0]
    assert best["candidate"] == "Li3PO4"
    places = {(c["neighbour"], c["state"], c["voltage_v"]) for c in best["contacts"]}
    assert {
        ("electrolyte", None, None),
        ("electrode", "charged", None),
        ("electrode", "discharged", None),
    } < places
    bare = [c["uncoated_ev_per_atom"] for c in best["contacts"] if c["neighbour"] == "electrode"]
    assert min(bare) <= ranking["uncoated_ev_per_atom"] < -0.6


def test_voltages_set_the_window_that_is_asked_for(command: Run) -> None:
    for text, limits in (("2.0:3.7", (2.0, 3.7)), ("LFP", None)):
        done = command(*NAMED, "--voltages", text)
        study = json.loads((command.folder / "runs" / "coatings-LPSCl-NMC811" / "study.json").read_text())
        filters = study["coatings"]["filters"]
        low, high = limits or find(text).voltage_range_v
        assert (filters["reduction_limit_below_v"], filters["oxidation_limit_above_v"]) == (low, high)
        assert done.returncode == 1
    assert command(*NAMED, "--voltages", "4:2").returncode == 2


def test_both_tables_of_the_run_hold_the_same(command: Run) -> None:
    import pandas as pd

    command(*NAMED)
    folder: Path = command.folder / "runs" / "coatings-LPSCl-NMC811"
    for name in ("coatings", "coating_contacts", "coating_ranking"):
        text = list(csv.DictReader((folder / f"{name}.csv").read_text().splitlines()))
        table = pd.read_parquet(folder / f"{name}.parquet")
        assert list(table.columns) == list(text[0])
        assert len(table) == len(text)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--candidates", "Li-Q-O"), "Q"),
        (("--candidates", "He-*-O"), "He-*-O"),
        (("--candidates", "no-such-thing"), "no-such-thing"),
        (("--state", "half"), "state"),
        (("--layers", "3"), "layers"),
        (("--top", "0"), "top"),
        (("--cathode", "no-such-thing"), "no-such-thing"),
        (("--ion", "Q"), "Q"),
    ],
)
def test_a_slip_is_one_sentence(command: Run, options: tuple[str, str], named: str) -> None:
    done = command(*options)
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_runs_of_the_same_name_share_a_folder_and_others_do_not(
    command: Run, run: Run, tmp_path: Path
) -> None:
    assert command(*NAMED[:2], "--out", tmp_path / "my coatings").returncode == 0
    assert command(*NAMED[2:4], "--out", tmp_path / "my coatings").returncode == 0
    other = ["--electrolyte", "LGPS", "--cathode", "LCO", "--candidates", "LiNbO3", "--phases", "starter"]
    done = run("coatings", *other, "--out", tmp_path / "my coatings")
    assert done.returncode == 2
    assert "coatings-LPSCl-NMC811" in done.stderr


def contact_energy(a: str, b: str, phases: sw.PhaseTable) -> float:
    return sw.interface(a, b, phases=phases).mutual.ev_per_atom


@pytest.mark.parametrize("layer", ["LiTi2(PO4)3", "LiPO3"])
def test_phosphates_pass_the_contact_filters_of_xiao(layer: str, starter: sw.PhaseTable) -> None:
    for neighbour in ("Li3PS4", "NMC111"):
        assert contact_energy(layer, neighbour, starter) > -0.1


@pytest.mark.parametrize("layer", ["LiNbO3", "Li2ZrO3"])
def test_the_usual_oxides_fail_the_contact_filter_of_xiao_at_the_sulfide(
    layer: str, starter: sw.PhaseTable
) -> None:
    assert contact_energy(layer, "Li3PS4", starter) < -0.1
    assert contact_energy(layer, "NMC111", starter) > -0.1


@pytest.mark.parametrize("scheme", ["literature", "database"])
def test_lithium_tantalate_reacts_with_the_sulfide_by_half_the_limit_in_both_schemes(scheme: str) -> None:
    phases = sw.load_phases("starter", scheme=scheme)
    assert -0.06 < contact_energy("LiTaO3", "Li3PS4", phases) < -0.04
    # It fails by its window, and by little.
    assert 3.9 < sw.window("LiTaO3", phases=phases).oxidation_limit_v < 4.0


@pytest.mark.parametrize("layer", ["Li2TiO3", "Li3NbO4", "Li3TaO4", "Li2ZrO3"])
def test_lithium_rich_oxides_hardly_react_with_the_garnet(layer: str, starter: sw.PhaseTable) -> None:
    assert -0.006 < contact_energy(layer, "LLZO", starter) < 0


@pytest.mark.parametrize(
    "layer", ["LiNbO3", "LiTaO3", "LiTi2(PO4)3", "LiPO3", "LiZr2(PO4)3", "Li4P2O7", "LiGe2(PO4)3"]
)
def test_lithium_poor_oxides_and_phosphates_react_with_the_garnet(
    layer: str, starter: sw.PhaseTable
) -> None:
    assert contact_energy(layer, "LLZO", starter) < -0.06


DRY_ROOM_BAR = {"H2O": 1.3e-4}


def in_dry_room(**section: Any) -> Screen:
    """A ranking in so much water vapour."""
    coatings = {
        "electrolytes": ["LPSCl"],
        "electrodes": ["LCO"],
        "candidates": ["LiNbO3", "Li3PO4", "Li3N"],
        "gases_bar": DRY_ROOM_BAR,
        **section,
    }
    phases = {"source": "starter", "scheme": "measured"}
    return screen(make_study({"name": "t", "phases": phases, "coatings": coatings}))


@pytest.fixture(scope="module")
def cold() -> sw.PhaseTable:
    return sw.load_phases("starter", scheme="measured", temperature_k=298.15)


def test_layers_and_contacts_are_in_the_gases(cold: sw.PhaseTable) -> None:
    (one,) = in_dry_room().rankings
    asked: dict[str, Any] = {"phases": cold, "gases_bar": DRY_ROOM_BAR}
    for found in one.ranking.candidates:
        layer = found.candidate
        window = sw.window(layer.target, **asked)
        assert layer.reduction_limit_v == window.reduction_limit_v
        assert layer.oxidation_limit_v == window.oxidation_limit_v
        for contact in layer.contacts:
            state = contact.state or "discharged"
            same = sw.interface(
                layer.target, contact.partner, state=state, voltage_v=contact.voltage_v, **asked
            )
            assert contact.mutual == same.mutual
    for contact in one.uncoated:
        state = contact.state or "discharged"
        bare = sw.interface("LPSCl", "LCO", state=state, voltage_v=contact.voltage_v, **asked)
        assert contact.mutual == bare.mutual
    without = in_dry_room(gases_bar={}).rankings[0]
    assert one.uncoated_ev_per_atom != without.uncoated_ev_per_atom
    assert dict(one.provenance.conditions.gases_bar) == DRY_ROOM_BAR
    assert one.provenance.conditions.temperature_k == 298.15


def test_a_layer_that_the_gases_turn_into_something_else_fails_by_what_that_releases(
    cold: sw.PhaseTable,
) -> None:
    """Lithium nitride becomes hydroxide and ammonia; lithium phosphate stays."""
    layers = by_name(in_dry_room().rankings[0])
    contact = sw.interface("Li3N", "Al2O3", phases=cold, gases_bar=DRY_ROOM_BAR)
    assert layers["Li3N"].candidate.energy_above_hull_ev_per_atom == -contact.self_a_ev_per_atom > 0.3
    failed = {check.name for check in layers["Li3N"].checks if not check.passed}
    assert "energy_above_hull" in failed
    assert layers["Li3PO4"].candidate.energy_above_hull_ev_per_atom == 0.0


def test_samples_of_a_layer_are_in_the_gases_too() -> None:
    coatings = {"electrolytes": ["LPSCl"], "electrodes": ["LCO"], "candidates": ["Li3N", "Li3PO4"]}
    plain = {
        "name": "t",
        "phases": {"source": "starter", "scheme": "measured"},
        "coatings": {**coatings, "gases_bar": DRY_ROOM_BAR},
        "uncertainty": {"samples": 50},
    }
    layers = by_name(screen(make_study(plain)).rankings[0])
    bar = layers["Li3N"].probabilities.uncertainty.energy_above_hull_ev_per_atom
    assert 0.2 < bar.p05 < layers["Li3N"].candidate.energy_above_hull_ev_per_atom < bar.p95


def test_between_two_layers_there_are_the_gases_too(cold: sw.PhaseTable) -> None:
    off = {
        "reduction_limit_below_v": False,
        "oxidation_limit_above_v": False,
        "electrolyte_contact_below_ev_per_atom": False,
        "electrode_contact_below_ev_per_atom": False,
    }
    (one,) = in_dry_room(layers=2, candidates=["LiNbO3", "Li2ZrO3"], filters=off).rankings
    pair = next(pair for pair in one.pairs if pair.inner != pair.outer)
    same = sw.interface(pair.inner, pair.outer, phases=cold, gases_bar=DRY_ROOM_BAR)
    assert pair.between_ev_per_atom == same.mutual.ev_per_atom < -0.03


def test_contacts_are_not_followed_where_the_gases_react_with_the_ion(cold: sw.PhaseTable) -> None:
    """Lithium, oxygen and water form hydrate below 3.3 V; the first of three voltages is 3.0 V."""
    (one,) = in_dry_room(gases_bar={"O2": 0.2, "H2O": 0.01}).rankings
    (note,) = one.provenance.notes
    assert note.startswith("Below 3.317 V the reservoirs react, Li + 0.25 O2 + 1.5 H2O -> LiH3O2: ")
    assert note.endswith("contacts are not followed at 3 V.")
    assert {contact.voltage_v for contact in one.uncoated} == {None, 3.6, 4.2}
    asked: dict[str, Any] = {"phases": cold, "gases_bar": {"O2": 0.2, "H2O": 0.01}}
    assert sw.interface("LPSCl", "LCO", voltage_v=3.318, **asked).mutual
    with pytest.raises(sw.PotentialError, match="unbounded"):
        sw.interface("LPSCl", "LCO", voltage_v=3.316, **asked)


def test_what_was_found_before_is_told_apart_by_the_gases(cold: sw.PhaseTable) -> None:
    memory = Memory()
    for gases_bar in ({}, DRY_ROOM_BAR, {"H2O": 0.01}):
        around = Reservoirs(gases_bar=gases_bar, temperature_k=298.15)
        question = CoatingQuestion(electrolyte="LPSCl", electrode="LCO", around=around)
        assert judge(cold, "LiNbO3", question, memory) == judge(cold, "LiNbO3", question)


def test_a_ranking_of_a_run_folder_has_its_gases(tmp_path: Path) -> None:
    found = in_dry_room()
    write_run(tmp_path, found)
    (read,) = read_run(tmp_path).rankings()
    assert read.provenance == found.rankings[0].provenance
    assert dict(read.provenance.conditions.gases_bar) == DRY_ROOM_BAR
    text = sw.write_report(tmp_path, format="md", out=tmp_path / "answer.md").read_text("utf-8")
    assert "H2O at 0.00013 bar" in text
    assert "Below 1.9" in text
