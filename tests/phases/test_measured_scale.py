"""The scheme ``measured``: measured enthalpies, corrected bonds, phases left out and taken back."""

from __future__ import annotations

import gzip
import json
from io import StringIO

import numpy as np
import pandas as pd
import pytest

import stabwin as sw
from stabwin.chemistry.formula import parse
from stabwin.errors import ExclusionError, PhaseFileError, RequestError, SchemeError
from stabwin.phases import schemes
from stabwin.phases.export import export_table
from stabwin.phases.schemes import find_scheme
from stabwin.thermo.corrections import CorrectionModel
from stabwin.thermo.generations import to_2019
from stabwin.thermo.measured import measurements

NOT_THERE = ("Li7Ti10O24", "LiS4", "NaCl3", "NaCl7", "NaN", "SCl")


@pytest.fixture(scope="module")
def measured() -> sw.PhaseTable:
    """With enthalpies."""
    return sw.load_phases("starter", scheme="measured", temperature_k="none")


def energy(table: sw.PhaseTable, formula: str) -> float:
    row = table.find(parse(formula))
    assert row is not None, formula
    return float(table.stability.energies[row])


def test_every_measured_phase_takes_its_enthalpy_exactly(measured):
    found = [key for key in measurements() if measured.columns.keys.find(key) is not None]
    assert len(found) > 400
    for key in found:
        row = measured.columns.keys.find(key)
        assert measured.stability.energies[row] == measurements()[key].enthalpy_ev_per_atom


def test_other_phases_take_the_corrections_of_their_bonds(measured):
    database = sw.load_phases("starter", scheme="database")
    for formula in ("Li3PS4", "Li10GeP2S12", "LiCoO2", "Li7La3Zr2O12"):
        parsed = parse(formula)
        if parsed.key in measurements():
            continue
        (correction,) = CorrectionModel.load().bond_corrections([parsed.amounts])
        assert abs(correction) > 0.005
        assert energy(measured, formula) == pytest.approx(energy(database, formula) + correction, abs=1e-12)
    assert energy(measured, "Li") == 0.0


@pytest.mark.parametrize(
    ("salt", "ion", "volts"),
    [
        ("Li2S", "Li", 2.287),
        ("LiF", "Li", 6.389),
        ("LiBr", "Li", 3.640),
        ("Li3N", "Li", 0.570),
        ("NaCl", "Na", None),
    ],
)
def test_salts_decompose_at_the_voltage_of_their_enthalpy(measured, salt, ion, volts):
    formula = parse(salt)
    enthalpy = measurements()[formula.key].enthalpy_ev_per_atom * formula.atoms
    expected = -enthalpy / float(formula.amount(ion))
    assert sw.window(salt, phases=measured, ion=ion).oxidation_limit_v == pytest.approx(expected, abs=1e-6)
    if volts is not None:
        assert expected == pytest.approx(volts, abs=0.001)


def test_energies_of_mp2020_go_back_to_2019_first():
    frame = pd.DataFrame({"formula": ["Li3PS4", "LiFePO4"], "formation_energy_ev_per_atom": [-1.2, -2.5]})
    records = sw.PhaseTable.from_dataframe(frame, complete=True)
    scheme = find_scheme("measured", ("mp2020", "measured"))
    assert scheme.generation == "2020"
    found = scheme.energies(records.columns)
    for formula, given in (("Li3PS4", -1.2), ("LiFePO4", -2.5)):
        parsed = parse(formula)
        (correction,) = CorrectionModel.load().bond_corrections([parsed.amounts])
        row = records.find(parsed)
        assert found[row] == pytest.approx(to_2019(parsed.amounts, given) + correction, abs=1e-12)
        assert to_2019(parsed.amounts, given) != given


def test_data_that_cannot_carry_it_say_why_and_what_there_is():
    with pytest.raises(
        SchemeError, match=r"'measured' .* corrections of 2019 or .*choose one of mp2020, unc"
    ):
        find_scheme("measured", ("mp2020", "uncorrected"))


# Phases that do not exist


