"""Without a network: the same bytes as with it, and the client is never imported."""

from __future__ import annotations

import sys

import pytest

COMMANDS = [
    ("window", "LiCoO2", "LiFePO4"),
    ("window", "LiCoO2", "LiFePO4", "Li3PO4", "--json", "--voltage", "3.7"),
    ("profile", "LiFePO4", "--json"),
    ("interface", "LiFePO4", "LiCoO2", "--json"),
]

# Run a command with what would reach the network taken away, and say what was imported.
GUARDED = """
import socket, sys

def refuse(*_, **__):
    raise AssertionError("the network was touched")

socket.socket.connect = socket.socket.connect_ex = socket.create_connection = refuse
socket.getaddrinfo = refuse
sys.argv = ["stabwin", *sys.argv[2:]]
from stabwin.cli.main import run
try:
    run()
finally:
    found = sorted(name for name in ("mp_api", "requests", "boto3") if name in sys.modules)
    print("imported:", *found, file=sys.stderr)
"""


@pytest.mark.parametrize("how", ["--offline", "STABWIN_OFFLINE"])
def test_everything_works_offline_with_the_same_bytes(server, get, command, monkeypatch, how):
    get("Li-Co-O-Fe-P")
    online = [command(*arguments) for arguments in COMMANDS]
    assert [said.code for said in online] == [0] * len(COMMANDS)
    server.__exit__()
    monkeypatch.delenv("MP_API_KEY")
    if how == "STABWIN_OFFLINE":
        monkeypatch.setenv("STABWIN_OFFLINE", "1")
    extra = ("--offline",) if how == "--offline" else ()
    for arguments, before in zip(COMMANDS, online, strict=True):
        assert command(*arguments, *extra) == before
    assert command("data", "status").code == 0
    assert command("data", "verify").code == 0
    # What is here is enough for a fetch of it, too.
    assert command("fetch", "LiCoO2", "LiFePO4", "--pairs", *extra).code == 0
    said = command("fetch", "LGPS", *extra)
    assert said.code == 3
    assert "--offline (or STABWIN_OFFLINE) is set" in said.stderr


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    "arguments",
    [("window", "LiCoO2"), ("fetch", "LiCoO2"), ("data", "verify")],
    ids=["window", "fetch of what is here", "verify"],
)
def test_the_client_is_not_imported_and_no_connection_made(get, run, arguments):
    get("Li-Co-O")
    said = run(*arguments, before=[sys.executable, "-c", GUARDED], variables={"STABWIN_OFFLINE": "1"})
    assert said.code == 0, said.stderr
    assert said.stderr.endswith("imported:\n")
