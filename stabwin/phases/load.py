"""Opening phase tables: the starter or a file, through a compiled copy where there is a cache."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from stabwin.errors import PhaseFileError
from stabwin.phases.cache_folder import cache_folder
from stabwin.phases.columns import COLUMN_NAMES, PhaseColumns, PhaseRecord, TextColumn
from stabwin.phases.compiled import content_name, read_copy, write_copy
from stabwin.phases.coverage import Coverage
from stabwin.phases.files import read_records
from stabwin.phases.known_stability import Stability
from stabwin.phases.schemes import find_scheme
from stabwin.phases.source import TableSource
from stabwin.phases.table import PhaseTable

STARTER = "starter"
ENVIRONMENT_VARIABLE = "STABWIN_PHASES"

_STABILITY_NAMES = ("energies", "hull_energies", "stable", "digests")


@dataclass(frozen=True, kw_only=True)
class _Origin:
    """What a table is made from, before it is read."""

    name: str
    description: str
    content: tuple[bytes, ...]
    read: Callable[[], list[PhaseRecord]]
    coverage: Coverage | None
    schemes: tuple[str, ...]
    citations: tuple[str, ...]


def load_phases(
    source: str | os.PathLike[str] | None = None,
    *,
    scheme: str | None = None,
    exclude: str | Iterable[str] = (),
    cache: str | os.PathLike[str] | None = None,
) -> PhaseTable:
    """Open a phase table.

    Parameters
    ----------
    source : str or path, optional
        "starter" for the packaged phases, or the path of a table (CSV, gzipped CSV, Parquet) with
        the columns ``formula`` and ``formation_energy_ev_per_atom`` and optionally ``band_gap_ev``
        and ``material_id``, which is taken as complete for its elements. Default: the environment
        variable ``STABWIN_PHASES``, else the starter.
    scheme : str, optional
        Energy scheme; default: the table's own ("literature" for the starter).
    exclude : str or iterable of str
        Formulas of phases to leave out (a text may list several, with commas).
    cache : path, optional
        Folder for the compiled copy that makes the next opening fast; see `cache_folder`.

    Raises
    ------
    PhaseFileError
        The file is missing or is not a table of phases.
    SchemeError, ExclusionError, FormulaError
        The scheme or an excluded phase does not exist.

    Examples
    --------
    >>> load_phases("starter", scheme="database")
    PhaseTable('starter': 22485 phases of 63 elements, scheme 'database')
    """
    chosen = source if source is not None else os.environ.get(ENVIRONMENT_VARIABLE) or STARTER
    if str(chosen) == STARTER:
        table = _open_starter(scheme, cache_folder(cache))
    else:
        table = _open(_file(Path(chosen).expanduser()), scheme, cache_folder(cache))
    formulas = exclude.split(",") if isinstance(exclude, str) else exclude
    return table.excluding(text for text in formulas if text.strip())


@lru_cache(maxsize=4)
def _open_starter(scheme: str | None, cache: Path) -> PhaseTable:
    """The starter, which never changes while a process runs."""
    return _open(_starter(), scheme, cache)


def _starter() -> _Origin:
    folder = resources.files("stabwin.data").joinpath("starter")
    facts = folder.joinpath("starter.toml").read_bytes()
    coverage = folder.joinpath("coverage.csv").read_bytes()
    phases = folder.joinpath("phases.csv.gz").read_bytes()
    said: Mapping[str, Any] = tomllib.loads(facts.decode())
    return _Origin(
        name=said["name"],
        description=said["description"],
        content=(phases, coverage),
        read=lambda: read_records(Path("phases.csv.gz"), phases),
        coverage=Coverage.of(line.split() for line in coverage.decode().split("\n")[1:] if line),
        schemes=tuple(said["schemes"]),
        citations=tuple(said["citations"]),
    )


def _file(path: Path) -> _Origin:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PhaseFileError(
            f"The phases file {path} can't be read ({error.strerror}): give 'starter' or the path "
            "of a table.",
            path=str(path),
        ) from error
    return _Origin(
        name=path.name,
        description=f"Phases of the file {path.name}",
        content=(path.suffix.encode(), content),
        read=lambda: read_records(path, content),
        coverage=None,
        schemes=("database", "literature"),
        citations=(),
    )


def _open(origin: _Origin, scheme_name: str | None, cache: Path) -> PhaseTable:
    """The table from its compiled copy, or read and compiled now."""
    scheme = find_scheme(scheme_name or origin.schemes[0], origin.schemes)
    name = content_name(*origin.content, repr(scheme).encode())
    path = cache / "compiled" / f"{name}.phases"
    copy = read_copy(path)
    if copy is not None:
        arrays, facts = copy
        coverage = Coverage.of(facts["coverage"])
        columns = _unpack(arrays)
        stability = Stability(**{key: arrays[f"stability.{key}"] for key in _STABILITY_NAMES})
        fingerprint = str(facts["fingerprint"])
    else:
        table = PhaseTable.from_records(
            origin.read(), name=origin.name, coverage=origin.coverage, schemes=origin.schemes
        )
        columns, coverage, fingerprint = table.columns, table.coverage, table.source.fingerprint
        stability = Stability.of(columns, scheme)
        arrays = _pack(columns)
        for key in _STABILITY_NAMES:
            arrays[f"stability.{key}"] = getattr(stability, key)
        write_copy(path, arrays, {"coverage": coverage.sets, "fingerprint": fingerprint})
    return PhaseTable(
        columns=columns,
        source=TableSource(
            name=origin.name,
            description=origin.description,
            fingerprint=fingerprint,
            schemes=origin.schemes,
            citations=origin.citations,
        ),
        coverage=coverage,
        scheme=scheme,
        known_stability=stability,
    )


def _pack(columns: PhaseColumns) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    for name in COLUMN_NAMES:
        value = getattr(columns, name)
        if isinstance(value, TextColumn):
            arrays[f"{name}.block"], arrays[f"{name}.ends"] = value.block, value.ends
        else:
            arrays[name] = value
    return arrays


def _unpack(arrays: Mapping[str, Any]) -> PhaseColumns:
    columns: dict[str, Any] = {
        name: arrays[name]
        if name in arrays
        else TextColumn(arrays[f"{name}.block"], arrays[f"{name}.ends"])
        for name in COLUMN_NAMES
    }
    return PhaseColumns(**columns)
