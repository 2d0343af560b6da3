"""Importing one's own data: every form of file, own phases on top of fetched ones, and bad files."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from pymatgen.analysis.phase_diagram import PDEntry, PhaseDiagram
from pymatgen.core import Lattice, Structure
from pymatgen.core.entries import ComputedEntry, ComputedStructureEntry

import stabwin
from stabwin.chemistry.formula import parse
from stabwin.phases.store.part import read_rows
from stabwin.phases.store.store import Store
from stabwin.thermo.measured import measurements

FORMATION = "formation_energy_ev_per_atom"
TOTAL = "energy_ev_per_atom"


@pytest.fixture
def oxides(entries) -> list[ComputedEntry]:
    """The entries of Li-Co-O."""
    return [entry for entry in entries if not {str(e) for e in entry.composition} - {"Li", "Co", "O"}]


@pytest.fixture
def formation_energies(oxides) -> dict[str, float]:
    diagram = PhaseDiagram(oxides)
    return {entry.reduced_formula: diagram.get_form_energy_per_atom(entry) for entry in oxides}


def with_structure(entry: ComputedEntry) -> ComputedStructureEntry:
    species = [str(e) for e, n in entry.composition.items() for _ in range(int(n))]
    places = [[i / len(species), 0.3 * i % 1, 0.7 * i % 1] for i in range(len(species))]
    return ComputedStructureEntry(
        Structure(Lattice.cubic(9.0), species, places),
        entry.uncorrected_energy,
        energy_adjustments=entry.energy_adjustments,
        entry_id=entry.entry_id,
        data=entry.data,
    )


def write_json(path: Path, entries: list[object]) -> Path:
    plain = json.dumps([entry.as_dict() for entry in entries], default=str).encode()
    path.write_bytes(gzip.compress(plain) if path.suffix == ".gz" else plain)
    return path


def write_table(path: Path, rows: list[dict[str, object]]) -> Path:
    frame = pd.DataFrame(rows)
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_csv(path, index=False)
    return path


@pytest.fixture
def file_of(tmp_path, oxides, formation_energies):
    """The same phases in each form that can be imported."""

    def write(form: str) -> Path:
        totals = [{"formula": e.reduced_formula, TOTAL: e.energy_per_atom} for e in oxides]
        formations = [{"formula": f, FORMATION: energy} for f, energy in formation_energies.items()]
        structures = [with_structure(entry) for entry in oxides]
        folder = tmp_path / "calculations"
        if form == "folder":
            folder.mkdir()
            write_json(folder / "first.json.gz", oxides[:8])
            write_json(folder / "second.json", structures[8:12])
            write_table(folder / "third.csv", totals[12:])
            (folder / "README.md").write_text("Of March.")
            return folder
        if form == "wrapped entries":
            path = tmp_path / "calculations.json"
            path.write_text(json.dumps({"entries": [entry.as_dict() for entry in oxides]}))
            return path
        path = tmp_path / "calculations.json"
        plain = [PDEntry(entry.composition, entry.energy) for entry in oxides]
        if form == "named entries":
            path.write_text(json.dumps({f"run {n}": entry.as_dict() for n, entry in enumerate(oxides)}))
            return path
        if form == "a phase diagram":
            path.write_text(json.dumps(PhaseDiagram(plain).as_dict(), default=int))
            return path
        return {
            "a list of PDEntry": lambda: write_json(path, plain),
            "entries": lambda: write_json(tmp_path / "calculations.json", oxides),
            "gzipped entries": lambda: write_json(tmp_path / "calculations.json.gz", oxides),
            "entries with structures": lambda: write_json(tmp_path / "calculations.json.gz", structures),
            "CSV": lambda: write_table(tmp_path / "calculations.csv", formations),
            "CSV of total energies": lambda: write_table(tmp_path / "calculations.csv", totals),
            "gzipped CSV": lambda: write_table(tmp_path / "calculations.csv.gz", formations),
            "Parquet": lambda: write_table(tmp_path / "calculations.parquet", formations),
            "Parquet of total energies": lambda: write_table(tmp_path / "calculations.parquet", totals),
        }[form]()

    return write


FORMS = [
    "entries",
    "gzipped entries",
    "wrapped entries",
    "named entries",
    "a list of PDEntry",
    "a phase diagram",
    "entries with structures",
    "folder",
    "CSV",
    "gzipped CSV",
    "CSV of total energies",
    "Parquet",
    "Parquet of total energies",
]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_phases(file_of, command, formation_energies, form):
    said = command("import", file_of(form))
    assert said.code == 0, said.stderr
    assert said.stdout == "calculations: data set, 16 phases of 16 compositions and 3 elements.\n"
    table = stabwin.load_phases("store")
    # Entries name their corrections, tables don't.
    scheme = "mp2020" if "entries" in form else "database"
    assert (table.scheme.name, table.source.database_version) == (scheme, "calculations")
    found = table.to_dataframe().set_index("formula")[FORMATION].to_dict()
    assert found == pytest.approx(formation_energies, abs=1e-12)
    assert table.coverage.elements == {"Li", "Co", "O"}
    assert "Imported as calculations from" in command("window", "LiCoO2").stderr


def test_adjustments_gaps_and_identifiers_of_entries_are_kept(file_of, command, oxides):
    command("import", file_of("gzipped entries"))
    (part,) = Store.open().parts
    rows = {row["formula"]: row for row in read_rows(part.path).to_pylist()}
    for entry in oxides:
        row = rows[entry.reduced_formula]
        assert row[TOTAL] == entry.energy_per_atom
        assert row["uncorrected_energy_ev_per_atom"] == pytest.approx(
            entry.uncorrected_energy / entry.composition.num_atoms
        )
        assert row["material_id"] == entry.entry_id
        assert row["band_gap_ev"] == entry.data["band_gap"]
    assert rows["LiCoO2"]["energy_uncertainty_ev_per_atom"] == pytest.approx(0.002 * 2 / 4)
    assert part.facts.sources == ("calculations.json.gz",)
    assert part.facts.client.startswith("stabwin ")
    raw = stabwin.load_phases("store", scheme="uncorrected").to_dataframe().set_index("formula")[FORMATION]
    corrected = stabwin.load_phases("store").to_dataframe().set_index("formula")[FORMATION]
    assert raw["Li2O"] - corrected["Li2O"] == pytest.approx(0.687 / 3)


def test_another_ion_works_on_imported_data(command, tmp_path):
    table = write_table(
        tmp_path / "sodium.csv", [{"formula": f, FORMATION: e} for f, e in (("NaCl", -2.0), ("NaN", -0.1))]
    )
    assert command("import", table).code == 0
    said = command("window", "NaCl", "NaN", "--ion", "Na", "--complete")
    assert said.code == 0
    assert "NaN" in said.stdout


def test_an_import_under_the_same_name_replaces_the_one_before(command, tmp_path):
    table = tmp_path / "mine.csv"
    for energy in (-2.5, -2.0):
        write_table(table, [{"formula": "Li2O", FORMATION: energy}])
        said = command("import", table)
        assert said.code == 0
    assert "note: this replaces what was imported as mine on 20" in said.stderr
    # The lower energy of the first is not pooled with the second.
    table = stabwin.load_phases(complete=True)
    assert stabwin.window("Li2O", phases=table).oxidation_limit_v == pytest.approx(2.0 * 3 / 2)
    assert "replaces it; it may be removed" in command("data", "verify").stdout
    (row,) = json.loads(command("data", "status", "--json").stdout)["results"]
    assert row["parts"] == 1


def test_the_later_import_counts_also_where_the_clock_went_back(command, tmp_path, monkeypatch):
    table = tmp_path / "mine.csv"

    class Clock(datetime):
        year_now = 2099

        @classmethod
        def now(cls, tz=None):
            return super().now(tz).replace(year=cls.year_now)

    monkeypatch.setattr("stabwin.phases.store.store.datetime", Clock)
    for energy, year in ((-2.5, 2099), (-2.0, 2026), (-1.8, 1970)):
        Clock.year_now = year
        write_table(table, [{"formula": "Li2O", FORMATION: energy}])
        assert command("import", table).code == 0
        phases = stabwin.load_phases(complete=True)
        assert stabwin.window("Li2O", phases=phases).oxidation_limit_v == pytest.approx(-energy * 3 / 2)


def test_of_two_imports_the_request_takes_the_one_that_covers_it(command, tmp_path):
    for name, formula in (("chlorides", "LiCl"), ("oxides", "Li2O")):
        command("import", write_table(tmp_path / f"{name}.csv", [{"formula": formula, FORMATION: -2.0}]))
    assert "Imported as oxides" in command("window", "Li2O", "--complete").stderr
    assert "Imported as chlorides" in command("window", "LiCl", "--complete").stderr
    said = command("window", "LiCl", "--database-version", "oxides")
    assert said.code == 3
    assert "the store also has chlorides (--database-version)" in said.stderr


@pytest.fixture
def fetched(server, get):
    """Li-Co-O and Li-Fe-P-O, fetched."""
    get("Li-Co-O", "Li-Fe-P-O")
    return server


@pytest.fixture
def own_oxide(tmp_path, oxides) -> Path:
    """A new phase that LiCoO2 turns into at 2.2 V, in total energies of the database's settings."""
    (cobaltate,) = [entry for entry in oxides if entry.reduced_formula == "LiCoO2"]
    (lithium,) = [entry for entry in oxides if entry.reduced_formula == "Li"]
    energy = cobaltate.energy + lithium.energy_per_atom - 2.2
    return write_json(tmp_path / "new phase.json", [ComputedEntry("Li2CoO2", energy, entry_id="mine-1")])


