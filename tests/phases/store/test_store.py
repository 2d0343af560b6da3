"""The local store: what is read of it, and what is not, whatever happened to its files."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import stabwin
from stabwin.errors import DamagedDataError
from stabwin.phases.coverage import Coverage
from stabwin.phases.store.cache_folder import cache_folder
from stabwin.phases.store.part import FETCHED, OWN, PartFacts, write_part
from stabwin.phases.store.store import Store

DAY_S = 86_400


def facts(systems=(), **changes) -> PartFacts:
    plain = PartFacts(
        kind=FETCHED,
        dataset="GGA_GGA+U 2026.10.01",
        database_version="2026.10.01",
        thermo_type="GGA_GGA+U",
        coverage=Coverage.of(systems=[system.split("-") for system in systems]),
        made_at="2026-10-05T12:00:00+00:00",
        client="mp-api 0.46.5",
    )
    return replace(plain, **changes)


def rows(**energies) -> list[dict[str, object]]:
    return [
        {"formula": formula, "formation_energy_ev_per_atom": energy, "material_id": f"mp-{number}"}
        for number, (formula, energy) in enumerate(energies.items())
    ]


@pytest.fixture
def write(cache):
    """Write a part without a server."""
    return lambda rows, facts: write_part(cache / "store", rows, facts)


@pytest.fixture
def two_parts(write):
    """Lithium oxides, and cobalt with both."""
    oxides = write(rows(Li=0.0, O=0.0, Li2O=-2.0), facts(["Li", "O", "Li-O"]))
    cobalt = write(rows(Co=0.0, CoO=-1.2, LiCoO2=-1.75), facts(["Co", "Li-Co", "Co-O", "Li-Co-O"]))
    return oxides, cobalt


def damage(part: Path) -> None:
    """Change one byte in the middle, as a bad disk does: neither size nor time change."""
    before = part.stat()
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))


def cut(part: Path) -> None:
    part.write_bytes(part.read_bytes()[:-100])


@pytest.mark.parametrize("harm", [damage, cut])
def test_a_damaged_part_is_named_by_verify_and_left_out_with_a_note(two_parts, command, harm):
    assert command("window", "LiCoO2").code == 0
    harm(two_parts[1])
    found = command("data", "verify")
    assert found.code == 5
    assert f"error: {two_parts[1]} is damaged: its contents do not match its name." in found.stdout
    assert "1 part verified" in found.stdout
    said = command("window", "Li2O")
    assert said.code == 0
    assert f"note: {two_parts[1]} is damaged" in said.stderr
    assert "It is left out." in said.stderr
    assert str(two_parts[1]) in command("data", "status").stderr
    # What it covered is missing now, and not taken for empty.
    said = command("window", "LiCoO2")
    assert said.code == 3
    assert "Damaged files of the store were left out (1: stabwin data verify)" in said.stderr


def test_damage_that_the_disk_hides_is_found_when_the_part_is_read(two_parts, command):
    Store.open()  # every part is proved, and remembered by size and time
    damage(two_parts[1])
    said = command("window", "LiCoO2")
    assert (said.code, said.stdout) == (5, "")
    assert f"{two_parts[1]} is damaged" in said.stderr


def test_where_nothing_else_is_left_damage_is_an_error(two_parts, command):
    for part in two_parts:
        cut(part)
    for arguments in [("window", "LiCoO2"), ("window", "LiCoO2", "--phases", "store")]:
        said = command(*arguments)
        assert (said.code, said.stdout) == (5, "")
        assert len(said.stderr.splitlines()) == 1
        assert "is damaged" in said.stderr
    # Own phases on top of nothing are no data either.
    write_part(two_parts[0].parent, rows(LiO=-2.0), facts(kind=OWN, dataset="mine", coverage=Coverage()))
    assert command("window", "LiCoO2").code == 5


def test_a_damaged_part_is_fetched_again(server, get, command, parts):
    get("Li-Fe-P-O")
    get("Li-Co-O")
    damaged = min(parts(), key=lambda path: path.stat().st_mtime_ns)
    cut(damaged)
    before = len(server.systems_asked)
    said = command("fetch", "LiFePO4", "LiCoO2")
    assert "15 chemical systems" in said.stdout
    assert len(server.systems_asked[before]) == 15
    said = command("window", "LiFePO4", "LiCoO2")
    assert said.code == 0
    assert f"{damaged} is damaged: its contents do not match its name. Remove it" in said.stderr
    damaged.unlink()
    assert "damaged" not in command("window", "LiFePO4", "LiCoO2").stderr


def test_a_part_of_a_newer_version_is_left_out_and_says_to_update(two_parts, command, cache):
    import pyarrow.parquet as pq

    table = pq.read_table(two_parts[1])
    said = json.loads(table.schema.metadata[b"stabwin"]) | {"format": 2, "what": "not known yet"}
    newer = cache / "newer"
    pq.write_table(table.replace_schema_metadata({b"stabwin": json.dumps(said).encode()}), newer)
    two_parts[1].unlink()
    name = hashlib.sha256(newer.read_bytes()).hexdigest()[:40]
    part = newer.replace(cache / "store" / f"{name}.parquet")

    said = command("window", "Li2O")
    assert said.code == 0
    assert f"{part} was written by another version of stabwin (format 2): update stabwin" in said.stderr
    two_parts[0].unlink()
    assert command("window", "Li2O").code == 5


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no table at all"])
def test_a_file_that_is_no_part_is_left_out(two_parts, command, cache, content):
    name = hashlib.sha256(content).hexdigest()[:40]
    stray = cache / "store" / f"{name}.parquet"
    stray.write_bytes(content)
    said = command("window", "LiCoO2")
    assert said.code == 0
    assert f"{stray} is not a part of a store" in said.stderr
    assert command("data", "verify").code == 5
    assert two_parts[0].exists()


def test_half_written_files_are_never_read_and_go_away_after_a_day(two_parts, write, cache):
    whole = two_parts[0].read_bytes()
    new = two_parts[0].with_name(f"{two_parts[0].name}.17.ab.part")
    old = two_parts[0].with_name(f"{two_parts[0].name}.18.cd.part")
    other = cache / "store" / "notes.txt"
    for path in (new, old, other):
        path.write_bytes(whole)
    os.utime(old, (time.time() - 2 * DAY_S,) * 2)
    os.utime(other, (time.time() - 2 * DAY_S,) * 2)
    store = Store.open()
    assert [part.path for part in store.parts] == sorted(two_parts)
    assert store.damaged == ()
    write(rows(Na=0.0), facts(["Na"]))
    assert (new.exists(), old.exists(), other.exists()) == (True, False, True)


def test_what_was_remembered_of_the_parts_may_be_lost_or_wrong(two_parts, cache):
    Store.open()
    (index,) = (cache / "compiled").glob("*.index.json")
    for content in (b"", b"[]", b"{}", b"[null"):
        index.write_bytes(content)
        assert len(Store.open().parts) == len(two_parts)


def test_a_part_is_named_by_its_contents_and_says_what_it_holds(two_parts):
    for part in two_parts:
        assert hashlib.sha256(part.read_bytes()).hexdigest().startswith(part.stem)
    stored = Store.open()
    # A store that was moved as files is the same store.
    assert {part.facts for part in stored.parts} == {
        facts(["Li", "O", "Li-O"]),
        facts(["Co", "Li-Co", "Co-O", "Li-Co-O"]),
    }


def test_any_folder_of_parts_is_a_store(two_parts, command, tmp_path, monkeypatch):
    elsewhere = tmp_path / "colleague" / "store"
    elsewhere.mkdir(parents=True)
    for part in two_parts:
        shutil.copy(part, elsewhere)
    here = command("window", "LiCoO2", "--json").stdout
    monkeypatch.setenv("STABWIN_CACHE", str(tmp_path / "empty"))
    for path in (elsewhere, elsewhere.parent):
        assert command("window", "LiCoO2", "--json", "--phases", path).stdout == here
    # A cache that is itself called store.
    nested = tmp_path / "store"
    shutil.copytree(elsewhere, nested / "store")
    assert command("window", "LiCoO2", "--json", "--phases", nested).stdout == here
    assert command("window", "LiCoO2", "--json", "--cache", nested).stdout == here


def test_a_cache_with_blanks_and_letters_of_all_alphabets_is_no_harm(two_parts, command, cache):
    assert " " in cache.name
    assert not cache.name.isascii()
    said = command("data", "status")
    assert said.code == 0
    assert str(cache / "store") in said.stderr
    assert two_parts[0].parent == cache / "store"


@pytest.fixture
def no_folder(tmp_path, monkeypatch):
    """A cache that can't be made: below a regular file, which binds the superuser too."""
    file = tmp_path / "a file"
    file.write_text("no folder")
    folder = file / "cache"
    monkeypatch.setenv("STABWIN_CACHE", str(folder))
    return folder


