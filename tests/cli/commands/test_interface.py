"""``stabwin interface`` as a user runs it."""

from __future__ import annotations

import json
import re
from functools import cache

import pandas as pd
import pytest

import stabwin as sw


@pytest.fixture(scope="module")
def ask(run, validate):
    """Run the command with --json; the document fits its schema, and stderr is empty."""

    @cache
    def answer(*arguments, code=0):
        found = run("interface", *arguments, "--json")
        assert found.returncode == code, found.stderr
        assert found.stderr == ""
        document = json.loads(found.stdout)
        validate(document)
        assert document["schema"] == "stabwin/interface/1"
        return document

    return answer


@pytest.fixture(scope="module")
def table_of_lco_lgps(run):
    return run("interface", "LCO", "LGPS")


@pytest.fixture(scope="module")
def matrix(ask):
    """Two cathodes, a material that no phases cover, and one that nobody knows."""
    return ask("LCO,LFP", "LGPS,LiUO3,Xx3", "--state", "both", code=1)


def test_the_table_is_on_stdout_and_the_provenance_on_stderr(table_of_lco_lgps):
    assert table_of_lco_lgps.returncode == 0
    lines = table_of_lco_lgps.stdout.splitlines()
    assert lines[0].strip() == "LCO | LGPS, discharged: closed"
    rows = {line.split("  ")[0].strip(): line.split() for line in lines if line.strip()}
    assert rows["mutual"][1:4] == ["-0.3372", "-0.4908", "0.5803"]
    assert rows["total"][1:4] == ["-0.3451", "-0.5023", "0.5803"]
    assert rows["LCO alone"][2] == "0.0000"
    assert rows["LGPS alone"][2] == "-0.0188"
    assert "8.64 LiCoO2 + Li10Ge(PS6)2 -> 0.96 Co9S8" in table_of_lco_lgps.stdout
    note, phases = table_of_lco_lgps.stderr.splitlines()
    assert note.startswith("note (LCO|LGPS): Beside measured enthalpies the scheme literature puts Li2SO4")
    assert phases.startswith("phases: starter, scheme literature.")


def test_a_closed_contact_is_the_same_from_python(ask, starter):
    document = ask("LCO", "LGPS")
    assert document == sw.interface_matrix(["LCO"], ["LGPS"], phases=starter).to_dict()
    (result,) = document["results"]
    assert result == sw.interface("LCO", "LGPS", phases=starter).to_dict()
    assert result["voltage_v"] is None
    assert result["state"] == "discharged"
    assert "range" not in result
    # Full numbers: more decimals than the table shows.
    energy = result["mutual"]["ev_per_atom"]
    assert energy != round(energy, 4)


def test_a_voltage_exchanges_ions(ask):
    (result,) = ask("Li3PS4", "LiCoO2", "--voltage", "3.5")["results"]
    assert result["voltage_v"] == 3.5
    left, right = result["mutual"]["reaction"].split(" -> ")
    assert right.endswith(" Li")
    assert "Li" not in left.split(" + ")
    # Both sides give lithium off at 3.5 V on their own.
    assert result["self_a_ev_per_atom"] < 0
    assert result["self_b_ev_per_atom"] < 0


def test_a_range_has_its_worst_voltage_and_a_threshold(ask, starter):
    document = ask("LCO", "LLZO", "--voltages", "2.5:4.2", "--threshold", "0.02")
    assert document["provenance"]["conditions"]["voltages_v"] == [2.5, 4.2]
    assert document["provenance"]["conditions"]["threshold_ev"] == 0.02
    conditions = sw.ContactConditions(voltages_v=(2.5, 4.2), threshold_ev=0.02)
    again = sw.interface_matrix(["LCO"], ["LLZO"], phases=starter, conditions=conditions)
    assert document == again.to_dict()
    (result,) = document["results"]
    found = result["range"]
    assert (found["low_v"], found["high_v"]) == (2.5, 4.2)
    lowest = min(point["mutual_ev_per_nonion_atom"] for point in found["points"])
    assert found["worst"]["ev_per_nonion_atom"] == lowest < -0.02
    below, above = found["stable_ranges_v"]
    assert 2.5 == below[0] < below[1] < found["worst"]["voltage_v"] < above[0] < above[1] == 4.2
    assert result["voltage_v"] is None  # the answer besides the range is that of the closed contact