@pytest.mark.usefixtures("fetched")
def test_own_phases_lie_on_top_of_fetched_ones_and_are_shown(command, own_oxide):
    before = json.loads(command("window", "LiCoO2", "--json").stdout)
    said = command("import", own_oxide, "--label", "my oxides")
    assert said.stdout == (
        "my oxides: own phases on top of GGA_GGA+U 2026.10.01, 1 phase of 1 composition and 3 elements.\n"
    )
    borrowed, default = said.stderr.splitlines()
    assert borrowed == "note: the energies of Co, Li, O are those of the fetched data."
    assert "commands use GGA_GGA+U 2026.10.01 with own phases (my oxides) from now on" in default
    after = json.loads(command("window", "LiCoO2", "--json").stdout)
    assert (before["provenance"]["own_labels"], after["provenance"]["own_labels"]) == ([], ["my oxides"])
    assert "with own phases (my oxides)" in after["provenance"]["description"]
    assert before["provenance"]["table_fingerprint"] != after["provenance"]["table_fingerprint"]
    (old,), (new,) = before["results"], after["results"]
    assert old["reduction_limit_v"] < 1.9
    assert new["reduction_limit_v"] == pytest.approx(2.2, abs=1e-9)
    assert new["reduction"]["reaction"] == "LiCoO2 + Li -> Li2CoO2"
    assert old["oxidation_limit_v"] == new["oxidation_limit_v"]
    assert old["system_fingerprint"] != new["system_fingerprint"]
    # Other systems are as they were.
    assert "with own phases" in command("window", "LiFePO4").stderr
    (row,) = json.loads(command("data", "status", "--json").stdout)["results"]
    assert row["own_labels"] == ["my oxides"]


