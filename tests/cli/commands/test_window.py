"""``stabwin window`` as a user runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import stabwin as sw
from stabwin.chemistry.catalogue import materials

SOME_TARGETS = ("LGPS", "GeS2", "Xx3", "LCO-0.6", "La1/3TaO3", "LiUO3")
SULFIDES = "formula,formation_energy_ev_per_atom\nLi2S,-1.4\nP2S5,-0.7\nLi3PS4,-1.3\n"


def only_result(document: str) -> dict:
    (result,) = json.loads(document)["results"]
    return result


@pytest.fixture(scope="module")
def table_of_lgps(run):
    return run("window", "LGPS")


@pytest.fixture(scope="module")
def json_of_lgps(run):
    return run("window", "LGPS", "--json")


@pytest.fixture(scope="module")
def some_as_table(run):
    return run("window", *SOME_TARGETS, "--voltage", "1")


@pytest.fixture(scope="module")
def some_as_json(run):
    return run("window", *SOME_TARGETS, "--voltage", "1", "--json")


def test_the_table_is_on_stdout_and_the_provenance_on_stderr(table_of_lgps):
    assert table_of_lgps.returncode == 0
    row = table_of_lgps.stdout.splitlines()[-1].split()
    assert row[:4] == ["LGPS", "1.721", "2.143", "0.0188"]
    assert "phases" not in table_of_lgps.stdout
    assert table_of_lgps.stderr.startswith("phases: starter, scheme literature.")
    assert len(table_of_lgps.stderr.splitlines()) == 1


def test_json_fits_its_schema_and_leaves_stderr_empty(json_of_lgps, validate):
    assert json_of_lgps.returncode == 0
    assert json_of_lgps.stderr == ""
    document = json.loads(json_of_lgps.stdout)
    validate(document)
    assert document["schema"] == "stabwin/window/1"
    assert document["provenance"]["phases"] == "starter"
    assert document["provenance"]["scheme"] == "literature"


def test_json_holds_the_same_full_numbers_as_python(json_of_lgps, starter):
    assert json.loads(json_of_lgps.stdout) == sw.windows(["LGPS"], phases=starter).to_dict()
    result = only_result(json_of_lgps.stdout)
    # The data carry six decimals: a limit has more than the three of the table.
    assert result["reduction_limit_v"] != round(result["reduction_limit_v"], 3)
    assert result["energy_above_hull_ev_per_atom"] != round(result["energy_above_hull_ev_per_atom"], 4)


def test_targets_that_fail_leave_the_others_standing_in_the_table(some_as_table):
    assert some_as_table.returncode == 1
    first_words = [line.split()[0] for line in some_as_table.stdout.splitlines() if line.strip()]
    for target in ("LGPS", "GeS2", "LCO-0.6", "La1/3TaO3"):
        assert first_words.count(target) == 2  # its window, and what it is at the voltage
    assert "Xx3" not in some_as_table.stdout
    assert "LiUO3" not in some_as_table.stdout
    failed = [line for line in some_as_table.stderr.splitlines() if line.startswith("failed")]
    assert [line.split(":")[0] for line in failed] == ["failed (Xx3)", "failed (LiUO3)"]
    assert "no element 'Xx'" in failed[0]
    assert "U" in failed[1]


def test_targets_that_fail_have_their_place_in_the_json(some_as_json, validate):
    assert some_as_json.returncode == 1
    assert some_as_json.stderr == ""
    document = json.loads(some_as_json.stdout)
    validate(document)
    assert [result["target"] for result in document["results"]] == list(SOME_TARGETS)
    failed = [result for result in document["results"] if result["status"] == "failed"]
    assert [result["target"] for result in failed] == ["Xx3", "LiUO3"]
    assert all(set(result) == {"target", "status", "error"} for result in failed)


def test_tables_show_voltages_with_three_and_energies_with_four_decimals(some_as_table):
    decimals = {"LGPS": [3, 3, 4], "GeS2": [3, None, 4], "LCO-0.6": [3, 3, None]}
    for line in some_as_table.stdout.splitlines():
        words = line.replace(" *", "  ").replace("no limit", "none").split()
        wanted = decimals.pop(words[0], None) if words else None
        if wanted is not None:
            found = [len(word.partition(".")[2]) or None for word in words[1:4]]
            assert found == wanted, line
    assert not decimals
    at_voltage = r"^LGPS +1\.000 +-0\.4141 +\+14\.8571 "
    assert re.search(at_voltage, some_as_table.stdout, flags=re.MULTILINE)


def test_the_table_says_what_has_no_width_and_what_has_no_limit(some_as_table):
    lines = {line.split()[0]: line for line in reversed(some_as_table.stdout.splitlines()) if line}
    assert " no limit " in lines["GeS2"]
    assert "nothing to give off" in lines["GeS2"]
    assert "3.392  3.392 *" in re.sub(r" {2,}", "  ", lines["LCO-0.6"])
    assert "  not in  " in lines["LCO-0.6"]  # database, on the next line
    assert "* zero width" in some_as_table.stdout


def test_amounts_are_per_formula_unit_as_written(some_as_json):
    results = {result["target"]: result for result in json.loads(some_as_json.stdout)["results"]}
    written = results["La1/3TaO3"]
    assert written["formula"] == "LaTa3O9"
    assert written["formula_as_written"] == "La1/3TaO3"
    assert written["decomposition"] == [{"formula": "LaTa3O9", "amount": pytest.approx(1 / 3)}]
    assert "formula_as_written" not in results["LGPS"]


def test_a_voltage_adds_the_equilibrium_there(some_as_json):
    for result in json.loads(some_as_json.stdout)["results"]:
        if result["status"] != "failed":
            assert result["at_voltage"]["voltage_v"] == 1.0
            assert result["at_voltage"]["ev_per_atom"] <= 0


def test_the_same_request_gives_the_same_bytes(run, tmp_path, some_as_json, some_as_table):
    arguments = ("window", *SOME_TARGETS, "--voltage", "1", "--cache", str(tmp_path))
    again = run(*arguments, "--json", PYTHONHASHSEED="1")  # reads and compiles the phases
    assert again.stdout == some_as_json.stdout
    once_more = run(*arguments, PYTHONHASHSEED="2")  # from the compiled copy
    assert (once_more.stdout, once_more.stderr) == (some_as_table.stdout, some_as_table.stderr)


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_request_without_one_good_target_prints_nothing_on_stdout(run, flags):
    found = run("window", "Xx3", "PEO", *flags)
    assert found.returncode == 2
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) == 2
    assert "Traceback" not in found.stderr


def test_elements_that_the_phases_do_not_cover_are_exit_code_3(run):
    found = run("window", "Li2UO4", "LiPuO2", "--json")
    assert found.returncode == 3
    assert found.stdout == ""
    uranium, plutonium = found.stderr.splitlines()
    assert "hold no phases of U " in uranium
    assert "hold no phases of Pu " in plutonium
    assert "--phases" in uranium  # what to do


def test_csv_is_read_back_by_pandas(run, tmp_path, validate):
    path = tmp_path / "windows.csv"
    found = run("window", *SOME_TARGETS, "--voltage", "1", "--json", "--csv", str(path))
    assert found.returncode == 1
    document = json.loads(found.stdout)
    validate(document)
    frame = pd.read_csv(path, keep_default_na=False, na_values={"reduction_limit_v": [""]})
    assert frame["target"].tolist() == list(SOME_TARGETS)
    for row, result in zip(frame.to_dict("records"), document["results"], strict=True):
        assert row["status"] == result["status"]
        assert row["error"] == (result["error"] or "")
        if result["status"] != "failed":
            assert row["reduction_limit_v"] == result["reduction_limit_v"]
            assert row["oxidation"] == ((result["oxidation"] or {}).get("reaction") or "")
    assert [entry.name for entry in tmp_path.iterdir()] == ["windows.csv"]  # nothing half-written


def test_csv_names_the_phases_that_its_numbers_come_from(run, tmp_path, phases_file):
    path = tmp_path / "windows.csv"
    run("window", "Li3PS4", "--phases", phases_file("mine.csv", SULFIDES), "--complete", "--csv", str(path))
    (row,) = pd.read_csv(path, keep_default_na=False).to_dict("records")
    assert "mine.csv" in row.values()


@pytest.mark.parametrize("place", ["missing/folder/windows.csv", "."])
def test_a_csv_that_cannot_be_written_is_one_sentence(run, tmp_path, place):
    found = run("window", "LGPS", "--csv", str(tmp_path / place))
    assert found.returncode == 2
    assert found.stdout == ""
    assert "can't be written" in found.stderr
    assert len(found.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_scheme_is_used_and_named(run, json_of_lgps):
    found = json.loads(run("window", "LGPS", "--scheme", "database", "--json").stdout)
    literature = json.loads(json_of_lgps.stdout)
    assert found["provenance"]["scheme"] == "database"
    assert found["provenance"]["table_fingerprint"] == literature["provenance"]["table_fingerprint"]
    assert found["results"][0]["system_fingerprint"] != literature["results"][0]["system_fingerprint"]
    assert found["results"][0]["oxidation_limit_v"] != literature["results"][0]["oxidation_limit_v"]


def test_phases_are_left_out_and_named(run, validate):
    found = run("window", "LGPS", "--exclude", "Li4GeS4, Li6P2S8", "--json")
    document = json.loads(found.stdout)
    validate(document)
    assert document["provenance"]["excluded"] == ["Li3PS4", "Li4GeS4"]
    (result,) = document["results"]
    assert not {"Li3PS4", "Li4GeS4"} & {product["formula"] for product in result["decomposition"]}
    as_table = run("window", "LGPS", "--exclude", "Li4GeS4,Li3PS4")
    assert "without Li3PS4, Li4GeS4" in as_table.stderr


AT = ", Gibbs energies at 298.15 K, gases at 1 bar"


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (("window", "LTO"), f"starter, scheme measured (leaves out Li7Ti10O24){AT}. Starter"),
        (("profile", "Li2S"), f"starter, scheme measured (leaves out LiS4){AT}. Starter"),
        (("interface", "LTO", "Li2S"), f"scheme measured (leaves out Li7Ti10O24, LiS4){AT}. Starter"),
        (("window", "Li3PO4"), f"starter, scheme measured{AT}. Starter"),
        (
            ("window", "NaCl", "--ion", "Na", "--include", "NaCl3"),
            f"(leaves out NaCl7){AT}, with NaCl3. Starter",
        ),
        (
            ("window", "MgSc2Se4", "--ion", "Mg"),
            f"scheme measured (leaves out Mg149X (34 phases)){AT}. Starter",
        ),
        (
            ("window", "Li2S", "--exclude", "Li3P", "--exclude", "GeS2,GeS"),
            f"(leaves out LiS4){AT}, without GeS, ",
        ),
        (
            ("compare", "LTO", "--schemes", "measured,literature"),
            "scheme measured (leaves out Li7Ti10O24), enthalpies at 298.15 K. ",
        ),
    ],
)
def test_the_last_line_says_what_the_scheme_leaves_out_of_the_elements_asked(run, request_, said):
    found = run(*request_, STABWIN_SCHEME="measured")
    assert said in found.stderr, found.stderr


def test_leaving_out_what_the_scheme_leaves_out_is_said(run):
    found = run("window", "LTO", "--exclude", "Li7Ti10O24", "--scheme", "measured")
    assert found.returncode == 0
    assert "note: The scheme leaves out Li7Ti10O24 already.\n" in found.stderr


def test_the_ion_is_the_catalogues_unless_told_otherwise(run):
    sodium = json.loads(run("window", "NASICON-Na", "Na3PS4", "--json").stdout)
    assert [result["ion"] for result in sodium["results"]] == ["Na", "Na"]
    assert all("The mobile ion is Na" in " ".join(result["warnings"]) for result in sodium["results"])
    lithium = json.loads(run("window", "Na3PS4", "--ion", "Li", "--json").stdout)["results"][0]
    assert lithium["ion"] == "Li"
    assert "--ion Na" in lithium["warnings"][0]
    told = json.loads(run("window", "NASICON-Na", "Na3PS4", "--ion", "Na", "--json").stdout)
    assert [result["ion"] for result in told["results"]] == ["Na", "Na"]
    assert told["results"][0]["oxidation"] == sodium["results"][0]["oxidation"]
    assert told["results"][1]["warnings"] == []


def test_open_elements_are_exchanged_and_said(run, validate, starter):
    found = run("window", "LCO", "LFP", "--open", "O=-0.5", "--voltage", "4", "--json")
    document = json.loads(found.stdout)
    validate(document)
    assert document["provenance"]["conditions"]["open_ev"] == {"O": -0.5}
    for result in document["results"]:
        for name in ("reduction", "oxidation", "at_voltage"):
            assert set(result[name]["exchanged"]) == {"O"}, (result["target"], name)
    conditions = sw.Conditions(open_ev={"O": -0.5}, voltage_v=4.0)
    assert document == sw.windows(["LCO", "LFP"], phases=starter, conditions=conditions).to_dict()


def test_an_energy_of_its_own_makes_the_target_a_phase(run, json_of_lgps):
    found = only_result(run("window", "LGPS", "--energy", "-1.0", "--json").stdout)
    listed = only_result(json_of_lgps.stdout)
    assert found["status"] == "stable"
    assert found["reduction_limit_v"] < listed["reduction_limit_v"]
    assert found["oxidation_limit_v"] > listed["oxidation_limit_v"]
    assert found["decomposition"] == [{"formula": "Li10Ge(PS6)2", "amount": 1.0}]


@pytest.mark.parametrize(
    ("option", "field"),
    [("--ion-tolerance", "ion_tolerance"), ("--energy-tolerance", "energy_tolerance_ev_per_atom")],
)
def test_tolerances_widen_the_window(run, json_of_lgps, starter, option, field):
    document = json.loads(run("window", "LGPS", option, "0.3", "--json").stdout)
    assert document["provenance"]["conditions"][field] == 0.3
    conditions = sw.Conditions(**{field: 0.3})
    assert document == sw.windows(["LGPS"], phases=starter, conditions=conditions).to_dict()
    (wide,), narrow = document["results"], only_result(json_of_lgps.stdout)
    assert wide["reduction_limit_v"] <= narrow["reduction_limit_v"]
    assert wide["oxidation_limit_v"] > narrow["oxidation_limit_v"]


@pytest.mark.parametrize(
    "zeros",
    [
        ("--voltage=-0.0", "--ion-tolerance=-0.0", "--energy-tolerance=-0.0"),
        ("--open", "O=-0.0"),
    ],
)
def test_no_number_is_minus_zero(run, zeros):
    # Ends of windows, amounts exchanged and energies are zero here, and a zero is typed with a sign.
    found = run("window", "Li2S", "Li3PS4", "GeS2", "LCO-0.6", *zeros, "--json")
    assert found.returncode == 0
    assert re.findall(r"-0(?:\.0+)?(?:e[+-]?\d+)?(?![\d.])", found.stdout) == []


def test_no_number_in_a_table_is_minus_zero(run):
    # Just above the oxidation limit the energy is negative, and zero with four decimals.
    found = run("window", "Li2S", "--voltage", "2.00943")
    assert found.returncode == 0
    assert "-0.000" not in found.stdout
    assert "-0.000" not in run("window", "Li2S", "--voltage=-0.0").stdout


def test_a_target_that_stays_as_it_is_has_no_reaction(run):
    # The same composition reads Li0.5CoO2 as typed and Li(CoO2)2 in the table.
    result = only_result(run("window", "Li0.5CoO2", "--voltage", "3.5", "--json").stdout)
    assert result["at_voltage"]["ions_per_formula"] == 0
    assert result["at_voltage"]["reaction"] is None


def test_phases_come_from_a_file_an_option_or_the_environment(run, phases_file, json_of_lgps):
    path = phases_file("my phases ü.csv", SULFIDES)
    by_option = run("window", "Li3PS4", "--complete", "--phases", path, "--json", STABWIN_SCHEME="")
    by_environment = run("window", "Li3PS4", "--complete", "--json", STABWIN_PHASES=path, STABWIN_SCHEME="")
    assert by_option.stdout == by_environment.stdout
    provenance = json.loads(by_option.stdout)["provenance"]
    assert provenance["phases"] == "my phases ü.csv"
    assert provenance["scheme"] == "database"
    assert only_result(by_option.stdout)["decomposition"] == [{"formula": "Li3PS4", "amount": 1.0}]
    # No result may depend on where a file lies.
    assert str(Path(path).parent) not in by_option.stdout
    with_both = run("window", "LGPS", "--phases", "starter", "--json", STABWIN_PHASES=path)
    assert with_both.stdout == json_of_lgps.stdout


def test_the_cache_folder_may_have_any_name(run, tmp_path, table_of_lgps):
    folder = tmp_path / "Ordner mit Wörtern 電池"
    found = run("window", "LGPS", "--cache", str(folder))
    assert found.returncode == 0
    assert found.stdout == table_of_lgps.stdout
    assert len(list((folder / "compiled").iterdir())) == 1


def test_a_cache_that_cannot_be_written_still_answers(run, tmp_path, table_of_lgps):
    below_a_file = tmp_path / "file"
    below_a_file.write_text("not a folder")
    found = run("window", "LGPS", STABWIN_CACHE=str(below_a_file / "cache"))
    assert (found.returncode, found.stdout) == (0, table_of_lgps.stdout)
    assert found.stderr == table_of_lgps.stderr


def test_nothing_is_coloured_in_a_pipe(run, table_of_lgps):
    assert "\x1b" not in table_of_lgps.stdout + table_of_lgps.stderr
    found = run("window", "LGPS", "Xx3", NO_COLOR="1", TERM="xterm-256color")
    assert "\x1b" not in found.stdout + found.stderr


def test_a_narrow_terminal_wraps_and_cuts_no_number(run):
    found = run("window", "LGPS", "LLZO", "--voltage", "1", COLUMNS="60")
    assert found.returncode == 0
    assert max(len(line) for line in found.stdout.splitlines()) <= 60
    assert "1.721" in found.stdout
    assert "…" not in found.stdout


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_reader_that_goes_away_is_no_failure(program, flags):
    # As in `stabwin window LGPS | head -1`, with the reader gone before the first byte.
    reading, writing = os.pipe()
    os.close(reading)
    try:
        found = subprocess.run(
            [program, "window", "LGPS", *flags],
            stdout=writing,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
    finally:
        os.close(writing)
    assert "Traceback" not in found.stderr
    assert "Broken" not in found.stderr
    assert found.returncode == 0  # 1 would mean that some targets failed


def test_a_full_disk_is_one_sentence(program):
    if not Path("/dev/full").exists():
        pytest.skip("The system has no device that is always full.")
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(
            [program, "window", "LGPS"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
    assert "Traceback" not in found.stderr
    assert found.returncode == 2


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_an_output_without_unicode_still_answers(run, flags):
    # The subscripts of a typed formula are not in every encoding of a redirected output.
    found = run("window", "Li₂S", *flags, PYTHONIOENCODING="ascii")
    assert "Traceback" not in found.stderr
    assert found.returncode == 0
    assert "S" in found.stdout


def test_a_window_imports_nothing_heavy():
    script = """