@pytest.mark.parametrize("sides", [("Li", "LGPS"), ("LGPS", "Li")])
def test_the_ions_metal_is_unlimited_and_stands_beside_a_limited_amount(ask, sides):
    (result,) = ask(*sides)["results"]
    assert result["voltage_v"] == 0
    assert result["total"]["ev_per_atom"] == pytest.approx(-1.252, abs=1e-3)
    assert result["total"]["fraction_a"] is None
    assert "Li15Ge4" in result["total"]["reaction"]
    limited = result["limited_metal"]["total"]
    assert "Li15Ge4" not in limited["reaction"]
    lgps_is_a = sides[0] == "LGPS"
    assert limited["fraction_a"] == pytest.approx(25 / 45 if lgps_is_a else 20 / 45)


def test_the_metal_is_at_zero_volts_already(ask):
    assert ask("Li", "LGPS", "--voltage", "0")["results"] == ask("Li", "LGPS")["results"]


def test_both_states_are_two_results(ask):
    results = ask("LFP", "LLZO", "--state", "both")["results"]
    assert [result["state"] for result in results] == ["discharged", "charged"]
    assert [result["formula_a"] for result in results] == ["LiFePO4", "FePO4"]
    assert [result["a"] for result in results] == ["LFP", "LFP"]
    assert results[1]["mutual"]["ev_per_atom"] < results[0]["mutual"]["ev_per_atom"]


def test_a_pair_without_a_cathode_of_the_catalogue_has_one_state(ask):
    (result,) = ask("LGPS", "Li3PO4", "--state", "both")["results"]
    assert result["state"] is None


def test_the_charged_state_is_asked_for_by_name(ask):
    (result,) = ask("LLZO", "LFP", "--state", "charged")["results"]
    assert (result["state"], result["formula_b"]) == ("charged", "FePO4")


def test_pairs_of_a_matrix_come_row_by_row(matrix):
    found = [(result["a"], result["b"], result["state"]) for result in matrix["results"]]
    states = ("discharged", "charged")
    assert found == [
        (a, b, state) for a in ("LCO", "LFP") for b in ("LGPS", "LiUO3", "Xx3") for state in states
    ]


def test_an_unknown_partner_leaves_the_others_unharmed(matrix, ask):
    failed = [result for result in matrix["results"] if result["b"] == "Xx3"]
    assert len(failed) == 4
    assert all(set(result) == {"a", "b", "state", "status", "error"} for result in failed)
    assert all("no element 'Xx'" in result["error"] for result in failed)
    alone = ask("LCO,LFP", "LGPS", "--state", "both")["results"]
    assert [result for result in matrix["results"] if result["b"] == "LGPS"] == alone


def test_an_uncovered_pair_of_a_matrix_is_a_stated_result(matrix, ask):
    uncovered = [result for result in matrix["results"] if result["b"] == "LiUO3"]
    assert {result["status"] for result in uncovered} == {"not_covered"}
    assert all(result["mutual"] is result["total"] is None for result in uncovered)
    assert all("U" in result["error"] for result in uncovered)
    assert uncovered[0]["formula_a"] == "LiCoO2"
    without_unknown = ask("LCO,LFP", "LGPS,LiUO3", "--state", "both")  # exit code 0
    assert without_unknown["results"] == [r for r in matrix["results"] if r["b"] != "Xx3"]


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_an_uncovered_pair_alone_is_exit_code_3(run, flags):
    found = run("interface", "LCO", "LiUO3", *flags)
    assert found.returncode == 3
    assert found.stdout == ""
    (sentence,) = found.stderr.splitlines()
    assert "hold no phases of U " in sentence
    assert "stabwin fetch" in sentence  # what helps
    assert "--phases" in sentence


def test_an_uncovered_pair_beside_a_failure_is_a_stated_result(run):
    found = run("interface", "LCO", "LiUO3,Xx3")
    assert found.returncode == 1
    assert re.search(r"^LCO +no data +failed", found.stdout, flags=re.MULTILINE)
    assert "no data (LCO|LiUO3): " in found.stderr
    assert "failed (LCO|Xx3): " in found.stderr
    as_json = run("interface", "LCO", "LiUO3,Xx3", "--json", "--uncertainty", "20", "--sensitivity")
    assert as_json.returncode == 1
    results = json.loads(as_json.stdout)["results"]
    assert [one["status"] for one in results] == ["not_covered", "failed"]


