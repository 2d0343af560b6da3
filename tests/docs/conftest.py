"""What the pages are run with: a folder and a cache of their own, offline, and a local database."""

from __future__ import annotations

import gzip
import importlib.util
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pymatgen.core.entries import ComputedEntry

import stabwin

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # tests are no package


def module_of(path: Path) -> ModuleType:
    """A module by its path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    sys.modules[spec.name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def compiled(tmp_path_factory) -> Path:
    """Compiled copies of the starter phases, which the first command of each page would make."""
    folder = tmp_path_factory.mktemp("compiled")
    for scheme in ("measured", "literature", "database"):
        stabwin.load_phases("starter", scheme=scheme, cache=folder)
    return folder / "compiled"


@pytest.fixture
def reader(tmp_path, compiled, monkeypatch) -> Path:
    """A reader's machine: a folder with the studies of the project, no local data, no network."""
    shutil.copytree(compiled, tmp_path / "cache" / "compiled")
    folder = tmp_path / "work"
    shutil.copytree(HERE.parents[1] / "workflows", folder / "workflows")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("STABWIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("MPLBACKEND", "agg")
    for name in (
        "STABWIN_PHASES",
        "STABWIN_SCHEME",
        "STABWIN_OFFLINE",
        "MP_API_KEY",
        "FORCE_COLOR",
        "NO_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)
    # Whoever reaches for the network gets no answer.
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    return folder


@pytest.fixture
def database(shared_data, monkeypatch) -> Iterator[Callable[[str], None]]:
    """A local server with real documents of the Materials Project; called, it changes its version."""
    server_module = module_of(HERE.parent / "phases" / "server.py")
    documents = {}
    for name in ("Li-Co-Ni-O", "Li-Fe-P-O"):
        with gzip.open(shared_data / "mp2020_entries" / f"{name}.json.gz") as file:
            plain = json.load(file)
        entries = [
            ComputedEntry.from_dict({k: v for k, v in one.items() if k != "structure"}) for one in plain
        ]
        documents |= {d["material_id"]: d for d in server_module.thermo_documents(entries)}
    with server_module.MaterialsProjectServer(list(documents.values()), key="k" * 32) as server:
        monkeypatch.setenv("MP_API_ENDPOINT", server.endpoint)
        monkeypatch.setenv("MP_API_KEY", server.key)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield lambda version: setattr(server, "database_version", version)
