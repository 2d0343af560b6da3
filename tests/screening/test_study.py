"""Studies are checked key by key: what is wrong is one sentence that names the key."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import stabwin as sw
from stabwin.errors import RequestError
from stabwin.screening.plan import Plan
from stabwin.screening.study import read_study, read_template, template_names

Run = Callable[..., subprocess.CompletedProcess[str]]

WORKFLOWS = Path(__file__).resolve().parents[2] / "workflows"
STUDIES = sorted(WORKFLOWS.glob("*.toml"))

COATINGS = '[coatings]\nelectrolytes = ["LPSCl"]\nelectrodes = ["LCO"]\ncandidates = ["LiF"]\n'
WINDOWS = '[windows]\ntargets = ["LGPS"]\n'
INTERFACES = '[interfaces]\na = ["LGPS"]\nb = ["LCO"]\n'

# What is wrong, the key that must be named, and a word of the reason.
SLIPS = {
    "unknown key": (
        WINDOWS + "target = 3\n",
        "windows.target",
        "not a key of a study (did you mean targets?)",
    ),
    "unknown section": (WINDOWS + "[window]\n", "window", "not a key"),
    "unknown key of the filters": (
        COATINGS + "[coatings.filters]\nband_gap = 1.0\n",
        "coatings.filters.band_gap",
        "not a key",
    ),
    "unknown key of the phases": (WINDOWS + '[phases]\npath = "x"\n', "phases.path", "not a key"),
    "text for a list": ('[windows]\ntargets = "LGPS"\n', "windows.targets", "list"),
    "a number for a target": (
        "[windows]\ntargets = [3]\n",
        "windows.targets[0]",
        "3 must be a text in quotation marks",
    ),
    "text for a number": (WINDOWS + 'voltage_v = "3"\n', "windows.voltage_v", "number"),
    "a text for a section": (
        'windows = "LGPS"\n',
        "windows",
        "'LGPS' must be a section with keys of its own",
    ),
    "a list for a section": ('windows = ["LGPS"]\n', "windows", "must be a section with keys of its own"),
    "a number for potentials": (
        WINDOWS + "open_ev = 3\n",
        "windows.open_ev",
        "a section of names and numbers",
    ),
    "one voltage": (INTERFACES + "voltage_range_v = [1]\n", "interfaces.voltage_range_v[1]", "missing"),
    "text for a truth": (
        INTERFACES + 'closed = "yes"\n',
        "interfaces.closed",
        "'yes' must be true or false",
    ),
    "a fraction for a count": (COATINGS + "top = 2.5\n", "coatings.top", "2.5 must be a whole number"),
    "true for a limit": (
        COATINGS + "[coatings.filters]\nband_gap_above_ev = true\n",
        "coatings.filters.band_gap_above_ev",
        "number",
    ),
    "no finite number": (WINDOWS + "voltage_v = inf\n", "windows.voltage_v", "finite"),
    "not a number": (WINDOWS + "voltage_v = nan\n", "windows.voltage_v", "finite"),
    "a list of limits": (
        COATINGS + "[coatings.filters]\noxidation_limit_above_v = [4.0]\n",
        "coatings.filters.oxidation_limit_above_v",
        "number",
    ),
    "no targets": ("[windows]\ntargets = []\n", "windows.targets", "at least one"),
    "no candidates": (COATINGS.replace('"LiF"', ""), "coatings.candidates", "at least one"),
    "no partner": ('[interfaces]\na = ["LGPS"]\nb = []\n', "interfaces.b", "at least one"),
    "a key that is missing": ('[interfaces]\na = ["LGPS"]\n', "interfaces.b", "is missing"),
    "thresholds that contradict": (
        COATINGS + "[coatings.filters]\nreduction_limit_below_v = 4.5\n",
        "coatings.filters",
        "contradict",
    ),
    "a range downwards": (INTERFACES + "voltage_range_v = [4.2, 3.0]\n", "interfaces", "4.2 down to 3"),
    "a range of three": (
        INTERFACES + "voltage_range_v = [1, 2, 3]\n",
        "interfaces.voltage_range_v",
        "two values",
    ),
    "a voltage below the metal": (
        INTERFACES + "voltages_v = [3.0, -1.0]\n",
        "interfaces.voltages_v[1]",
        "-1.0 must be at least 0",
    ),
    "a state that is none": (INTERFACES + 'state = "half"\n', "interfaces.state", "charged"),
    "three layers": (COATINGS + "layers = 3\n", "coatings.layers", "2"),
    "voltages by a word": (COATINGS + 'voltages_v = "some"\n', "coatings.voltages_v", "electrode"),
    "nothing asked": ('name = "empty"\n', "study", "[windows]"),
    "no contact asked": (INTERFACES + "closed = false\n", "interfaces", "closed"),
    "a name that is no folder": ('name = "../up"\n' + WINDOWS, "name", "'../up' can't name a folder"),
    "a name with a slash": ('name = "a/b"\n' + WINDOWS, "name", "can't name a folder"),
    "a name with a line": ('name = "a\\n"\n' + WINDOWS, "name", "can't name a folder"),
    "a name with a zero byte": ('name = "a\\u0000"\n' + WINDOWS, "name", "can't name a folder"),
    "a name of dots": ('name = ".."\n' + WINDOWS, "name", "can't name a folder"),
    "a name that is too long": (f'name = "{"x" * 201}"\n' + WINDOWS, "name", "at most 200"),
    "a name of a device": ('name = "con.2"\n' + WINDOWS, "name", "a device on Windows"),
    "no TOML": ("windows = [\n", "", "not valid TOML"),
    "no text": ("\udcff", "", "not text in UTF-8"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_study_is_one_sentence_that_names_the_key(slip: str, tmp_path: Path) -> None:
    text, key, reason = SLIPS[slip]
    path = tmp_path / "slip.toml"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(RequestError) as raised:
        read_study(path)
    message = raised.value.message
    assert message.startswith(f"{path}, {key}: " if key else f"The study {path} is ")
    assert reason in message
    assert "\n" not in message
    assert message.endswith(".")
    for of_a_library in ("Input", "instance", "valid ", "Section", "pydantic", "field", "item"):
        assert of_a_library not in message or not key


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(RequestError, match=r"can't be read \(.+\)\.$"):
            read_study(path)


def test_a_study_through_a_pipe_is_refused_with_the_reason(run: Run, tmp_path: Path) -> None:
    """And not waited for."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("-")):
        done = run("screen", path, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"stabwin: The study {path} can't be read (")
        assert done.stderr.endswith("): it must be a file, from whose folder the paths in it start.\n")