@pytest.mark.usefixtures("fetched")
def test_a_borrowed_reference_gives_the_formation_energy_of_the_database(command, oxides, tmp_path):
    (cobaltate,) = [entry for entry in oxides if entry.reduced_formula == "LiCoO2"]
    before = stabwin.window("LiCoO2")
    again = ComputedEntry("Li3Co3O6", 3 * cobaltate.energy)
    assert command("import", write_json(tmp_path / "same.json", [again]), "--label", "same").code == 0
    after = stabwin.window("LiCoO2")
    assert after.oxidation_limit_v == pytest.approx(before.oxidation_limit_v, abs=1e-9)
    rows = [
        row
        for part in Store.open().parts
        if part.facts.kind == "own"
        for row in read_rows(part.path).to_pylist()
    ]
    assert rows[0][FORMATION] == pytest.approx(
        float(
            stabwin.load_phases("store").stability.energies[
                stabwin.load_phases("store").find(parse("LiCoO2"))
            ]
        )
    )


@pytest.mark.usefixtures("fetched")
def test_references_that_disagree_with_the_database_are_not_mixed_with_its_own(command, oxides, tmp_path):
    lithium = min((e for e in oxides if e.reduced_formula == "Li"), key=lambda e: e.energy_per_atom)
    phases = [
        ComputedEntry("Li", lithium.energy_per_atom + 0.05),
        ComputedEntry("Li2CoO2", -25.0),
    ]
    said = command("import", write_json(tmp_path / "other.json", phases), "--label", "other")
    assert (said.code, said.stdout) == (2, "")
    assert (
        "The energy of Li is -1.8589 eV/atom here and -1.9089 in the fetched data, so that those of Co, O "
        "can't be borrowed: add them."
    ) in said.stderr
    assert len(Store.open().parts) == 1
    # A difference of rounding is none.
    phases[0] = ComputedEntry("Li", lithium.energy_per_atom + 0.001)
    assert command("import", write_json(tmp_path / "other.json", phases), "--label", "other").code == 0


