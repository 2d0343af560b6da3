"""Phase tables: what they keep, which energies they use, and for which elements they answer."""

from __future__ import annotations

import gzip
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pymatgen.analysis.phase_diagram import PhaseDiagram
from pymatgen.core import Composition
from pymatgen.entries.computed_entries import ComputedEntry

import stabwin as sw
from stabwin.chemistry.formula import parse
from stabwin.errors import CoverageError, ExclusionError, FormulaError, PhaseFileError, SchemeError
from stabwin.phases.coverage import Coverage
from stabwin.phases.record import PhaseRecord
from stabwin.phases.store.compiled import FORMAT, write_copy
from stabwin.phases.system import System

SULFUR_SHIFT_EV_PER_ATOM = 0.66346
# A compiled copy of the starter has more than this, one of a table of tests less.
STARTER_BYTES = 1_000_000

ROWS = {
    "formula": ["Li2S", "P2S5", "Li3PS4", "LiP", "Li3P"],
    "formation_energy_ev_per_atom": [-1.4, -0.7, -1.3, -0.5, -0.7],
}


@pytest.fixture(scope="module")
def thiophosphates(starter) -> pd.DataFrame:
    """The starter phases of Li, Ge, P and S, in database energies."""
    frame = starter.with_scheme("database").to_dataframe()
    inside = [set(parse(text).elements) <= {"Li", "Ge", "P", "S"} for text in frame["formula"]]
    return frame[inside].reset_index(drop=True)


def energies_of(table: sw.PhaseTable) -> dict[str, float]:
    frame = table.to_dataframe()
    return dict(zip(frame["formula"], frame["formation_energy_ev_per_atom"], strict=True))


def above_hull_of(table: sw.PhaseTable) -> dict[str, float]:
    frame = table.to_dataframe()
    return dict(zip(frame["formula"], frame["energy_above_hull_ev_per_atom"], strict=True))


def assert_same_stability(one: sw.PhaseTable, other: sw.PhaseTable) -> None:
    assert one.columns.keys.to_list() == other.columns.keys.to_list()
    np.testing.assert_array_equal(one.stability.energies, other.stability.energies)
    np.testing.assert_allclose(one.stability.hull_energies, other.stability.hull_energies, atol=1e-10)
    np.testing.assert_array_equal(one.stability.stable, other.stability.stable)
    np.testing.assert_array_equal(one.stability.digests, other.stability.digests)


# What is kept


def test_of_each_composition_the_lowest_phase_is_kept():
    frame = pd.DataFrame(
        {
            "formula": ["Li2S", "Li4S2", "SLi2", "Li2S2"],
            "formation_energy_ev_per_atom": [-1.4, -1.5, -1.3, -1.0],
            "material_id": ["a", "b", "c", "d"],
        }
    )
    table = sw.PhaseTable.from_dataframe(frame, complete=True)
    assert energies_of(table) == {"Li": 0.0, "LiS": -1.0, "Li2S": -1.5, "S": 0.0}
    kept = table.to_dataframe().set_index("formula")["material_id"]
    assert kept["Li2S"] == "b"


def test_elements_are_there_at_zero_whether_a_row_names_them_or_not():
    frame = pd.DataFrame({"formula": ["Li2S", "S8"], "formation_energy_ev_per_atom": [-1.4, 0.1]})
    assert energies_of(sw.PhaseTable.from_dataframe(frame, complete=True)) == {
        "Li": 0.0,
        "Li2S": -1.4,
        "S": 0.0,
    }


def test_an_element_below_zero_is_refused_unless_by_rounding():
    frame = pd.DataFrame({"formula": ["Li2S", "S"], "formation_energy_ev_per_atom": [-1.4, -0.2]})
    with pytest.raises(PhaseFileError, match="element S "):
        sw.PhaseTable.from_dataframe(frame, complete=True)
    frame["formation_energy_ev_per_atom"] = [-1.4, -1e-7]
    assert energies_of(sw.PhaseTable.from_dataframe(frame, complete=True))["S"] == 0.0


