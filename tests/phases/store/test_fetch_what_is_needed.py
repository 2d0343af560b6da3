"""What a fetch asks for: all that is needed, once, of one version and one thermo type."""

from __future__ import annotations

import itertools
import json
import os

import pytest

import stabwin
from stabwin.errors import CoverageError, DataUnavailableError, RequestError
from stabwin.phases.element_sets import element_mask
from stabwin.phases.store.fetch_documents import IDENTIFIERS_PER_REQUEST
from stabwin.phases.store.fetch_plan import SYSTEMS_LENGTH, needed_systems, unions
from stabwin.phases.store.part import read_rows
from stabwin.phases.store.store import Store

TWELVE = "Li-Fe-P-O-Co-Ni-Mn-Na-Cl-S-K-F"


def systems_within(*elements: str) -> set[str]:
    sizes = range(1, len(elements) + 1)
    return {"-".join(sorted(one)) for n in sizes for one in itertools.combinations(elements, n)}


def test_all_subsystems_of_a_name_and_its_ion_come_in_one_request(server, command):
    said = command("fetch", "FePO4")
    assert said.code == 0
    (asked,) = server.systems_asked
    assert len(asked) == 15
    assert set(asked) == systems_within("Li", "Fe", "P", "O")
    # Two heartbeats of the client, ours, and one to see that the version is still the same.
    assert len(server.requests) - len(server.data_requests) == 4
    # Documents, and the band gaps of their materials.
    assert len(server.data_requests) == 2


def test_another_ion_adds_its_systems(server, command):
    assert command("fetch", "FePO4", "--ion", "Na").code == 0
    (asked,) = server.systems_asked
    assert set(asked) == systems_within("Na", "Fe", "P", "O")


@pytest.mark.usefixtures("server")
def test_the_summary_counts_systems_phases_and_bytes(command, parts):
    said = command("fetch", "LiCoO2")
    assert said.stderr.startswith("note: unasked, commands use GGA_GGA+U 2026.10.01 from now on; ")
    assert command("fetch", "LiCoO2").stderr == ""  # nothing changed
    size = sum(part.stat().st_size for part in parts())
    head, seconds, stored = said.stdout.split("; ")[0], *said.stdout.split("; ")[1].split(", ", 1)
    assert head == (
        "GGA_GGA+U 2026.10.01: 7 chemical systems with 16 phases fetched, 0 systems here already"
    )
    assert seconds.endswith(" s")
    assert stored == f"{size:,} bytes stored.\n"


def test_only_few_fields_are_asked_for(server, get):
    get("Li-Co-O")
    thermo, summary = server.data_requests
    assert "_fields=material_id%2Ccomposition_reduced%2Cnsites%2Cvolume%2Cenergy_per_atom" in thermo
    assert "entries" not in thermo
    assert summary.endswith("_fields=material_id%2Cband_gap%2Cis_metal%2Ctheoretical")


def test_what_is_here_is_not_asked_for_again(server, get):
    get("Li-Fe-P-O")
    summary = get("Li-Co-O")
    assert (summary.systems, summary.known_systems) == (4, 3)
    assert set(server.systems_asked[1]) == {"Co", "Co-Li", "Co-O", "Co-Li-O"}


def test_no_request_at_all_is_made_where_everything_is_here(server, get, command):
    get("Li-Fe-P-O", "Li-Co-O")
    before = len(server.requests)
    summary = get("Fe-P", "Li-Co-O", "Li-P-O")
    assert (summary.systems, summary.phases, summary.stored_bytes) == (0, 0, 0)
    said = command("fetch", "LiFePO4", "LiCoO2")
    assert "0 chemical systems with 0 phases fetched, 19 systems here already" in said.stdout
    assert len(server.requests) == before


def test_offline_a_fetch_of_what_is_here_is_done_and_of_anything_else_refused(server, get, command):
    get("Li-Co-O")
    before = len(server.requests)
    assert command("fetch", "LiCoO2", "--offline").code == 0
    said = command("fetch", "LiFePO4", "--offline")
    assert (said.code, said.stdout) == (3, "")
    assert "--offline (or STABWIN_OFFLINE) is set" in said.stderr
    assert len(server.requests) == before


def test_pairs_add_the_systems_of_every_two(server, command):
    assert command("fetch", "LiFePO4", "LiCoO2").code == 0
    apart = {system for asked in server.systems_asked for system in asked}
    assert apart == systems_within("Li", "Fe", "P", "O") | systems_within("Li", "Co", "O")
    before = len(server.data_requests)

    said = command("fetch", "LiFePO4", "LiCoO2", "--pairs")
    assert "12 chemical systems with 0 phases fetched, 19 systems here already" in said.stdout
    asked = set(server.systems_asked[-1])
    assert asked == systems_within("Li", "Fe", "P", "O", "Co") - apart
    # The server has nothing there, so that no band gap is asked for either.
    assert len(server.data_requests) - before == 1


