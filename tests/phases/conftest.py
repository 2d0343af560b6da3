"""What tests of local data share: documents, a server for them, a cache of their own, the command."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from pymatgen.core.entries import CompositionEnergyAdjustment, ComputedEntry

import stabwin
from stabwin.chemistry.formula import parse
from stabwin.phases.sources.materials_project import MaterialsProject
from stabwin.phases.store.fetch import FetchSummary, fetch

# Tests are no package: the server is loaded by its path.
_PATH = Path(__file__).with_name("server.py")
_SPEC = importlib.util.spec_from_file_location("materials_project_server", _PATH)
sys.modules[_SPEC.name] = server_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(server_module)

# Total energies of the elements, eV/atom, as a calculation gives them.
ELEMENTS = {"Li": -1.9089, "Fe": -8.4700, "P": -5.4133, "O": -4.9480, "Co": -7.1083}
MORE_ELEMENTS = ("Ni", "Mn", "Na", "Cl", "S", "K", "F")
OXIDE_CORRECTION_EV = -0.687

KEY = "k" * 32


class Said(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    stdout: str
    stderr: str


def entries_of_the_starter(starter: stabwin.PhaseTable, *systems: set[str]) -> list[ComputedEntry]:
    """The phases near the hull, with total energies and an oxide correction as in the database."""
    found = []
    for row in starter.with_scheme("database").to_dataframe().to_dict("records"):
        amounts = {element: float(n) for element, n in parse(row["formula"]).amounts.items()}
        inside = any(set(amounts) <= system for system in systems)
        if not inside or row["energy_above_hull_ev_per_atom"] > 0.005:
            continue
        oxygen = amounts.get("O", 0.0) if len(amounts) > 1 else 0.0
        total = row["formation_energy_ev_per_atom"] * sum(amounts.values())
        total += sum(ELEMENTS[element] * n for element, n in amounts.items())
        corrections = [
            CompositionEnergyAdjustment(
                OXIDE_CORRECTION_EV, oxygen, uncertainty_per_atom=0.002, name="MP2020 oxide"
            )
        ]
        found.append(
            ComputedEntry(
                row["formula"],
                total - OXIDE_CORRECTION_EV * oxygen,
                energy_adjustments=corrections if oxygen else [],
                entry_id=row["material_id"] or f"mp-{len(found) + 1}",
                data={"band_gap": row["band_gap_ev"]},
            )
        )
    return found


def documents_of(entries: list[ComputedEntry], thermo_type: str = "GGA_GGA+U") -> list[dict[str, Any]]:
    """Documents of both routes, with a band gap."""
    documents = server_module.thermo_documents(entries, thermo_type)
    for document, entry in zip(documents, entries, strict=True):
        gap = entry.data.get("band_gap")
        document |= {"band_gap": gap, "is_metal": gap == 0, "theoretical": False}
    return documents


@pytest.fixture(scope="session")
def entries(starter) -> list[ComputedEntry]:
    """Some 60 phases of Li-Fe-P-O and Li-Co-O."""
    return entries_of_the_starter(starter, {"Li", "Fe", "P", "O"}, {"Li", "Co", "O"})


@pytest.fixture(scope="session")
def documents(entries) -> list[dict[str, Any]]:
    """The same as the database's documents, and more elements; whoever changes one copies it first."""
    more = [
        ComputedEntry(symbol, -3.0, entry_id=f"mp-{5_000_000 + number}")
        for number, symbol in enumerate(MORE_ELEMENTS)
    ]
    return [*documents_of(entries), *documents_of(more)]


@pytest.fixture(scope="session")
def shared_entries(shared_data) -> Callable[[str], list[ComputedEntry]]:
    """Real entries of the database, by the name of their file."""

    def read(name: str) -> list[ComputedEntry]:
        with gzip.open(shared_data / "mp2020_entries" / f"{name}.json.gz") as file:
            plain = json.load(file)
        return [
            ComputedEntry.from_dict({k: v for k, v in entry.items() if k != "structure"}) for entry in plain
        ]

    return read


@pytest.fixture(scope="session")
def faults() -> ModuleType:
    """What a server can do wrong."""
    return server_module


@pytest.fixture
def serve(monkeypatch) -> Iterator[Callable[..., Any]]:
    """Start a server for some documents; the environment points to the last one started."""
    running = []

    def start(documents, **settings):
        server = server_module.MaterialsProjectServer(list(documents), **{"key": KEY, **settings})
        running.append(server.__enter__())
        monkeypatch.setenv("MP_API_ENDPOINT", server.endpoint)
        monkeypatch.setenv("MP_API_KEY", KEY)
        return server

    yield start
    for server in running:
        server.__exit__()


@pytest.fixture
def server(serve, documents):
    """A server of the project's own documents."""
    return serve(documents)


@pytest.fixture(scope="module", autouse=True)
def own_defaults() -> Iterator[None]:
    """Tables open in schemes of their own here."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("STABWIN_SCHEME", raising=False)
        yield


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    """A cache folder of this test's own, with a name that is hard to get right."""
    folder = tmp_path / "Daten für später 電池"
    monkeypatch.setenv("STABWIN_CACHE", str(folder))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("STABWIN_OFFLINE", "STABWIN_PHASES"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def get(cache) -> Callable[..., FetchSummary]:
    """Fetch in this process, with little patience; `get.said` is what was said on the way."""

    def fetch_elements(*sets: str | None, patience_s=0.4, answer_timeout_s=20.0, **options) -> FetchSummary:
        wanted = None if sets == (None,) else [frozenset(one.split("-")) for one in sets]
        return fetch(
            wanted,
            cache=cache,
            connect=lambda: MaterialsProject(
                patience_s=patience_s, answer_timeout_s=answer_timeout_s, say=fetch_elements.said.append
            ),
            **options,
        )

    fetch_elements.said = []
    return fetch_elements


@pytest.fixture
def command(capsys, monkeypatch) -> Callable[..., Said]:
    """Run the command in this process, which has the client imported already."""
    from stabwin.cli import main

    monkeypatch.setenv("COLUMNS", "200")

    def run_here(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["stabwin", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main.run()
        said = capsys.readouterr()
        return Said(int(left.value.code or 0), said.out, said.err)

    return run_here


@pytest.fixture
def start() -> Callable[..., subprocess.Popen[str]]:
    """Start the installed command in a process of its own."""
    program = str(Path(sys.executable).with_name("stabwin"))

    def begin(*arguments: object, **options: Any) -> subprocess.Popen[str]:
        environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR")}
        return subprocess.Popen(
            [*options.pop("before", []), program, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment | options.pop("variables", {}),
            **options,
        )

    return begin


@pytest.fixture
def run(start) -> Callable[..., Said]:
    """Run the installed command to its end."""

    def run_command(*arguments: object, **options: Any) -> Said:
        process = start(*arguments, **options)
        stdout, stderr = process.communicate(timeout=240)
        return Said(process.returncode, stdout, stderr)

    return run_command


@pytest.fixture
def parts(cache) -> Callable[[], list[Path]]:
    """The parts of the store, by name."""
    return lambda: sorted((cache / "store").glob("*.parquet"))