def test_the_formula_nan_is_sodium_nitride_and_not_a_gap():
    frame = pd.DataFrame({"formula": ["NaN", "Na3N"], "formation_energy_ev_per_atom": [-0.5, -0.3]})
    assert set(energies_of(sw.PhaseTable.from_dataframe(frame, complete=True))) == {
        "Na",
        "N2",
        "NaN",
        "Na3N",
    }
    lost = frame.assign(formula=[math.nan, "Na3N"])  # as pandas reads it unless told otherwise
    with pytest.raises(PhaseFileError, match="keep_default_na=False"):
        sw.PhaseTable.from_dataframe(lost, complete=True)


@pytest.mark.parametrize("energy", [math.nan, math.inf, -math.inf, None, "low"])
def test_an_energy_that_is_no_number_is_refused_with_its_formula(energy):
    frame = pd.DataFrame({"formula": ["Li2S", "LiP"], "formation_energy_ev_per_atom": [-1.4, energy]})
    with pytest.raises(PhaseFileError, match="of LiP is"):
        sw.PhaseTable.from_dataframe(frame, complete=True)


def test_a_missing_column_is_named():
    with pytest.raises(PhaseFileError, match="no column formation_energy_ev_per_atom") as caught:
        sw.PhaseTable.from_dataframe(pd.DataFrame({"formula": ["Li2S"], "energy": [-1.4]}), complete=True)
    assert caught.value.data["missing"] == ["formation_energy_ev_per_atom"]


def test_a_table_without_phases_is_refused():
    with pytest.raises(PhaseFileError, match="no phases"):
        sw.PhaseTable.from_dataframe(pd.DataFrame(ROWS).iloc[:0], complete=True)


def test_gaps_and_identifiers_are_kept_and_may_be_missing():
    frame = pd.DataFrame(ROWS).assign(band_gap_ev=[3.5, 2.2, math.nan, None, 0.0])
    frame["material_id"] = ["mp-1", "mp-2", "", None, "mp-5"]
    found = sw.PhaseTable.from_dataframe(frame, complete=True).to_dataframe().set_index("formula")
    assert found.loc["Li2S", ["band_gap_ev", "material_id"]].tolist() == [3.5, "mp-1"]
    assert found.loc["Li3P", ["band_gap_ev", "material_id"]].tolist() == [0.0, "mp-5"]
    assert math.isnan(found.loc["Li3PS4", "band_gap_ev"])
    assert found.loc["LiP", "material_id"] == ""


# Energy schemes


def test_the_literature_scheme_shifts_sulfur_in_compounds_only(starter):
    database = energies_of(starter.with_scheme("database"))
    literature = energies_of(starter)
    assert starter.scheme.name == "literature"
    shifted = 0
    for text, energy in literature.items():
        formula = parse(text)
        is_compound = len(formula.elements) > 1
        shift = SULFUR_SHIFT_EV_PER_ATOM * formula.amount("S") / formula.atoms if is_compound else 0.0
        assert energy == pytest.approx(database[text] + shift, abs=1e-12)
        shifted += shift > 0
    assert shifted > 1000
    assert literature["S"] == database["S"] == 0.0


def test_the_scheme_of_a_file_or_frame_is_the_database_unless_told_otherwise():
    table = sw.PhaseTable.from_dataframe(pd.DataFrame(ROWS), complete=True)
    assert table.scheme.name == "database"
    literature = sw.PhaseTable.from_dataframe(pd.DataFrame(ROWS), scheme="literature", complete=True)
    assert energies_of(literature) == energies_of(table.with_scheme("literature"))
    assert energies_of(literature)["Li2S"] == pytest.approx(-1.4 + SULFUR_SHIFT_EV_PER_ATOM / 3)


def test_a_scheme_changes_every_systems_fingerprint_and_not_the_tables(starter):
    database = starter.with_scheme("database")
    assert database.source.fingerprint == starter.source.fingerprint
    assert System.of(database, ["Li", "S"]).fingerprint != System.of(starter, ["Li", "S"]).fingerprint
    assert System.of(database.with_scheme("literature"), ["Li", "S"]).fingerprint == (
        System.of(starter, ["Li", "S"]).fingerprint
    )
    # Without sulfur the two schemes are the same.
    assert System.of(database, ["Li", "O"]).fingerprint == System.of(starter, ["Li", "O"]).fingerprint


