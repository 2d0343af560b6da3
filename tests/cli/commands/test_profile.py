"""``stabwin profile`` as a user runs it."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pandas as pd
import pytest

import stabwin as sw
from stabwin.chemistry.catalogue import materials

SOME_TARGETS = ("LGPS", "Xx3", "Li2S", "LiUO3")


@pytest.fixture(scope="module")
def some_as_table(run):
    return run("profile", *SOME_TARGETS, "--voltage", "1")


@pytest.fixture(scope="module")
def some_as_json(run):
    return run("profile", *SOME_TARGETS, "--voltage", "1", "--json")


def results_of(document: str) -> dict[str, dict]:
    return {result["target"]: result for result in json.loads(document)["results"]}


def test_each_profile_is_a_table_and_failures_are_on_stderr(some_as_table):
    assert some_as_table.returncode == 1
    titles = re.findall(r"^(\S+): (\S+), (\w+) *$", some_as_table.stdout, flags=re.MULTILINE)
    assert titles == [("LGPS", "Li10Ge(PS6)2", "metastable"), ("Li2S", "Li2S", "stable")]
    assert "Xx3" not in some_as_table.stdout
    failed, uncovered, phases = some_as_table.stderr.splitlines()
    assert failed.startswith("failed (Xx3): ")
    assert uncovered.startswith("failed (LiUO3): ")
    assert phases.startswith("phases: starter, scheme literature")


def test_tables_show_voltages_with_three_and_energies_with_four_decimals(some_as_table):
    steps = [line.split() for line in some_as_table.stdout.splitlines() if re.match(r" +\d", line)]
    assert len(steps) == 12 + 2  # of LGPS and of lithium sulfide
    for low, high, ions, at_low, *_ in steps:
        assert re.fullmatch(r"\d+\.\d{3}", low)
        assert re.fullmatch(r"\d+\.\d{3}|up", high)
        assert re.fullmatch(r"0|[+-]\d+(\.\d+)?", ions)
        assert re.fullmatch(r"-?\d+\.\d{4}", at_low)
    assert steps[11][:5] == ["0.000", "0.280", "+23.75", "-1.2524", "-0.9861"]


def test_a_voltage_adds_a_table_of_all_targets(some_as_table):
    rows = [line.split()[:3] for line in some_as_table.stdout.splitlines()]
    assert [row for row in rows if row[:1] in (["LGPS"], ["Li2S"])] == [
        ["LGPS", "1.000", "-0.4141"],
        ["Li2S", "1.000", "0.0000"],
    ]


def test_json_fits_its_schema_and_holds_the_same_numbers_as_python(some_as_json, validate, starter):
    assert some_as_json.returncode == 1
    assert some_as_json.stderr == ""
    document = json.loads(some_as_json.stdout)
    validate(document)
    conditions = sw.Conditions(voltage_v=1.0)
    assert document == sw.profiles(SOME_TARGETS, phases=starter, conditions=conditions).to_dict()
    assert [result["target"] for result in document["results"]] == list(SOME_TARGETS)
    assert [result["status"] for result in document["results"][1::2]] == ["failed", "failed"]


def test_steps_run_from_high_to_low_voltage_without_a_gap(some_as_json):
    for target in ("LGPS", "Li2S"):
        steps = results_of(some_as_json.stdout)[target]["steps"]
        assert steps[0]["voltage_high_v"] is None
        assert steps[-1]["voltage_low_v"] == 0.0
        for above, below in pairwise(steps):
            assert above["voltage_low_v"] == below["voltage_high_v"]
            assert above["ions_per_formula"] < below["ions_per_formula"]


def test_the_energy_is_given_at_0_v_at_every_breakpoint_and_at_5_v(some_as_json):
    for target in ("LGPS", "Li2S"):
        result = results_of(some_as_json.stdout)[target]
        breakpoints = [step["voltage_low_v"] for step in reversed(result["steps"])]
        voltages = [point["voltage_v"] for point in result["decomposition_energy"]]
        assert voltages == [*breakpoints, 5.0]


def test_the_same_request_gives_the_same_bytes(run, some_as_json):
    again = run("profile", *SOME_TARGETS, "--voltage", "1", "--json", PYTHONHASHSEED="7")
    assert again.stdout == some_as_json.stdout


def test_no_number_is_minus_zero(some_as_json, some_as_table):
    assert re.findall(r"-0(?:\.0+)?(?:e[+-]?\d+)?(?![\d.])", some_as_json.stdout) == []
    assert re.findall(r"-0\.0+(?!\d)", some_as_table.stdout) == []


def test_csv_has_one_row_per_step_and_is_read_back_by_pandas(run, tmp_path, some_as_json):
    path = tmp_path / "profiles.csv"
    run("profile", *SOME_TARGETS, "--csv", str(path))
    frame = pd.read_csv(path, keep_default_na=False)
    results = results_of(some_as_json.stdout)
    steps = {target: frame[frame["target"] == target].to_dict("records") for target in SOME_TARGETS}
    for target in ("LGPS", "Li2S"):
        assert len(steps[target]) == len(results[target]["steps"])
        for row, step in zip(steps[target], results[target]["steps"], strict=True):
            assert float(row["voltage_low_v"]) == step["voltage_low_v"]
            assert row["reaction"] == (step["reaction"] or "")
    for target in ("Xx3", "LiUO3"):
        (row,) = steps[target]
        assert (row["status"], row["error"]) == ("failed", results[target]["error"])


def test_the_options_of_a_window_hold_for_a_profile(run, validate, starter):
    found = run(
        "profile", "LiCoO2", "--open", "O=-0.5", "--scheme", "database", "--exclude", "Li7Co5O12",
        "--ion", "Li", "--energy", "-1.9", "--voltage", "4.5", "--json",
    )  # fmt: skip
    document = json.loads(found.stdout)
    validate(document)
    assert document["provenance"]["scheme"] == "database"
    assert document["provenance"]["excluded"] == ["Li7Co5O12"]
    expected = sw.profile(
        "LiCoO2",
        phases=starter,
        scheme="database",
        exclude="Li7Co5O12",
        formation_energy_ev_per_atom=-1.9,
        open_ev={"O": -0.5},
        voltage_v=4.5,
    )
    assert document["results"] == [expected.to_dict()]
    # Below some voltage lithium and oxygen would react with each other without end.
    assert document["results"][0]["steps"][-1]["voltage_low_v"] > 2
    assert all(set(step["exchanged"]) == {"O"} for step in document["results"][0]["steps"])


def test_a_narrow_terminal_wraps_and_keeps_every_line_short(run):
    found = run("profile", "LGPS", COLUMNS="60")
    assert found.returncode == 0
    assert max(len(line) for line in found.stdout.splitlines()) <= 60
    assert "-1.2524" in found.stdout


@pytest.mark.parametrize(
    ("targets", "exit_code"),
    [(("Xx3", "Li"), 2), (("Li2UO4",), 3)],
)
def test_a_request_without_one_good_target_prints_nothing_on_stdout(run, targets, exit_code):
    found = run("profile", *targets, "--json")
    assert found.returncode == exit_code
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) == len(targets)
    assert "Traceback" not in found.stderr


def test_every_profile_of_the_catalogue_fits_the_schema(validate, starter):
    names = [material.name for material in materials()]
    for conditions in (sw.Conditions(voltage_v=2.5), sw.Conditions(open_ev={"O": -1.0})):
        validate(sw.profiles(names, phases=starter, conditions=conditions).to_dict())