@pytest.mark.usefixtures("fetched")
def test_own_phases_with_all_of_their_elements_borrow_nothing(command, oxides, tmp_path):
    shifted = [
        ComputedEntry(e.composition, e.energy + 3.0 * e.composition.num_atoms, entry_id=f"mine-{i}")
        for i, e in enumerate(oxides)
    ]
    before = stabwin.window("LiCoO2")
    said = command("import", write_json(tmp_path / "all.json", shifted), "--label", "all")
    assert said.code == 0
    assert "are those of the fetched data" not in said.stderr
    assert stabwin.window("LiCoO2").oxidation_limit_v == pytest.approx(before.oxidation_limit_v, abs=1e-9)


@pytest.mark.usefixtures("fetched")
def test_an_import_under_the_same_label_replaces_the_one_before(command, tmp_path):
    table = tmp_path / "mine.csv"
    for energy in (-2.4, -2.2):
        write_table(table, [{"formula": "Li4CoO4", FORMATION: energy}])
        said = command("import", table, "--label", "mine")
    assert "replaces what was imported as mine" in said.stderr
    phases = stabwin.load_phases("store")
    assert phases.stability.energies[phases.find(parse("Li4CoO4"))] == -2.2
    assert phases.source.own_labels == ("mine",)
    # Another label adds.
    command("import", write_table(table, [{"formula": "Li3CoO3", FORMATION: -2.0}]), "--label", "more")
    assert stabwin.load_phases("store").source.own_labels == ("mine", "more")


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize(
    "label", ["../../up", "a/b", "a\\b", "CON", "..", "-x", "=1+1", "x" * 100, "電池 ü"]
)
def test_a_label_is_no_path(command, own_oxide, cache, tmp_path, label):
    before = {path for path in tmp_path.rglob("*") if cache not in path.parents}
    said = command("import", own_oxide, f"--label={label}")
    assert said.code == 0
    assert {path for path in tmp_path.rglob("*") if cache not in path.parents} == before
    assert stabwin.load_phases("store").source.own_labels == (label,)
    assert command("data", "verify").code == 0
    assert command("data", "remove", "--", label).code == 0
    assert stabwin.load_phases("store").source.own_labels == ()


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("label", ["", " ", "x" * 101, "two\nlines", "\x1b[31mred", "zero\0"])
def test_a_label_that_can_not_be_read_is_refused(command, own_oxide, parts, label):
    before = parts()
    said = command("import", own_oxide, "--label", label)
    assert (said.code, said.stdout) == (2, "")
    assert said.stderr.startswith("stabwin: The label ")
    assert said.stderr.endswith("can't be used: give 1 to 100 characters that can be printed.\n")
    assert said.stderr.rstrip("\n").isprintable()
    assert parts() == before


@pytest.mark.usefixtures("fetched")
def test_own_phases_can_be_taken_away_again(command, own_oxide):
    before = command("window", "LiCoO2", "--json").stdout
    for _ in range(2):
        command("import", own_oxide, "--label", "mine")
    assert command("window", "LiCoO2", "--json").stdout != before
    said = command("data", "remove", "mine")
    assert said.stdout.startswith("mine: 2 parts removed, ")
    assert command("window", "LiCoO2", "--json").stdout == before
    said = command("data", "remove", "mine")
    assert said.code == 2
    assert "holds no 'mine': it holds GGA_GGA+U 2026.10.01." in said.stderr