def test_an_unknown_scheme_is_refused_with_the_known_ones(starter):
    with pytest.raises(SchemeError, match=r"'best'.*literature.*database"):
        starter.with_scheme("best")
    with pytest.raises(SchemeError, match=r"'literature'.*database"):
        sw.PhaseTable.from_entries([ComputedEntry("Li", -1.9)], complete=True).with_scheme("literature")


# Leaving phases out


@pytest.mark.parametrize(
    "formulas",
    [["Li3PS4"], ["Li4GeS4", "GeS2", "Li3PS4"], ["Li2S"], ["Li10GeP2S12"]],
)
def test_excluding_gives_the_table_built_without_the_phases(thiophosphates, formulas):
    keys = {parse(text).key for text in formulas}
    kept = thiophosphates[[parse(text).key not in keys for text in thiophosphates["formula"]]]
    assert len(kept) == len(thiophosphates) - len(formulas)
    excluded = sw.PhaseTable.from_dataframe(thiophosphates, complete=True).excluding(formulas)
    built = sw.PhaseTable.from_dataframe(kept, complete=True)
    assert_same_stability(excluded, built)
    elements = ["Li", "Ge", "P", "S"]
    assert System.of(excluded, elements).fingerprint == System.of(built, elements).fingerprint
    ours, theirs = sw.window("LGPS", phases=excluded), sw.window("LGPS", phases=built)
    assert replace(ours, provenance=theirs.provenance) == theirs
    assert ours.provenance.excluded == tuple(sorted(parse(text).reduced for text in formulas))


def test_excluding_at_once_or_one_by_one_is_the_same(starter):
    at_once = starter.excluding(["Li3PS4", "Li4GeS4"])
    one_by_one = starter.excluding(["Li4GeS4"]).excluding(["Li6P2S8"])
    assert at_once.excluded == one_by_one.excluded == ("Li3PS4", "Li4GeS4")
    assert_same_stability(at_once, one_by_one)
    assert starter.excluded == ()


def test_excluding_solves_only_the_systems_that_hold_the_phase(thiophosphates):
    table = sw.PhaseTable.from_dataframe(thiophosphates, complete=True)
    stability = table.stability
    # Hull energies that no programme would give: those that are still there were not solved again.
    marked = replace(stability, hull_energies=stability.hull_energies - 100.0)
    found = replace(table, known_stability=marked).excluding(["Li3PS4"]).to_dataframe()
    for text, above in zip(found["formula"], found["energy_above_hull_ev_per_atom"], strict=True):
        solved = above < 50.0
        assert solved == ({"Li", "P", "S"} <= set(parse(text).elements)), text


def test_excluding_every_phase_leaves_the_elements(thiophosphates):
    compounds = [text for text in thiophosphates["formula"] if len(parse(text).elements) > 1]
    table = sw.PhaseTable.from_dataframe(thiophosphates, complete=True).excluding(compounds)
    assert set(energies_of(table)) == {"Li", "Ge", "P", "S"}
    window = sw.window("LGPS", phases=table)
    assert [product.formula for product in window.decomposition] == ["Ge", "Li", "P", "S"]


@pytest.mark.parametrize(
    ("text", "error"), [("S", ExclusionError), ("Li99S", ExclusionError), ("Qq", FormulaError)]
)
def test_what_cannot_be_left_out_is_refused_by_name(starter, text, error):
    with pytest.raises(error, match=text):
        starter.excluding([text])


@pytest.mark.parametrize("exclude", ["", "Li3PS4,", " Li3PS4 , ", ["Li3PS4", ""]])
def test_a_table_and_its_name_take_the_same_texts_of_exclusions(starter, exclude):
    by_name = sw.window("LGPS", phases="starter", scheme="literature", exclude=exclude)
    by_table = sw.window("LGPS", phases=starter, exclude=exclude)
    assert by_table == by_name


# Coverage


def test_elements_that_the_table_does_not_hold_are_refused_by_name(starter):
    with pytest.raises(CoverageError, match="no phases of U ") as caught:
        System.of(starter, ["Li", "O", "U"])
    assert "U" in caught.value.data["missing"]