def test_the_table_of_a_matrix_says_what_failed_and_what_has_no_data(run):
    found = run("interface", "LCO,LFP", "LGPS,LiUO3,Xx3")
    assert found.returncode == 1
    assert re.search(r"^LFP +-0\.1002 +no data +failed", found.stdout, flags=re.MULTILINE)
    assert re.search(r"^LCO +-0\.3372 +no data +failed", found.stdout, flags=re.MULTILINE)
    said = [line.split(":")[0] for line in found.stderr.splitlines()]
    assert "failed (LCO|Xx3, LFP|Xx3)" in said
    assert "no data (LCO|LiUO3)" in said
    assert "no data (LFP|LiUO3)" in said
    # Reactions follow, the strongest first.
    assert found.stdout.index("LCO | LGPS") < found.stdout.index("LFP | LGPS")


def test_open_elements_are_exchanged(ask):
    document = ask("LCO", "LGPS", "--open", "O=-1.0")
    assert document["provenance"]["conditions"]["open_ev"] == {"O": -1.0}
    (open_to_oxygen,), (closed,) = document["results"], ask("LCO", "LGPS")["results"]
    assert open_to_oxygen["mutual"] != closed["mutual"]
    left = [kink["reaction"].split(" -> ")[0] for kink in open_to_oxygen["kinks"]]
    assert any(side.endswith("O2") for side in left)
    with_voltage = ask("LCO", "LGPS", "--open", "O=-1.0", "--voltage", "4")["results"]
    assert with_voltage[0]["voltage_v"] == 4


