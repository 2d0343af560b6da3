"""Real documents of the database, where the shared data are: fetched, imported, and at full scale."""

from __future__ import annotations

import json
import sys

import pytest
from pymatgen.analysis.phase_diagram import PhaseDiagram
from pymatgen.core import Composition, Element

import stabwin
from stabwin.phases.store.store import Store
from stabwin.thermo.measured import measurements

WINDOWS_V = {
    "LiFePO4": (2.333, 3.355),
    "Li3PO4": (0.687, 4.193),
    "LiPO3": (2.480, 4.980),
    "LiCoO2": (1.834, 3.420),
}
OLDER_WINDOWS_V = {"LiPO3": (2.430, 5.015)}

# Agreement with pymatgen on the same entries.
TOLERANCE_V = 1e-6


def window_of_pymatgen(diagram: PhaseDiagram, formula: str) -> tuple[float, float]:
    """Where the equilibrium neither takes up nor gives off lithium."""
    composition = Composition(formula).fractional_composition
    steps = diagram.get_element_profile(Element("Li"), composition)
    voltage = {
        float(step["evolution"]): float(step["element_reference"].energy_per_atom - step["chempot"])
        for step in steps
    }
    inert = next(ions for ions in sorted(voltage) if abs(ions) < 1e-7)
    below = max(ions for ions in voltage if ions < -1e-7)
    # A step's potential is that of its low-voltage edge.
    return voltage[inert], voltage[below]


@pytest.fixture(scope="module")
def diagrams(shared_entries):
    return {name: PhaseDiagram(shared_entries(name)) for name in ("Li-Fe-P-O", "Li-Co-Ni-O")}


@pytest.fixture
def real_server(serve, shared_entries, faults):
    """Both systems, one document for each material."""
    documents = {}
    for name in ("Li-Co-Ni-O", "Li-Fe-P-O"):
        documents |= {d["material_id"]: d for d in faults.thermo_documents(shared_entries(name))}
    return serve(documents.values())


def assert_windows(command, expected_v, *options):
    said = command("window", *expected_v, "--json", *options)
    assert said.code == 0, said.stderr
    results = json.loads(said.stdout)["results"]
    for (formula, window_v), result in zip(expected_v.items(), results, strict=True):
        found_v = result["reduction_limit_v"], result["oxidation_limit_v"]
        assert found_v == pytest.approx(window_v, abs=5e-4), formula


def test_from_the_first_fetch_to_offline_work(real_server, run, command, diagrams):
    # As a user does it: one command after the other, each in a process of its own.
    for elements, asked_for in (("Li,Fe,P,O", 15), ("Li,Co,Ni,O", 12)):
        said = run("fetch", "--elements", elements)
        assert said.code == 0, said.stderr
        assert f"{asked_for} chemical systems" in said.stdout
        assert len(real_server.systems_asked[-1]) == asked_for
    assert len(real_server.systems_asked) == 2
    asked_for_gaps = [path for path in real_server.data_requests if "summary" in path]
    materials = [len(path.split("material_ids=")[1].split("&")[0].split("%2C")) for path in asked_for_gaps]
    assert sum(materials) == len(real_server.documents)
    assert len(materials) == 7

    assert_windows(command, WINDOWS_V)
    table = stabwin.load_phases("store")
    for formula in WINDOWS_V:
        diagram = diagrams["Li-Co-Ni-O" if "Co" in formula else "Li-Fe-P-O"]
        ours = stabwin.window(formula, phases=table)
        theirs = window_of_pymatgen(diagram, formula)
        assert (ours.reduction_limit_v, ours.oxidation_limit_v) == pytest.approx(theirs, abs=TOLERANCE_V)

    refused = command("interface", "LiFePO4", "LiCoO2")
    assert (refused.code, refused.stdout) == (3, "")
    assert "lack the chemical systems" in refused.stderr
    assert "stabwin fetch --elements Li,O,P,Fe,Co" in refused.stderr
    before = len(real_server.data_requests)
    said = command("fetch", "LiFePO4", "LiCoO2", "--pairs")
    assert "12 chemical systems with 0 phases fetched, 19 systems here already" in said.stdout
    assert len(real_server.data_requests) - before == 1

    asked = [
        ("window", *WINDOWS_V, "--json"),
        ("window", *WINDOWS_V),
        ("profile", "LiCoO2", "--json"),
        ("interface", "LiFePO4", "LiCoO2", "--json"),
    ]
    online = [command(*arguments) for arguments in asked]
    assert [said.code for said in online] == [0, 0, 0, 0]
    before = len(real_server.requests)
    real_server.__exit__()
    for arguments, said in zip(asked, online, strict=True):
        assert command(*arguments, "--offline").stdout == said.stdout
    assert run(*asked[0], variables={"STABWIN_OFFLINE": "1"}).stdout == online[0].stdout
    assert len(real_server.requests) == before
    verified = command("data", "verify")
    assert verified.code == 0
    assert verified.stdout == "3 parts verified, 0 findings.\n"