def test_elements_that_the_table_is_not_complete_for_are_refused(starter):
    # Platinum is covered with lithium alone.
    System.of(starter, ["Li", "Pt"])
    with pytest.raises(CoverageError, match=r"not complete .*Li-O-Pt"):
        System.of(starter, ["Pt", "O", "Li"])


def test_a_table_of_the_users_own_is_complete_for_its_elements_only():
    table = sw.PhaseTable.from_dataframe(pd.DataFrame(ROWS), name="mine", complete=True)
    assert System.of(table, ["Li", "P", "S"]).elements == ("Li", "P", "S")
    with pytest.raises(CoverageError, match="mine phases hold no phases of Ge"):
        System.of(table, ["Li", "Ge"])


def test_coverage_holds_within_one_set_and_not_across_two():
    coverage = Coverage.of([["S", "Li"], ["Li", "O", "P"]])
    table = sw.PhaseTable.from_dataframe(pd.DataFrame(ROWS), complete=True)
    assert coverage.elements == {"Li", "O", "P", "S"}
    assert coverage.to_lines() == ["Li O P", "Li S"]
    narrow = replace(table, coverage=coverage)
    assert System.of(narrow, ["Li", "S"])
    assert System.of(narrow, ["P", "Li"])
    with pytest.raises(CoverageError):
        System.of(narrow, ["P", "S"])


# Entries of pymatgen


@pytest.fixture(scope="module")
def entries(thiophosphates) -> list[ComputedEntry]:
    """Total energies that have the starter's formation energies, some by way of a correction."""
    references = {"Li": -1.9, "Ge": -4.62, "P": -5.41, "S": -4.14}
    found = []
    for number, row in enumerate(thiophosphates.to_dict("records")):
        composition = Composition(row["formula"]) * (1 + number % 3)
        elements = sum(references[e] * n for e, n in composition.get_el_amt_dict().items())
        energy = row["formation_energy_ev_per_atom"] * composition.num_atoms + elements
        correction = -0.1 * (number % 5)
        found.append(
            ComputedEntry(composition, energy - correction, correction=correction, entry_id=str(number))
        )
    worse = ComputedEntry("Li3PS4", -1.0, entry_id="worse", data={"band_gap": 9.9})
    return [worse, *found]


def test_formation_energies_of_entries_are_those_of_pymatgen(entries):
    diagram = PhaseDiagram(entries)
    energies = energies_of(sw.PhaseTable.from_entries(entries, complete=True))
    lowest: dict[str, float] = {}
    for entry in entries:
        formula = parse(entry.composition.formula).reduced
        energy = diagram.get_form_energy_per_atom(entry)
        lowest[formula] = min(energy, lowest.get(formula, energy))
    assert energies == pytest.approx(lowest, abs=1e-9)


def test_energies_above_hull_of_entries_are_those_of_pymatgen(entries):
    diagram = PhaseDiagram(entries)
    above = above_hull_of(sw.PhaseTable.from_entries(entries, complete=True))
    stable = {parse(entry.composition.formula).reduced for entry in diagram.stable_entries}
    assert {formula for formula, energy in above.items() if energy < 1e-8} == stable
    for entry in entries[1:]:
        formula = parse(entry.composition.formula).reduced
        assert above[formula] == pytest.approx(diagram.get_e_above_hull(entry), abs=1e-8)


def test_gaps_and_identifiers_of_entries_are_kept():
    entries = [ComputedEntry("Li", -1.9), ComputedEntry("S", -4.1)]
    entries.append(ComputedEntry("Li2S", -12.0, entry_id="mp-1153", data={"band_gap": 3.5}))
    table = sw.PhaseTable.from_entries(entries, name="mine", complete=True)
    row = table.to_dataframe().set_index("formula").loc["Li2S"]
    assert (row["band_gap_ev"], row["material_id"]) == (3.5, "mp-1153")
    assert table.reference_energies_ev_per_atom == {"Li": -1.9, "S": -4.1}
    assert table.source.name == "mine"


