"""The door for local files: odd and damaged ones are refused in one sentence, whatever is wrong with them."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import stabwin
from stabwin.errors import DamagedDataError, OutputError, PhaseFileError, RequestError
from stabwin.phases.sources.phase_reading import read_file
from stabwin.phases.store.imports import import_files
from stabwin.phases.store.part import read_facts, read_rows
from stabwin.reading import MOST_BYTES, _UnreadableError, file_bytes, unpacked
from stabwin.report.write import write_report
from stabwin.screening.study import read_study
from stabwin.writing import write_file

SCRIPT = Path(__file__).parents[1] / "scripts" / "fuzz-files"
TABLE = {"formula": ["Li", "S"], "formation_energy_ev_per_atom": [0.0, 0.0]}


@pytest.mark.skipif(not SCRIPT.exists(), reason="there are no scripts beside the tests")
def test_damaged_files_of_every_door_are_met(capsys: pytest.CaptureFixture[str]) -> None:
    spec = spec_from_loader("fuzz_files", SourceFileLoader("fuzz_files", str(SCRIPT)))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.main(12) == 0, capsys.readouterr().out


def export(path: Path, **changes: object) -> Path:
    """An export whose description is changed; "text" replaces all of it."""
    plain = {
        "format": 1,
        "name": "mine",
        "description": "Mine",
        "schemes": ["database"],
        "citations": [],
        "database_version": None,
        "thermo_type": None,
        "own_labels": [],
        "coverage": {"sets": [["Li", "S"]], "systems": [], "sizes": [], "sizes_from": None},
    }
    said = changes.pop("text", None) or json.dumps({**plain, **changes})
    pq.write_table(pa.table(TABLE).replace_schema_metadata({"stabwin export": said}), path)
    return path


def test_an_export_is_read(tmp_path: Path) -> None:
    assert len(stabwin.load_phases(export(tmp_path / "x.parquet"))) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "{"},
        {"text": "[]"},
        {"text": '"text"'},
        {"text": "{}"},
        {"text": "[" * 100_000},
        {"schemes": 3},
        {"schemes": []},
        {"schemes": ["best"]},
        {"schemes": [1]},
        {"name": 5},
        {"citations": None},
        {"coverage": []},
        {"coverage": {}},
        {"coverage": {"sets": [["Xx"]], "systems": [], "sizes": [], "sizes_from": None}},
        {"coverage": {"sets": 1, "systems": [], "sizes": [], "sizes_from": None}},
    ],
    ids=lambda one: str(one)[:40],
)
def test_an_export_whose_description_is_damaged_is_refused(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    path = export(tmp_path / "x.parquet", **changes)
    with pytest.raises(PhaseFileError, match=r"x\.parquet is not a Parquet table, or is damaged: .+\.$"):
        stabwin.load_phases(path)


@pytest.mark.parametrize(
    "said", [{}, {"stabwin": "[]"}, {"stabwin": "{"}, {"stabwin": '{"format": 1}'}, {"stabwin": "3"}]
)
def test_a_part_that_says_something_else_is_refused(tmp_path: Path, said: dict[str, str]) -> None:
    pq.write_table(pa.table(TABLE).replace_schema_metadata(said), tmp_path / "x")
    digest = hashlib.sha256((tmp_path / "x").read_bytes()).hexdigest()[:40]
    path = (tmp_path / "x").rename(tmp_path / f"{digest}.parquet")
    for read in (read_facts, read_rows):
        with pytest.raises(DamagedDataError):
            read(path)


def test_pipes_and_devices_are_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(PhaseFileError, match="it is a pipe or a device, not a file"):
            stabwin.load_phases(path)
        with pytest.raises(PhaseFileError, match="it is a pipe or a device, not a file"):
            read_file(path)


def test_studies_and_lists_of_targets_come_through_the_same_door(tmp_path: Path) -> None:
    for path in (Path("/dev/zero"), tmp_path):
        with pytest.raises(RequestError, match=r"The study .+ can't be read \(.+\)[.:]"):
            read_study(path)
    (tmp_path / "deep.toml").write_text("name = " + "[" * 100_000)
    with pytest.raises(RequestError, match="is not valid TOML"):
        read_study(tmp_path / "deep.toml")
    with pytest.raises(RequestError, match="/dev/zero can't be read: it is a pipe or a device"):
        stabwin.screen({"phases": {"source": "starter"}, "windows": {"targets": ["csv:/dev/zero#name"]}})


def test_a_file_without_bounds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(PhaseFileError, match="more than 500 MB"):
        stabwin.load_phases(path)
    (tmp_path / "x").write_bytes(b"123")
    assert file_bytes(tmp_path / "x", most=3) == b"123"
    with pytest.raises(_UnreadableError, match="more than"):
        file_bytes(tmp_path / "x", most=2)


def test_nothing_is_unpacked_without_bounds() -> None:
    packed = gzip.compress(b"0" * 1000)
    assert unpacked(packed, most=1000) == b"0" * 1000
    with pytest.raises(_UnreadableError, match="unpacks to more"):
        unpacked(packed, most=999)


@pytest.mark.parametrize("name", ["deep.json", "deep.json.gz"])
def test_entries_nested_without_end_are_refused(tmp_path: Path, name: str) -> None:
    content = b"[" * 200_000
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    with pytest.raises(PhaseFileError, match="not a JSON file, or is damaged"):
        read_file(tmp_path / name)


@pytest.mark.parametrize(
    "name", ["a\0b", "x" * 300, "x/" * 3000], ids=["zero byte", "long name", "long path"]
)
def test_what_no_disk_can_name_is_refused_at_every_door(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with pytest.raises(PhaseFileError, match="can't be read"):
        stabwin.load_phases(path)
    with pytest.raises(PhaseFileError, match="can't be read"):
        import_files([path], cache=tmp_path, program="test")
    with pytest.raises(RequestError, match="can't be read"):
        read_study(path)
    with pytest.raises(RequestError, match="no folder"):
        write_report(path)
    with pytest.raises(OutputError, match="can't be written"):
        write_file(path, "text")
    with pytest.raises((DamagedDataError, RequestError), match="can't be"):
        stabwin.load_phases("store", cache=path)
    assert not list(tmp_path.iterdir())