def test_unions_are_those_of_every_two_sets():
    one, two, three = frozenset({"Li", "O"}), frozenset({"S"}), frozenset({"Li", "P"})
    assert set(unions([one, two, three])) == {
        one, two, three, one | two, one | three, two | three,
    }  # fmt: skip


def test_more_than_nine_elements_are_split_into_requests_of_bounded_length(server, get):
    elements = TWELVE.split("-")[:10]
    summary = get("-".join(elements))
    assert summary.systems == 1023
    asked = [system for request in server.systems_asked for system in request]
    assert sorted(asked) == sorted(systems_within(*elements))
    assert len(server.systems_asked) == summary.pieces > 3
    assert max(len(",".join(request)) for request in server.systems_asked) <= SYSTEMS_LENGTH
    assert stabwin.load_phases("store").coverage.covers(element_mask(elements))


def test_more_than_twelve_elements_point_to_all(server, command):
    said = command("fetch", "--elements", TWELVE.replace("-", ",") + ",Mg")
    assert (said.code, said.stdout) == (2, "")
    assert "13 elements, and 8191 chemical systems" in said.stderr
    assert "--all" in said.stderr
    assert server.requests == []
    # The union of a pair counts, not only each name.
    with pytest.raises(RequestError, match="--all"):
        needed_systems(unions([frozenset(TWELVE.split("-")), frozenset({"Mg"})]))


def test_many_materials_have_their_band_gaps_asked_for_in_several_requests(serve, documents, get):
    lithia = next(document for document in documents if document["formula_pretty"] == "Li2O")
    copies = [{**lithia, "material_id": f"mp-{n}"} for n in range(5_000_000, 5_000_600)]
    server = serve([*documents, *copies])
    assert get("Li-O").phases == 604
    asked = [path for path in server.data_requests if "summary" in path]
    assert len(asked) == 3
    assert IDENTIFIERS_PER_REQUEST == 250


def test_all_fetches_every_number_of_elements_and_goes_on_where_it_stopped(server, command, faults, parts):
    # Four numbers of elements are in the documents; summaries are asked for where there are any.
    refuses = faults.status(404)
    server.fault = lambda handler, _: "nelements_min=3" in handler.path and refuses(handler, 0)
    said = command("fetch", "--all")
    assert (said.code, said.stdout) == (3, "")
    assert len(parts()) == 2
    said = command("window", "LiCoO2")
    assert said.code == 3
    assert "lack the chemical systems Li-O-Co for Li-O-Co" in said.stderr
    (row,) = json.loads(command("data", "status", "--json").stdout)["results"]
    assert (row["numbers_of_elements"], row["complete"]) == ([1, 2], False)

    server.fault, before = None, len(server.data_requests)
    said = command("fetch", "--all")
    assert said.code == 0
    again = server.data_requests[before:]
    assert not any("nelements_min=1&" in path or "nelements_min=2&" in path for path in again)
    assert len(again) == 7
    assert "nelements_min=7&nelements_max=100" in again[-1]

    before = len(server.requests)
    assert command("fetch", "--all").code == 0
    assert command("fetch", "--elements", "Xe,Kr,U").code == 0
    assert len(server.requests) == before
    assert len(stabwin.load_phases("store")) == 65
    assert stabwin.window("LiFePO4").status == "stable"
    assert "everything" in command("data", "status").stdout


@pytest.mark.parametrize(
    "arguments",
    [(), ("LiCoO2", "--elements", "Li"), ("LiCoO2", "--all"), ("--all", "--elements", "Li")],
)
def test_names_elements_and_all_are_alternatives(command, arguments):
    said = command("fetch", *arguments)
    assert said.code == 2
    assert "--all" in said.stderr


@pytest.mark.parametrize("elements", ["Li,Qq", "", ",", "LiCoO2"])
def test_what_are_no_elements_is_said(command, elements):
    said = command("fetch", "--elements", elements)
    assert said.code == 2
    assert f"{elements!r} is not a list of elements" in said.stderr


