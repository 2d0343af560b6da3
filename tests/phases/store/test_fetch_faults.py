"""A database that fails: what is waited for, what is given up, and that nothing fetched is lost."""

from __future__ import annotations

import json
import resource
import socket
import time

import pytest

from stabwin.errors import FetchError, RequestError
from stabwin.phases.store.fetch_plan import checked_thermo_type
from stabwin.phases.store.part import read_rows
from stabwin.phases.store.store import Store

# Enough elements for five requests of documents; each is a part, and the first holds the small systems.
MANY = "Li-Fe-P-O-Co-Ni-Mn-Na-Cl-S"
PIECES = 5

# The client itself asks four times within a second after these.
ASKED_AGAIN_AT_ONCE = (429, 502, 504)


def asked_by_client(code: int) -> int:
    return 4 if code in ASKED_AGAIN_AT_ONCE else 1


@pytest.fixture
def thousands(documents):
    """More documents of Li-P-O than two pages hold."""
    phosphate = next(document for document in documents if document["formula_pretty"] == "Li3PO4")
    energy = phosphate["formation_energy_per_atom"]
    copies = [
        {**phosphate, "material_id": f"mp-{number}", "formation_energy_per_atom": energy + 1e-6 * number}
        for number in range(3_000_000, 3_002_500)
    ]
    return [*documents, *copies]


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_server_that_recovers_is_waited_for_and_this_is_said(server, get, faults, code):
    server.fault = faults.at(range(1, 1 + asked_by_client(code)), faults.status(code))
    summary = get("Li-P-O")
    assert (summary.systems, summary.phases) == (7, 13)
    (said,) = get.said
    assert f"(status {code})" in said or f"with status {code}:" in said
    assert "waiting 0.1 s before asking again" in said


def test_each_wait_is_twice_as_long_as_the_one_before(server, get, faults, monkeypatch):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    server.fault = faults.status(500)
    with pytest.raises(FetchError):
        get("Li-O", patience_s=16.0)
    assert slept == [1.0, 2.0, 4.0, 8.0]
    assert [said.rpartition("waiting ")[2][:3] for said in get.said] == ["1 s", "2 s", "4 s", "8 s"]


def test_limits_without_end_are_given_up_and_what_came_before_is_kept(server, command, faults, parts):
    # The third request for documents is never answered.
    refuses = faults.status(429)
    server.fault = lambda handler, number: len(server.systems_asked) > 2 and refuses(handler, number)
    said = command("fetch", "--elements", MANY.replace("-", ","), "--patience", "0.4")
    assert (said.code, said.stdout) == (3, "")
    *waits, error = said.stderr.splitlines()
    assert len(waits) == 2
    assert all("asks for fewer requests (status 429): waiting" in line for line in waits)
    assert error == (
        "stabwin: The Materials Project asks for fewer requests (status 429). What was fetched before is "
        "kept: run the same command again later."
    )
    assert len(parts()) == 2

    server.fault, before = None, len(server.systems_asked)
    again = command("fetch", "--elements", MANY.replace("-", ","))
    assert again.code == 0
    assert len(server.systems_asked) - before == PIECES - 2
    assert len(parts()) == PIECES


def test_after_an_error_in_the_middle_of_the_pages_all_documents_come(serve, thousands, get, faults):
    server = serve(thousands)
    server.fault = faults.at([2], faults.status(500))
    assert get("Li-P-O").phases == 2513
    assert len(get.said) == 1
    pages = [path for path in server.data_requests if "thermo" in path]
    # The first page, the second that failed, and all three once more.
    assert len(pages) == 5
    identifiers = {
        identifier
        for part in Store.open().parts
        for identifier in read_rows(part.path)["material_id"].to_pylist()
    }
    assert len(identifiers) == 2513


