"""``stabwin import``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from stabwin.cli import options
from stabwin.cli.default_phases import say_default
from stabwin.cli.messages import counted, say
from stabwin.cli.output import emit
from stabwin.errors import RequestError


def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="pymatgen entries (JSON), tables (CSV, Parquet), or folders of them.",
            metavar="FILE...",
            show_default=False,
        ),
    ],
    label: Annotated[
        str | None,
        typer.Option(
            help="Put them on top of the fetched phases, else of the starter, under this label.",
            metavar="L",
            show_default=False,
        ),
    ] = None,
    database_version: Annotated[
        str | None,
        typer.Option(
            help="Database version that own phases are added to [default: the newest fetched].",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    cache: options.Cache = None,
) -> None:
    """Import your own calculations or other data into the store.

    pymatgen entries and tables of phases, as a data set of their own or on top of fetched phases.
    """
    from stabwin.analysis.provenance import program_version
    from stabwin.phases.store.cache_folder import cache_folder
    from stabwin.phases.store.imports import import_files as import_paths
    from stabwin.phases.store.part import OWN

    if database_version is not None and label is None:
        raise RequestError("--database-version says what own phases are added to: give their --label too.")
    summary = import_paths(
        files,
        cache=cache_folder(cache),
        label=label,
        database_version=database_version,
        program=f"stabwin {program_version()}",
    )
    what = f"own phases on top of {summary.base or 'the starter'}" if summary.kind == OWN else "data set"
    emit(
        f"{summary.dataset}: {what}, {counted(summary.phases, 'phase')} of "
        f"{counted(summary.compositions, 'composition')} and {counted(len(summary.elements), 'element')}."
    )
    if summary.borrowed:
        say(f"note: the energies of {', '.join(summary.borrowed)} are those of the fetched data.")
    say_default(summary.default, summary.dataset)
    if summary.unused:
        say(
            f"note: own phases ({', '.join(summary.unused)}) are not used unasked beside an import without "
            f"a label: --database-version {shlex.quote(summary.unused[0])} asks for them."
        )
    if summary.not_in_measured:
        say(
            "note: these energies name no corrections, so that with them phases can't be read in measured: "
            "add a column scheme (database or mp2020)."
        )
    if summary.replaces is not None:
        say(f"note: this replaces what was imported as {summary.dataset} on {summary.replaces[:10]}.")
