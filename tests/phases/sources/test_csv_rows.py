"""Tables whose rows do not fit their header, or whose numbers no phase has, are refused by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from stabwin.errors import PhaseFileError
from stabwin.phases.sources.files import read_records
from stabwin.phases.sources.phase_reading import read_file

HEADER = "formula,formation_energy_ev_per_atom,material_id\n"


def refusal(text: str, tmp_path: Path) -> str:
    """What both doors say: the table as it is, and the import."""
    path = tmp_path / "table.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(PhaseFileError) as opened:
        read_records(path, path.read_bytes())
    with pytest.raises(PhaseFileError) as imported:
        read_file(path)
    assert imported.value.message == opened.value.message
    assert "\n" not in opened.value.message
    return opened.value.message


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Li2S,-1,43,mp-1", "-1,43 seems to have a decimal comma"),
        ("Li2S,-1.43,mp-1,", "4 fields"),
        ("Li2S,-1.43", "2 fields"),
        ("Li2S", "1 field "),
        ("Li2S;-1.43;mp-1", "separated by semicolons"),
        ("Li2S\t-1.43\tmp-1", "separated by tabs"),
        ('Li2S,"-1,43",mp-1', "decimal point"),
        ("Li2S,-441.4,mp-1", "-441.4 eV/atom"),
        ("Li2S,-1e30,mp-1", "-1e+30 eV/atom"),
        ("Li2S,-1e308,mp-1", "-1e+308 eV/atom"),
        ("Li2S,10.5,mp-1", "10.5 eV/atom"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_line(row, said, tmp_path):
    message = refusal(f"{HEADER}Li,0,mp-0\n\n{row}\nS,0,mp-2\n", tmp_path)
    assert "line 4" in message
    assert said in message


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_named(sign, name, tmp_path):
    text = f"{HEADER}Li2S,-1.43,mp-1\n".replace(",", sign)
    assert f"separated by {name}" in refusal(text, tmp_path)


def test_a_band_gap_that_is_no_number_is_refused(tmp_path):
    text = 'formula,formation_energy_ev_per_atom,band_gap_ev\nLi2S,-1.43,"3,4"\n'
    assert "decimal point" in refusal(text, tmp_path)


def test_total_energies_give_formation_energies_within_bounds(tmp_path):
    from stabwin.phases.store.imports import import_files

    path = tmp_path / "total.csv"
    path.write_text("formula,energy_ev_per_atom\nLi,-1.9\nS,-4.1\nLi2S,-441.4\n")
    with pytest.raises(PhaseFileError, match="eV/atom lies outside"):
        import_files([path], cache=tmp_path / "cache", program="test")


def test_quoted_commas_blank_lines_and_empty_fields_are_read(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(f'{HEADER}Li,0,\n\nS,0,"a,b"\nLi2S,-1.43,mp-1\n')
    assert [record.material_id for record in read_records(path, path.read_bytes())] == ["", "a,b", "mp-1"]
