"""What a result depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import metadata
from typing import Any

from stabwin.analysis.citation import known_citations
from stabwin.analysis.conditions import Reservoirs
from stabwin.phases.table import PhaseTable


@cache
def program_version() -> str:
    """The version of the installed package."""
    return metadata.version("stabwin")


@cache
def citations() -> dict[str, str]:
    """What to cite, by key: one line with its DOI."""
    return {key: citation.text for key, citation in known_citations().items()}


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Data, settings and program that a result was computed with.

    Attributes
    ----------
    phases : str
        Name of the phase table.
    description : str
    database_version, thermo_type : str or None
        Of the database, where the source says.
    own_labels : tuple of str
        Labels of the user's own phases among them.
    notes : tuple of str
        What to tell the user of the source; not part of the JSON.
    table_fingerprint : str
    scheme : str
    excluded : tuple of str
    conditions : Reservoirs
        Settings of the request.
    version : str
    citations : tuple of str
    """

    phases: str
    description: str
    database_version: str | None
    thermo_type: str | None
    own_labels: tuple[str, ...]
    notes: tuple[str, ...]
    table_fingerprint: str
    scheme: str
    excluded: tuple[str, ...]
    conditions: Reservoirs
    version: str
    citations: tuple[str, ...]

    @classmethod
    def of(cls, table: PhaseTable, conditions: Reservoirs, methods: tuple[str, ...]) -> Provenance:
        """The provenance of results from a table.

        Parameters
        ----------
        table : PhaseTable
        conditions : Reservoirs
        methods : tuple of str
            Citation keys of the methods used.
        """
        known = citations()
        return cls(
            phases=table.source.name,
            description=table.source.description,
            database_version=table.source.database_version,
            thermo_type=table.source.thermo_type,
            own_labels=table.source.own_labels,
            notes=table.source.notes,
            table_fingerprint=table.source.fingerprint,
            scheme=table.scheme.name,
            excluded=table.excluded,
            conditions=conditions,
            version=program_version(),
            citations=tuple(known[key] for key in (*table.source.citations, *methods)),
        )

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Provenance:
        """The provenance that plain values (`to_dict`) tell of; ValueError if they do not."""
        known = {field.name for field in fields(cls)}
        given: dict[str, Any] = {"notes": ()}
        given |= {k: tuple(v) if isinstance(v, list) else v for k, v in plain.items() if k in known}
        if known - given.keys() or not isinstance(given["conditions"], Mapping):
            raise ValueError("values are missing")
        given["conditions"] = Reservoirs(**given["conditions"])
        return cls(**given)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "phases": self.phases,
            "description": self.description,
            "database_version": self.database_version,
            "thermo_type": self.thermo_type,
            "own_labels": list(self.own_labels),
            "table_fingerprint": self.table_fingerprint,
            "scheme": self.scheme,
            "excluded": list(self.excluded),
            "conditions": self.conditions.to_dict(),
            "version": self.version,
            "citations": list(self.citations),
        }
