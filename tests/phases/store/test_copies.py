"""The folder of compiled copies stays within bounds, and no copy is lost while it is used."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stabwin as sw
from stabwin import locking
from stabwin.phases.store.compiled import read_copy, write_copy
from stabwin.phases.store.copies import hold, mark_used, remove_least_used
from stabwin.phases.store.table_file import open_table, shared_table, write_table

DAY_NS = 86_400_000_000_000


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "compiled"


def make(folder: Path, name: str, *, days_ago: float, size: int = 100) -> Path:
    """A file that was last used some days ago."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(bytes(size))
    then = time.time_ns() - int(days_ago * DAY_NS)
    os.utime(path, ns=(then, then))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_copies_used_longest_ago_go_when_there_are_too_many(folder):
    for age in range(6):
        make(folder, f"{age}.phases", days_ago=age)
    remove_least_used(folder, most_copies=3)
    assert names(folder) == ["0.phases", "1.phases", "2.phases"]


def test_the_copies_used_longest_ago_go_when_they_are_too_large(folder):
    for age, suffix in enumerate((".phases", ".table", ".index.json", ".phases")):
        make(folder, f"{age}{suffix}", days_ago=age, size=1000)
    remove_least_used(folder, most_bytes=2500)
    assert names(folder) == ["0.phases", "1.table"]


def test_the_copy_just_used_stays_however_large_it_is(folder):
    make(folder, "new.phases", days_ago=0, size=1000)
    make(folder, "old.phases", days_ago=1, size=10)
    remove_least_used(folder, most_bytes=100)
    assert names(folder) == ["new.phases"]


def test_copies_of_a_time_that_is_yet_to_come_go_first(folder):
    """The clock was ahead when they were used; what is used now stays."""
    for number in range(3):
        make(folder, f"ahead {number}.phases", days_ago=-30_000 - number)
    make(folder, "now.phases", days_ago=0)
    make(folder, "old.phases", days_ago=9)
    remove_least_used(folder, most_copies=2)
    assert names(folder) == ["now.phases", "old.phases"]


def test_a_folder_full_of_copies_of_the_future_still_shares_a_table(folder, starter, monkeypatch):
    """It went on for ever: the new copy seemed to be the one used longest ago, and was removed at once."""
    monkeypatch.setattr(remove_least_used, "__kwdefaults__", {"most_copies": 3, "most_bytes": 10**9})
    for number in range(3):
        make(folder, f"ahead {number}.phases", days_ago=-30_000)
    written = []

    def noted(*arguments):
        written.append(arguments)
        assert len(written) < 3
        return write_table(*arguments)

    monkeypatch.setattr("stabwin.phases.store.table_file.write_table", noted)
    with shared_table(starter, folder.parent) as path:
        assert open_table(path).source == starter.source


def test_what_is_not_a_copy_is_left_alone(folder):
    for number in range(3):
        make(folder, f"notes {number}.txt", days_ago=100 + number)
        make(folder, f"{number}.phases", days_ago=number)
    remove_least_used(folder, most_copies=1)
    assert names(folder) == ["0.phases", "notes 0.txt", "notes 1.txt", "notes 2.txt"]


def test_reading_a_copy_counts_as_using_it(folder):
    old = make(folder, "old.phases", days_ago=9)
    newer = make(folder, "newer.phases", days_ago=1)
    assert write_copy(old, {"numbers": np.arange(3.0)}, {})
    then = time.time_ns() - 5 * DAY_NS
    os.utime(old, ns=(then, then))
    made = old.stat().st_mtime_ns
    assert read_copy(old) is not None
    assert old.stat().st_mtime_ns == made
    remove_least_used(folder, most_copies=1)
    assert old.exists()
    assert not newer.exists()