def test_own_phases_belong_to_one_thermo_type(serve, documents, get, command, tmp_path):
    serve([*documents, *({**document, "thermo_type": "r2SCAN"} for document in documents)])
    get("Li-Co-O")
    get("Li-Co-O", thermo_type="R2SCAN")
    table = write_table(tmp_path / "mine.csv", [{"formula": "Li4CoO4", FORMATION: -2.4}])
    assert "GGA_GGA+U" in command("import", table, "--label", "mine").stdout
    r2scan = stabwin.load_phases("store", database_version="R2SCAN 2026.10.01")
    assert r2scan.source.own_labels == ()
    assert r2scan.find(parse("Li4CoO4")) is None
    said = command("import", table, "--label", "theirs", "--database-version", "R2SCAN 2026.10.01")
    assert said.code == 0
    assert stabwin.load_phases("store").source.own_labels == ("mine",)
    r2scan = stabwin.load_phases("store", database_version="R2SCAN 2026.10.01")
    assert r2scan.source.own_labels == ("theirs",)
    assert command("import", table, "--label", "x", "--database-version", "2020").code == 2
    assert command("import", table, "--database-version", "2026.10.01").code == 2


def test_own_phases_stand_on_the_starter_where_nothing_is_fetched(command, tmp_path):
    frame = [{"formula": "Li7SiPS8", FORMATION: -1.05, "scheme": "database"}]
    said = command("import", write_table(tmp_path / "mine.csv", frame), "--label", "mine")
    assert said.code == 0
    assert said.stdout.startswith("mine: own phases on top of the starter, 1 phase")
    assert "commands use the starter with own phases (mine) from now on" in said.stderr
    assert "stabwin data remove mine goes back to the starter." in said.stderr
    phases = stabwin.load_phases(scheme="measured")
    assert phases.source.name == "starter+mine"
    assert phases.source.own_labels == ("mine",)
    assert phases.find(parse("Li7SiPS8")) is not None
    alone = stabwin.load_phases("starter", scheme="measured")
    assert len(phases) == len(alone) + 1
    assert stabwin.window("LLZO", phases=phases).reduction_limit_v == pytest.approx(0.0046, abs=1e-4)
    # Another label adds, and what is removed is gone.
    more = [{"formula": "Li9SiPS9", FORMATION: -1.0, "scheme": "mp2020"}]
    command("import", write_table(tmp_path / "more.csv", more), "--label", "more")
    assert stabwin.load_phases().source.own_labels == ("mine", "more")
    assert "own phases on top of the starter" in " ".join(command("data", "status").stdout.split())
    assert "no fetched data" not in command("data", "verify").stdout
    assert command("data", "remove", "mine").code == 0
    assert stabwin.load_phases().source.own_labels == ("more",)


def complete_table(path: Path, *formulas: str) -> Path:
    energies = {"LiF": -3.1, "NaF": -2.9, "LiCl": -2.1}
    elements = [{"formula": element, FORMATION: 0.0} for element in ("Li", "Na", "F", "Cl")]
    return write_table(path, [*elements, *({"formula": one, FORMATION: energies[one]} for one in formulas)])