def test_phases_that_do_not_exist_are_left_out_of_measured_alone(measured):
    assert measured.left_out == (*NOT_THERE, "Mg149X (34 phases)")
    assert all(measured.find(parse(formula)) is None for formula in (*NOT_THERE, "Mg149Al"))
    literature = sw.load_phases("starter", scheme="literature")
    assert literature.left_out == ()
    assert all(literature.find(parse(formula)) is not None for formula in NOT_THERE)
    assert len(literature) == len(measured) + 40


def test_one_is_taken_back_by_name():
    table = sw.load_phases("starter", scheme="measured", include="NaCl3")
    assert table.find(parse("NaCl3")) is not None
    assert table.left_out == ("Li7Ti10O24", "LiS4", "NaCl7", "NaN", "SCl", "Mg149X (34 phases)")
    assert table.included == sw.window("NaCl", phases=table).provenance.included == ("NaCl3",)
    said = sw.window("LTO", phases="starter", scheme="measured", include=["Li7Ti10O24"])
    assert "Li7Ti10O24" not in said.provenance.left_out
    assert "Li7Ti10O24" in sw.window("LTO", phases="starter", scheme="measured").provenance.left_out


def test_what_is_not_left_out_is_not_taken_back(measured):
    with pytest.raises(ExclusionError, match="Li2S is not among the phases that are left out"):
        sw.load_phases("starter", scheme="measured", include="Li2S")
    with pytest.raises(ExclusionError, match="scheme literature no phases are left out"):
        sw.load_phases("starter", scheme="literature", include="LiS4")
    with pytest.raises(RequestError, match="load_phases"):
        sw.window("Li2S", phases=measured, include="LiS4")


def test_a_table_of_the_users_own_loses_them_too(tmp_path):
    path = tmp_path / "own.csv.gz"
    text = "formula,formation_energy_ev_per_atom,scheme\nNaCl,-2.1,database\nNaCl3,-1.2,database\n"
    path.write_bytes(gzip.compress(text.encode()))
    measured = sw.load_phases(path, scheme="measured")
    assert measured.left_out == ("NaCl3",)
    assert measured.find(parse("NaCl3")) is None
    assert sw.load_phases(path).find(parse("NaCl3")) is not None
    with pytest.raises(ExclusionError, match=r"own.csv.gz has no phase LiS4"):
        sw.load_phases(path, scheme="measured", include="LiS4")


def test_changing_the_scheme_leaves_them_out_and_never_loses_them(measured):
    literature = sw.load_phases("starter", scheme="literature")
    again, opened = literature.with_scheme("measured"), sw.load_phases("starter", scheme="measured")
    assert again.left_out == opened.left_out
    assert again.scheme == opened.scheme
    # Compiled copies hold what another number of threads may sum in another order.
    np.testing.assert_allclose(again.stability.energies, opened.stability.energies, rtol=0, atol=1e-12)
    with pytest.raises(SchemeError, match="open or make it anew in the scheme 'database'"):
        measured.with_scheme("database")


def test_leaving_out_what_the_scheme_leaves_out_is_no_mistake(measured):
    excluding = measured.excluding(["LiS4", "NaCl3", "GeS2"])
    assert len(excluding) == len(measured) - 1
    assert excluding.source.notes == ("The scheme leaves out LiS4, NaCl3 already.",)
    assert measured.source.notes == measured.excluding(["GeS2"]).source.notes == ()
    alone = measured.excluding(["LiS4"])
    assert len(alone) == len(measured)
    assert sw.window("LGPS", phases=alone).provenance.notes == ("The scheme leaves out LiS4 already.",)
    with pytest.raises(ExclusionError):
        measured.excluding(["LiS5"])


# Which scheme, and the compiled copies


def test_the_environment_sets_the_default_scheme_where_a_table_has_it(monkeypatch):
    monkeypatch.setenv("STABWIN_SCHEME", "measured")
    assert sw.load_phases("starter").scheme.name == "measured"
    assert sw.load_phases("starter", scheme="database").scheme.name == "database"
    monkeypatch.setenv("STABWIN_SCHEME", "mp2020")
    assert sw.load_phases("starter").scheme.name != "mp2020"