IMPORTS = {
    "Li-Fe-P-O": (973, 278, {f: WINDOWS_V[f] for f in ("LiFePO4", "Li3PO4", "LiPO3")}, "Li"),
    "Li-Co-Ni-O": (775, 229, {"LiCoO2": WINDOWS_V["LiCoO2"]}, "Li"),
    "Fe-Li-O-P": (943, 277, OLDER_WINDOWS_V, "Li"),
    "Cl-Mn-Na-O-Y": (333, 130, {"Na3YCl6": (0.583, 3.757)}, "Na"),
}


@pytest.mark.parametrize("name", IMPORTS)
def test_each_file_of_entries_imports(shared_data, command, name):
    phases, compositions, windows_v, ion = IMPORTS[name]
    said = command("import", shared_data / "mp2020_entries" / f"{name}.json.gz")
    assert said.code == 0, said.stderr
    count = len(name.split("-"))
    assert said.stdout == (
        f"{name}: data set, {phases} phases of {compositions} compositions and {count} elements.\n"
    )
    assert_windows(command, windows_v, "--ion", ion)
    assert command("data", "verify").stdout == "1 part verified, 0 findings.\n"
    # The entries say that they have the corrections of MP2020, which those of measured start from.
    assert stabwin.load_phases("store").source.schemes == ("mp2020", "measured", "uncorrected")
    table = stabwin.load_phases("store", scheme="measured", temperature_k="none")
    rows = {key: table.columns.keys.find(key) for key in measurements()}
    known = {key: row for key, row in rows.items() if row is not None}
    assert len(known) >= 4
    for key, row in known.items():
        assert table.stability.energies[row] == measurements()[key].enthalpy_ev_per_atom
    # Corrections can be taken back, which changes the answer.
    formula = next(iter(windows_v))
    raw = stabwin.window(formula, phases=stabwin.load_phases("store", scheme="uncorrected"), ion=ion)
    assert (raw.reduction_limit_v, raw.oxidation_limit_v) != pytest.approx(windows_v[formula], abs=1e-3)


def test_a_folder_of_files_imports_as_one_data_set(shared_data, command, tmp_path):
    folder = tmp_path / "both"
    folder.mkdir()
    for name in ("Li-Fe-P-O", "Li-Co-Ni-O"):
        (folder / f"{name}.json.gz").symlink_to(shared_data / "mp2020_entries" / f"{name}.json.gz")
    said = command("import", folder)
    assert said.stdout.startswith("both: data set, 1748 phases of ")
    assert_windows(command, WINDOWS_V)


# Run a command and tell the most memory it held, in kB (what a parent is told of a child counts its own).
MEASURED = """
import re, sys
from pathlib import Path
sys.argv = ["stabwin", *sys.argv[2:]]
from stabwin.cli.main import run
try:
    run()
finally:
    print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Memory is told by /proc.")
def test_the_large_table_imports_as_a_store_in_little_memory(shared_data, run, command, record_property):
    def memory_of(*arguments) -> tuple[str, float]:
        said = run(*arguments, before=[sys.executable, "-c", MEASURED])
        assert said.code == 0, said.stderr
        return said.stdout, int(said.stderr.splitlines()[-1]) / 1e3

    said, import_mb = memory_of("import", shared_data / "mp_2019_compositions.csv.gz")
    assert "mp_2019_compositions: data set, 87067 phases of 87067 compositions and 86 elements." in said
    first, first_mb = memory_of("window", "LGPS", "LLZO", "--json")
    again, again_mb = memory_of("window", "LGPS", "LLZO", "--json")
    assert first == again
    assert json.loads(again)["results"][0]["reduction_limit_v"] == pytest.approx(1.721, abs=5e-4)
    for what, most in (("import", import_mb), ("first window", first_mb), ("next window", again_mb)):
        record_property(f"memory of {what}, MB", most)
    assert max(import_mb, first_mb, again_mb) < 500
    assert len(stabwin.load_phases("store")) == 87_067
    assert len(Store.open().parts) == 1
    assert command("data", "verify").stdout == "1 part verified, 0 findings.\n"