def test_every_import_says_what_commands_use_from_now_on(command, tmp_path, monkeypatch):
    """One after the other: each says what it changed, and the told way back is the true one."""
    monkeypatch.delenv("STABWIN_PHASES", raising=False)

    def said_of(*arguments: object) -> str:
        done = command(*arguments)
        assert done.code == 0
        return next(line for line in done.stderr.splitlines() if line.startswith("note: unasked"))

    first = complete_table(tmp_path / "first.csv", "LiF", "NaF", "LiCl")
    second = complete_table(tmp_path / "second.csv", "LiF", "NaF", "LiCl")
    assert said_of("import", first) == (
        "note: unasked, commands use first from now on; --phases starter asks for the starter alone, and "
        "stabwin data remove first goes back to the starter."
    )
    assert "Imported as first" in command("window", "LiF").stderr
    assert said_of("import", second) == (
        "note: unasked, commands use second, else first from now on; --phases starter asks for the starter "
        "alone, and stabwin data remove second goes back to first."
    )
    assert "Imported as second" in command("window", "LiF").stderr
    # Again the same: nothing changes, and own phases beside it are not used.
    assert said_of("import", second) == "note: unasked, commands use second, else first, as before."
    own = write_table(tmp_path / "own.csv", [{"formula": "Li2FCl", FORMATION: -2.6}])
    assert said_of("import", own, "--label", "own").endswith("commands use second, else first, as before.")
    # An older one imported again comes first, and removing it does not go back to what was.
    assert said_of("import", first).endswith("stabwin data remove first leaves second.")
    assert said_of("data", "remove", "first").endswith("commands use second from now on.")
    assert said_of("data", "remove", "second") == (
        "note: unasked, commands use the starter with own phases (own) from now on."
    )
    assert "own phases (own)" in command("window", "LiF").stderr
    assert said_of("data", "remove", "own").endswith("commands use the starter from now on.")
    monkeypatch.setenv("STABWIN_PHASES", "starter")
    assert "STABWIN_PHASES names the starter, which commands go on" in command("import", first).stderr


@pytest.mark.usefixtures("fetched")
def test_imports_beside_fetched_data_say_what_commands_use(command, tmp_path):
    name = Store.open().datasets[0].name
    own = write_table(tmp_path / "own.csv", [{"formula": "Li4CoO4", FORMATION: -2.4}])
    said = command("import", own, "--label", "own").stderr
    assert f"commands use {name} with own phases (own) from now on" in said
    assert f"stabwin data remove own goes back to {name}." in said
    whole = complete_table(tmp_path / "whole.csv", "LiF", "NaF", "LiCl")
    said = command("import", whole).stderr
    assert f"commands use {name} with own phases (own), else whole from now on" in said


@pytest.mark.parametrize(
    "row", ["Li7SiPS8,-1.31,measured", "Li7SiPS8,-1.31,literature", "Li,-0.5,database"]
)
def test_own_phases_that_cannot_stand_on_the_starter_are_not_imported(command, tmp_path, row):
    path = tmp_path / "mine.csv"
    path.write_text(f"formula,{FORMATION},scheme\n{row}\n", "utf-8")
    said = command("import", path, "--label", "mine")
    assert (said.code, said.stdout) == (2, "")
    assert Store.open().parts == ()


def test_own_phases_that_name_no_corrections_are_said(command, tmp_path):
    said = command(
        "import", write_table(tmp_path / "m.csv", [{"formula": "Li3PS4", FORMATION: -1.0}]), "--label", "m"
    )
    assert "can't be read in measured: add a column scheme" in said.stderr


def test_own_total_energies_need_the_elements_where_nothing_is_fetched(command, own_oxide):
    said = command("import", own_oxide, "--label", "mine")
    assert (said.code, said.stdout) == (2, "")
    assert "There is no energy of the element Co, Li, O" in said.stderr
    assert Store.open().parts == ()


@pytest.mark.usefixtures("fetched")
def test_own_phases_never_widen_what_is_covered(command, tmp_path):
    table = write_table(tmp_path / "mine.csv", [{"formula": "Li2S", FORMATION: -1.4}])
    assert command("import", table, "--label", "mine").code == 0
    assert command("window", "Li2S").code == 3
    assert "1 own phases lie in systems that were not fetched" in command("data", "verify").stdout


HEAD = f"formula,{FORMATION}\n"
ENTRY = {"@class": "ComputedEntry", "energy": -3.8, "composition": {"Li": 2.0}, "correction": 0.0}