@pytest.mark.parametrize("page", [1, 2])
def test_pages_that_lack_documents_are_no_whole(serve, thousands, get, parts, page):
    server = serve(thousands)

    def loses(handler, number):
        if number != page:
            return False
        server.send(handler, {"data": [], "meta": {"total_doc": 2513}})
        return True

    server.fault = loses
    assert get("Li-P-O").phases == 2513
    assert "of 2513 documents" in get.said[0]

    server.fault = lambda handler, _: loses(handler, page)
    with pytest.raises(FetchError, match=r"sent .* of 2513 documents"):
        get("Li-P-O-Fe")
    assert len(parts()) == 1


@pytest.mark.parametrize("fault", ["resets", "cut off", "truncated", "no JSON", "no data"])
def test_an_answer_that_breaks_off_is_asked_for_again(server, get, faults, parts, fault):
    whole = json.dumps({"data": [], "meta": {"total_doc": 0}}).encode()
    broken = {
        "resets": faults.resets,
        "cut off": faults.says(whole[:20], announced=len(whole)),
        "truncated": faults.says(whole[:20]),
        "no JSON": faults.says(b"<html>Service temporarily unavailable</html>"),
        "no data": faults.says(b'{"meta": {"total_doc": 0}}'),
    }[fault]
    # A connection that is reset is tried again by the client itself, four times in all.
    server.fault = faults.at(range(1, 5) if fault == "resets" else [1], broken)
    assert get("Li-P-O").phases == 13
    assert len(get.said) == 1

    server.fault = broken
    with pytest.raises(FetchError, match=r"can't be (read|reached)"):
        get("Li-P-O-Co")
    assert len(parts()) == 1


