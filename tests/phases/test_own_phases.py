"""Phases of one's own: complete hulls, on top of others, and energies that can't be meant so."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import stabwin as sw
from stabwin.chemistry.formula import parse
from stabwin.phases.absent import MATTERS_EV_PER_ATOM
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.schemes import Scheme
from stabwin.thermo.generations import to_2019

HEAD = "formula,formation_energy_ev_per_atom"


@pytest.fixture(scope="module", autouse=True)
def default_scheme():
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("STABWIN_SCHEME", raising=False)
        yield


@pytest.fixture
def table(tmp_path):
    def write(*rows: str, name: str = "mine.csv", head: str = HEAD) -> Path:
        path = tmp_path / name
        path.write_text("\n".join((head, *rows)) + "\n", "utf-8")
        return path

    return write


def test_two_phases_are_no_complete_hull(table):
    path = table("Li7SiPS8,-0.85", "Li3PS4,-0.94")
    with pytest.raises(sw.CoverageError) as refused:
        sw.window("Li7SiPS8", phases=path)
    said = refused.value.message
    assert said.startswith("The mine.csv phases lack Li2S, SiS2, ")
    assert "stable in Li-Si-P-S" in said
    assert "starter+FILE" in said
    assert "--complete" in said
    assert "LiS4" not in said  # which is not there
    insisted = sw.load_phases(path, complete=True)
    assert sw.window("Li7SiPS8", phases=insisted).reduction_limit_v == 0.0


TWO = {"formula": ["Li7SiPS8", "Li3PS4"], "formation_energy_ev_per_atom": [-0.85, -0.94]}


def made_of_frame(**how):
    return sw.PhaseTable.from_dataframe(pd.DataFrame(TWO), **how)


def made_of_entries(**how):
    entries = pytest.importorskip("pymatgen.core.entries")
    phases = zip(TWO["formula"], TWO["formation_energy_ev_per_atom"], strict=True)
    elements = [entries.ComputedEntry(element, 0.0) for element in ("Li", "Si", "P", "S")]
    compounds = [
        entries.ComputedEntry(formula, energy * parse(formula).atoms) for formula, energy in phases
    ]
    return sw.PhaseTable.from_entries([*elements, *compounds], **how)


@pytest.mark.parametrize("make", [made_of_frame, made_of_entries])
def test_a_table_made_in_python_is_no_complete_hull_either(make):
    table = make()
    with pytest.raises(
        sw.CoverageError, match=r"phases lack Li2S, SiS2, .* stable in Li-Si-P-S"
    ) as refused:
        sw.window("Li7SiPS8", phases=table)
    assert "load_phases('starter', own=...)" in refused.value.message
    assert "complete=True in Python" in refused.value.message
    with pytest.raises(sw.CoverageError):  # what is made of it is no more complete
        sw.window("Li7SiPS8", phases=table.excluding(["Li3PS4"]))
    assert sw.window("Li7SiPS8", phases=make(complete=True)).reduction_limit_v == 0.0


@pytest.mark.parametrize("complete", [False, True])
def test_energies_far_from_known_ones_are_said_of_tables_made_in_python(complete):
    frame = pd.DataFrame({"formula": ["Li3PS4", "Li2S"], "formation_energy_ev_per_atom": [2.0, -1.5]})
    (note,) = sw.PhaseTable.from_dataframe(frame, name="mine", complete=complete).source.notes
    assert "Energies of mine lie far from the starter's (Li3PS4 3.27 above, eV/atom)" in note


def test_energies_far_from_known_ones_are_said_where_the_table_is_called_complete(table):
    path = table("Li7SiPS8,-1.05", "Li3PS4,2.0")
    (note,) = sw.load_phases(path, complete=True).source.notes
    assert "Li3PS4 3.27 above" in note
    document = sw.windows(["Li3PS4"], phases=sw.load_phases(path, complete=True)).to_dict()
    assert document["provenance"]["notes"] == [note]


def test_own_compounds_that_the_starter_lacks_are_compared_with_its_hull(table):
    starter = sw.load_phases("starter", scheme="database")
    products = sw.window("Li7SiPS8", phases=starter).decomposition
    assert len(products) > 1  # the starter has no such compound
    hull = (
        sum(
            one.amount
            * parse(one.formula).atoms
            * starter.stability.energies[starter.find(parse(one.formula))]
            for one in products
        )
        / parse("Li7SiPS8").atoms
    )
    for shift, said in ((0.4, "0.40 above"), (-0.4, "0.40 below"), (0.2, ""), (-0.2, "")):
        path = table(f"Li7SiPS8,{hull + shift}", name=f"own{shift}.csv")
        notes = sw.load_phases(f"starter+{path}", scheme="database").source.notes
        assert bool(notes) == bool(said)
        if said:
            assert f"far from the hull of the starter (Li7SiPS8 {said}, eV/atom)" in notes[0]
    lead = table("Li2PbO3,-5.0", name="lead.csv")  # there is no lead in the starter
    assert sw.load_phases(f"starter+{lead}", scheme="database").source.notes == ()


def test_one_system_of_a_table_may_be_complete_and_another_not(table):
    path = table("Li2S,-1.53", "LiCl,-2.11", "Na2S,-1.28", "Na2S2,-1.0", "P2S5,-0.2")
    assert sw.window("Li2S", phases=path).oxidation_limit_v == pytest.approx(2.295, abs=1e-3)
    with pytest.raises(sw.CoverageError, match="lack"):
        sw.window("Li3PS4", phases=path)


def test_what_hardly_lies_below_the_others_is_not_missed(starter):
    """All phases of Li-P-S but one at a time: only those count that leave a hole."""
    known = starter.with_scheme("database")
    frame = known.to_dataframe()
    within = frame["formula"].map(lambda text: set(parse(text).elements) <= {"Li", "P", "S"})
    frame = frame[within & (frame["formula"] != "LiS4")]
    complete = sw.PhaseTable.from_dataframe(frame, scheme="database")
    assert complete.coverage.absent == ()
    without = sw.PhaseTable.from_dataframe(frame[~frame["formula"].isin(["Li2S"])], scheme="database")
    assert without.coverage.absent == ("Li2S",)
    assert 0.0 < MATTERS_EV_PER_ATOM < 0.1


@pytest.mark.parametrize(("scheme", "energy"), [("database", -1.05), ("mp2020", -1.05)])
def test_own_phases_stand_on_top_of_the_starter(table, scheme, energy):
    path = table(f"Li7SiPS8,{energy},{scheme}", head=f"{HEAD},scheme")
    phases = sw.load_phases(f"starter+{path}", scheme="database")
    row = phases.find(parse("Li7SiPS8"))
    expected = energy if scheme == "database" else to_2019(parse("Li7SiPS8").amounts, energy)
    assert phases.stability.energies[row] == pytest.approx(expected, abs=1e-9)
    default = sw.load_phases(f"starter+{path}")
    assert default.scheme.name == "measured"
    assert default.source.name == "starter+mine.csv"
    window = sw.window("Li7SiPS8", phases=default)
    assert window.provenance.own_labels == ("mine.csv",)
    assert window.energy_above_hull_ev_per_atom > 0.1
    assert 1.5 < window.reduction_limit_v < 2.2
    # What the starter says of everything else stays.
    alone = sw.window("LLZO", phases="starter")
    assert sw.window("LLZO", phases=default).reduction_limit_v == alone.reduction_limit_v


def test_an_own_phase_that_is_lower_counts(table):
    path = table("Li3PS4,-1.4,database", head=f"{HEAD},scheme")
    phases = sw.load_phases(f"starter+{path}", scheme="database")
    assert phases.stability.energies[phases.find(parse("Li3PS4"))] == -1.4


@pytest.mark.parametrize("temperature_k", [None, "none", 600.0])
@pytest.mark.parametrize("named", ["database", "mp2020"])
def test_own_phases_change_no_energy_of_the_others_by_a_bit(table, named, temperature_k, monkeypatch):
    """Those of the others are taken over, and only the own ones are found: 2, one of them a known compound."""
    path = table(f"Li7SiPS8,-1.05,{named}", f"Li3PS4,-1.35,{named}", head=f"{HEAD},scheme")
    alone = sw.load_phases("starter", scheme="measured", temperature_k=temperature_k)
    found = []
    real = Scheme.energies

    def counted(self: Scheme, columns: PhaseColumns):
        if self.bond_corrections:
            found.append(set(columns.keys.to_list()))
        return real(self, columns)

    monkeypatch.setattr(Scheme, "energies", counted)
    both = sw.load_phases(f"starter+{path}", scheme="measured", temperature_k=temperature_k)
    own = {parse("Li7SiPS8").key, parse("Li3PS4").key}
    assert found == [own]
    energies = dict(zip(both.columns.keys.to_list(), both.stability.energies.tolist(), strict=True))
    before = dict(zip(alone.columns.keys.to_list(), alone.stability.energies.tolist(), strict=True))
    assert {key: energy for key, energy in energies.items() if key not in own} == {
        key: energy for key, energy in before.items() if key not in own
    }
    # All found at once sum bonds in another order.
    at_once = dict(zip(both.columns.keys.to_list(), real(both.scheme, both.columns).tolist(), strict=True))
    assert at_once == pytest.approx(energies, abs=1e-13)
    for key in own:
        assert abs(at_once[key] - energies[key]) < 1e-15


def test_energies_that_name_no_corrections_are_read_as_they_are(table):
    path = table("Li7SiPS8,-1.05")
    phases = sw.load_phases(f"starter+{path}")
    assert phases.scheme.name == "database"
    with pytest.raises(sw.SchemeError, match="no energy scheme 'measured' for these phases"):
        sw.load_phases(f"starter+{path}", scheme="measured")
    corrected = table("Li7SiPS8,-1.05,measured", name="corrected.csv", head=f"{HEAD},scheme")
    with pytest.raises(sw.SchemeError, match="can't stand beside those of starter"):
        sw.load_phases(f"starter+{corrected}")


def test_a_frame_goes_on_top_too(table):
    frame = pd.DataFrame(
        {"formula": ["Li7SiPS8"], "formation_energy_ev_per_atom": [-1.05], "scheme": ["database"]}
    )
    by_frame = sw.load_phases("starter", own=frame)
    by_file = sw.load_phases(f"starter+{table('Li7SiPS8,-1.05,database', head=f'{HEAD},scheme')}")
    assert (by_frame.stability.energies == by_file.stability.energies).all()
    assert by_frame.source.fingerprint == by_file.source.fingerprint
    assert len(sw.load_phases("starter")) == len(by_frame) - 1


def test_energies_far_from_known_ones_are_said(table):
    path = table("Li7SiPS8,-1.05", "Li3PS4,2.0", "Li2S,-1.5")
    for source in (f"starter+{path}", path):
        notes = sw.load_phases(source, scheme="database").source.notes
        assert len(notes) == 1
        assert "Li3PS4 3.27 above" in notes[0]
        assert "Li2S" not in notes[0]
        assert sw.load_phases(source, scheme="database").source.notes == notes  # from the compiled copy too
    assert sw.load_phases(table("Li2S,-1.5", name="fine.csv")).source.notes == ()


def test_studies_and_rankings_can_insist(table):
    path = table("Li7SiPS8,-0.85", "Li3PS4,-0.94")
    study = {"windows": {"targets": ["Li7SiPS8"]}, "phases": {"source": str(path)}}
    assert sw.screen(study).failures
    study["phases"]["complete"] = True
    assert not sw.screen(study).failures
    assert json.dumps(study)


@pytest.mark.parametrize("named", ["foo", "Database", "MP2020", " database"])
def test_a_misspelt_scheme_is_refused(table, named):
    path = table(f"Li7SiPS8,-1.05,{named}", head=f"{HEAD},scheme")
    with pytest.raises(sw.PhaseFileError, match="there is no energy scheme"):
        sw.load_phases(f"starter+{path}")


def test_own_phases_that_are_no_frame_are_refused():
    with pytest.raises(sw.RequestError, match="give a DataFrame"):
        sw.load_phases("starter", own="mine.csv")


def test_a_scheme_of_the_environment_that_there_is_not_is_refused(monkeypatch):
    monkeypatch.setenv("STABWIN_SCHEME", "bogus")
    with pytest.raises(sw.SchemeError, match="STABWIN_SCHEME names the energy scheme 'bogus'"):
        sw.window("LGPS", phases="starter")


def test_own_compounds_with_a_measured_enthalpy_say_that_it_counts(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "formula,formation_energy_ev_per_atom,scheme\nLi2S,-1.40,database\nLi7SiPS8,-1.31,database\n"
    )
    table = sw.load_phases(f"starter+{path}", scheme="measured")
    (note,) = table.source.notes
    assert "In measured the measured enthalpy counts for Li2S, and not the energy of" in note
    assert sw.load_phases(f"starter+{path}", scheme="database").source.notes == ()


def test_energies_without_named_corrections_say_why_the_scheme_is_another(tmp_path, monkeypatch):
    monkeypatch.delenv("STABWIN_SCHEME", raising=False)
    path = tmp_path / "own.csv"
    path.write_text("formula,formation_energy_ev_per_atom\nLi7SiPS8,-1.31\n")
    table = sw.load_phases(f"starter+{path}")
    assert table.scheme.name == "database"
    assert "all are read in database and not in measured" in table.source.notes[0]
    assert sw.load_phases(f"starter+{path}", scheme="database").source.notes == ()


def test_a_scheme_of_the_environment_that_own_phases_lack_is_said(table, monkeypatch):
    monkeypatch.setenv("STABWIN_SCHEME", "measured")
    path = table("Li7SiPS8,-1.31")
    for source in (path, f"starter+{path}"):
        opened = sw.load_phases(source)
        assert opened.scheme.name == "database"
        said = "STABWIN_SCHEME=measured can't be had for these phases: they are read in database."
        assert opened.source.notes[0] == said
        with pytest.raises(sw.SchemeError):
            sw.load_phases(source, scheme="measured")
    assert "all are read in database and not in measured" in opened.source.notes[1]
    monkeypatch.setenv("STABWIN_SCHEME", "literature")
    assert sw.load_phases(f"starter+{path}").source.notes == ()
    monkeypatch.setenv("STABWIN_SCHEME", "mp2020+S=0.1")
    (note,) = sw.load_phases("starter").source.notes
    assert note == "STABWIN_SCHEME=mp2020+S=0.1 can't be had for these phases: they are read in measured."


def test_a_window_of_a_magnesium_compound_says_how_to_ask_for_magnesium(starter):
    warnings = sw.window("MgSc2Se4", phases=starter).warnings
    assert "The target holds Mg and no Li: --ion Mg asks for its window." in warnings
    known = sw.window("MgF2", phases=starter)  # the catalogue has it for cells of lithium
    assert not any("asks for its window" in said for said in known.warnings)


def test_own_phases_of_elements_that_the_starter_lacks_are_no_hull(tmp_path):
    path = tmp_path / "lead.csv"
    path.write_text("formula,formation_energy_ev_per_atom\nLi2PbO3,-1.6\nPbO,-1.1\n")
    with pytest.raises(sw.CoverageError, match="hold no phases of Pb beside your own for Li-O-Pb"):
        sw.window("Li2PbO3", phases=f"starter+{path}")


# Total energies, eV/atom, of a calculation of one's own, and the formation energies that follow.
TOTALS = {"Li": -1.90, "P": -5.40, "S": -4.10, "Li2S": -4.15, "Li3PS4": -4.36}
FORMATION = {
    "Li2S": -4.15 + (2 * 1.90 + 4.10) / 3,
    "Li3PS4": -4.36 + (3 * 1.90 + 5.40 + 4 * 4.10) / 8,
}


def total_frame() -> pd.DataFrame:
    return pd.DataFrame({"formula": list(TOTALS), "energy_ev_per_atom": list(TOTALS.values())})


def total_entries() -> list:
    from pymatgen.core.entries import ComputedEntry

    return [ComputedEntry(one, energy * parse(one).atoms) for one, energy in TOTALS.items()]


def total_files(folder: Path) -> dict[str, Path]:
    paths = {name: folder / f"totals.{name}" for name in ("csv", "parquet", "json")}
    total_frame().to_csv(paths["csv"], index=False)
    total_frame().to_parquet(paths["parquet"])
    paths["json"].write_text(json.dumps([entry.as_dict() for entry in total_entries()]))
    return paths


def own_energies(phases: sw.PhaseTable) -> dict[str, float]:
    return {one: float(phases.stability.energies[phases.find(parse(one))]) for one in FORMATION}


def test_total_energies_are_read_through_every_door(tmp_path):
    files = total_files(tmp_path)
    frame, entries = total_frame(), total_entries()
    alone = [
        *(sw.load_phases(path, complete=True) for path in files.values()),
        sw.PhaseTable.from_dataframe(frame, complete=True),
        sw.PhaseTable.from_entries(entries, complete=True),
    ]
    on_top = [
        *(sw.load_phases(f"starter+{path}", scheme="database") for path in files.values()),
        sw.load_phases("starter", own=frame, scheme="database"),
        sw.load_phases("starter", own=entries, scheme="database"),
        sw.load_phases(
            "starter", own={str(n): entry for n, entry in enumerate(entries)}, scheme="database"
        ),
    ]
    for phases in alone:
        assert own_energies(phases) == pytest.approx(FORMATION, abs=1e-12)
        assert len(phases) == len(TOTALS)
    for phases in on_top:
        known = own_energies(sw.load_phases("starter", scheme="database"))
        lowest = {one: min(energy, known[one]) for one, energy in FORMATION.items()}
        assert own_energies(phases) == pytest.approx(lowest, abs=1e-12)
    with pytest.raises(sw.CoverageError, match=r"totals\.json phases lack Li3P, "):
        sw.window("Li3PS4", phases=files["json"])


def test_total_energies_need_their_elements_and_entries_one_functional_through_every_door(tmp_path):
    without = total_frame()[1:]
    without.to_csv(tmp_path / "without.csv", index=False)
    for make in (
        lambda: sw.PhaseTable.from_dataframe(without),
        lambda: sw.load_phases("starter", own=without),
        lambda: sw.load_phases(tmp_path / "without.csv"),
        lambda: sw.load_phases(f"starter+{tmp_path / 'without.csv'}"),
    ):
        with pytest.raises(sw.PhaseFileError, match="There is no energy of the element Li: total energies"):
            make()
    entries = total_entries()
    entries[-1].parameters["run_type"], entries[0].parameters["run_type"] = "R2SCAN", "GGA"
    (tmp_path / "mixed.json").write_text(json.dumps([entry.as_dict() for entry in entries]))
    for make in (
        lambda: sw.load_phases(tmp_path / "mixed.json"),
        lambda: sw.load_phases(f"starter+{tmp_path / 'mixed.json'}"),
        lambda: sw.load_phases("starter", own=entries),
    ):
        with pytest.raises(sw.PhaseFileError, match="several functionals"):
            make()


def test_entries_with_the_corrections_of_mp2020_stand_on_the_starter_in_measured(tmp_path):
    from pymatgen.core.entries import ComputedEntry, ConstantEnergyAdjustment

    # Sulfides are corrected by 0.503 eV for each sulfur atom.
    entries = total_entries()[:3]
    for one in ("Li2S", "Li3PS4"):
        adjusted = ConstantEnergyAdjustment(
            -0.503 * parse(one).amount("S"), name="MP2020 anion correction (S)"
        )
        energy = TOTALS[one] * parse(one).atoms - adjusted.value
        entries.append(ComputedEntry(one, energy, energy_adjustments=[adjusted]))
    path = tmp_path / "mp2020.json"
    path.write_text(json.dumps([entry.as_dict() for entry in entries]))
    assert sw.load_phases(path, complete=True).source.schemes == ("mp2020", "measured")
    assert sw.load_phases(f"starter+{path}").scheme.name == "measured"