def test_gaps_and_what_else_is_known_of_a_phase_is_kept(server, get):
    get("Li-Co-O")
    (part,) = Store.open().parts
    rows = {row["formula"]: row for row in read_rows(part.path).to_pylist()}
    cobaltate = next(document for document in server.documents if document["formula_pretty"] == "LiCoO2")
    assert rows["LiCoO2"] == {
        "formula": "LiCoO2",
        "material_id": cobaltate["material_id"],
        "formation_energy_ev_per_atom": cobaltate["formation_energy_per_atom"],
        "energy_ev_per_atom": cobaltate["energy_per_atom"],
        "uncorrected_energy_ev_per_atom": cobaltate["uncorrected_energy_per_atom"],
        "energy_uncertainty_ev_per_atom": cobaltate["energy_uncertainy_per_atom"],
        "band_gap_ev": cobaltate["band_gap"],
        "is_metal": False,
        "theoretical": False,
        "volume_a3_per_atom": 10.0,
    }
    facts = part.facts
    assert (facts.kind, facts.database_version, facts.thermo_type) == (
        "fetched", "2026.10.01", "GGA_GGA+U",
    )  # fmt: skip
    assert facts.client.startswith("mp-api 0.")
    assert len(facts.coverage.systems) == 7


@pytest.fixture
def both_types(documents):
    """The same materials in r2SCAN, spelled as the server spells it, with energies of their own."""
    return [
        *documents,
        *(
            {
                **document,
                "thermo_type": "r2SCAN",
                "energy_per_atom": document["energy_per_atom"] - 8,
                "formation_energy_per_atom": 1.1 * document["formation_energy_per_atom"],
            }
            for document in documents
        ),
    ]


def test_r2scan_is_never_pooled_with_gga(serve, both_types, get, command):
    server = serve(both_types)
    get("Li-Co-O")
    gga = stabwin.window("LiCoO2")
    said = command("fetch", "LiCoO2", "--thermo-type", "R2SCAN")
    assert "R2SCAN 2026.10.01: 7 chemical systems with 16 phases fetched" in said.stdout
    assert "thermo_types=r2SCAN" in server.data_requests[2]
    # Unasked it stays GGA; asked by its name it is the other one.
    assert stabwin.window("LiCoO2").to_dict() == gga.to_dict()
    said = command("window", "LiCoO2", "--database-version", "R2SCAN 2026.10.01")
    assert "Materials Project R2SCAN" in said.stderr
    other = stabwin.load_phases("store", database_version="R2SCAN 2026.10.01")
    assert (other.source.thermo_type, len(other)) == ("R2SCAN", 16)
    window = stabwin.window("LiCoO2", phases=other)
    assert window.oxidation_limit_v == pytest.approx(1.1 * gga.oxidation_limit_v, abs=1e-9)
    # What is missing there is fetched with the same type.
    with pytest.raises(CoverageError, match=r"fetch --elements Li,O,P,Fe --thermo-type R2SCAN"):
        stabwin.window("LiFePO4", phases=other)


def test_thermo_types_are_known_in_any_case(serve, both_types, get):
    serve(both_types)
    assert get("Li-O", thermo_type="r2scan").dataset == "R2SCAN 2026.10.01"


@pytest.fixture
def two_versions(serve, documents, get):
    """Li-Co-O of one version, and Li-Fe-P-O of the next, where lithium oxide lies higher."""
    server = serve(documents)
    get("Li-Co-O")
    newer = [
        {**document, "formation_energy_per_atom": document["formation_energy_per_atom"] + 0.02}
        if document["formula_pretty"] == "Li2O"
        else document
        for document in documents
    ]
    server.documents, server.database_version = newer, "2027.02.11"
    return server


def test_after_a_new_version_nothing_old_is_added_to(two_versions, command):
    before = len(two_versions.systems_asked)
    said = command("fetch", "LiFePO4")
    assert "GGA_GGA+U 2027.02.11: 15 chemical systems" in said.stdout
    assert len(two_versions.systems_asked[before]) == 15
    assert "the store also holds GGA_GGA+U 2026.10.01, which is never mixed with this" in said.stderr


@pytest.mark.usefixtures("two_versions")
def test_two_versions_are_never_mixed(command):
    command("fetch", "LiFePO4")
    # Each version covers one of the two: neither is taken for the other, or both for one answer.
    assert "2027.02.11" in command("window", "LiFePO4").stderr
    said = command("window", "LiCoO2")
    assert (said.code, said.stdout) == (3, "")
    assert "hold no phases of Co for Li-O-Co" in said.stderr
    assert "GGA_GGA+U 2026.10.01 (--database-version)" in said.stderr
    assert "stabwin fetch --elements Li,O,Co" in said.stderr
    assert command("window", "LiCoO2", "LiFePO4").code == 1
    old = command("window", "LiCoO2", "--database-version", "2026.10.01")
    assert old.code == 0
    assert "database version 2026.10.01" in old.stderr
    assert command("interface", "LiFePO4", "LiCoO2", "--database-version", "2026.10.01").code == 3


