"""The contents of a source of phases in one scheme, from its compiled copy, or read and compiled now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from stabwin.errors import ExclusionError
from stabwin.phases.absent import absent_compounds
from stabwin.phases.columns import PhaseColumns
from stabwin.phases.contents import Contents
from stabwin.phases.coverage import Coverage
from stabwin.phases.known_energies import energies_beside
from stabwin.phases.record import PhaseRecord
from stabwin.phases.schemes import DATABASE, Scheme, find_scheme
from stabwin.phases.sources.origin import Origin
from stabwin.phases.sources.starter import origin_of_starter
from stabwin.phases.stability import Stability
from stabwin.phases.store.compiled import content_name, read_copy, write_copy
from stabwin.phases.store.packing import pack, unpack
from stabwin.phases.unlike import measured_instead, unlike_known
from stabwin.thermo.gibbs.nodes import ENTHALPIES, Temperature
from stabwin.thermo.left_out import left_out


@dataclass(frozen=True, kw_only=True, eq=False)
class Opened:
    """What a source holds, and what the hull says of it.

    Attributes
    ----------
    columns : PhaseColumns
    stability : Stability
    coverage : Coverage
    scheme : Scheme
    fingerprint : str
    left_out : tuple of str
    note : str
        What to tell the user of own energies; empty if nothing.
    """

    columns: PhaseColumns
    stability: Stability
    coverage: Coverage
    scheme: Scheme
    fingerprint: str
    left_out: tuple[str, ...]
    note: str


@cache
def starter_origin() -> Origin:
    """The starter, which never changes while a process runs."""
    return origin_of_starter()


@lru_cache(maxsize=4)
def open_starter(
    scheme: str, taken_back: tuple[str, ...], cache: Path, temperature_k: Temperature = None
) -> Opened:
    """The starter; see `open_origin`."""
    return open_origin(starter_origin(), scheme, taken_back, cache, temperature_k)


def open_origin(
    origin: Origin,
    scheme_name: str,
    taken_back: tuple[str, ...],
    cache: Path,
    temperature_k: Temperature = None,
) -> Opened:
    """What a source holds.

    Parameters
    ----------
    origin : Origin
    scheme_name : str
    taken_back : tuple of str
        Composition keys of phases that the scheme would leave out.
    cache : Path
        Folder of local data.
    temperature_k : float or "none", optional
        As in `stabwin.load_phases`.

    Raises
    ------
    PhaseFileError, SchemeError, RequestError, ExclusionError
        As in `stabwin.load_phases`.
    """
    scheme = find_scheme(scheme_name, origin.source.schemes).at(temperature_k)
    if taken_back and not scheme.bond_corrections:
        raise ExclusionError(
            f"In the scheme {scheme.name} no phases are left out by default: there is nothing to include."
        )
    missing = repr((sorted(left_out()), taken_back)) if scheme.bond_corrections else ""
    name = content_name(*origin.content, repr(scheme).encode(), missing.encode())
    path = cache / "compiled" / f"{name}.phases"
    copy = read_copy(path)
    try:
        arrays, facts = copy or ({}, {})
        columns, stability = unpack(arrays)
        return Opened(
            columns=columns,
            stability=stability,
            coverage=Coverage.from_dict(facts["coverage"]),
            scheme=scheme,
            fingerprint=str(facts["fingerprint"]),
            left_out=tuple(facts["left_out"]),
            note=str(facts["note"]),
        )
    except KeyError:  # there is no copy, or it holds something else
        made = _read(origin, scheme_name, taken_back, cache, temperature_k)
        said = {
            "coverage": made.coverage.to_dict(),
            "fingerprint": made.fingerprint,
            "left_out": list(made.left_out),
            "note": made.note,
        }
        write_copy(path, pack(made.columns, made.stability), said)
        return made


def _read(
    origin: Origin,
    scheme_name: str,
    taken_back: tuple[str, ...],
    cache: Path,
    temperature_k: Temperature,
) -> Opened:
    records = origin.read(find_scheme(scheme_name, origin.source.schemes))
    contents = Contents.of(
        records,
        name=origin.source.name,
        coverage=origin.coverage,
        scheme=scheme_name,
        schemes=origin.source.schemes,
        taken_back=taken_back,
        temperature_k=temperature_k,
    )
    needs_bonds = contents.scheme.bond_corrections or contents.scheme.needs_functions
    energies = None
    if origin.base is not None and needs_bonds:
        known = open_origin(origin.base, scheme_name, taken_back, cache, temperature_k)
        if known.scheme == contents.scheme:
            energies = energies_beside(
                contents.columns, contents.scheme, known.columns, known.stability.energies
            )
    stability = Stability.of(contents.columns, contents.scheme, energies)
    coverage, note = contents.coverage, ""
    if origin.own and not origin.complete:
        absent = absent_of_own(contents.columns, stability, contents.scheme, cache)
        coverage = replace(coverage, absent=absent)
    own = origin.on_top(contents.scheme) if origin.on_top else records if origin.own else ()
    if own:
        note = told_of_own(own, contents.scheme, origin.source.schemes, origin.source.name, cache)
    return Opened(
        columns=contents.columns,
        stability=stability,
        coverage=coverage,
        scheme=contents.scheme,
        fingerprint=contents.fingerprint,
        left_out=contents.left_out,
        note=note,
    )


def absent_of_own(
    columns: PhaseColumns, stability: Stability, scheme: Scheme, cache: Path
) -> tuple[str, ...]:
    """The compounds that the user's own phases lack and the starter has stable; see `absent_compounds`.

    Parameters
    ----------
    columns, stability
        Of the own phases, in a scheme.
    scheme : Scheme
    cache : Path
        Folder of local data.
    """
    same = scheme.name if scheme.name in starter_origin().source.schemes else DATABASE
    known = open_starter(same, (), cache, scheme.temperature_k or ENTHALPIES)
    return absent_compounds(columns, stability, known.columns, known.stability)


def told_of_own(
    own: Sequence[PhaseRecord], scheme: Scheme, schemes: tuple[str, ...], name: str, cache: Path
) -> str:
    """What to say of own energies: those far from the starter's, and those that measured ones replace.

    Parameters
    ----------
    own : sequence of PhaseRecord
    scheme : Scheme
    schemes : tuple of str
        What the energies can be read in.
    name : str
        Of the table.
    cache : Path
        Folder of local data.
    """
    if DATABASE not in schemes:
        return ""
    known = open_starter(DATABASE, (), cache)
    far = unlike_known(own, known.columns, known.stability, known.coverage, name)
    return " ".join(filter(None, [far, measured_instead(own, name) if scheme.bond_corrections else ""]))