def test_csv_holds_a_row_per_pair_and_state(run, tmp_path, validate):
    path = tmp_path / "interfaces.csv"
    arguments = ("LCO,Al2O3", "LGPS,Xx3,LiUO3", "--state", "both", "--voltages", "3:4")
    found = run("interface", *arguments, "--json", "--csv", str(path))
    assert found.returncode == 1
    document = json.loads(found.stdout)
    validate(document)
    frame = pd.read_csv(path, keep_default_na=False)
    assert len(frame) == len(document["results"])
    for row, result in zip(frame.to_dict("records"), document["results"], strict=True):
        assert (row["a"], row["b"], row["state"]) == (result["a"], result["b"], result["state"] or "")
        assert row["status"] == result["status"]
        assert row["error"] == (result["error"] or "")
        if result["status"] in {"failed", "not_covered"}:
            assert row["mutual_ev_per_atom"] == row["worst_ev_per_atom"] == ""
            continue
        assert float(row["mutual_ev_per_atom"]) == result["mutual"]["ev_per_atom"]
        assert float(row["total_ev_per_nonion_atom"]) == result["total"]["ev_per_nonion_atom"]
        assert row["mutual_reaction"] == (result["mutual"]["reaction"] or "")
        assert float(row["worst_voltage_v"]) == result["range"]["worst"]["voltage_v"]
        assert float(row["worst_ev_per_nonion_atom"]) == result["range"]["worst"]["ev_per_nonion_atom"]
        assert row["system_fingerprint"] == result["system_fingerprint"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Xx3", "LGPS"), "'Xx3' is not a formula"),
        (("LCO", "PEO"), "PEO can't be computed"),
        (("", "LGPS"), "empty"),
        (("LCO", "LGPS", "--voltage", "high"), "'high' is not a valid voltage"),
        (("LCO", "LGPS", "--voltage", "LFP"), "'LFP' is not a valid voltage"),
        (("LCO", "LGPS", "--voltage", "nan"), "nan"),
        (("LCO", "LGPS", "--voltage=-0.5"), "-0.5 V is negative"),
        (("LCO", "LGPS", "--voltages", "4.2:2.5"), "4.2:2.5 runs downwards"),
        (("LCO", "LGPS", "--voltages=-1:2"), "-1 V is negative"),
        (("LCO", "LGPS", "--voltages", "3.5"), "LO:HI"),
        (("LCO", "LGPS", "--voltages", "2.5:"), "is not a valid voltage"),
        (("LCO", "LGPS", "--voltages", "2:3:4"), "is not a valid voltage"),
        (("LCO", "LGPS", "--voltages", "2:inf"), "inf"),
        (("LCO", "LGPS", "--voltages", "graphite"), "LO:HI"),
        (("LCO", "LGPS", "--voltage", "3", "--voltages", "2:4"), "fixed twice"),
        (("LCO", "LGPS", "--open", "Li=-1"), "Li is fixed twice"),
        (("LCO", "LGPS", "--voltage", "3", "--open", "Li=-1"), "Li is fixed twice"),
        (("Li", "LGPS", "--voltage", "1"), "0 V by definition"),
        (("LGPS", "Li", "--voltages", "0:1"), "0 V by definition"),
        (("Li", "Li"), "Both sides of Li|Li"),
        (("LCO", "LGPS", "--open", "O=0.5"), "not above 0"),
        (("LCO", "LGPS", "--open", "O"), "'O' is not a valid chemical potential"),
        (("LCO", "LGPS", "--open", "Xx=-1"), "'Xx'"),
        (("Li2O", "LGPS", "--voltage", "3", "--open", "O=-1"), "Li2O holds nothing but"),
        (("LCO", "LGPS", "--state", "half"), "charged, discharged, both"),
        (("LCO", "LGPS", "--ion", "Fe"), "'Fe' is not a working ion"),
        (("LGPS", "NVP"), "The mobile ion is Li in LGPS and Na in NVP"),
        (("NVP", "LGPS"), "Na in NVP and Li in LGPS: say with --ion"),
        (("LCO", "LGPS", "--threshold=-0.1"), "The threshold is -0.1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bad_input_is_one_sentence_and_exit_code_2(run, arguments, says):
    found = run("interface", *arguments)
    assert found.returncode == 2
    assert found.stdout == ""
    (sentence,) = found.stderr.splitlines()
    assert sentence.startswith("stabwin: ")
    assert says in sentence
    assert "Traceback" not in sentence


def test_bad_input_prints_no_json_either(run):
    found = run("interface", "Xx3", "LGPS", "--json")
    assert (found.returncode, found.stdout) == (2, "")
    assert len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize("option", [("--voltage", "8.5"), ("--voltages", "4:8.5")])
def test_a_voltage_above_8_v_is_answered_with_a_warning(run, option):
    found = run("interface", "LCO", "LGPS", *option)
    assert found.returncode == 0
    assert "LCO | LGPS" in found.stdout
    assert "8.5 V is above 8 V" in found.stderr


def test_an_anodes_name_stands_for_its_potential(ask):
    by_name = ask("LGPS", "Li3PO4", "--voltage", "graphite")
    assert by_name["provenance"]["conditions"]["voltage_v"] == 0.1
    assert by_name == ask("LGPS", "Li3PO4", "--voltage", "0.1")


def test_the_usual_name_of_an_anode_stands_for_its_potential(ask):
    (found,) = ask("LCO", "LGPS", "--voltage", "silicon")["results"]
    assert found["voltage_v"] == 0.4


@pytest.mark.parametrize("sides", [("NZSP", "Al2O3"), ("Al2O3", "NZSP")])
def test_the_ion_is_the_one_that_a_side_holds_whatever_the_order(ask, sides):
    assert [found["ion"] for found in ask(*sides)["results"]] == ["Na"]


def test_with_an_ion_given_two_kinds_of_cells_can_meet(ask):
    (found,) = ask("LGPS", "NVP", "--ion", "Na")["results"]
    assert found["ion"] == "Na"


def test_a_cathodes_name_stands_for_its_range(ask):
    by_name = ask("LCO", "LLZO", "--voltages", "LFP")
    assert by_name["provenance"]["conditions"]["voltages_v"] == [2.5, 3.8]
    assert by_name == ask("LCO", "LLZO", "--voltages", "2.5:3.8")


def test_a_range_may_be_one_voltage(ask):
    (result,) = ask("LCO", "LLZO", "--voltages", "3.5:3.5")["results"]
    (at_voltage,) = ask("LCO", "LLZO", "--voltage", "3.5")["results"]
    assert result["range"]["worst"] == {**at_voltage["mutual"], "voltage_v": 3.5}
    assert len(result["range"]["points"]) == 1


def test_the_same_request_gives_the_same_bytes(run, tmp_path):
    arguments = ("interface", "LCO,LFP", "LGPS,LLZO", "--state", "both", "--voltages", "3:4")
    once = run(*arguments, "--json", PYTHONHASHSEED="1")
    again = run(*arguments, "--json", "--cache", str(tmp_path), PYTHONHASHSEED="2")
    assert once.stdout == again.stdout
    assert once.returncode == again.returncode == 0


def test_no_number_is_minus_zero(run):
    found = run("interface", "LCO,Al2O3,LiFePO4", "Li3PO4,FePO4,LiFePO4", "--voltage=-0.0", "--json")
    assert found.returncode == 0
    assert re.findall(r"-0(?:\.0+)?(?:e[+-]?\d+)?(?![\d.])", found.stdout) == []
    table = run("interface", "LiFePO4", "FePO4", "--voltages", "3:4")
    assert "-0.000" not in table.stdout


def test_a_scheme_exclusions_and_an_ion_are_used_and_named(ask):
    plain = ask("LLTO", "LCO")
    changed = ask("LLTO", "LCO", "--scheme", "database", "--exclude", "Li7Ti10O24")
    assert changed["provenance"]["scheme"] == "database"
    assert changed["provenance"]["excluded"] == ["Li7Ti10O24"]
    assert [result["status"] for result in (*plain["results"], *changed["results"])] == [
        "reacts",
        "no_reaction",
    ]
    (sodium,) = ask("NVP", "Al2O3", "--voltage", "3")["results"]
    assert sodium["ion"] == "Na"
    (told,) = ask("NVP", "Al2O3", "--voltage", "3", "--ion", "Li")["results"]
    assert told["ion"] == "Li"


def test_every_cathode_against_some_electrolytes_fits_the_schema(validate, starter):
    names = [material.name for material in sw.catalogue(role="cathode")]
    partners = ("LGPS", "LLZO", "Li", "Na", "Al2O3", "Xx3")
    for state, fixed in (
        ("both", {}),
        ("discharged", {"voltage_v": 4.0}),
        ("charged", {"voltages_v": (2.5, 4.5)}),
        ("discharged", {"voltage_v": 3.0, "open_ev": {"O": -1.0}}),
    ):
        conditions = sw.ContactConditions(**fixed)
        found = sw.interface_matrix(names, partners, phases=starter, state=state, conditions=conditions)
        validate(found.to_dict())


def test_to_matrix_has_a_row_for_each_a_and_a_column_for_each_b(starter):
    found = sw.interface_matrix(["LCO", "LFP"], ["LGPS", "LLZO", "LiUO3", "Xx3"], phases=starter)
    matrix = found.to_matrix()
    assert list(matrix.index) == ["LCO", "LFP"]
    assert list(matrix.columns) == ["LGPS", "LLZO", "LiUO3", "Xx3"]
    for result in found.answered:
        assert matrix.loc[result.a, result.b] == result.mutual.ev_per_atom
    assert matrix[["LiUO3", "Xx3"]].isna().all(axis=None)
    fractions = found.to_matrix("total_fraction_a")
    assert fractions.loc["LCO", "LGPS"] == found.answered[0].total.fraction_a


def test_to_matrix_keeps_the_states_apart(starter):
    found = sw.interface_matrix(["LLZO", "LGPS"], ["LFP", "Al2O3"], phases=starter, state="both")
    matrix = found.to_matrix()
    assert list(matrix.columns) == ["LFP discharged", "LFP charged", "Al2O3"]
    charged = sw.interface("LLZO", "LFP", phases=starter, state="charged")
    assert matrix.loc["LLZO", "LFP charged"] == charged.mutual.ev_per_atom


@pytest.mark.parametrize(
    "break_it",
    [
        lambda document: document.update(time="now"),
        lambda document: document["provenance"]["conditions"].pop("threshold_ev"),
        lambda document: document["results"][0].update(mood="good"),
        lambda document: document["results"][0].pop("limited_metal"),
        lambda document: document["results"][0].update(mutual=None),
        lambda document: document["results"][0].update(kinks=[]),
        lambda document: document["results"][0].update(status="no_reaction"),
        lambda document: document["results"][0].update(state="half"),
        lambda document: document["results"][0]["mutual"].update(ev_per_atom=0.1),
        lambda document: document["results"][0]["mutual"].update(fraction_a=1.5),
        lambda document: document["results"][0]["mutual"].update(reaction=None),
        lambda document: document["results"][0]["total"].update(at_endpoint="c"),
        lambda document: document["results"][0]["kinks"][0].pop("reaction"),
        lambda document: document["results"][0]["kinks"][0]["products"][0].update(amount=0),
        lambda document: document["results"].append({"a": "X", "b": "Y", "status": "failed"}),
        lambda document: document["results"].clear(),
    ],
)
def test_the_schema_refuses_what_it_does_not_describe(validate, starter, break_it):
    document = json.loads(json.dumps(sw.interface_matrix(["LCO"], ["LGPS"], phases=starter).to_dict()))
    validate(document)
    break_it(document)
    with pytest.raises(AssertionError):
        validate(document)


def test_a_contact_that_holds_no_lithium_says_whose_voltage_it_is(run):
    magnesium = run("interface", "MgSc2Se4", "V2O5", "--voltage", "1", "--phases", "starter")
    assert "The mobile ion is Li" in magnesium.stderr
    assert (
        "The mobile ion"
        not in run("interface", "LLZO", "MgO", "--voltage", "1", "--phases", "starter").stderr
    )
