"""Bad input: one sentence on stderr, the contract's exit code, and nothing on stdout."""

from __future__ import annotations

import gzip
import json
import re

import pytest

HEAD = "formula,formation_energy_ev_per_atom\n"
SULFIDES = f"{HEAD}Li2S,-1.4\nP2S5,-0.7\nLi3PS4,-1.3\n"

# Arguments, and words that the sentence holds: which value is wrong, and why.
BAD_REQUESTS = {
    "unknown element": (["window", "Xx3"], ["'Xx3'", "no element 'Xx'"]),
    "bracket": (["window", "Li10GeP2S12)"], ["'Li10GeP2S12)'", "bracket"]),
    "empty": (["window", ""], ["empty"]),
    "minus in a formula": (["window", "Li-1"], ["'Li-1'"]),
    "minus before a formula": (["window", "--", "-Li"], ["'-Li'"]),
    "no atoms": (["window", "Li0"], ["no atoms"]),
    "far too many atoms": (["window", f"Li{10**400}S"], ["Li1000"]),
    "far too many digits": (["window", f"Li{'9' * 5000}S"], ["Li9999"]),
    "the ion itself": (["window", "Li"], ["Li", "0 V"]),
    "the ion itself by name": (["profile", "Na metal"], ["Na metal", "0 V"]),
    "a polymer": (["window", "PEO"], ["PEO", "polymer"]),
    "a mixture": (["profile", "air"], ["air", "mixture"]),
    "negative voltage": (["window", "LGPS", "--voltage", "-1"], ["-1 V", "plates"]),
    "voltage nan": (["window", "LGPS", "--voltage", "nan"], ["voltage", "nan"]),
    "voltage inf": (["profile", "LGPS", "--voltage", "inf"], ["voltage", "inf"]),
    "voltage abc": (["window", "LGPS", "--voltage", "abc"], ["abc"]),
    "unknown scheme": (["window", "LGPS", "--scheme", "best"], ["'best'", "literature", "database"]),
    "unknown ion": (["window", "LGPS", "--ion", "Xe"], ["'Xe'", "Li, Na, K"]),
    "excluded element": (["window", "LGPS", "--exclude", "S"], ["S is an element"]),
    "excluded nothing": (["window", "LGPS", "--exclude", "Li99S"], ["Li99S", "starter has no phase"]),
    "excluded no formula": (["window", "LGPS", "--exclude", "LiS4,Xx"], ["'Xx'"]),
    "positive potential": (["window", "LCO", "--open", "O=0.5"], ["O is 0.5 eV", "not above 0"]),
    "absurd potential": (["window", "LCO", "--open", "S=-1e308"], ["S is -1e+308 eV", "at least -100"]),
    "absurd potential as JSON": (["profile", "LCO", "--open", "O=-1e30", "--json"], ["O is -1e+30 eV"]),
    "absurd voltage": (["window", "LGPS", "--voltage", "1e308"], ["1e+308 V", "above 100 V"]),
    "absurd voltages": (["interface", "LCO", "LGPS", "--voltages", "2:1e300"], ["1e+300 V"]),
    "25 brackets": (["window", "(" * 25 + "Li" + ")999999999999999" * 25], ["too large"]),
    "no potential": (["window", "LCO", "--open", "O"], ["'O'", "O=-0.5"]),
    "potential of words": (["window", "LCO", "--open", "O=air"], ["'O=air'", "O=-0.5"]),
    "potential of no element": (["window", "LCO", "--open", "Xx=-1"], ["'Xx'"]),
    "potential twice": (["window", "LCO", "--open", "O=-1,O=-2"], ["O is given twice"]),
    "potential of the ion": (["window", "LCO", "--open", "Li=-1"], ["Li is fixed twice"]),
    "nothing left closed": (["window", "Li2O", "--open", "O=-1"], ["Li2O", "open elements"]),
    "reservoirs that react": (
        ["window", "LCO", "--open", "O=-0.5", "--voltage", "1"],
        ["Below", "unbounded", "O"],
    ),
    "energy of two": (["window", "LGPS", "LLZO", "--energy", "-1"], ["--energy -1", "one target"]),
    "energy nan": (["window", "LGPS", "--energy", "nan"], ["LGPS is nan"]),
    "negative ion tolerance": (["window", "LGPS", "--ion-tolerance", "-1"], ["ion tolerance is -1"]),
    "negative energy tolerance": (
        ["window", "LGPS", "--energy-tolerance", "-0.1"],
        ["energy tolerance is -0.1"],
    ),
}