def test_opening_tables_keeps_the_folder_within_bounds(tmp_path, monkeypatch):
    # Through the real limits: the module's own numbers, made small.
    monkeypatch.setattr(remove_least_used, "__kwdefaults__", {"most_copies": 3, "most_bytes": 10**9})
    cache = tmp_path / "cache"
    frame = pd.DataFrame({"formula": ["Li2S", "LiP"], "formation_energy_ev_per_atom": [-1.4, -0.5]})
    tables = []
    for number in range(5):
        path = tmp_path / f"{number}.csv"
        frame.assign(material_id=f"mp-{number}").to_csv(path, index=False)
        tables.append(sw.load_phases(path, cache=cache))
    assert len(names(cache / "compiled")) == 3
    # Those whose copies are gone still answer: from memory here, and made anew when opened again.
    for number, table in enumerate(tables):
        again = sw.load_phases(tmp_path / f"{number}.csv", cache=cache)
        assert again.source.fingerprint == table.source.fingerprint
        assert sw.window("Li2S", phases=table) == sw.window("Li2S", phases=again)


def test_a_copy_that_is_mapped_stays_readable_after_it_was_removed(folder):
    numbers = np.arange(100_000.0)
    path = folder / "a.phases"
    assert write_copy(path, {"numbers": numbers}, {})
    arrays, _ = read_copy(path)
    then = time.time_ns() - DAY_NS
    os.utime(path, ns=(then, then))
    make(folder, "b.phases", days_ago=0)
    remove_least_used(folder, most_copies=1)
    assert not path.exists()
    np.testing.assert_array_equal(arrays["numbers"], numbers)


def test_a_table_that_workers_have_yet_to_open_is_not_removed(folder, starter):
    with shared_table(starter, folder.parent) as path:
        then = time.time_ns() - DAY_NS
        os.utime(path, ns=(then, then))
        make(folder, "b.phases", days_ago=0)
        script = (
            "import sys, pathlib\n"
            "from stabwin.phases.store.copies import remove_least_used\n"
            "remove_least_used(pathlib.Path(sys.argv[1]), most_copies=1)\n"
        )
        command = [sys.executable, "-c", script, str(folder)]
        subprocess.run(command, check=True, timeout=60)
        assert open_table(path).source == starter.source  # which counts as using it
        os.utime(path, ns=(then, then))
    subprocess.run(command, check=True, timeout=60)
    assert not path.exists()


def test_a_table_that_went_before_it_was_held_is_written_again(folder, starter, monkeypatch):
    held: list[Path] = []

    def hold_too_late(path: Path):
        held.append(path)
        if len(held) == 1:
            path.unlink()
        return hold(path)

    monkeypatch.setattr("stabwin.phases.store.table_file.hold", hold_too_late)
    with shared_table(starter, folder.parent) as path:
        assert read_copy(path) is not None
    assert held == [path, path]


def test_a_held_file_that_another_process_removes_meanwhile_counts_as_gone(folder, monkeypatch):
    path = make(folder, "a.table", days_ago=0)
    lock = locking.fcntl.flock

    def removed_first(file, kind):
        path.unlink()
        lock(file, kind)

    monkeypatch.setattr(locking.fcntl, "flock", removed_first)
    assert hold(path) is None


def test_processes_that_write_and_remove_at_once_lose_nothing(tmp_path):
    cache = tmp_path / "cache"
    frame = pd.DataFrame({"formula": ["Li2S", "LiP"], "formation_energy_ev_per_atom": [-1.4, -0.5]})
    for number in range(4):
        frame.assign(material_id=f"mp-{number}").to_csv(tmp_path / f"{number}.csv", index=False)
    script = (
        "import sys, stabwin\n"
        "from stabwin.phases.store.copies import remove_least_used\n"
        "remove_least_used.__kwdefaults__.update(most_copies=2)\n"
        "for turn in range(12):\n"
        "    table = stabwin.load_phases(f'{sys.argv[1]}/{turn % 4}.csv', cache=sys.argv[2])\n"
        "    assert stabwin.window('Li2S', phases=table).status == 'stable'\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path), str(cache)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    assert [process.communicate(timeout=120) for process in running] == [("", "")] * 2
    assert [process.returncode for process in running] == [0, 0]
    remove_least_used(cache / "compiled", most_copies=2)
    assert len(names(cache / "compiled")) == 2


def test_marking_what_is_gone_or_cannot_be_written_is_no_error(folder):
    mark_used(folder / "missing.phases")
    remove_least_used(folder / "missing")


def test_write_table_is_named_by_its_contents(folder, starter):
    assert write_table(starter, folder.parent) == write_table(starter, folder.parent)
