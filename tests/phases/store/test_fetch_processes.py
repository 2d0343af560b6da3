"""Fetching as it goes wrong in real processes: killed, interrupted, two at once, a full disk."""

from __future__ import annotations

import signal
import socket
import threading
import time

import pytest

import stabwin
from stabwin.errors import FetchError
from stabwin.phases.store.store import Store

TEN = "Li,Fe,P,O,Co,Ni,Mn,Na,Cl,S"
PIECES = 5

# Seconds until a process that hangs is given up.
LONG = 120


@pytest.fixture
def third_request(server):
    """The server lets the third request for systems wait: set when it came; setting `go` answers it."""

    class Gate:
        came, go = threading.Event(), threading.Event()

    def wait(*_):
        if len(server.systems_asked) == 3 and not Gate.go.is_set():
            Gate.came.set()
            Gate.go.wait(LONG)
        return False

    server.fault = wait
    yield Gate
    Gate.go.set()


def test_after_a_kill_the_next_fetch_asks_only_for_what_is_missing(
    server, third_request, start, command, cache, parts
):
    process = start("fetch", "--elements", TEN)
    assert third_request.came.wait(LONG)
    process.kill()
    process.communicate(timeout=LONG)
    assert process.returncode == -signal.SIGKILL
    third_request.go.set()
    first = parts()
    assert len(first) == 2
    known = {
        "-".join(sorted(system)) for part in Store.open().parts for system in part.facts.coverage.systems
    }
    # What a kill in the middle of writing leaves behind is never read.
    half = first[0].read_bytes()[:1000]
    leftover = cache / "store" / f"{'0' * 40}.parquet.1.2.part"
    leftover.write_bytes(half)

    before = len(server.systems_asked)
    said = command("fetch", "--elements", TEN)
    assert said.code == 0
    asked = [system for request in server.systems_asked[before:] for system in request]
    assert not known & set(asked)
    assert len(server.systems_asked) - before == PIECES - 2
    assert len(parts()) == PIECES
    verified = command("data", "verify")
    assert verified.code == 0
    assert f"{PIECES} parts verified" in verified.stdout
    assert stabwin.window("LiFePO4").status == "stable"


def test_an_interrupt_is_one_sentence_and_keeps_what_came(third_request, start, command, parts):
    process = start("fetch", "--elements", TEN)
    assert third_request.came.wait(LONG)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=LONG)
    assert (process.returncode, stdout) == (130, "")
    assert stderr == (
        "stabwin: interrupted. What was fetched is kept: the same command goes on from there.\n"
    )
    assert len(parts()) == 2
    third_request.go.set()
    assert "1023 chemical" not in command("fetch", "--elements", TEN).stdout


def test_two_fetches_at_once_into_one_cache_are_both_right(server, start, command, parts):
    both = threading.Barrier(2)

    def meet(handler, _):
        if "chemsys=" in handler.path and not both.broken and len(server.systems_asked) <= 2:
            both.wait(LONG)
        return False

    server.fault = meet
    processes = [start("fetch", "LiFePO4", "LiCoO2") for _ in range(2)]
    for process in processes:
        stdout, stderr = process.communicate(timeout=LONG)
        assert process.returncode == 0, stderr
        assert "19 chemical systems with 58 phases fetched" in stdout
    # The same phases twice, or one file if both were written in the same second.
    assert len(parts()) in {1, 2}
    assert len(stabwin.load_phases("store")) == 58
    assert command("data", "verify").code == 0
    assert not list(parts()[0].parent.glob("*.part"))


def test_on_a_full_disk_the_fetch_stops_and_keeps_what_was_written(server, run, command, parts):
    assert command("fetch", "LiCoO2").code == 0
    kept = parts()
    before = len(server.systems_asked)
    # A limit on the size of files fails like a disk without room: in the middle of writing.
    no_room = ["bash", "-c", 'ulimit -f 1; exec "$@"', "bash"]
    said = run("fetch", "LiFePO4", before=no_room)
    assert (said.code, said.stdout) == (3, "")
    assert len(said.stderr.splitlines()) == 1
    assert (
        "can't be written (File too large): make room or choose another folder with --cache" in said.stderr
    )
    assert len(server.systems_asked) - before == 1
    assert parts() == kept
    assert not list(kept[0].parent.glob("*.part"))
    # Reading needs no room, and with room the fetch goes on.
    assert run("window", "LiCoO2", before=no_room).code == 0
    assert "12 chemical systems with 42 phases" in command("fetch", "LiFePO4").stdout


@pytest.mark.usefixtures("server")
def test_four_fetches_and_imports_at_once_into_one_cache_are_all_right(
    start, command, cache, parts, tmp_path
):
    table = tmp_path / "mine.csv"
    table.write_text("formula,formation_energy_ev_per_atom\nNa,0\nSe,0\nNa2Se,-1.1\n")
    fetches = [start("fetch", "--elements", TEN) for _ in range(4)]
    imports = [start("import", table) for _ in range(4)]
    for process in [*fetches, *imports]:
        _, stderr = process.communicate(timeout=LONG)
        assert process.returncode == 0, stderr
    assert not list(cache.rglob("*.part"))
    verified = command("data", "verify")
    assert (verified.code, "error" in verified.stdout) == (0, False)
    together = command("window", "LiFePO4", "--json"), command("window", "Na2Se", "--json", "--ion", "Na")
    fingerprint = stabwin.load_phases("store").source.fingerprint
    for part in parts():
        part.unlink()
    assert command("fetch", "--elements", TEN).code == 0
    assert command("import", table).code == 0
    assert stabwin.load_phases("store").source.fingerprint == fingerprint
    alone = command("window", "LiFePO4", "--json"), command("window", "Na2Se", "--json", "--ion", "Na")
    assert [one.stdout for one in together] == [one.stdout for one in alone]


def test_a_server_that_accepts_and_never_answers_is_given_up_in_time(get, monkeypatch):
    """Already when the client is made: it asks for a heartbeat, itself without a limit."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("MP_API_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        monkeypatch.setenv("MP_API_KEY", "k" * 32)
        patience_s, answer_s = 3.0, 1.0
        began = time.monotonic()
        with pytest.raises(FetchError, match=r"did not answer within 1 s\. .+ again later\.$"):
            get("Li-O", patience_s=patience_s, answer_timeout_s=answer_s)
        assert time.monotonic() - began < patience_s + answer_s + 0.5
