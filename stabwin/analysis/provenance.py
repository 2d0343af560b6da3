"""What a result depends on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from importlib import metadata

from stabwin.analysis.citation import known_citations
from stabwin.analysis.conditions import (
    AirConditions,
    Conditions,
    ContactConditions,
    HeatConditions,
    Reservoirs,
)
from stabwin.documents.document import Document
from stabwin.phases.schemes import MEASURED, base_name
from stabwin.phases.table import PhaseTable
from stabwin.thermo.measured import CITATIONS as MEASUREMENTS

# The key of the program among what to cite.
STABWIN = "stabwin"


@cache
def program_version() -> str:
    """The version of the installed package."""
    return metadata.version("stabwin")


@cache
def citations() -> dict[str, str]:
    """What to cite, by key: one line with its DOI."""
    return {key: citation.text for key, citation in known_citations().items()}


@dataclass(frozen=True, kw_only=True)
class Provenance(Document):
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
        What to tell the user of the source.
    table_fingerprint : str
    scheme : str
    excluded : tuple of str
        Phases left out on request.
    left_out : tuple of str
        Phases of the table that the scheme leaves out; see `stabwin.load_phases`.
    included : tuple of str
        Phases taken back on request that it would leave out.
    conditions : Reservoirs, Conditions, ContactConditions, HeatConditions or AirConditions
        Settings of the request.
    version : str
    citations : tuple of str
    """

    phases: str
    description: str
    database_version: str | None
    thermo_type: str | None
    own_labels: tuple[str, ...]
    notes: tuple[str, ...] = field(default=(), compare=False)
    table_fingerprint: str
    scheme: str
    excluded: tuple[str, ...]
    left_out: tuple[str, ...]
    included: tuple[str, ...]
    conditions: Reservoirs | Conditions | ContactConditions | HeatConditions | AirConditions
    version: str
    citations: tuple[str, ...]

    def with_notes(self, *notes: str) -> Provenance:
        """The same with more to tell the user, each once; empty notes are none."""
        more = [note for note in notes if note and note not in self.notes]
        return replace(self, notes=(*self.notes, *more)) if more else self

    @property
    def energies(self) -> str:
        """Which energies these are, in words: the scheme, the temperature, and the gases around."""
        temperature_k, gases_bar = self.conditions.temperature_k, self.conditions.gases_bar
        if temperature_k is None:
            usual = base_name(self.scheme) != MEASURED
            return self.scheme if usual else f"{self.scheme}, enthalpies at 298.15 K"
        gases = ", ".join(f"{pressure:.4g} bar {gas}" for gas, pressure in gases_bar.items())
        around = f"in {gases}, other gases at 1 bar" if gases else "gases at 1 bar"
        if isinstance(self.conditions, AirConditions) and self.conditions.products_bar:
            leaving = self.conditions.products_bar.items()
            at_own = ", ".join(f"{gas} leaving at {pressure:.4g} bar" for gas, pressure in leaving)
            around = f"{at_own}, other gases at 1 bar"
        at = f"at {temperature_k:g} K"
        if isinstance(self.conditions, HeatConditions):
            low, high = self.conditions.temperatures_k
            at = f"from {low:g} to {high:g} K"
        return f"{self.scheme}, Gibbs energies {at}, {around}"

    @classmethod
    def of(cls, table: PhaseTable, conditions: Reservoirs, methods: tuple[str, ...]) -> Provenance:
        """The provenance of results from a table.

        Parameters
        ----------
        table : PhaseTable
        conditions : Reservoirs, Conditions or ContactConditions
        methods : tuple of str
            Citation keys of the methods used.
        """
        known = citations()
        temperature_k = table.scheme.temperature_k
        if temperature_k != conditions.temperature_k:
            conditions = replace(conditions, temperature_k=temperature_k)
        is_measured = table.scheme.bond_corrections or temperature_k is not None
        corrected = MEASUREMENTS if is_measured else ()
        keys = (*table.source.citations, *corrected, *methods, STABWIN)
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
            left_out=table.left_out,
            included=table.included,
            conditions=conditions,
            version=program_version(),
            citations=tuple(known[key] for key in dict.fromkeys(keys)),
        )