# Name and contents of a file of phases, and words that the sentence holds besides the name.
BAD_FILES = {
    "missing": ("missing.csv", None, ["No such file"]),
    "empty": ("empty.csv", "", ["empty"]),
    "no rows": ("head.csv", HEAD, ["no phases"]),
    "truncated gzip": ("cut.csv.gz", gzip.compress(SULFIDES.encode() * 50)[:-20], ["truncated"]),
    "wrong columns": (
        "columns.csv",
        "name,energy\nLi2S,-1\n",
        ["formation_energy_ev_per_atom", "name"],
    ),
    "semicolons": ("semi.csv", SULFIDES.replace(",", ";"), ["semicolons", "write commas"]),
    "energy nan": ("nan.csv", f"{SULFIDES}LiP,nan\n", ["line 5", "LiP", "'nan'"]),
    "energy inf": ("inf.csv", f"{SULFIDES}LiP,-inf\n", ["line 5", "LiP", "'-inf'"]),
    "no energy": ("blank.csv", f"{SULFIDES}LiP,\n", ["line 5", "LiP"]),
    "short row": ("short.csv", f"{SULFIDES}LiP\n", ["line 5", "1 field and the header 2"]),
    "energy in words": ("words.csv", f"{HEAD}Li2S,low\n", ["line 2", "'low'"]),
    "bad formula": ("formula.csv", f"{SULFIDES}Li3Qq,-1\n", ["line 5", "'Li3Qq'", "'Qq'"]),
    "bad formula after an empty line": ("gap.csv", f"{HEAD}\n\nLi3Qq,-1\n", ["line 4", "'Li3Qq'"]),
    "no formula": ("none.csv", f"{SULFIDES},-1\n", ["line 5", "formula"]),
    "element below zero": ("element.csv", f"{SULFIDES}S,-0.2\n", ["S", "-0.2"]),
    "open quote": ("quote.csv", f'{SULFIDES}"LiP,-1\n', ["line"]),
    "entry without an energy": ("entries.json", '[{"composition": {"Li": 1}}]', ["entry 1 has no energy"]),
    "entries without an element": (
        "entries.json",
        '[{"composition": {"Li": 2, "S": 1}, "energy": -12}]',
        ["no energy of the element Li, S"],
    ),
    "no entries": ("entries.json", "[]", ["holds no phases"]),
    "JSON as a table": ("phases.csv", '\n{"entries": []}', ["is JSON", ".json"]),
    "binary CSV": ("junk.csv", bytes(range(128, 256)) * 9, ["not a CSV table"]),
    "binary gzip": ("junk.csv.gz", b"\x1f\x8b" + bytes(range(256)), ["damaged"]),
    "binary Parquet": ("junk.parquet", bytes(range(256)) * 9, ["not a Parquet table"]),
}

# A sentence may go on after a colon or in brackets, but it is not a list of lines.
_LINE = re.compile(r"stabwin: [^\n]+[.)]\n")


def assert_one_sentence(found, words, exit_code=2):
    assert "Traceback" not in found.stderr
    assert found.returncode == exit_code, found.stderr
    assert found.stdout == ""
    assert _LINE.fullmatch(found.stderr), found.stderr
    assert ".." not in found.stderr.replace("...", "")
    for word in words:
        assert word in found.stderr


@pytest.mark.parametrize(("arguments", "words"), BAD_REQUESTS.values(), ids=BAD_REQUESTS)
def test_a_bad_request_is_one_sentence_and_exit_code_2(run, arguments, words):
    assert_one_sentence(run(*arguments), words)


# Arguments that are not understood, and words that the sentence holds.
BAD_OPTIONS = {
    "energy of words": (["window", "LGPS", "--energy", "abc"], ["--energy abc", "window --help"]),
    "energy after a sign": (["window", "LGPS", "--energy=abc"], ["--energy=abc", "window --help"]),
    "threshold of words": (["interface", "LCO", "LGPS", "--threshold", "x"], ["--threshold x"]),
    "samples of words": (["window", "LGPS", "--uncertainty", "1.5"], ["--uncertainty 1.5"]),
    "processes below zero": (["screen", "--jobs", "-1"], ["--jobs -1", "screen --help"]),
    "unknown option": (["window", "LGPS", "--vol", "1"], ["--vol", "--voltage"]),
    "option without a value": (["window", "LGPS", "--energy"], ["--energy"]),
    "unknown command": (["windw"], ["'windw'", "'window'"]),
    "no target": (["window"], ["TARGET", "window --help"]),
    "voltage twice": (["window", "LGPS", "--voltage", "0", "--voltage=4.3"], ["--voltage", "2 times"]),
    "file twice": (["data", "export", "a.csv", "--scheme", "measured", "--scheme", "mp2020"], ["--scheme"]),
    "one argument too many": (["report", "a", "b"], ["b", "report --help"]),
}


