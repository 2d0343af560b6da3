"""What can go wrong with the Materials Project, in this program's words."""

from __future__ import annotations

import json
import re

from stabwin.phases.sources.one_host import _OtherHostError

# How the client tells of a status: of the last answer, or of the last of its own quick attempts.
_STATUS = re.compile(r"error status code (\d+)|too many (\d+) error responses")

# The client passes on what stopped a connection as text.
_OF_CONNECTIONS = re.compile("Connection|HTTP|timed out")


class _IncompleteAnswerError(Exception):
    """An answer that lacks what it should hold; the text goes on after "The Materials Project"."""


def fault_in_words(error: BaseException) -> tuple[str, bool]:
    """What went wrong (the text goes on after "The Materials Project"), and whether it may pass."""
    import requests

    text = str(error)
    of_requests = isinstance(error, requests.exceptions.RequestException)
    unreadable = ValueError, KeyError, AttributeError, TypeError
    if isinstance(error, TimeoutError | _IncompleteAnswerError):
        fault = text, True
    elif isinstance(error, _OtherHostError):
        fault = text, False
    elif status := _STATUS.search(text):
        fault = _status_in_words(int(status.group(1) or status.group(2)))
    elif "rate limit" in text:
        fault = "asks for fewer requests", True
    elif of_requests and isinstance(error, ValueError) and not isinstance(error, json.JSONDecodeError):
        fault = f"can't be asked at this address ({text})", False
    elif isinstance(error, unreadable):
        fault = f"sent an answer that can't be read ({type(error).__name__}: {text})", True
    elif of_requests or isinstance(error, ConnectionError) or _OF_CONNECTIONS.search(text):
        fault = "can't be reached", True
    else:
        first_line = text.strip().split("\n")[0] or type(error).__name__
        fault = f"could not be asked: {first_line}", False
    return fault


def _status_in_words(code: int) -> tuple[str, bool]:
    if code in (401, 403):
        return f"refused the key (status {code}): check MP_API_KEY", False
    if code == 429:
        return "asks for fewer requests (status 429)", True
    return f"answered with status {code}", code >= 500