def test_entries_need_every_element():
    with pytest.raises(PhaseFileError, match="element S:") as caught:
        sw.PhaseTable.from_entries([ComputedEntry("Li", -1.9), ComputedEntry("Li2S", -12.0)], complete=True)
    assert caught.value.data["missing"] == ["S"]
    with pytest.raises(PhaseFileError, match="no entries"):
        sw.PhaseTable.from_entries([], complete=True)


# Files and their compiled copies


def csv_text(frame: pd.DataFrame) -> str:
    return frame.to_csv(index=False)


@pytest.fixture
def written(thiophosphates, tmp_path) -> dict[str, Path]:
    """One table in every form that can be read, and once with its rows the other way round."""
    columns = ["formula", "formation_energy_ev_per_atom", "band_gap_ev", "material_id"]
    frame = thiophosphates[columns]
    paths = {form: tmp_path / f"phases.{form}" for form in ("csv", "csv.gz", "parquet")}
    paths["csv"].write_text(csv_text(frame))
    paths["csv.gz"].write_bytes(gzip.compress(csv_text(frame).encode()))
    frame.to_parquet(paths["parquet"])
    paths["reversed"] = tmp_path / "reversed.csv"
    paths["reversed"].write_text(csv_text(frame[columns[::-1]].iloc[::-1]))
    return paths


@pytest.mark.parametrize("form", ["csv.gz", "parquet", "reversed"])
def test_the_fingerprint_does_not_depend_on_form_or_order(written, form, tmp_path):
    one = sw.load_phases(written["csv"], cache=tmp_path)
    other = sw.load_phases(written[form], cache=tmp_path)
    assert other.source.fingerprint == one.source.fingerprint
    assert_same_stability(one, other)


