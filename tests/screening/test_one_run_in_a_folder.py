"""A run folder is of one run at every instant, wherever a process that writes it is killed."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import stabwin
from stabwin.errors import DamagedDataError, RequestError
from stabwin.screening.finished_run import read_run
from stabwin.screening.run_folder import check_folder, write_run
from stabwin.screening.screen import Screen

STUDY: dict[str, Any] = {
    "name": "two",
    "windows": {"targets": ["LGPS", "LLZO"]},
    "profiles": {"targets": ["LGPS"]},
    "coatings": {"electrolytes": ["LGPS"], "electrodes": ["LCO"], "candidates": ["LiNbO3", "Al2O3"]},
}
CHANGES = ("os.rename", "os.remove")  # what Python calls each change of a folder
KILLED = 9


def run_in(scheme: str, **sections: Any) -> Screen:
    return stabwin.screen({**STUDY, **sections, "phases": {"source": "starter", "scheme": scheme}})


@pytest.fixture(scope="module")
def old() -> Screen:
    return run_in("literature")


@pytest.fixture(scope="module")
def new() -> Screen:
    return run_in("database", profiles=None)


def killed_at_each_change(folder: Path, before: Path, found: Screen) -> Iterator[int]:
    """Write a run into copies of a folder, killed before its first change, its second ... to its end."""
    for count in range(1000):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        child = os.fork()
        if not child:
            left = count

            def kill(event: str, arguments: tuple[Any, ...]) -> None:
                nonlocal left
                if event in CHANGES and str(arguments[0]).startswith(str(folder)):
                    if not left:
                        os._exit(KILLED)
                    left -= 1

            sys.addaudithook(kill)
            write_run(folder, found)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert ended in (0, KILLED)
        yield count
        if ended == 0:
            return


def shown(folder: Path) -> tuple[str, float | None] | None:
    """The scheme that a folder tells of and a limit that it tells, None where it is no run."""
    try:
        run = read_run(folder)
    except DamagedDataError:
        return None
    except RequestError:
        assert not [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".part"]
        return None
    assert run.study.phases.scheme == run.provenance.scheme
    (row,) = (row for row in run.rows("windows") if row["target"] == "LGPS")
    assert next(iter(run.results["windows"])).oxidation_limit_v == row["oxidation_limit_v"]
    return run.provenance.scheme, row["oxidation_limit_v"]


def test_a_run_killed_anywhere_leaves_one_study_or_none(old: Screen, new: Screen, tmp_path: Path) -> None:
    before, folder = tmp_path / "before", tmp_path / "folder"
    write_run(before, old)
    told = []
    for _ in killed_at_each_change(folder, before, new):
        told.append(shown(folder))
        by_hand = {  # the study that a table is of, for those who open it beside its description
            path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()
        }
        if {"study.json", "windows.csv"} <= by_hand.keys():
            scheme = json.loads(by_hand["study.json"])["phases"]["scheme"]
            reference = before if scheme == "literature" else tmp_path / "after"
            if scheme == "database" and not reference.exists():
                write_run(reference, new)
            assert by_hand["windows.csv"] == (reference / "windows.csv").read_bytes()
    assert len(told) > 20
    assert told[0] == ("literature", pytest.approx(2.143, abs=1e-3))
    assert told[-1] == ("database", pytest.approx(2.291, abs=1e-3))
    assert set(told) == {told[0], None, told[-1]}
    assert not list(folder.glob("profiles.*"))


def test_a_rerun_killed_anywhere_keeps_the_run(old: Screen, tmp_path: Path) -> None:
    before, folder = tmp_path / "before", tmp_path / "folder"
    write_run(before, old)
    told = {shown(folder) for _ in killed_at_each_change(folder, before, old)}
    assert told == {shown(before)}


def test_files_of_two_runs_that_were_written_at_once_are_no_run(
    old: Screen, new: Screen, tmp_path: Path
) -> None:
    write_run(tmp_path / "old", old)
    write_run(tmp_path / "new", new)
    for name in ("windows.parquet", "windows.csv", "documents/windows.parquet"):
        shutil.copy(tmp_path / "new" / name, tmp_path / "old" / name)
    with pytest.raises(DamagedDataError, match=r"windows.* is damaged"):
        read_run(tmp_path / "old")


def test_a_folder_in_the_way_is_one_sentence(old: Screen, tmp_path: Path) -> None:
    (tmp_path / "windows.csv").mkdir()
    with pytest.raises(RequestError, match=r"can't be written \(.+\): choose another"):
        write_run(tmp_path, old)


def test_a_folder_that_can_not_be_written_is_refused_before_anything_is_computed(
    old: Screen,
) -> None:
    """As another user: root may write everywhere."""
    with tempfile.TemporaryDirectory() as folder:  # where others may look, as not below tmp_path
        run = Path(folder) / "run"
        write_run(run, old)
        run.chmod(0o555)
        run.parent.chmod(0o755)
        _refused(old, run)
        run.chmod(0o755)  # so that it can go


def _refused(old: Screen, run: Path) -> None:
    child = os.fork()
    if not child:
        try:
            if os.geteuid() == 0:
                os.setresuid(65534, 65534, 65534)
            for act in (
                lambda: check_folder(run, "two"),
                lambda: write_run(run, old),
            ):
                try:
                    act()
                except RequestError as error:
                    assert "Permission denied" in error.message  # noqa: PT017 (in the child)
                else:
                    os._exit(1)
            os._exit(0)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
