"""The key stays with the server it is for."""

from __future__ import annotations

import pytest

from stabwin.errors import FetchError
from stabwin.phases.sources.one_host import is_same_server

WITHIN = [
    ("https://example.org/", "https://example.org/other"),
    ("https://example.org/", "https://EXAMPLE.org:443/"),
    ("http://example.org/", "https://example.org/"),
    ("http://example.org:81/", "http://example.org:81/x"),
]
ELSEWHERE = [
    ("https://example.org/", "http://example.org/"),
    ("https://example.org/", "https://example.org:8443/"),
    ("https://example.org/", "https://files.example.org/"),
    ("https://files.example.org/", "https://example.org/"),
    ("https://example.org/", "https://example.org.else.net/"),
    ("https://example.org/", "https://example.org@else.net/"),
    ("https://example.org/", "https://else.net/example.org"),
    ("http://example.org:81/", "https://example.org/"),
    ("https://example.org/", "ftp://example.org/"),
    ("https://example.org/", "https://example.org:port/"),
]


@pytest.mark.parametrize(("endpoint", "address"), WITHIN)
def test_addresses_of_the_server(endpoint: str, address: str) -> None:
    assert is_same_server(endpoint, address)


@pytest.mark.parametrize(("endpoint", "address"), ELSEWHERE)
def test_addresses_elsewhere(endpoint: str, address: str) -> None:
    assert not is_same_server(endpoint, address)


@pytest.mark.parametrize("written", ["{}", "//{}"])
def test_a_redirect_to_another_server_is_refused_by_name(serve, documents, faults, get, written) -> None:
    other = serve(documents)
    server = serve(documents)
    host = other.endpoint.removeprefix("http://")
    location = other.endpoint if written == "{}" else written.format(host)
    server.fault = faults.redirects(location)
    with pytest.raises(FetchError, match=host.rstrip("/")) as refusal:
        get("Li-S")
    assert other.keys == []
    assert server.key not in str(refusal.value)


def test_a_redirect_of_the_heartbeat_is_refused(serve, documents, faults, get) -> None:
    """The client's own heartbeat carries no key and may go anywhere; the program's must not."""
    other = serve(documents)
    server = serve(documents)
    server.heartbeat_fault = faults.redirects(f"{other.endpoint}heartbeat")
    with pytest.raises(FetchError, match=other.endpoint.rstrip("/")):
        get("Li-S")
    assert not any(other.keys)


def test_a_relative_redirect_is_followed(server, faults, get) -> None:
    server.fault = faults.at([1], faults.redirects(None))
    assert get("Li-S").phases
    assert set(server.keys) <= {server.key, None}