import sys
from stabwin.cli.main import run
sys.argv = ["stabwin", "window", "LGPS"]
try:
    run()
except SystemExit as end:
    assert end.code == 0, end.code
print(",".join(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True, timeout=120
    )
    imported = set(found.stderr.splitlines()[-1].split(","))
    assert {"stabwin", "numpy", "numba"} <= imported
    assert not imported & {"mp_api", "matplotlib", "plotly", "pandas", "pymatgen", "pyarrow"}


def test_every_window_of_the_catalogue_fits_the_schema(validate, starter):
    names = [material.name for material in materials()]
    for conditions in (
        sw.Conditions(voltage_v=2.5),
        sw.Conditions(open_ev={"O": -1.0}, ion_tolerance=0.02, energy_tolerance_ev_per_atom=0.01),
    ):
        validate(sw.windows(names, phases=starter, conditions=conditions).to_dict())


@pytest.mark.parametrize(
    "break_it",
    [
        lambda document: document.update(time="now"),
        lambda document: document["provenance"].pop("table_fingerprint"),
        lambda document: document["results"][0].update(mood="good"),
        lambda document: document["results"][0].pop("window"),
        lambda document: document["results"][0].update(energy_above_hull_ev_per_atom=None),
        lambda document: document["results"][0].update(oxidation_limit_v=None),
        lambda document: document["results"][0]["reduction"]["products"][0].update(amount="1"),
        lambda document: document["results"].append({"target": "Xx", "status": "failed"}),
    ],
)
def test_the_schema_refuses_what_it_does_not_describe(validate, json_of_lgps, break_it):
    document = json.loads(json_of_lgps.stdout)
    break_it(document)
    with pytest.raises(AssertionError):
        validate(document)


def test_decimals_of_sixteen_digits_are_answered(run):
    found = run("window", "Li0.3333333333333333La0.5555555555555556TiO3")
    assert found.returncode == 0, found.stderr
    assert "phases: starter" in found.stderr


@pytest.mark.parametrize(
    ("energy", "sentence"),
    [("-94", "lies outside what phases have"), ("-2.4", "eV/atom below that of these phases")],
)
def test_an_energy_that_can_not_be_is_refused_and_a_far_one_is_said(run, energy, sentence):
    result = run("window", "Li3PS4", "--energy", energy, "--scheme", "database", "--phases", "starter")
    assert sentence in result.stderr
    assert result.returncode == (2 if energy == "-94" else 0)