@pytest.mark.parametrize(("arguments", "words"), BAD_OPTIONS.values(), ids=BAD_OPTIONS)
def test_what_is_no_option_or_value_is_one_sentence_that_leads_to_the_help(run, arguments, words):
    assert_one_sentence(run(*arguments), ["--help", *words])


@pytest.mark.parametrize(("name", "content", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_of_phases_is_one_sentence_that_names_it(
    run, tmp_path, phases_file, name, content, words
):
    path = str(tmp_path / name) if content is None else phases_file(name, content)
    found = run("window", "Li3PS4", "--phases", path, "--json")
    assert_one_sentence(found, [name, *words])


def test_a_folder_that_is_no_store_is_one_sentence(run, tmp_path):
    found = run("window", "Li3PS4", "--phases", str(tmp_path))
    assert found.returncode in {2, 3}
    assert_one_sentence(found, [tmp_path.name], exit_code=found.returncode)


def test_a_file_that_lacks_an_element_is_exit_code_3(run, phases_file):
    found = run("window", "LiCl", "--phases", phases_file("mine.csv", SULFIDES))
    assert_one_sentence(found, ["mine.csv", "Cl", "--phases"], exit_code=3)


def test_an_unreadable_argument_leaves_the_other_targets_standing(run, tmp_path):
    # A byte that is no text reaches Python as a lone surrogate, which no file can hold.
    found = run("window", "LGPS", "\udcff", "--csv", str(tmp_path / "windows.csv"))
    assert "Traceback" not in found.stderr
    assert found.returncode == 1
    assert "LGPS" in found.stdout


def only_result(found):
    assert found.returncode == 0, found.stderr
    (result,) = json.loads(found.stdout)["results"]
    return result


def test_without_any_phase_of_its_system_a_target_is_a_mixture_of_elements(run, phases_file):
    path = phases_file("mine.csv", SULFIDES)
    found = run(
        "window", "Li3PS4", "--phases", path, "--complete", "--exclude", "Li2S,P2S5,Li3PS4", "--json"
    )
    result = only_result(found)
    assert result["status"] == "unlisted"
    assert [product["formula"] for product in result["decomposition"]] == ["Li", "P", "S"]
    assert (result["reduction_limit_v"], result["oxidation_limit_v"]) == (0.0, 0.0)


def test_a_target_without_the_ion_only_takes_ions_up(run):
    result = only_result(run("window", "GeS2", "--json"))
    assert result["oxidation_limit_v"] is None
    assert result["oxidation"] is None
    assert result["reduction"]["ions_per_formula"] > 0


def test_of_several_rows_with_one_composition_the_lowest_counts(run, phases_file):
    rows = "Li2S,-1.4\nLi4S2,-1.5\nS0.5Li,-1.3\n"
    asked = ("window", "Li2S", "--phases", phases_file("d.csv", HEAD + rows), "--json")
    result = only_result(run(*asked, STABWIN_SCHEME=""))
    # Three atoms at -1.5 eV, two lithium given off.
    assert result["oxidation_limit_v"] == pytest.approx(2.25, abs=1e-9)


@pytest.mark.parametrize("form", ["csv", "csv.gz"])
def test_the_formula_nan_is_sodium_nitride(run, phases_file, form):
    text = f"{HEAD}NaN,-0.5\nNa3N,-0.3\n".encode()
    path = phases_file(f"nitrides.{form}", gzip.compress(text) if form == "csv.gz" else text)
    result = only_result(run("window", "NaN", "--ion", "Na", "--phases", path, "--complete", "--json"))
    assert (result["target"], result["formula"], result["status"]) == ("NaN", "NaN", "stable")
    assert result["oxidation"]["reaction"] == "NaN -> 0.5 N2 + Na"


def test_windows_line_ends_and_a_byte_order_mark_are_no_harm(run, phases_file):
    path = phases_file("excel.csv", b"\xef\xbb\xbf" + SULFIDES.replace("\n", "\r\n").encode())
    assert (
        only_result(run("window", "Li3PS4", "--phases", path, "--complete", "--json"))["status"] == "stable"
    )
