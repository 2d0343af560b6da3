"""Opening phase tables: the starter, the local store, or a file, through a compiled copy."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from stabwin.errors import RequestError
from stabwin.phases.argument_kinds import check_kinds
from stabwin.phases.frame import origin_of_own
from stabwin.phases.left_out import formulas_of, keys_taken_back
from stabwin.phases.named_origin import origin_named
from stabwin.phases.opened import Opened, open_origin, open_starter, starter_origin
from stabwin.phases.schemes import ENVIRONMENT_VARIABLE as SCHEME_VARIABLE
from stabwin.phases.schemes import MEASURED, default_scheme, not_as_named
from stabwin.phases.source import TableSource
from stabwin.phases.sources.on_top import names_no_corrections, on_top
from stabwin.phases.sources.origin import Origin
from stabwin.phases.sources.starter import STARTER
from stabwin.phases.store.cache_folder import cache_folder
from stabwin.phases.store.origin import STORE
from stabwin.phases.store.store import Store
from stabwin.phases.table import PhaseTable
from stabwin.thermo.gibbs.nodes import ENTHALPIES, Temperature, checked_temperature

ENVIRONMENT_VARIABLE = "STABWIN_PHASES"


@dataclass(frozen=True, kw_only=True)
class PhaseChoice:
    """Which phases a request uses, before it is known what it needs; fields as in `load_phases`."""

    source: str | os.PathLike[str] | None = None
    scheme: str | None = None
    exclude: str | Iterable[str] = ()
    include: str | Iterable[str] = ()
    database_version: str | None = None
    cache: str | os.PathLike[str] | None = None
    complete: bool = False
    temperature_k: Temperature = None

    def open(self, covering: Iterable[Iterable[str]]) -> PhaseTable:
        """The table for a request that needs some element sets."""
        chosen = {one.name: getattr(self, one.name) for one in fields(self)}
        return load_phases(chosen.pop("source"), **chosen, covering=covering)


Phases = PhaseTable | PhaseChoice | str | os.PathLike[str] | None


def load_phases(
    source: str | os.PathLike[str] | None = None,
    *,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    database_version: str | None = None,
    cache: str | os.PathLike[str] | None = None,
    own: Any = None,
    complete: bool = False,
    temperature_k: Temperature = None,
    covering: Iterable[Iterable[str]] = (),
) -> PhaseTable:
    """Open a phase table.

    Parameters
    ----------
    source : str or path, optional
        "starter" for the packaged phases, "store" for the local store, or a path: a table (CSV,
        gzipped CSV, Parquet, an export) with the columns ``formula`` and
        ``formation_energy_ev_per_atom`` (or ``energy_ev_per_atom``, total energies, with a row for each
        element) and optionally ``band_gap_ev``, ``material_id`` and ``scheme``,
        or a folder with a store. "starter+PATH" and "store+PATH": the phases of a table on top of
        these. Default: the environment variable ``STABWIN_PHASES``, else the local store if it holds
        anything, else the starter.
    scheme : str, optional
        Energy scheme; default: the environment variable ``STABWIN_SCHEME`` where the table has that
        scheme, else the table's own ("measured" for the starter, "mp2020" for the store,
        "database" for files). ``NAME+S=0.3`` adds 0.3 eV per atom of S in compounds.
    exclude : str or iterable of str
        Formulas of phases to leave out (a text may list several, with commas).
    include : str or iterable of str
        Formulas of phases to take back that the scheme "measured" leaves out: hypothetical ones, those
        of high pressure, and cells with a single atom of a solute.
    database_version : str, optional
        Which data set of the store: a database version, or the label of an import. Default: the
        newest fetched one; an import where it alone covers the request.
    cache : path, optional
        Folder of local data; see `cache_folder`.
    own : DataFrame or pymatgen entries, optional
        Phases of one's own to put on top, as for `PhaseTable.from_dataframe` and
        `PhaseTable.from_entries`.
    complete : bool
        Whether a table of one's own, or an import without fetched phases, is complete though it lacks
        compounds that the starter has stable. Without it targets of their elements are refused.
    temperature_k : float or "none", optional
        Gibbs energies of formation at a temperature from 298.15 to 1,500 K, with the gases among the
        products at 1 bar; "none": energies that stand for enthalpies at 298.15 K. Default: Gibbs
        energies at 298.15 K in the scheme "measured", else enthalpies.
    covering : iterable of element sets
        What the request needs, to choose the data set of the store.

    Returns
    -------
    PhaseTable

    Raises
    ------
    PhaseFileError
        The file is missing or is not a table of phases.
    RequestError
        The scheme, the data set or an excluded phase does not exist, a phase to include is not left
        out, or the temperature is outside its range.
    DamagedDataError
        The store holds files, and none can be used.

    Examples
    --------
    >>> load_phases("starter", scheme="database")
    PhaseTable('starter': 23325 phases of 63 elements, scheme 'database')
    """
    if temperature_k is not None and temperature_k != ENTHALPIES:
        temperature_k = checked_temperature(temperature_k)
    base = cache_folder(cache)
    chosen = source if source is not None else os.environ.get(ENVIRONMENT_VARIABLE) or None
    if chosen is None:
        store = Store.open(base)
        chosen = STORE if store.parts or store.damaged else STARTER
    mine = None if own is None else origin_of_own(own)
    taken_back = keys_taken_back(_formulas(include)) if include else ()
    if str(chosen) == STARTER and database_version is None and mine is None:
        origin = starter_origin()
        named = scheme or default_scheme(origin.source.schemes)
        table = _starter_table(named, taken_back, base, temperature_k)
    else:
        origin = origin_named(chosen, base, database_version, covering)
        origin = origin if mine is None else on_top(origin, mine)
        if complete and origin.own:
            origin = replace(origin, complete=True, content=(*origin.content, b"complete"))
        named = scheme or default_scheme(origin.source.schemes)
        opened = open_origin(origin, named, taken_back, base, temperature_k)
        table = _table(opened, origin.source, taken_back)
    if scheme is None:
        for note in _told_of_scheme(origin):
            table = replace(table, source=table.source.with_note(note))
    return table.excluding(_formulas(exclude)) if exclude else table


def _told_of_scheme(origin: Origin) -> list[str]:
    """What to say where none was asked for, and the phases are read in another one than is usual."""
    named = os.environ.get(SCHEME_VARIABLE, "")
    notes = [not_as_named(origin.source.schemes)] if named else []
    if origin.unnamed and named.partition("+")[0] in ("", MEASURED):
        notes.append(names_no_corrections(origin.unnamed))
    return [note for note in notes if note]


def _formulas(listed: str | Iterable[str]) -> list[str]:
    """Formulas from a text or a list, each of which may hold several with commas between."""
    texts = [listed] if isinstance(listed, str) else listed
    return [formula for text in texts for formula in text.split(",")]


def _table(opened: Opened, source: TableSource, taken_back: tuple[str, ...]) -> PhaseTable:
    """The table of what was opened."""
    return PhaseTable(
        columns=opened.columns,
        source=replace(source, fingerprint=opened.fingerprint).with_note(opened.note),
        coverage=opened.coverage,
        scheme=opened.scheme,
        left_out=opened.left_out,
        included=formulas_of(taken_back),
        known_stability=opened.stability,
    )


@lru_cache(maxsize=4)
def _starter_table(
    scheme: str, taken_back: tuple[str, ...], cache: Path, temperature_k: Temperature
) -> PhaseTable:
    """The starter, which never changes while a process runs, with the systems that were made of it."""
    opened = open_starter(scheme, taken_back, cache, temperature_k)
    return _table(opened, starter_origin().source, taken_back)


def open_phases(
    phases: Phases,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    include: str | Iterable[str] = (),
    covering: Iterable[Iterable[str]] = (),
    temperature_k: Temperature = None,
) -> PhaseTable:
    """A phase table from whatever names one, in a scheme and without some phases.

    Parameters
    ----------
    phases, scheme, exclude, include
        As in `load_phases`.
    covering : iterable of element sets
        What the request needs, to choose a data set of the store.
    temperature_k : float or "none", optional
        As in `load_phases`.
    """
    check_kinds(phases, scheme, (PhaseTable, PhaseChoice, str, os.PathLike))
    if isinstance(phases, PhaseTable):
        table = phases if scheme is None else phases.with_scheme(scheme)
        if include and any(keys_taken_back(_formulas(include))):
            raise RequestError(
                "A table that is open has no phases to take back: give what to include to load_phases."
            )
        if temperature_k is not None and temperature_k != (table.scheme.temperature_k or ENTHALPIES):
            at = "with enthalpies" if temperature_k == ENTHALPIES else f"at {temperature_k:g} K"
            raise RequestError(f"A table that is open has its energies: open it {at} (load_phases).")
        return table.excluding(_formulas(exclude))
    if not isinstance(phases, PhaseChoice):
        phases = PhaseChoice(source=phases, scheme=scheme, exclude=exclude, include=include)
    if temperature_k is not None:
        phases = replace(phases, temperature_k=temperature_k)
    return phases.open(covering)