def test_another_model_makes_the_compiled_copy_anew(monkeypatch, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "formula,formation_energy_ev_per_atom,scheme\nLi3PS4,-1.2,database\nLi2S,-1.4,database\n"
    )

    def copies() -> set[str]:
        sw.load_phases(path, scheme="measured", cache=tmp_path)
        return {file.name for file in (tmp_path / "compiled").iterdir()}

    first = copies()
    assert copies() == first
    monkeypatch.setattr(schemes, "model_fingerprint", lambda: "another")
    assert len(copies() - first) == 1


def test_the_schema_knows_what_is_left_out(measured, validate):
    from stabwin.analysis.windows.ask import windows

    document = windows(["LTO"], phases=measured).to_dict()
    validate(json.loads(json.dumps(document)))
    assert document["provenance"]["left_out"][-1] == "Mg149X (34 phases)"


def test_a_dataframe_says_how_certain_each_energy_is():
    frame = pd.DataFrame(
        {
            "formula": ["Li2S", "Li3PS4", "NaCl5"],
            "formation_energy_ev_per_atom": [-1.4, -1.2, -1.0],
            "scheme": "database",
        }
    )
    said = sw.PhaseTable.from_dataframe(
        frame, scheme="measured", temperature_k="none", complete=True
    ).to_dataframe()
    errors = dict(zip(said["formula"], said["error_90_ev_per_atom"], strict=True))
    assert errors["Li"] == errors["S"] == 0
    known = measurements()[parse("Li2S").key].error_ev_per_atom
    assert errors["Li2S"] == pytest.approx(1.645 * known, rel=1e-3)
    assert errors["Li2S"] < errors["Li3PS4"] < errors["NaCl5"]
    assert (
        sw.PhaseTable.from_dataframe(frame, complete=True)
        .to_dataframe()["error_90_ev_per_atom"]
        .isna()
        .all()
    )


def test_an_answer_cites_what_its_energies_are_from():
    from stabwin.analysis.citation import known_citations
    from stabwin.thermo.measured import SOURCES, all_measurements

    used = {name for one in all_measurements() for name in one.sources.split("+")}
    assert used == SOURCES.keys()
    sources = {known_citations()[key].text for key in SOURCES.values()}
    program = known_citations()["stabwin"].text
    cited = {
        (scheme, samples): sw.window("Li2S", scheme=scheme, uncertainty=samples).provenance.citations
        for scheme in ("measured", "literature")
        for samples in (None, 20)
    }
    assert all(texts[-1] == program and len(set(texts)) == len(texts) for texts in cited.values())
    assert sources <= set(cited["measured", None])
    assert sources.isdisjoint(cited["literature", None])
    # Error bars come from what measurements leave of the energies, in every scheme.
    assert sources <= set(cited["literature", 20])


# Energies that say what they hold


OWN = "formula,formation_energy_ev_per_atom\nLi2S,-1.4\nLi3PS4,-1.2\n"


def test_energies_of_unknown_origin_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "own.csv"
    path.write_text(OWN)
    for opened in (
        lambda: sw.load_phases(path, scheme="measured"),
        lambda: sw.PhaseTable.from_dataframe(pd.read_csv(path), scheme="measured", complete=True),
        lambda: sw.load_phases(path).with_scheme("measured"),
    ):
        with pytest.raises(SchemeError, match=r"column scheme.*choose one of database, literature"):
            opened()
    monkeypatch.setenv("STABWIN_SCHEME", "measured")
    assert sw.load_phases(path).scheme.name == "database"


def test_energies_of_a_named_generation_are_corrected_by_it(tmp_path):
    found = {}
    for named in ("database", "mp2020"):
        path = tmp_path / f"{named}.csv"
        head, *rows = OWN.split()
        path.write_text("\n".join([f"{head},scheme", *(f"{row},{named}" for row in rows)]))
        table = sw.load_phases(path, scheme="measured", temperature_k="none")
        assert sw.load_phases(path).scheme.name == named
        assert energy(table, "Li2S") == measurements()[parse("Li2S").key].enthalpy_ev_per_atom
        found[named] = energy(table, "Li3PS4")
    there = parse("Li3PS4").amounts
    assert found["mp2020"] - found["database"] == pytest.approx(to_2019(there, 0.0), abs=1e-12)
    assert abs(found["mp2020"] - found["database"]) > 0.01