def test_the_fingerprint_depends_on_every_energy(thiophosphates, written, tmp_path):
    changed = thiophosphates.copy()
    changed.loc[len(changed) // 2, "formation_energy_ev_per_atom"] += 1e-6
    path = tmp_path / "changed.csv"
    path.write_text(csv_text(changed))
    before = sw.load_phases(written["csv"], cache=tmp_path)
    assert sw.load_phases(path, cache=tmp_path).source.fingerprint != before.source.fingerprint


def copies(cache: Path) -> list[Path]:
    """Those of the user's own tables; the starter, which they are compared with, has one too."""
    return sorted(path for path in (cache / "compiled").iterdir() if path.stat().st_size < STARTER_BYTES)


def test_a_compiled_copy_gives_the_same_table(written, tmp_path):
    cache = tmp_path / "cache"
    fresh = sw.load_phases(written["csv"], complete=True, cache=cache)
    (copy,) = copies(cache)
    before = copy.stat().st_mtime_ns
    from_copy = sw.load_phases(written["csv"], complete=True, cache=cache)
    assert copies(cache) == [copy]
    assert copy.stat().st_mtime_ns == before  # read, not made again
    assert from_copy.source == fresh.source
    assert from_copy.coverage == fresh.coverage
    assert_same_stability(from_copy, fresh)
    pd.testing.assert_frame_equal(from_copy.to_dataframe(), fresh.to_dataframe())
    assert sw.window("LGPS", phases=from_copy) == sw.window("LGPS", phases=fresh)


def test_each_content_and_scheme_has_a_copy_of_its_own(written, tmp_path):
    cache = tmp_path / "cache"
    sw.load_phases(written["csv"], complete=True, cache=cache)
    sw.load_phases(written["csv"], complete=True, scheme="literature", cache=cache)
    assert len(copies(cache)) == 2
    changed = written["csv"].read_text().replace("Li3PS4", "Li3PS5")
    written["csv"].write_text(changed)
    again = sw.load_phases(written["csv"], complete=True, cache=cache)
    assert len(copies(cache)) == 3
    assert "Li3PS5" in set(again.to_dataframe()["formula"])


def test_the_starter_has_a_larger_copy(tmp_path):
    sw.load_phases("starter", scheme="database", cache=tmp_path)
    assert copies(tmp_path) == []


def halved(content: bytes) -> bytes:
    return content[: len(content) // 2]


def zeroed(content: bytes) -> bytes:
    """As after a power cut: the length is right, but the last pages never reached the disk."""
    return content[: len(content) // 2] + bytes(len(content) - len(content) // 2)


def endless(content: bytes) -> bytes:
    """The header's length, which follows the name of the format, is the largest there is."""
    return content[: len(FORMAT)] + b"\xff" * 8 + content[len(FORMAT) + 8 :]


DAMAGES = {
    "empty": lambda _content: b"",
    "cut in the middle": halved,
    "one byte short": lambda content: content[:-1],
    "one byte long": lambda content: content + b"\0",
    "cut in the header": lambda content: content[:100],
    "another format": lambda content: b"X" + content[1:],
    "an endless header": endless,
    "a header that is no JSON": lambda content: content[:40] + b"\xff" * 20 + content[60:],
    "the end zeroed": zeroed,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_copy_is_made_anew(written, tmp_path, damage):
    cache = tmp_path / "cache"
    fresh = sw.load_phases(written["csv"], complete=True, cache=cache)
    (copy,) = copies(cache)
    good = copy.read_bytes()
    copy.unlink()  # the table above may still have the file mapped
    copy.write_bytes(damage(good))
    again = sw.load_phases(written["csv"], complete=True, cache=cache)
    assert_same_stability(again, fresh)
    assert again.source == fresh.source
    assert copies(cache) == [copy]
    assert copy.read_bytes() == good


def test_a_copy_that_holds_something_else_is_made_anew(written, tmp_path):
    cache = tmp_path / "cache"
    fresh = sw.load_phases(written["csv"], complete=True, cache=cache)
    (copy,) = copies(cache)
    copy.unlink()
    assert write_copy(copy, {"numbers": np.arange(3.0)}, {"fingerprint": "sha256:0"})
    assert_same_stability(sw.load_phases(written["csv"], complete=True, cache=cache), fresh)


def test_a_cache_that_cannot_be_written_changes_nothing(written, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    one = sw.load_phases(written["csv"], complete=True, cache=blocked / "cache")
    assert_same_stability(one, sw.load_phases(written["csv"], complete=True, cache=tmp_path / "cache"))


def test_processes_that_open_a_table_at_once_do_not_disturb_each_other(written, tmp_path):
    cache = tmp_path / "cache"
    script = (
        "import sys, stabwin\n"
        "table = stabwin.load_phases(sys.argv[1], cache=sys.argv[2], complete=True)\n"
        "print(table.source.fingerprint, stabwin.window('LGPS', phases=table))\n"
    )
    command = [sys.executable, "-c", script, str(written["csv"]), str(cache)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        for _ in range(3)
    ]
    answers = {process.communicate(timeout=120) for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    ((answer, said),) = answers
    assert said == ""
    assert answer.startswith("sha256:")
    assert [path.suffix for path in copies(cache)] == [".phases"]  # and no half-written ones


def test_the_environment_names_the_default_phases(written, tmp_path, monkeypatch):
    monkeypatch.setenv("STABWIN_PHASES", str(written["csv"]))
    assert sw.load_phases(cache=tmp_path).source.name == "phases.csv"
    assert sw.load_phases("starter").source.name == "starter"
    monkeypatch.setenv("STABWIN_PHASES", "")
    assert sw.load_phases().source.name == "starter"


def test_a_table_says_what_it_is(starter):
    assert repr(starter) == ("PhaseTable('starter': 23325 phases of 63 elements, scheme 'literature')")
    assert len(starter) == 23325


def test_an_element_without_a_phase_of_its_own_is_named_not_guessed():
    # The database may have nothing of an element in systems that were asked for and are thus covered.
    oxide = PhaseRecord(amounts={"Li": 2, "O": 1}, formation_energy_ev_per_atom=-2.0)
    coverage = Coverage.of([["Li", "O", "Ni", "S"]])
    table = sw.PhaseTable.from_records([oxide], name="fetched", coverage=coverage)
    assert sw.window("Li2O", phases=table).oxidation_limit_v == pytest.approx(3.0)
    with pytest.raises(CoverageError, match="no phase of the element S, Ni"):
        sw.window("NiS", phases=table)