# Name and contents of a file, and words of the sentence besides the name.
BAD_FILES = {
    "missing": ("missing.csv", None, ["No such file"]),
    "empty": ("empty.csv", "", ["empty"]),
    "no rows": ("head.csv", HEAD, ["no phases"]),
    "other columns": ("other.csv", "name,energy\nLi2O,-2\n", [FORMATION, TOTAL, "name, energy"]),
    "an energy in words": ("words.csv", f"{HEAD}Li2O,low\n", ["line 2", "'low'"]),
    "an infinite energy": ("inf.csv", f"{HEAD}Li2O,inf\n", ["line 2", "'inf'"]),
    "no formula": ("formula.csv", f"{HEAD}Li3Qq,-1\n", ["line 2", "'Li3Qq'"]),
    "an open quote": ("quote.csv", f'{HEAD}Li2O,-2\n"Li2O2,-1\n', ["after line 2"]),
    "no text": ("junk.csv", bytes(range(128, 256)), ["not a CSV table"]),
    "a cut gzip": ("cut.csv.gz", gzip.compress(f"{HEAD}Li2O,-2\n".encode() * 99)[:-9], ["truncated"]),
    "no Parquet": ("junk.parquet", b"PAR1" + bytes(99), ["not a Parquet table"]),
    "no JSON": ("junk.json", "{", ["not a JSON file"]),
    "a cut JSON": ("cut.json.gz", gzip.compress(json.dumps([ENTRY]).encode())[:-9], ["damaged"]),
    "JSON of a number": ("number.json", "5", ["no list of pymatgen entries"]),
    "entries of a number": ("entries.json", '{"entries": 5}', ["no list of pymatgen entries"]),
    "no entries": ("none.json", "[]", ["no phases"]),
    "JSON of texts": ("texts.json", '["Li2O"]', ["entry 1 is not a pymatgen entry"]),
    "an entry without energy": ("free.json", [{"composition": {"Li": 1}}], ["entry 1", "energy"]),
    "an entry without atoms": ("void.json", [ENTRY, {**ENTRY, "composition": {}}], ["entry 2"]),
    "an entry of no element": ("odd.json", [{**ENTRY, "composition": {"Qq": 1}}], ["entry 1"]),
    "an energy that is none": ("nan.json", [{**ENTRY, "energy": float("nan")}], ["entry 1", "nan"]),
    "no composition": ("none.json", [{"energy": -1.0}], ["entry 1 has no composition"]),
    "an energy of words": ("low.json", [{**ENTRY, "energy": "low"}], ["entry 1", "'low'"]),
    "a composition of a number": ("five.json", [{**ENTRY, "composition": 5}], ["entry 1 (5)"]),
    "measured values": (
        "Fe2O3.json",
        [{"@class": "ThermoData", "type": "fH", "formula": "Fe2O3", "value": -825.5}],
        ["entry 1 is a ThermoData, a measured value", "formation_energy_ev_per_atom"],
    ),
    "free energies": (
        "gibbs.json",
        [{**ENTRY, "@class": "GibbsComputedStructureEntry", "temp": 600}],
        ["entry 1 is a GibbsComputedStructureEntry", "free energies"],
    ),
    "named things that are no entries": (
        "named.json",
        '{"Li2O": {"energy": -1}}',
        ["'Li2O' has no composition"],
    ),
    "another object": (
        "set.json",
        '{"@class": "Structure", "sites": []}',
        ["entry 1 is a Structure without composition and energy"],
    ),
    "no energy of an element": (
        "reference.json",
        [ENTRY, {**ENTRY, "composition": {"Li": 2, "O": 1}}],
        ["no energy of the element O"],
    ),
    "total energies without elements": (
        "totals.csv",
        f"formula,{TOTAL}\nLi,-1.9\nLi2O,-4.8\n",
        ["no energy of the element O"],
    ),
}