def test_energies_of_two_generations_are_never_mixed(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("formula,formation_energy_ev_per_atom,scheme\nLi2S,-1.4,database\nLi3P,-1,mp2020\n")
    for opened in (
        lambda: sw.load_phases(path),
        lambda: sw.PhaseTable.from_dataframe(pd.read_csv(path), complete=True),
    ):
        with pytest.raises(PhaseFileError, match="several schemes are never mixed"):
            opened()


@pytest.mark.parametrize("temperature_k", [None, "none", 500.0])
@pytest.mark.parametrize("scheme", ["measured", "literature", "measured+S=0.1"])
@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet", "export.parquet", None])
def test_a_table_that_is_read_again_is_not_corrected_again(tmp_path, scheme, ending, temperature_k):
    frame = pd.DataFrame(
        {
            "formula": ["Li2S", "Li3PS4", "P2S5"],
            "formation_energy_ev_per_atom": [-1.4, -1.2, -0.6],
            "scheme": "database",
        }
    )
    table = sw.PhaseTable.from_dataframe(
        frame, scheme=scheme.partition("+")[0], temperature_k=temperature_k, complete=True
    )
    written = table.to_dataframe()
    assert set(written["scheme"]) == {table.scheme.full_name}
    # Gibbs energies say what they are; enthalpies are asked for again.
    asked = "none" if temperature_k == "none" else None
    if ending is None:
        again = sw.PhaseTable.from_dataframe(written, temperature_k=asked, complete=True)
    else:
        path = tmp_path / f"again.{ending}"
        if ending == "export.parquet":
            export_table(sw.PhaseTable.from_dataframe(written, temperature_k=asked, complete=True), path)
        else:
            written.to_parquet(path) if ending == "parquet" else written.to_csv(path, index=False)
        again = sw.load_phases(path, cache=tmp_path, temperature_k=asked)
    assert (again.scheme.name, again.scheme.temperature_k) == (
        table.scheme.name,
        table.scheme.temperature_k,
    )
    assert len(again) == len(table)
    assert again.stability.energies.tolist() == table.stability.energies.tolist()
    assert again.with_scheme(scheme).stability.energies == pytest.approx(
        sw.PhaseTable.from_dataframe(
            frame, scheme=scheme, temperature_k=temperature_k, complete=True
        ).stability.energies,
        abs=1e-12,
    )
    with pytest.raises(SchemeError, match=f"choose one of {table.scheme.name}"):
        again.with_scheme("database")


def test_what_is_read_again_says_no_more_than_was_known():
    frame = pd.read_csv(StringIO(OWN))
    again = sw.PhaseTable.from_dataframe(sw.PhaseTable.from_dataframe(frame).to_dataframe(), complete=True)
    assert again.source.schemes == ("database", "literature")


def test_it_is_the_default_of_the_starter() -> None:
    table = sw.load_phases("starter")
    assert table.scheme.name == "measured"
    assert set(table.left_out) >= {"NaCl3", "Li7Ti10O24"}
    assert sw.window("Li2S").provenance.scheme == "measured"


def test_its_bars_are_those_of_the_measurements(measured: sw.PhaseTable) -> None:
    """Both phases at the limit are measured: the bar is that of the enthalpy of Li2S, within 30 mV."""
    limit = sw.window("Li2S", phases=measured, uncertainty=1000).uncertainty.oxidation_limit_v
    assert 0.002 < limit.p95 - limit.p05 < 0.06
    assert limit.p05 < 2.287 < limit.p95


def test_an_own_energy_is_refused_in_one_sentence(measured: sw.PhaseTable) -> None:
    """It is not tied to measurement; in the scheme it was computed in it is welcome."""
    said = r"-0\.92 eV/atom of Li3PS4 .*measured.*\(literature, database\)\.$"
    with pytest.raises(SchemeError, match=said):
        sw.window("Li3PS4", phases=measured, formation_energy_ev_per_atom=-0.92)
    with pytest.raises(SchemeError, match=said):
        sw.interface(sw.Target("Li3PS4", formation_energy_ev_per_atom=-0.92), "LCO", phases=measured)
    table = sw.load_phases("starter", scheme="database")
    assert sw.window("Li3PS4", phases=table, formation_energy_ev_per_atom=-0.92).oxidation_limit_v