def test_an_answer_that_unpacks_without_end_is_not_read_to_its_end(server, get, faults, parts):
    server.fault = faults.says_packed(b'{"data": [' + b" " * 250_000_000 + b"]}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FetchError, match="sent an answer of more than 100 MB"):
        get("Li-P-O", patience_s=0.0)
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    assert grown_mb < 240
    assert parts() == []

    server.fault = faults.at([1], faults.says_packed(b"x"))
    assert get("Li-P-O").phases == 13


def test_slow_answers_are_waited_for(server, get, faults):
    server.fault = faults.slowly(0.3)
    assert get("Li-P-O").phases == 13
    assert get.said == []


def test_many_slow_pages_are_not_taken_for_no_answer(serve, thousands, get, faults):
    # Three pages of documents take longer together than one answer may.
    server = serve(thousands)
    slow = faults.slowly(1.0)
    server.fault = lambda handler, number: "thermo" in handler.path and slow(handler, number)
    assert get("Li-P-O", answer_timeout_s=2.5).phases == 2513
    assert get.said == []


def test_an_answer_that_never_comes_is_given_up(server, get, faults, parts):
    server.fault = faults.slowly(1.5)
    with pytest.raises(FetchError, match=r"did not answer within 0.2 s\. What was fetched before is kept"):
        get("Li-P-O", answer_timeout_s=0.2)
    assert parts() == []


def test_a_wrong_key_is_not_asked_with_twice(server, command, monkeypatch):
    monkeypatch.setenv("MP_API_KEY", "w" * 32)
    said = command("fetch", "LiCoO2")
    assert (said.code, said.stdout) == (3, "")
    assert said.stderr == (
        "stabwin: The Materials Project refused the key (status 403): check MP_API_KEY. What was fetched "
        "before is kept.\n"
    )
    assert len(server.data_requests) == 1


def test_without_a_key_the_sentence_says_where_to_get_one(server, command, monkeypatch):
    from pymatgen.core import SETTINGS

    monkeypatch.delenv("MP_API_KEY")
    monkeypatch.setitem(SETTINGS, "PMG_MAPI_KEY", None)
    said = command("fetch", "LiCoO2")
    assert (said.code, said.stdout) == (2, "")
    assert said.stderr == (
        "stabwin: There is no Materials Project key: get one at https://materialsproject.org/api and set "
        "MP_API_KEY to it.\n"
    )
    assert server.requests == []


def test_the_key_of_pymatgens_configuration_is_used(server, get, monkeypatch):
    from pymatgen.core import SETTINGS

    monkeypatch.delenv("MP_API_KEY")
    monkeypatch.setitem(SETTINGS, "PMG_MAPI_KEY", server.key)
    assert get("Li-O").phases == 4


@pytest.mark.parametrize("key", ["secret" * 5, "secret" * 5 + "-!", "secret" * 5 + "ü1", "s" * 33])
def test_a_key_of_another_form_is_refused_without_repeating_it(server, command, monkeypatch, key):
    monkeypatch.setenv("MP_API_KEY", key)
    said = command("fetch", "LiCoO2")
    assert said.code == 2
    assert f"is not 32 letters and digits (it has {len(key)} characters)" in said.stderr
    assert "secret" not in said.stderr
    assert key not in said.stderr
    assert server.requests == []


def test_white_space_around_the_key_is_no_harm(server, get, monkeypatch):
    monkeypatch.setenv("MP_API_KEY", f" {server.key}\n")
    assert get("Li-O").phases == 4


def test_without_a_network_what_is_here_stays_of_use(server, command, parts, monkeypatch):
    assert command("fetch", "LiCoO2").code == 0
    kept = parts()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    monkeypatch.setenv("MP_API_ENDPOINT", f"http://127.0.0.1:{port}/")
    said = command("fetch", "LiFePO4", "--patience", "0.4")
    assert (said.code, said.stdout) == (3, "")
    assert "stabwin: The Materials Project can't be reached. What was fetched before is kept" in said.stderr
    assert parts() == kept
    assert server.key not in said.stderr
    # What is here needs no network.
    assert command("fetch", "LiCoO2").code == 0


@pytest.mark.usefixtures("server")
def test_an_address_that_is_none_is_said_at_once(command, monkeypatch):
    monkeypatch.setenv("MP_API_ENDPOINT", "materials")
    said = command("fetch", "LiCoO2")
    assert said.code == 3
    assert len(said.stderr.splitlines()) == 1
    assert "materials" in said.stderr


HEARTBEATS = {
    "error": ("status", 500),
    "forbidden": ("status", 403),
    "blocked": ("status", 429),
    "garbage": ("says", b"<html>busy</html>"),
    "a list": ("says", b"[]"),
    "no version": ("says", b'{"version": "0.87.3", "error": null}'),
    "empty version": (
        "says",
        b'{"version": "0.87.3", "db_version": "", "access_controlled_batch_ids": [], "error": null}',
    ),
    "version of words": ("says", b'{"version": "soon", "db_version": "1", "error": null}'),
}


@pytest.mark.parametrize("fault", HEARTBEATS)
def test_a_bad_heartbeat_is_asked_for_again_and_then_given_up(serve, documents, get, faults, parts, fault):
    kind, what = HEARTBEATS[fault]
    answers = getattr(faults, kind)(what)
    serve(documents, heartbeat_fault=faults.at([1], answers))
    assert get("Li-O").phases == 4

    # The client remembers the heartbeat of an address, so that it needs a new one.
    serve(documents, heartbeat_fault=answers)
    with pytest.raises(FetchError, match=r"^The Materials Project [a-z].* What was fetched before is kept"):
        get("Li-O-P")
    assert len(parts()) == 1


def test_a_database_that_changes_while_it_is_read_is_not_filed_under_its_old_version(server, get, parts):
    def changes(_, number):
        if number == 3:
            server.database_version = "2026.12.01"
        return False

    server.fault = changes
    with pytest.raises(FetchError, match=r"from version 2026\.10\.01 to 2026\.12\.01"):
        get(MANY)
    assert len(parts()) == 1
    summary = get(MANY)
    assert summary.dataset == "GGA_GGA+U 2026.12.01"
    assert summary.pieces == PIECES


def test_no_phases_of_a_compound_are_a_fact(server, get):
    summary = get("Ni-S")
    assert (summary.systems, summary.phases, summary.without_energy) == (3, 2, 0)
    asked = len(server.data_requests)
    assert get("Ni-S").known_systems == 3
    assert len(server.data_requests) == asked


def test_no_phases_of_an_element_are_a_fault_and_nothing_is_stored(serve, command, parts):
    serve([])
    said = command("fetch", "--elements", "Li,P,O", "--patience", "0.2")
    assert (said.code, said.stdout) == (3, "")
    assert said.stderr.splitlines()[-1] == (
        "stabwin: The Materials Project sent no phase of the element Li, O, P. What was fetched before is "
        "kept: run the same command again later."
    )
    assert parts() == []
    assert command("window", "Li3PO4").code == 0  # in the starter, as before


def test_an_empty_database_is_a_fault(serve, get, parts):
    serve([])
    with pytest.raises(FetchError, match="sent no phase of 1 elements"):
        get(None)
    assert parts() == []


ODD_ANSWERS = [
    ("formation_energy_per_atom", True),
    ("formation_energy_per_atom", "-1.5"),
    ("formation_energy_per_atom", [-1.5]),
    ("formation_energy_per_atom", {"value": -1.5}),
    ("formation_energy_per_atom", -150.0),
    ("formation_energy_per_atom", 1e400),
    ("energy_per_atom", "x" * 100_000),
    ("energy_per_atom", -1e30),
    ("uncorrected_energy_per_atom", False),
    ("energy_uncertainy_per_atom", -0.1),
    ("energy_uncertainy_per_atom", []),
    ("composition_reduced", "Li2O"),
    ("composition_reduced", {"Li": True, "O": 1}),
    ("composition_reduced", {"Li": -2.0, "O": 1}),
    ("composition_reduced", {"Xx": 2.0, "O": 1}),
    ("nsites", "3"),
    ("volume", -30.0),
    ("material_id", 17),
    ("material_id", None),
    ("deprecated", "no"),
    ("band_gap", True),
    ("band_gap", "wide"),
    ("band_gap", -1.0),
    ("is_metal", 0.3),
    ("theoretical", "true"),
]


@pytest.mark.parametrize(("name", "value"), ODD_ANSWERS)
def test_values_of_another_kind_are_a_fault_and_nothing_is_stored(
    serve, documents, command, parts, name, value
):
    oxide = next(document for document in documents if document["formula_pretty"] == "Li2O")
    serve([*documents, {**oxide, "material_id": "mp-900000", name: value}])
    said = command("fetch", "--elements", "Li,O", "--patience", "0.1")
    assert (said.code, said.stdout) == (3, "")
    *_, sentence = said.stderr.splitlines()
    assert sentence.startswith("stabwin: The Materials Project sent ")
    assert len(sentence) < 300
    assert parts() == []


def test_documents_without_an_energy_are_left_out_and_counted(serve, documents, command):
    odd = [{**documents[0], "material_id": f"mp-9{i}", "formation_energy_per_atom": None} for i in range(2)]
    deprecated = {**documents[0], "material_id": "mp-99", "deprecated": True}
    serve([*documents, *odd, deprecated])
    said = command("fetch", "LiCoO2")
    assert said.code == 0
    assert "7 chemical systems with 16 phases fetched, 2 without an energy left out" in said.stdout


def test_documents_of_another_thermo_type_are_refused(serve, documents, get, parts):
    other = [{**document, "thermo_type": "GGA_GGA+U_R2SCAN"} for document in documents]
    server = serve(documents)
    server.fault = lambda handler, _: (
        server.send(handler, {"data": other, "meta": {"total_doc": len(other)}}) or True
    )
    with pytest.raises(FetchError, match=r"sent energies of GGA_GGA\+U_R2SCAN where GGA_GGA\+U was asked"):
        get("Li-O")
    assert parts() == []


def test_the_mixed_thermo_type_is_refused_with_the_reason(server, command):
    said = command("fetch", "LiCoO2", "--thermo-type", "GGA_GGA+U_R2SCAN")
    assert said.code == 2
    assert "mixed for each chemical system on a scale of its own and can't be pooled" in said.stderr
    assert server.requests == []
    with pytest.raises(RequestError, match="no thermo type 'PBE'"):
        checked_thermo_type("PBE")