@pytest.mark.parametrize(("name", "content", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_one_sentence_and_leaves_the_store_alone(command, tmp_path, name, content, words):
    path = tmp_path / name
    if content is not None:
        text = json.dumps(content) if isinstance(content, list) else content
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    said = command("import", path)
    assert (said.code, said.stdout) == (2, "")
    assert said.stderr.startswith("stabwin: ")
    assert said.stderr.endswith(".\n")
    assert len(said.stderr.splitlines()) == 1
    for word in words if name.startswith(("reference", "totals")) else [name, *words]:
        assert word in said.stderr
    assert Store.open().parts == ()


def test_an_empty_folder_is_said(command, tmp_path):
    folder = tmp_path / "nothing"
    folder.mkdir()
    said = command("import", folder)
    assert said.code == 2
    assert "The folder" in said.stderr
    assert "holds no entries or tables" in said.stderr


def test_energies_of_elements_may_stand_in_another_file(command, oxides, tmp_path):
    elements = [entry for entry in oxides if entry.composition.is_element]
    compounds = [entry for entry in oxides if not entry.composition.is_element]
    first = write_json(tmp_path / "compounds.json", compounds)
    second = write_json(tmp_path / "elements.json.gz", elements)
    said = command("import", first, second)
    assert said.stdout == "compounds: data set, 16 phases of 16 compositions and 3 elements.\n"


def test_a_table_read_as_a_file_and_imported_gives_the_same_answer(file_of, command):
    path = file_of("CSV")
    as_file = json.loads(command("window", "LiCoO2", "--phases", path, "--json").stdout)["results"]
    command("import", path)
    assert json.loads(command("window", "LiCoO2", "--json").stdout)["results"] == as_file
    with path.open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 16


def corrected(entry: ComputedEntry, name: str, **parameters: str) -> ComputedEntry:
    """An entry with its adjustments under another name, and what it was computed with."""
    plain = entry.as_dict()
    for adjustment in plain["energy_adjustments"]:
        adjustment["name"] = name
    return ComputedEntry.from_dict({**plain, "parameters": parameters})


@pytest.mark.parametrize(
    ("name", "parameters", "is_known"),
    [
        ("MP2020 anion correction (oxide)", {}, True),
        ("MP2020 anion correction (oxide)", {"run_type": "GGA+U"}, True),
        ("MP2020 anion correction (oxide)", {"run_type": "R2SCAN"}, False),
        ("MP Anion Correction", {"run_type": "GGA"}, False),
        ("", {"run_type": "GGA"}, False),
    ],
)
def test_entries_are_measured_where_they_say_which_corrections_they_have(
    oxides, command, tmp_path, name, parameters, is_known
):
    entries = [corrected(entry, name, **parameters) for entry in oxides]
    if not name:
        entries = [ComputedEntry(entry.composition, entry.uncorrected_energy) for entry in oxides]
    assert command("import", write_json(tmp_path / "entries.json", entries)).code == 0
    opened = stabwin.load_phases("store"), stabwin.PhaseTable.from_entries(entries)
    for table in opened:
        assert ("measured" in table.source.schemes) == is_known
        assert table.scheme.name == ("mp2020" if is_known else stabwin.load_phases("store").scheme.name)
    if is_known:
        enthalpies = stabwin.load_phases("store", scheme="measured", temperature_k="none")
        key = parse("Li2O").key
        found = enthalpies.stability.energies[enthalpies.columns.keys.find(key)]
        assert found == measurements()[key].enthalpy_ev_per_atom
        for table in (stabwin.load_phases("store", scheme="measured"), opened[1].with_scheme("measured")):
            assert table.scheme.temperature_k == 298.15
            energy = table.stability.energies[table.columns.keys.find(key)]
            assert energy == pytest.approx(-561.2 / 96.485 / 3, abs=0.005)  # NIST-JANAF, kJ/mol
    else:
        said = command("window", "LiCoO2", "--scheme", "measured")
        assert said.code == 2
        assert "corrections of 2019 or of MP2020" in said.stderr


@pytest.mark.usefixtures("fetched")
def test_own_phases_of_unknown_energies_keep_fetched_data_out_of_measured(command, tmp_path):
    assert "measured" in stabwin.load_phases("store").source.schemes
    row = {"formula": "Li3CoO3", FORMATION: -2.0}
    command("import", write_table(tmp_path / "mine.csv", [row]), "--label", "mine")
    assert "measured" not in stabwin.load_phases("store").source.schemes
    said = command("window", "LiCoO2", "--scheme", "measured")
    assert (said.code, said.stdout) == (2, "")
    named = write_table(tmp_path / "mine.csv", [{**row, "scheme": "mp2020"}])
    command("import", named, "--label", "mine")
    assert "measured" in stabwin.load_phases("store").source.schemes
