"""The key goes to one server: what would send it to another is refused before anything is sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int | None]


class _OtherHostError(Exception):
    """A request would leave the key's server; the text goes on after "The Materials Project"."""


def keep_to(endpoint: str, session: Any) -> None:
    """Let a session send requests, redirected ones too, to one server only.

    Parameters
    ----------
    endpoint : str
        An address of the server.
    session : requests.Session
        Its requests raise _OtherHostError where they would go elsewhere.
    """
    send = session.send

    def send_there(request: Any, **settings: Any) -> Any:
        if not is_same_server(endpoint, request.url):
            raise _OtherHostError(
                f"sends requests on from {_written(endpoint)} to {_written(request.url)}, and the key goes "
                "to no other server: check MP_API_ENDPOINT"
            )
        return send(request, **settings)

    session.send = send_there


def is_same_server(endpoint: str, address: str) -> bool:
    """Whether an address is on the endpoint's server: scheme, host and port, or its encrypted port.

    Examples
    --------
    >>> is_same_server("https://example.org/", "https://example.org:443/v2")
    True
    >>> is_same_server("https://example.org/", "https://files.example.org/")
    False
    """
    there, asked = _origin(endpoint), _origin(address)
    if there is None or asked is None:
        return False
    encrypted = there[0] == "http" and there[2] == _PORTS["http"]
    return asked == there or (encrypted and asked == ("https", there[1], _PORTS["https"]))


def _origin(address: str) -> Origin | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname.rstrip("."), _PORTS[parts.scheme] if port is None else port


def _written(address: str) -> str:
    """Scheme, host and port: queries and names of users are not repeated."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