def test_without_a_writable_cache_answers_come_and_a_fetch_is_refused(
    no_folder, server, command, starter, tmp_path
):
    said = command("window", "LGPS")
    assert said.code == 0
    assert "phases: starter" in said.stderr
    said = command("fetch", "LiCoO2")
    assert (said.code, said.stdout) == (3, "")
    assert f"The store {no_folder / 'store'} can't be written (Not a directory)" in said.stderr
    assert "--cache" in said.stderr
    table = tmp_path / "mine.csv"
    table.write_text("formula,formation_energy_ev_per_atom\nLi2O,-2\n")
    assert command("import", table).code == 3
    assert command("data", "status").code == 0
    # Another folder helps.
    assert command("fetch", "LiCoO2", "--cache", tmp_path / "writable").code == 0
    assert starter.source.name == "starter"
    assert server.requests


def test_a_store_that_is_there_and_can_not_be_read_is_no_empty_one(cache, command):
    cache.mkdir()
    (cache / "store").symlink_to("store")  # to itself
    said = command("window", "LiCoO2")
    assert (said.code, said.stdout) == (5, "")
    assert "can't be read (Too many levels of symbolic links)" in said.stderr


def test_the_cache_is_the_one_chosen_else_named_else_that_of_the_checkout(tmp_path, monkeypatch):
    assert cache_folder(tmp_path / "chosen") == tmp_path / "chosen"
    monkeypatch.setenv("STABWIN_CACHE", "~/named")
    assert cache_folder() == Path.home() / "named"
    assert cache_folder("") == cache_folder()
    assert cache_folder(".") == cache_folder(Path()) == Path()
    monkeypatch.setenv("STABWIN_CACHE", "")
    assert cache_folder() != Path()