@pytest.mark.usefixtures("two_versions")
def test_an_unknown_version_is_refused_with_those_that_are_here(command):
    said = command("window", "LiCoO2", "--database-version", "2020.01.01")
    assert said.code == 2
    assert "no data set '2020.01.01': it holds GGA_GGA+U 2026.10.01." in said.stderr


def test_refresh_asks_for_the_version_of_today(two_versions, command):
    before = len(two_versions.requests)
    assert command("fetch", "LiCoO2").code == 0
    assert len(two_versions.requests) == before  # what is here is enough, until asked otherwise
    said = command("fetch", "LiCoO2", "--refresh")
    assert "GGA_GGA+U 2027.02.11: 7 chemical systems with 16 phases fetched" in said.stdout
    assert "2027.02.11" in command("window", "LiCoO2").stderr
    before = len(two_versions.data_requests)
    assert command("fetch", "LiCoO2", "--refresh").code == 0
    assert len(two_versions.data_requests) == before


@pytest.mark.usefixtures("two_versions")
def test_refresh_without_names_brings_all_that_was_fetched_to_today(command):
    command("fetch", "LiFePO4")
    said = command("fetch", "--refresh")
    assert "4 chemical systems with 12 phases fetched, 15 systems here already" in said.stdout
    assert command("window", "LiCoO2", "LiFePO4").code == 0


@pytest.mark.usefixtures("server")
def test_there_must_be_something_to_refresh(command):
    said = command("fetch", "--refresh")
    assert said.code == 2
    assert "Nothing of GGA_GGA+U was fetched yet" in said.stderr


@pytest.mark.usefixtures("server")
def test_what_is_missing_is_named_with_the_command_that_fetches_it(get, command):
    get("Li-Fe-P-O", "Li-Co-O")
    said = command("interface", "LiFePO4", "LiCoO2")
    assert (said.code, said.stdout) == (3, "")
    assert said.stderr == (
        "stabwin: The store phases lack the chemical systems Fe-Co, P-Co, Li-Fe-Co and 9 more for "
        "Li-O-P-Fe-Co. This is the data set GGA_GGA+U 2026.10.01. Fetch them with stabwin fetch --elements "
        "Li,O,P,Fe,Co, or use --phases starter.\n"
    )
    # The command that is named helps.
    assert command("fetch", "--elements", "Li,O,P,Fe,Co").code == 0
    assert command("interface", "LiFePO4", "LiCoO2").code == 0
    with pytest.raises(CoverageError, match="hold no phases of S, Ge") as missing:
        stabwin.window("LGPS")
    assert missing.value.data["elements"] == ("Li", "P", "S", "Ge")


def test_an_empty_store_is_no_data(command):
    said = command("window", "LiCoO2", "--phases", "store")
    assert said.code == 3
    assert "is empty: fill it with stabwin fetch or stabwin import" in said.stderr
    with pytest.raises(DataUnavailableError):
        stabwin.load_phases("store")


@pytest.mark.usefixtures("server")
def test_until_something_is_fetched_the_starter_answers(get, command):
    assert "phases: starter" in command("window", "LiCoO2").stderr
    get("Li-Co-O")
    assert "phases: store" in command("window", "LiCoO2").stderr
    # Never a silent step back: what the store lacks is not taken from the starter.
    assert command("window", "LGPS").code == 3
    assert "phases: starter" in command("window", "LGPS", "--phases", "starter").stderr


def test_the_key_is_sent_and_stands_nowhere_else(serve, documents, command, cache, monkeypatch, faults):
    key = "Secret0123456789Secret0123456789"
    server = serve(documents, key=key, fault=faults.at([1], faults.status(500)))
    monkeypatch.setenv("MP_API_KEY", key)
    printed = [
        command("fetch", "LiCoO2", "--patience", "0.4"),
        command("window", "LiCoO2", "--json"),
        command("data", "status", "--json"),
        command("data", "export", cache / "published.parquet"),
    ]
    assert [said.code for said in printed] == [0, 0, 0, 0]
    assert key in server.keys
    assert key not in "".join(said.stdout + said.stderr for said in printed)
    assert not any(key in path for path in server.requests)
    written = [path for path in cache.rglob("*") if path.is_file()]
    assert len(written) >= 4
    assert not any(key.encode() in path.read_bytes() for path in written)
    assert os.environ["MP_API_KEY"] == key
