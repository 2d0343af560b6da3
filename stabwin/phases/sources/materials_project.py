"""The Materials Project through its own client, with its errors put into this program's words.

Importing the client takes seconds and constructing it contacts the server, so that both happen here,
when something is fetched, and nowhere else.
"""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from stabwin.errors import FetchError, RequestError
from stabwin.extras import require
from stabwin.phases.sources.bounded_answer import read_within_bounds
from stabwin.phases.sources.materials_project_answers import (
    check_elements,
    check_summaries,
    check_thermo,
)
from stabwin.phases.sources.materials_project_faults import _IncompleteAnswerError, fault_in_words
from stabwin.phases.sources.one_host import keep_to

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

_KEY_LENGTH = 32

# Systems of up to so many elements are in every edition of the database.
_LARGEST_COMMON_SIZE = 3

# The first wait before a question is asked again; it doubles each time.
_FIRST_WAIT_S = 1.0

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
    answer_timeout_s : float
        How long to wait for one answer (a page of documents) before it counts as none.
    say : callable
        Told of every wait.

    Raises
    ------
    RequestError
        There is no key, or it has the wrong form.
    MissingExtraError
        The client is not installed.
    FetchError
        The server can't be reached.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        endpoint: str | None = None,
        patience_s: float = 120.0,
        answer_timeout_s: float = 60.0,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        require("mp_api", "Fetching from the Materials Project")
        self._patience_s, self._answer_timeout_s, self._say = patience_s, answer_timeout_s, say
        self._thread = threading.local()
        key = _checked_key(api_key or _known_key())
        where = endpoint or os.environ.get("MP_API_ENDPOINT") or None
        self._client = self._patiently(lambda: _connect(key, where))
        keep_to(self._client.endpoint, self._client.session)
        self._client.session.hooks["response"] += [read_within_bounds, self._see]
        self.database_version = self.version_served()

    @property
    def program(self) -> str:
        """The client's name and version."""
        from importlib.metadata import version

        return f"mp-api {version('mp-api')}"

    def version_served(self) -> str:
        """The database version that the server has now; the client asks only once in its life.

        Raises
        ------
        FetchError
            As for `thermo`.
        """
        return self._patiently(self._ask_version)

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
            The server refused, or did not answer well for as long as there was patience: an answer
            with values of another kind, or without phases of an element, is none.
        """

        def check(documents: list[Document]) -> None:
            check_thermo(documents)
            check_elements(documents, systems or ())
            if sizes is not None and sizes[1] <= _LARGEST_COMMON_SIZE and not documents:
                raise _IncompleteAnswerError(f"sent no phase of {sizes[0]} elements")

        return self._all_documents(
            lambda: self._client.materials.thermo,
            check,
            chemsys=None if systems is None else list(systems),
            num_elements=sizes,
            thermo_types=[thermo_type],
            fields=_THERMO_FIELDS,
        )

    def summaries(
        self, *, identifiers: Sequence[str] | None = None, sizes: tuple[int, int] | None = None
    ) -> dict[str, Document]:
        """Summary documents (band gap, is_metal, theoretical) by material identifier.

        Raises
        ------
        FetchError
            As for `thermo`.
        """
        summaries = self._all_documents(
            lambda: self._client.materials.summary,
            check_summaries,
            material_ids=None if identifiers is None else list(identifiers),
            num_elements=sizes,
            fields=_SUMMARY_FIELDS,
        )
        return {str(document["material_id"]): document for document in summaries}

    def _all_documents(
        self, route: Callable[[], Any], check: Callable[[list[Document]], None], **filters: Any
    ) -> list[Document]:
        """All documents of a search: the client takes an answer that lacks some for the whole."""

        def ask() -> list[Document]:
            documents: list[Document] = route().search(**filters, all_fields=False)
            said = self._thread.seen.documents
            if len(documents) < said:
                raise _IncompleteAnswerError(f"sent {len(documents)} of {said} documents")
            check(documents)
            return documents

        return self._patiently(ask)

    def _ask_version(self) -> str:
        where = f"{self._client.endpoint}heartbeat"
        answer = self._client.session.get(where, timeout=self._answer_timeout_s)
        if answer.status_code != 200:
            raise _IncompleteAnswerError(f"answered with status {answer.status_code}")
        version = answer.json().get("db_version")
        if not version:
            raise _IncompleteAnswerError("did not say which database version it serves")
        return str(version)

    def _see(self, response: Any, *_: object, **__: object) -> None:
        """Note that an answer came, and how many documents there are in all."""
        seen = getattr(self._thread, "seen", None)
        if seen is None or response.status_code != 200:
            return
        seen.answered_at = time.monotonic()
        try:
            seen.documents = int(response.json()["meta"]["total_doc"])
        except (ValueError, KeyError, TypeError):
            return  # a heartbeat; what else has no count can't be read by the client either

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        """Ask, and ask again after a growing wait while the server is busy."""
        waited, wait = 0.0, min(_FIRST_WAIT_S, self._patience_s / 4)
        while True:
            asked = time.monotonic()
            try:
                return self._in_time(ask)
            except Exception as error:
                if isinstance(error, TimeoutError):
                    waited += time.monotonic() - asked
                reason, worth_waiting = fault_in_words(error)
                if not worth_waiting or not wait or waited + wait > self._patience_s:
                    later = ": run the same command again later" if worth_waiting else ""
                    raise FetchError(
                        f"The Materials Project {reason}. What was fetched before is kept{later}."
                    ) from error
            self._say(f"The Materials Project {reason}: waiting {wait:g} s before asking again.")
            time.sleep(wait)
            waited, wait = waited + wait, wait * 2

    def _in_time(self, ask: Callable[[], Answer]) -> Answer:
        """Ask in a thread that is left behind if no answer comes: the client's heartbeat has no limit."""
        answer: list[Answer] = []
        fault: list[BaseException] = []
        seen = _Seen()

        def run() -> None:
            self._thread.seen = seen
            try:
                answer.append(ask())
            except BaseException as error:  # noqa: BLE001 (raised again where it was asked)
                fault.append(error)

        thread = threading.Thread(target=run, daemon=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the client's notices are not about this request
            thread.start()
            # Many pages may follow each other for as long as they like.
            while thread.is_alive():
                left = seen.answered_at + self._answer_timeout_s - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"did not answer within {self._answer_timeout_s:g} s")
                thread.join(left)
        if fault:
            raise fault[0]
        return answer[0]


class _Seen:
    """What came in while one question was asked."""

    def __init__(self) -> None:
        self.answered_at = time.monotonic()
        self.documents = 0


def _connect(key: str, endpoint: str | None) -> Any:
    from mp_api.client import MPRester

    return MPRester(key, endpoint=endpoint, use_document_model=False, mute_progress_bars=True)


def _known_key() -> str:
    if key := os.environ.get("MP_API_KEY"):
        return key
    from pymatgen.core import SETTINGS

    return str(SETTINGS.get("PMG_MAPI_KEY") or "")


def _checked_key(text: str) -> str:
    """The key without white space; an error never repeats it."""
    key = text.strip()
    if not key:
        raise RequestError(
            "There is no Materials Project key: get one at https://materialsproject.org/api and set "
            "MP_API_KEY to it."
        )
    if len(key) != _KEY_LENGTH or not key.isascii() or not key.isalnum():
        raise RequestError(
            f"The Materials Project key is not {_KEY_LENGTH} letters and digits (it has {len(key)} "
            "characters): copy it again from https://materialsproject.org/api."
        )
    return key
