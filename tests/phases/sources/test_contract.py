"""What every source of phases owes: one class of tests, which each way to a phase table must pass.

A new source joins with a class of its own below, whose fixture ``opened`` opens it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import stabwin
from stabwin.chemistry.formula import amounts_of_key, parse
from stabwin.errors import CoverageError, ExclusionError, SchemeError
from stabwin.phases.coverage import Coverage
from stabwin.phases.element_sets import element_mask, mask_elements
from stabwin.phases.export import export_table
from stabwin.phases.sources.materials_project import MaterialsProject
from stabwin.phases.stability import Stability
from stabwin.phases.store.fetch import fetch
from stabwin.phases.store.imports import import_files
from stabwin.phases.store.table_file import open_table, write_table
from stabwin.phases.system import System
from stabwin.thermo.gibbs.gases import compound_gases
from stabwin.thermo.left_out import left_out

KEY = "k" * 32
SYSTEM = ("Li", "Fe", "P", "O")
LEFT_OUT = "Li3PO4"

# Opens the source: the name of a scheme or None, and whether its rows stand the other way round.
Opened = Callable[..., stabwin.PhaseTable]


def assert_same(one: stabwin.PhaseTable, other: stabwin.PhaseTable) -> None:
    """The same phases, energies and hull, byte for byte."""
    for name in ("keys", "material_ids", "band_gap_of"):
        assert getattr(one.columns, name).to_list() == getattr(other.columns, name).to_list()
    for name in ("masks", "starts", "elements", "fractions", "energies", "band_gaps", "uncertainties"):
        np.testing.assert_array_equal(getattr(one.columns, name), getattr(other.columns, name))
    for name in ("energies", "hull_energies", "stable", "digests"):
        np.testing.assert_array_equal(getattr(one.stability, name), getattr(other.stability, name))
    assert one.coverage == other.coverage
    assert one.source.fingerprint == other.source.fingerprint


class SourceContract:
    """The tests; a subclass says how its source is opened and which schemes it has."""

    schemes: tuple[str, ...]

    @pytest.fixture(scope="class")
    @classmethod
    def opened(cls) -> Opened:
        raise NotImplementedError

    @pytest.fixture(scope="class")
    @classmethod
    def table(cls, opened: Opened) -> stabwin.PhaseTable:
        return opened()

    def test_columns_hold_one_row_per_composition_in_canonical_order(self, table):
        columns = table.columns
        keys = columns.keys.to_list()
        assert keys == sorted(set(keys))
        assert (
            len(columns.masks) == len(columns.energies) == len(columns.band_gaps) == len(keys) == len(table)
        )
        assert (
            len(columns.material_ids) == len(columns.band_gap_of) == len(columns.uncertainties) == len(keys)
        )
        assert np.isfinite(columns.energies).all()
        assert np.add.reduceat(columns.fractions, columns.starts[:-1]) == pytest.approx(1.0)
        for row in range(0, len(keys), max(1, len(keys) // 200)):
            amounts = amounts_of_key(keys[row])
            low, high = columns.masks[row].tolist()
            assert set(mask_elements(low | high << 64)) == set(amounts)
            assert parse(table.printed(row)[0]).key == keys[row]
            assert table.printed(row)[1] == pytest.approx(parse(table.printed(row)[0]).atoms)

    def test_every_element_has_a_phase_of_its_own_at_zero(self, table):
        for element in sorted({e for key in table.columns.keys.to_list() for e in amounts_of_key(key)}):
            row = table.find(parse(element))
            assert row is not None, element
            assert table.stability.energies[row] == 0.0
            assert table.stability.stable[row]

    def test_every_phase_lies_in_a_covered_system(self, table):
        for key in table.columns.keys.to_list():
            assert not table.coverage.lacks(element_mask(amounts_of_key(key))), key
        assert Coverage.from_dict(table.coverage.to_dict()) == table.coverage

    def test_covered_elements_are_answered_and_others_refused(self, table):
        system = System.of(table, SYSTEM)
        assert set(system.elements) == set(SYSTEM)
        assert system.matrix.sum(axis=0) == pytest.approx(1.0)
        absent = next(e for e in ("Xe", "Rn") if e not in table.coverage.elements)
        with pytest.raises(CoverageError, match=absent) as caught:
            System.of(table, [*SYSTEM, absent])
        assert caught.value.data["elements"] == mask_elements(element_mask([*SYSTEM, absent]))

    def test_the_source_says_what_it_is(self, table):
        assert table.source.name
        assert table.source.description
        assert table.source.fingerprint.startswith("sha256:")
        assert table.source.help_when_missing.format(elements="Li,O")

    def test_nothing_depends_on_the_order_of_rows(self, table, opened):
        other = opened(reverse=True)
        assert_same(other, table)
        assert System.of(other, SYSTEM).fingerprint == System.of(table, SYSTEM).fingerprint

    def test_opened_again_it_is_the_same(self, table, opened):
        again = opened()
        assert_same(again, table)
        assert again.source == table.source
        assert again.scheme == table.scheme

    def test_the_schemes_are_those_it_names_and_the_first_is_the_default(self, table, opened):
        assert table.source.schemes == self.schemes
        assert table.scheme.name == self.schemes[0]
        for name in self.schemes:
            other = opened(scheme=name)
            assert other.scheme.name == name
            missing = {*table.columns.keys.to_list()} - {*other.columns.keys.to_list()}
            gases = missing & compound_gases().keys() if other.scheme.temperature_k is None else set()
            assert missing - gases <= left_out().keys(), "only what measured leaves out by default"
            assert missing == gases or other.scheme.bond_corrections
        with pytest.raises(SchemeError, match=self.schemes[0]):
            table.with_scheme("best")

    def test_shifts_of_the_users_own_move_compounds_and_never_elements(self, table):
        shifted = table.with_scheme(f"{self.schemes[0]}+O=0.25")
        assert shifted.source.fingerprint == table.source.fingerprint
        change = shifted.stability.energies - table.stability.energies
        expected = np.where(table.columns.is_compound, 0.25 * table.columns.fraction_of("O"), 0.0)
        # Gases come from their own measurements where the energies are those of a temperature.
        at_k = table.scheme.temperature_k is not None
        own = np.array([at_k and key in compound_gases() for key in table.columns.keys.to_list()])
        assert change[~own] == pytest.approx(expected[~own], abs=1e-12)
        assert System.of(shifted, ["Li", "P"]).fingerprint == System.of(table, ["Li", "P"]).fingerprint
        assert System.of(shifted, ["Li", "O"]).fingerprint != System.of(table, ["Li", "O"]).fingerprint

    def test_leaving_a_phase_out_gives_the_hull_of_the_others(self, table):
        left = table.excluding([LEFT_OUT])
        assert left.excluded == (LEFT_OUT,)
        assert left.find(parse(LEFT_OUT)) is None
        assert table.find(parse(LEFT_OUT)) is not None
        assert len(left) == len(table) - 1
        fresh = Stability.of(left.columns, left.scheme)
        np.testing.assert_array_equal(left.stability.stable, fresh.stable)
        assert left.stability.hull_energies == pytest.approx(fresh.hull_energies, abs=1e-9)
        np.testing.assert_array_equal(left.stability.digests, fresh.digests)
        assert System.of(left, SYSTEM).fingerprint != System.of(table, SYSTEM).fingerprint
        assert System.of(left, ["Li", "Fe", "O"]).fingerprint == (
            System.of(table, ["Li", "Fe", "O"]).fingerprint
        )
        for formula in ("O2", "Li99P"):
            with pytest.raises(ExclusionError, match=formula):
                table.excluding([formula])

    def test_other_processes_open_the_same_table(self, table, tmp_path):
        there = open_table(write_table(table, tmp_path))
        assert_same(there, table)
        assert there.source == table.source
        assert there.scheme == table.scheme
        assert System.of(there, SYSTEM).fingerprint == System.of(table, SYSTEM).fingerprint

    def test_its_frame_says_what_its_columns_hold(self, table):
        frame = table.to_dataframe()
        assert frame.columns.tolist() == [
            "formula", "formation_energy_ev_per_atom", "energy_above_hull_ev_per_atom",
            "error_90_ev_per_atom", "band_gap_ev", "material_id", "scheme",
        ]  # fmt: skip
        assert len(frame) == len(table)
        assert (frame["energy_above_hull_ev_per_atom"] >= 0).all()
        stable = frame["energy_above_hull_ev_per_atom"][table.stability.stable]
        assert stable.max() == pytest.approx(0.0, abs=1e-9)


class TestStarter(SourceContract):
    schemes = ("measured", "literature", "database")

    @pytest.fixture(scope="class")
    @classmethod
    def opened(cls, tmp_path_factory) -> Opened:
        starter = stabwin.load_phases("starter", cache=tmp_path_factory.mktemp("starter"))

        def open_starter(*, scheme: str | None = None, reverse: bool = False) -> stabwin.PhaseTable:
            if not reverse:
                # A cache of its own: read from the package, not from the copy above.
                return stabwin.load_phases("starter", scheme=scheme, cache=tmp_path_factory.mktemp("again"))
            from importlib import resources

            from stabwin.phases.sources.files import read_records

            path = resources.files("stabwin.data").joinpath("starter", "phases.csv.gz")
            records = read_records(Path("phases.csv.gz"), path.read_bytes())
            return stabwin.PhaseTable.from_records(
                records[::-1], name="starter", coverage=starter.coverage, schemes=cls.schemes
            )

        return open_starter


class FileContract(SourceContract):
    """A table in a file of some ending."""

    ending: str
    schemes = ("database", "literature")

    @pytest.fixture(scope="class")
    @classmethod
    def opened(cls, entries, tmp_path_factory) -> Opened:
        columns = ["formula", "formation_energy_ev_per_atom", "band_gap_ev", "material_id"]
        frame = stabwin.PhaseTable.from_entries(entries, complete=True).to_dataframe()[columns]
        folder = tmp_path_factory.mktemp("files")
        paths = {reverse: folder / f"{reverse}.{cls.ending}" for reverse in (False, True)}
        for reverse, path in paths.items():
            rows = frame.iloc[::-1] if reverse else frame
            if cls.ending == "parquet":
                rows.to_parquet(path)
            elif cls.ending == "csv.gz":
                path.write_bytes(gzip.compress(rows.to_csv(index=False).encode()))
            else:
                path.write_text(rows.to_csv(index=False), "utf-8")

        def open_file(*, scheme: str | None = None, reverse: bool = False) -> stabwin.PhaseTable:
            return stabwin.load_phases(paths[reverse], scheme=scheme, cache=folder / "cache")

        return open_file


class TestCsv(FileContract):
    ending = "csv"


class TestGzippedCsv(FileContract):
    ending = "csv.gz"


class TestParquet(FileContract):
    ending = "parquet"


class TestExport(SourceContract):
    schemes = ("database", "literature")

    @pytest.fixture(scope="class")
    @classmethod
    def opened(cls, entries, tmp_path_factory) -> Opened:
        columns = ["formula", "formation_energy_ev_per_atom", "band_gap_ev", "material_id"]
        frame = stabwin.PhaseTable.from_entries(entries, complete=True).to_dataframe()[columns]
        folder = tmp_path_factory.mktemp("exports")
        paths = {reverse: folder / f"{reverse}.parquet" for reverse in (False, True)}
        for reverse, path in paths.items():
            rows = frame.iloc[::-1] if reverse else frame
            export_table(stabwin.PhaseTable.from_dataframe(rows, name="mine", complete=True), path)

        def open_export(*, scheme: str | None = None, reverse: bool = False) -> stabwin.PhaseTable:
            return stabwin.load_phases(paths[reverse], scheme=scheme, cache=folder / "cache")

        return open_export

    def test_the_source_says_what_it_is(self, table):
        assert table.source.name == "mine"
        assert table.source.fingerprint.startswith("sha256:")


class TestEntries(SourceContract):
    schemes = ("mp2020", "measured")

    @pytest.fixture(scope="class")
    @classmethod
    def opened(cls, entries) -> Opened:
        def open_entries(*, scheme: str | None = None, reverse: bool = False) -> stabwin.PhaseTable:
            table = stabwin.PhaseTable.from_entries(
                reversed(entries) if reverse else entries, description="entries of a test", complete=True
            )
            return table if scheme is None else table.with_scheme(scheme)

        return open_entries


class StoreContract(SourceContract):
    """A data set of the local store; ``fill`` puts it there."""

    @pytest.fixture(scope="class")
    @classmethod
    def folders(cls) -> dict[bool, Path]:
        raise NotImplementedError

    @pytest.fixture(scope="class")
    @classmethod
    def opened(cls, folders) -> Opened:
        def open_store(*, scheme: str | None = None, reverse: bool = False) -> stabwin.PhaseTable:
            return stabwin.load_phases(folders[reverse], scheme=scheme, cache=folders[False] / "cache")

        return open_store


class TestFetchedStore(StoreContract):
    schemes = ("mp2020", "measured", "uncorrected")

    @pytest.fixture(scope="class")
    @classmethod
    def folders(cls, documents, faults, tmp_path_factory) -> Iterator[dict[bool, Path]]:
        folders = {reverse: tmp_path_factory.mktemp("fetched") for reverse in (False, True)}
        wanted = [frozenset(SYSTEM), frozenset({"Li", "Co", "O"})]
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("NO_PROXY", "127.0.0.1")
            for reverse, folder in folders.items():
                served = list(documents)[::-1] if reverse else list(documents)
                with faults.MaterialsProjectServer(served, key=KEY) as server:
                    fetch(
                        wanted,
                        cache=folder,
                        connect=lambda where=server.endpoint: MaterialsProject(api_key=KEY, endpoint=where),
                    )
        return folders


class TestImportedStore(StoreContract):
    schemes = ("mp2020", "measured", "uncorrected")

    @pytest.fixture(scope="class")
    @classmethod
    def folders(cls, entries, tmp_path_factory) -> dict[bool, Path]:
        folders = {reverse: tmp_path_factory.mktemp("imported") for reverse in (False, True)}
        for reverse, folder in folders.items():
            file = folder / "mine.json"
            plain = [entry.as_dict() for entry in (reversed(entries) if reverse else entries)]
            file.write_text(json.dumps(plain), "utf-8")
            import_files([file], cache=folder, program="stabwin")
        return folders