def test_the_current_folder_can_be_the_cache(command, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for chosen in (".", "./"):
        assert command("window", "Li2S", "--phases", "starter", "--cache", chosen).code == 0
        assert [path.name for path in (tmp_path / "here").iterdir()] == ["compiled"]


@pytest.mark.usefixtures("two_parts")
def test_a_store_in_the_current_folder_is_the_one_asked_for(cache, tmp_path, monkeypatch):
    here = tmp_path / "here"
    cache.rename(here)  # what the environment names is empty now
    monkeypatch.chdir(here)
    assert len(stabwin.load_phases(".")) == 6


def test_a_checkout_is_the_source_tree_imported_and_never_the_current_folder(tmp_path):
    def cache_of(package_in: Path, current: Path) -> Path:
        code = "from stabwin.phases.store.cache_folder import cache_folder; print(cache_folder())"
        environment = {k: v for k, v in os.environ.items() if k != "STABWIN_CACHE"}
        found = subprocess.run(
            [sys.executable, "-c", code],
            cwd=current,
            env=environment | {"PYTHONPATH": str(package_in), "XDG_CACHE_HOME": str(tmp_path / "user")},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return Path(found.stdout.strip())

    checkout, site, other = tmp_path / "my checkout", tmp_path / "site-packages", tmp_path / "other"
    for folder in (checkout, other):
        (folder / "cache").mkdir(parents=True)
        (folder / "cache" / "CACHEDIR.TAG").touch()
        (folder / "pyproject.toml").touch()
    package = Path(stabwin.__file__).parent
    for folder in (checkout, site):
        shutil.copytree(package, folder / "stabwin", ignore=shutil.ignore_patterns("__pycache__", "data"))
    assert cache_of(checkout, current=tmp_path) == checkout / "cache"
    assert cache_of(checkout, current=other) == checkout / "cache"
    # Installed, and run from within a checkout: the user's cache.
    assert cache_of(site, current=other) == tmp_path / "user" / "stabwin"
    (checkout / "cache" / "CACHEDIR.TAG").unlink()
    assert cache_of(checkout, current=tmp_path) == tmp_path / "user" / "stabwin"


def test_status_tells_what_is_covered_with_versions_and_sizes(two_parts, command, validate):
    document = json.loads(command("data", "status", "--json").stdout)
    validate(document)
    (row,) = document["results"]
    assert document["schema"] == "stabwin/data-status/1"
    assert row == {
        "dataset": "GGA_GGA+U 2026.10.01",
        "kind": "fetched",
        "database_version": "2026.10.01",
        "thermo_type": "GGA_GGA+U",
        "systems": 7,
        "element_sets": [],
        "numbers_of_elements": [],
        "complete": False,
        "elements": ["Co", "Li", "O"],
        "own_labels": [],
        "parts": 2,
        "bytes": sum(part.stat().st_size for part in two_parts),
        "made_at": "2026-10-05T12:00:00Z",
    }
    table = command("data", "status").stdout
    assert "GGA_GGA+U 2026.10.01" in table
    assert "7 systems of Co, Li, O" in table


def test_status_of_an_empty_store_says_how_to_fill_it(command):
    said = command("data", "status")
    assert said.code == 0
    assert "The store is empty: fill it with stabwin fetch or stabwin import." in said.stdout
    assert json.loads(command("data", "status", "--json").stdout)["results"] == []


def test_a_sound_store_passes_verification(two_parts, command, validate):
    assert command("data", "verify").stdout == "2 parts verified, 0 findings.\n"
    document = json.loads(command("data", "verify", "--json").stdout)
    validate(document)
    assert document == {"schema": "stabwin/data-verify/1", "parts": len(two_parts), "results": []}


def test_verification_finds_what_would_make_results_wrong(two_parts, write, command, validate):
    write(rows(NaCl=-2.0), facts(["Na-Cl"]))  # no element of its own, and Na and Cl are not covered
    write(rows(Na2O=-1.4), facts([]))
    write([{**rows(Li2O=-2.1)[0], "material_id": "mp-2"}], facts([]))
    write(rows(Li3N=-0.5), facts(kind=OWN, dataset="mine", coverage=Coverage()))
    write(rows(CoO=-1.2), facts(kind=OWN, dataset="of r2SCAN", thermo_type="R2SCAN", coverage=Coverage()))
    said = command("data", "verify")
    assert said.code == 5
    name = "GGA_GGA+U 2026.10.01"
    assert set(said.stdout.splitlines()) == {
        f"error: {name}: 1 phases lie outside every covered system.",
        f"note: {name}: no phase of the element Cl, Na; its energy is taken as 0.",
        f"note: {name}: 1 phases are listed with two energies; the lowest counts.",
        f"note: {name}: 1 own phases lie in systems that were not fetched.",
        "note: of r2SCAN: there is no fetched data that these own phases belong to.",
        "7 parts verified, 5 findings.",
    }
    assert len(two_parts) == 2
    validate(json.loads(command("data", "verify", "--json").stdout))


def test_the_same_phases_twice_change_nothing(two_parts, write, command):
    before = command("window", "LiCoO2", "--json").stdout
    write(
        rows(Li=0.0, O=0.0, Li2O=-2.0),
        facts(["Li", "O", "Li-O"], made_at="2026-10-06T12:00:00+00:00"),
    )
    assert len(Store.open().parts) == len(two_parts) + 1
    assert command("window", "LiCoO2", "--json").stdout == before


def test_no_data_set_is_chosen_that_was_made_for_another_request(write):
    for version, system in (("2025.09.25", "Li-O"), ("2026.10.01", "Li"), ("2025.12.01", "Na")):
        write(rows(Li=0.0), facts([system], dataset=f"GGA_GGA+U {version}", database_version=version))
    names = [dataset.facts.database_version for dataset in Store.open().datasets]
    assert names == ["2026.10.01", "2025.12.01", "2025.09.25"]
    # An older version that has it is named, not taken.
    assert Store.open().choose(covering=[{"Na"}]).facts.database_version == "2026.10.01"
    assert Store.open().choose("2025.12.01").facts.database_version == "2025.12.01"


def test_energies_can_be_chosen_later(server, get, entries):
    get("Li-Co-O")
    corrected = stabwin.load_phases("store")
    raw = stabwin.load_phases("store", scheme="uncorrected")
    assert (corrected.scheme.name, raw.scheme.name) == ("mp2020", "uncorrected")
    energies = [
        dict(zip(*table.to_dataframe().iloc[:, :2].T.to_numpy(), strict=True)) for table in (corrected, raw)
    ]
    # The correction is -0.687 eV for each of two oxygen atoms of four.
    assert energies[1]["LiCoO2"] - energies[0]["LiCoO2"] == pytest.approx(0.687 * 2 / 4, abs=1e-12)
    shifted = stabwin.load_phases("store", scheme="uncorrected+O=-0.687")
    assert stabwin.window("LiCoO2", phases=shifted).oxidation_limit_v == pytest.approx(
        stabwin.window("LiCoO2", phases=corrected).oxidation_limit_v, abs=1e-9
    )
    assert len(corrected) == len(raw) == 16
    assert len(entries) > 16
    assert server.requests


def test_a_data_set_without_uncorrected_energies_refuses_that_scheme(two_parts, command):
    said = command("window", "LiCoO2", "--scheme", "uncorrected")
    assert said.code == 3
    assert "has no uncorrected energy of" in said.stderr
    assert "use another scheme" in said.stderr
    assert two_parts[0].exists()


def test_damaged_data_are_an_error_of_their_own_kind(two_parts):
    for part in two_parts:
        cut(part)
    with pytest.raises(DamagedDataError) as found:
        stabwin.load_phases("store")
    assert found.value.data["path"] in {str(part) for part in two_parts}
