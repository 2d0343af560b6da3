"""The Materials Project through its own client, with its errors put into this program's words.

Importing the client takes seconds and constructing it contacts the server, so that both happen here,
when something is fetched, and nowhere else.
"""

from __future__ import annotations

import os
import re
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from stabwin.errors import FetchError, RequestError

THERMO_TYPES = ("GGA_GGA+U", "R2SCAN")

_THERMO_FIELDS = [
    "material_id",
    "composition_reduced",
    "nsites",
    "volume",
    "energy_per_atom",
    "uncorrected_energy_per_atom",
    "formation_energy_per_atom",
    "energy_uncertainy_per_atom",
    "thermo_type",
    "deprecated",
]
_SUMMARY_FIELDS = ["material_id", "band_gap", "is_metal", "theoretical"]

# Seconds before an answer is given up.
_ANSWER_TIMEOUT_S = 60.0

# The first wait before a question is asked again; it doubles each time.
_FIRST_WAIT_S = 1.0

_STATUS = re.compile(r"error status code (\d+)")

Answer = TypeVar("Answer")
Document = Mapping[str, Any]


class MaterialsProject:
    """A connection to the Materials Project.

    Parameters
    ----------
    api_key : str, optional
        Default: ``MP_API_KEY``, or pymatgen's configuration.
    endpoint : str, optional
        Default: ``MP_API_ENDPOINT``, or the public server.
    patience_s : float
        How long to wait in all for a server that is busy or does not answer well.
    say : callable
        Told of every wait.

    Raises
    ------
    RequestError
        There is no key, or it has the wrong form.
    FetchError
        The server can't be reached.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        endpoint: str | None = None,
        patience_s: float = 120.0,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._patience_s, self._say = patience_s, say
        key = api_key or _known_key()
        if not key:
            raise RequestError(
                "There is no Materials Project key: get one at https://materialsproject.org/api and set "
                "MP_API_KEY to it."
            )
        if len(key) != 32:
            raise RequestError(
                f"The Materials Project key has {len(key)} characters instead of 32: copy it again from "
                "https://materialsproject.org/api."
            )
        where = endpoint or os.environ.get("MP_API_ENDPOINT") or None
        self._client = self._patiently(lambda: _connect(key, where))
        self.database_version = str(self._patiently(lambda: self._client.db_version))
        if not self.database_version:
            raise FetchError(
                "The Materials Project did not say which database version it serves: try again later."
            )

    @property
    def program(self) -> str:
        """The client's name and version."""
        from importlib.metadata import version

        return f"mp-api {version('mp-api')}"

    def thermo(
        self,
        thermo_type: str,
        *,
        systems: Sequence[str] | None = None,
        sizes: tuple[int, int] | None = None,
    ) -> list[Document]:
        """Thermo documents of some chemical systems, or of all systems of some numbers of elements.

        Raises
        ------
        FetchError
            The server refused, or did not answer well for as long as there was patience.
        """
        return self._patiently(
            lambda: self._client.materials.thermo.search(
                chemsys=None if systems is None else list(systems),
                num_elements=sizes,
                thermo_types=[thermo_type],
                fields=_THERMO_FIELDS,
                all_fields=False,
            )
        )

    def summaries(
        self, *, identifiers: Sequence[str] | None = None, sizes: tuple[int, int] | None = None
    ) -> dict[str, Document]:
        """Summary documents (band gap, is_metal, theoretical) by material identifier."""
        found: Iterable[Document] = self._patiently(
            lambda: self._client.materials.summary.search(
                material_ids=None if identifiers is None else list(identifiers),
                num_elements=sizes,
                fields=_SUMMARY_FIELDS,
                all_fields=False,
            )
        )
        return {str(document["material_id"]): document for document in found}

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        """Ask, and ask again after a growing wait while the server is busy."""
        waited, wait = 0.0, min(_FIRST_WAIT_S, self._patience_s / 4)
        while True:
            try:
                return _in_time(ask)
            except Exception as error:
                reason, worth_waiting = _in_words(error)
                if not worth_waiting or waited + wait > self._patience_s:
                    raise FetchError(
                        f"The Materials Project {reason}. What was fetched before is kept: run the same "
                        "command again later."
                    ) from error
            self._say(f"The Materials Project {reason}: waiting {wait:.0f} s before asking again.")
            time.sleep(wait)
            waited, wait = waited + wait, wait * 2


def _connect(key: str, endpoint: str | None) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the client's notices are not about this request
        from mp_api.client import MPRester

        return MPRester(key, endpoint=endpoint, use_document_model=False, mute_progress_bars=True)


def _known_key() -> str | None:
    if key := os.environ.get("MP_API_KEY"):
        return key
    from pymatgen.core import SETTINGS

    found = SETTINGS.get("PMG_MAPI_KEY")
    return str(found) if found else None


def _in_time(ask: Callable[[], Answer]) -> Answer:
    """Ask in a thread that is left behind if it takes too long: the client's heartbeat has no limit."""
    answer: list[Answer] = []
    fault: list[BaseException] = []

    def run() -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                answer.append(ask())
        except BaseException as error:  # noqa: BLE001 (raised again where it was asked)
            fault.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(_ANSWER_TIMEOUT_S)
    if fault:
        raise fault[0]
    if not answer:
        raise TimeoutError
    return answer[0]


def _in_words(error: BaseException) -> tuple[str, bool]:
    """What went wrong, and whether it may pass."""
    import requests

    text = str(error)
    passing = (requests.exceptions.RequestException, ConnectionError)
    if status := _STATUS.search(text):
        found = _status_in_words(int(status.group(1)))
    elif isinstance(error, TimeoutError):
        found = f"did not answer within {_ANSWER_TIMEOUT_S:.0f} s", True
    elif isinstance(error, passing) or any(word in text for word in ("Connection", "HTTP", "timed out")):
        found = "can't be reached", True
    elif isinstance(error, ValueError):
        found = "sent an answer that can't be read", True
    else:
        first_line = text.strip().split("\n")[0] or type(error).__name__
        found = f"could not be asked: {first_line}", False
    return found


def _status_in_words(code: int) -> tuple[str, bool]:
    if code in (401, 403):
        return f"refused the key (status {code}): check MP_API_KEY", False
    if code == 429:
        return "asks for fewer requests (status 429)", True
    return f"answered with status {code}", code >= 500
