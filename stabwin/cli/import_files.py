"""``stabwin import``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stabwin.cli import options


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
            help="Put them on top of the fetched data as your own phases, under this label.",
            metavar="L",
            show_default=False,
        ),
    ] = None,
    cache: options.Cache = None,
) -> None:
    """Import your own calculations or other people's data into the local store."""
    from stabwin.analysis.provenance import program_version
    from stabwin.phases.cache_folder import cache_folder
    from stabwin.phases.imports import import_files as import_paths
    from stabwin.phases.store_part import OWN

    summary = import_paths(
        files, cache=cache_folder(cache), label=label, program=f"stabwin {program_version()}"
    )
    what = "own phases on top of the fetched data" if summary.kind == OWN else "data set"
    print(
        f"{summary.dataset}: {what}, {summary.phases} phases of {summary.compositions} compositions and "
        f"{len(summary.elements)} elements."
    )