def test_more_questions_than_can_be_held_are_refused_before_work_starts(tmp_path: Path) -> None:
    contacts = {"a": ["all Li"], "b": ["all Li"]}
    began = time.monotonic()
    with pytest.raises(RequestError, match=r"asks 14,\d{3},\d{3} questions, more than 2,000,000: split it"):
        sw.screen({"phases": {"source": "starter"}, "interfaces": contacts}, cache=tmp_path)
    assert time.monotonic() - began < 20  # and a few hundred megabytes


@pytest.mark.parametrize("out", ["x" * 300, f"new/{'x' * 300}"])
def test_a_folder_whose_name_no_disk_takes_is_one_sentence(out: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_text(WINDOWS)
    done = run("screen", path, "--out", out, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("stabwin: The folder ")
    assert done.stderr.count("\n") == 1
    assert "(File name too long)" in done.stderr
    assert list(tmp_path.iterdir()) == [path]


# What only the phases or the catalogue can tell: found before anything is computed.
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('ion = "Q"\n' + WINDOWS, "'Q'"),
        (WINDOWS.replace("LGPS", "He-*-Ne"), "'He-*-Ne'"),
        (COATINGS.replace('"LCO"', '"no-such-thing"'), "no-such-thing"),
        (COATINGS.replace('"LCO"', '"Li3PO4"') + 'window = "electrode"\n', "Li3PO4"),
        (WINDOWS + "open_ev = { O = 0.5 }\n", "O"),
        (INTERFACES + "open_ev = { Xx = -0.5 }\n", "Xx"),
        (WINDOWS + '[phases]\nsource = "missing.csv"\n', "missing.csv"),
        (WINDOWS + '[phases]\nscheme = "none"\n', "none"),
        (WINDOWS + '[phases]\nexclude = ["LiS77"]\n', "LiS77"),
    ],
)
def test_a_study_that_can_not_be_carried_out_is_one_sentence(
    text: str, named: str, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "slip.toml"
    path.write_text(text)
    done = run("screen", path, "--out", tmp_path / "out", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("stabwin: ")
    assert named in line
    assert not list((tmp_path / "out").glob("*.csv"))


def test_a_target_that_fails_is_listed_and_the_others_are_answered(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    path.write_text(
        '[windows]\ntargets = ["LGPS", "no-such-thing", "LPSO"]\n[phases]\nsource = "starter"\n'
    )
    done = run("screen", path, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "LGPS" in done.stdout
    for name in ("no-such-thing", "LPSO"):
        assert f"failed ({name}): " in done.stderr


def test_a_file_of_targets_that_fail_is_listed_as_names_are(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("formula\nLiF\nXyz\n")
    path = tmp_path / "some.toml"
    path.write_text('[windows]\ntargets = ["csv:list.csv#formula"]\n[phases]\nsource = "starter"\n')
    done = run("screen", path, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "failed (Xyz): " in done.stderr


def test_a_study_none_of_whose_targets_is_answered_prints_no_table(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    path.write_text('[windows]\ntargets = ["no-such-thing"]\n[phases]\nsource = "starter"\n')
    done = run("screen", path, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert "failed (no-such-thing): " in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_study_without_phases_leaves_no_folder(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    path.write_text('[windows]\ntargets = ["LGPS"]\n[phases]\nsource = "nowhere.csv"\n')
    done = run("screen", path, "--out", tmp_path / "some" / "out")
    assert done.returncode != 0
    assert not (tmp_path / "some").exists()


UNCOVERED = {
    "windows": '[windows]\ntargets = ["LiUO3", "Li2UO4"]',
    "interfaces": '[interfaces]\na = ["LCO"]\nb = ["LiUO3", "Li2UO4"]',
    "coatings": '[coatings]\nelectrolytes = ["LPSCl"]\nelectrodes = ["LCO"]\ncandidates = ["LiUO3"]',
}


@pytest.mark.parametrize("asked", UNCOVERED.values(), ids=UNCOVERED)
def test_a_study_that_the_phases_do_not_cover_at_all_is_exit_code_3_also_when_run_again(
    run: Run, tmp_path: Path, asked: str
) -> None:
    path = tmp_path / "uncovered.toml"
    path.write_text(f'{asked}\n[phases]\nsource = "starter"\n')
    for _ in range(2):  # computed, and kept
        done = run("screen", path, "--out", tmp_path / "out", "--cache", tmp_path / "cache")
        assert (done.returncode, done.stdout) == (3, ""), done.stderr
        assert "LiUO3" in done.stderr
        assert "hold no phases of U " in done.stderr
    assert not (tmp_path / "out").exists()


def test_failures_of_two_kinds_are_a_bad_request(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "both.toml"
    path.write_text('[windows]\ntargets = ["LiUO3", "Xx3"]\n[phases]\nsource = "starter"\n')
    done = run("screen", path, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")


def test_every_text_that_was_asked_for_has_one_row(run: Run, tmp_path: Path) -> None:
    # A join on the text of one's own list must find every line, however its formulas are written.
    asked = ["LGPS", "Li10GeP2S12", "LGPS", "LiF", "Li7GePS8", "Li14Ge2P2S16"]
    path = tmp_path / "twice.toml"
    path.write_text(f'[windows]\ntargets = {json.dumps(asked)}\n[phases]\nsource = "starter"\n')
    done = run("screen", path, "--out", tmp_path / "out")
    assert done.returncode == 0
    with (tmp_path / "out" / "windows.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["target"] for row in rows] == list(dict.fromkeys(asked))
    limits = {row["target"]: row["reduction_limit_v"] for row in rows}
    assert limits["Li7GePS8"] == limits["Li14Ge2P2S16"] != ""


def test_there_are_studies() -> None:
    names = {"demo", "electrolyte_windows", "interface_matrix", "coatings_sulfide", "coatings_garnet"}
    assert names | {"dopant_series", "xiao2019"} <= {path.stem for path in STUDIES}


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_every_study_reads_and_its_targets_expand(path: Path, starter: sw.PhaseTable) -> None:
    study = read_study(path)
    assert study.name == path.stem
    assert study.question.endswith((".", "?"))
    assert study.phases.source == "starter"
    assert Plan(study, starter, WORKFLOWS).tasks


def test_the_readme_names_every_study_and_its_question() -> None:
    text = (WORKFLOWS / "README.md").read_text("utf-8")
    for path in STUDIES:
        assert f"`{path.name}`" in text


def test_templates_are_the_studies_of_the_checkout() -> None:
    assert template_names() == [path.stem for path in STUDIES]
    for path in STUDIES:
        assert read_template(path.stem) == read_study(path)


def test_the_command_lists_templates_with_their_questions(run: Run) -> None:
    done = run("screen", "--list")
    assert done.returncode == 0
    listed = [line.partition(": ") for line in done.stdout.splitlines()]
    assert {name: question for name, _, question in listed} == {
        path.stem: read_study(path).question for path in STUDIES
    }


def test_a_template_runs_by_its_name_into_the_folder_of_runs(run: Run, tmp_path: Path) -> None:
    done = run("screen", "--template", "dopant_series", "--cache", tmp_path / "cache", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "runs" / "dopant_series" / "windows.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "--template"),
        (("a.toml", "--template", "demo"), "--template"),
        (("--template", "no-such-study"), "demo"),
        (("missing.toml",), "missing.toml"),
    ],
)
def test_a_command_without_one_study_is_one_sentence(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], named: str
) -> None:
    done = run("screen", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert named in line


def test_own_phases_lie_where_the_study_lies(tmp_path: Path) -> None:
    folder = tmp_path / "studies"
    folder.mkdir()
    (folder / "mine.csv").write_text("formula,formation_energy_ev_per_atom\nLi7SiPS8,-1.3\n", "utf-8")
    path = folder / "own.toml"
    path.write_text('[windows]\ntargets = ["Li7SiPS8"]\n[phases]\nsource = "starter+mine.csv"\n', "utf-8")
    found = sw.screen(path)
    assert found.provenance.own_labels == ("mine.csv",)
