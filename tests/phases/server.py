"""A local server that answers as the Materials Project does: heartbeat, thermo and summary documents.

It serves documents made of pymatgen entries, honours the filters and the paging of the real one, counts
requests, and fails on demand: a fault is a function of the handler and the number of the request, which
returns True where it answered itself.
"""

from __future__ import annotations

import gzip
import json
import math
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlparse

Document = dict[str, Any]
Fault = Callable[[BaseHTTPRequestHandler, int], bool]


def thermo_documents(entries: Iterable[Any], thermo_type: str = "GGA_GGA+U") -> list[Document]:
    """Thermo documents of pymatgen entries that include their elements."""
    listed = list(entries)
    references: dict[str, float] = {}
    for entry in listed:
        if entry.composition.is_element:
            symbol = entry.composition.elements[0].symbol
            references[symbol] = min(entry.energy_per_atom, references.get(symbol, float("inf")))
    documents = []
    for number, entry in enumerate(listed):
        composition = entry.composition.element_composition
        atoms = composition.num_atoms
        elements = sum(references[e.symbol] * n for e, n in composition.items()) / atoms
        symbols = sorted(e.symbol for e in composition)
        uncertainty = float(entry.correction_uncertainty_per_atom)  # NaN where nothing was corrected
        documents.append(
            {
                "material_id": str(
                    (entry.data or {}).get("material_id") or entry.entry_id or f"mp-{number}"
                ),
                "formula_pretty": composition.reduced_formula,
                "chemsys": "-".join(symbols),
                "elements": symbols,
                "nelements": len(symbols),
                "composition": dict(composition.as_dict()),
                "composition_reduced": dict(composition.reduced_composition.as_dict()),
                "nsites": int(atoms),
                "volume": 10.0 * atoms,
                "thermo_type": thermo_type,
                "energy_per_atom": entry.energy_per_atom,
                "uncorrected_energy_per_atom": entry.uncorrected_energy / atoms,
                "formation_energy_per_atom": entry.energy_per_atom - elements,
                "energy_uncertainy_per_atom": None if math.isnan(uncertainty) else uncertainty,
                "deprecated": False,
            }
        )
    return documents


class QuietServer(ThreadingHTTPServer):
    """A server that says nothing of clients that went away."""

    def handle_error(self, *_: object) -> None:
        pass


@dataclass
class MaterialsProjectServer:
    """The server's documents, its log, and how it should fail.

    Attributes
    ----------
    documents : list of dict
    requests : list of str
        Paths with queries, in order; the heartbeat included.
    keys : list of str or None
        The key that came with each request.
    fault : callable, optional
        Called with the number of the data request (from 1) before each answer to one.
    heartbeat_fault : callable, optional
        The same for the heartbeat.
    """

    documents: list[Document]
    database_version: str = "2026.10.01"
    key: str = "k" * 32
    requests: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    fault: Fault | None = None
    heartbeat_fault: Fault | None = None

    def __enter__(self) -> Self:
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                served.requests.append(self.path)
                served.keys.append(self.headers.get("x-api-key"))
                served.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = QuietServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/"

    @property
    def data_requests(self) -> list[str]:
        """The requests for documents."""
        return [path for path in self.requests if "heartbeat" not in path]

    @property
    def systems_asked(self) -> list[list[str]]:
        """The chemical systems of each request that lists some."""
        queries = [parse_qs(urlparse(path).query) for path in self.data_requests]
        return [query["chemsys"][0].split(",") for query in queries if "chemsys" in query]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        url = urlparse(handler.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if "heartbeat" in url.path:
            number = sum("heartbeat" in path for path in self.requests)
            if self.heartbeat_fault is None or not self.heartbeat_fault(handler, number):
                self.send(
                    handler,
                    {
                        "version": "0.87.3",
                        "db_version": self.database_version,
                        "access_controlled_batch_ids": [],
                        "error": None,
                    },
                )
            return
        if handler.headers.get("x-api-key") != self.key:
            self.send(handler, {"detail": "Invalid authentication credentials"}, status=403)
            return
        if self.fault is not None and self.fault(handler, len(self.data_requests)):
            return
        found = matching(self.documents, query, url.path)
        skip, limit = int(query.get("_skip", 0)), int(query.get("_limit", 100))
        fields = query["_fields"].split(",") if "_fields" in query else None
        page = [
            {name: value for name, value in document.items() if fields is None or name in fields}
            for document in found[skip : skip + limit]
        ]
        self.send(handler, {"data": page, "meta": {"total_doc": len(found)}})

    @staticmethod
    def send(handler: BaseHTTPRequestHandler, answer: Mapping[str, Any], status: int = 200) -> None:
        """Send one answer as JSON."""
        content = json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


def matching(documents: Iterable[Document], query: Mapping[str, str], path: str) -> list[Document]:
    """The documents that fit the filters of a query."""
    least, most = int(query.get("nelements_min", 1)), int(query.get("nelements_max", 1000))
    found = [document for document in documents if least <= document["nelements"] <= most]
    if "chemsys" in query:
        systems = {"-".join(sorted(system.split("-"))) for system in query["chemsys"].split(",")}
        found = [document for document in found if document["chemsys"] in systems]
    if "material_ids" in query:
        identifiers = set(query["material_ids"].split(","))
        found = [document for document in found if document["material_id"] in identifiers]
    if "thermo" in path and "thermo_types" in query:
        types = {one.upper() for one in query["thermo_types"].split(",")}
        found = [document for document in found if document["thermo_type"].upper() in types]
    if "summary" in path:  # one for each material, whatever its thermo types
        found = list({document["material_id"]: document for document in found}.values())
    return found


def slowly(seconds: float) -> Fault:
    """Takes time, and answers well."""

    def wait(_: BaseHTTPRequestHandler, __: int) -> bool:
        time.sleep(seconds)
        return False

    return wait


def status(code: int) -> Fault:
    """Answers with an error, as the real server words it."""
    words = {
        "error": "Your IP has been (temporarily) blocked due to rate limits.",
        "version": "blocked",
    }
    answer = words if code == 429 else {"detail": "Something went wrong"}

    def refuse(handler: BaseHTTPRequestHandler, _: int) -> bool:
        MaterialsProjectServer.send(handler, answer, status=code)
        return True

    return refuse


def says(content: bytes, announced: int | None = None) -> Fault:
    """Answers with some bytes, and announces as many or more."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(announced or len(content)))
        handler.end_headers()
        handler.wfile.write(content)
        handler.close_connection = True
        return True

    return answer


def says_packed(content: bytes) -> Fault:
    """Answers with some bytes, gzipped on the way."""
    packed = gzip.compress(content, 9)

    def answer(handler: BaseHTTPRequestHandler, _: int) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(packed)))
        handler.end_headers()
        handler.wfile.write(packed)
        return True

    return answer


def resets(handler: BaseHTTPRequestHandler, _: int) -> bool:
    """Resets the connection."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    return True


def at(numbers: Iterable[int], fault: Fault) -> Fault:
    """A fault at some of the requests, counted from 1."""
    chosen = set(numbers)
    return lambda handler, number: number in chosen and fault(handler, number)


def redirects(location: str | None) -> Fault:
    """Sends on to another address, or to the one asked for, written without its host."""

    def send_on(handler: BaseHTTPRequestHandler, _: int) -> bool:
        handler.send_response(302)
        handler.send_header("Location", location or handler.path)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return True

    return send_on
