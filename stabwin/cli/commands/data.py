"""``stabwin data status|verify|export|remove``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stabwin.cli import options
from stabwin.cli.default_phases import say_default_after_removing
from stabwin.cli.exit_codes import code_of
from stabwin.cli.groups import PhaseOptions, expanded
from stabwin.cli.help import Command, Group
from stabwin.cli.messages import counted, say
from stabwin.cli.output import emit
from stabwin.errors import DamagedDataError
from stabwin.writing import json_text

data = typer.Typer(cls=Group, help="Inspect, verify, export and remove local data.")


@data.command(cls=Command)
def status(cache: options.Cache = None, json: options.Json = False) -> None:
    """List what the store covers, with versions and sizes."""
    from stabwin.phases.store.cache_folder import cache_folder
    from stabwin.phases.store.check import status_of
    from stabwin.phases.store.store import Store
    from stabwin.report.sections.data import store_table
    from stabwin.screening.cache import size_of

    store = Store.open(cache_folder(cache))
    rows = status_of(store)
    files, size = size_of(store.folder.parent)
    damaged = [message for _, message in store.damaged]
    kept = {"files": files, "bytes": size}
    if json:
        emit(
            json_text(
                {
                    "schema": "stabwin/data-status/1",
                    "results": rows,
                    "damaged": damaged,
                    "kept_answers": kept,
                }
            )
        )
        return
    if rows:
        emit(store_table(rows))
    else:
        emit("The store is empty: fill it with stabwin fetch or stabwin import.")
    for message in damaged:
        say(f"note: {message}")
    emit(f"Answers kept of screens: {files} files, {size:,} bytes.")
    say(f"store: {store.folder}")


@data.command(cls=Command)
def verify(cache: options.Cache = None, json: options.Json = False) -> None:
    """Verify every part of the store.

    Checksums of all files, and contents that would make results wrong.
    """
    from stabwin.phases.store.cache_folder import cache_folder
    from stabwin.phases.store.check import verify as verify_store
    from stabwin.phases.store.store import Store

    store = Store.open(cache_folder(cache), verify_again=True)
    findings = verify_store(store)
    if json:
        plain = [{"severity": finding.severity, "text": finding.text} for finding in findings]
        emit(json_text({"schema": "stabwin/data-verify/1", "parts": len(store.parts), "results": plain}))
    else:
        for finding in findings:
            emit(f"{finding.severity}: {finding.text}")
        emit(f"{counted(len(store.parts), 'part')} verified, {counted(len(findings), 'finding')}.")
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(code_of(DamagedDataError))


@data.command(cls=Command)
@expanded
def export(
    file: Annotated[Path, typer.Argument(help="The file to write (.parquet).", metavar="FILE")],
    *,
    which: PhaseOptions,
) -> None:
    """Write the phases to one file, to publish with a paper.

    --phases FILE reads it again.
    """
    from stabwin.phases.export import export_table, exported_rows

    table = which.choice().open(())
    fingerprint = export_table(table, file)
    emit(f"{file}: {counted(len(exported_rows(table)), 'phase')}, {fingerprint}.")
    say(f"{table.source.description}; scheme {table.scheme.name}.")


@data.command(cls=Command)
def remove(
    name: Annotated[str, typer.Argument(help="A data set, or the label of own phases.", metavar="NAME")],
    cache: options.Cache = None,
) -> None:
    """Remove a data set, or own phases, from the store."""
    from stabwin.phases.store.cache_folder import cache_folder
    from stabwin.phases.store.check import remove as remove_parts
    from stabwin.phases.store.default import Default
    from stabwin.phases.store.store import Store

    folder = cache_folder(cache)
    before = Store.open(folder)
    parts = remove_parts(before, name)
    size = sum(part.size_bytes for part in parts)
    emit(f"{name}: {counted(len(parts), 'part')} removed, {size:,} bytes.")
    say_default_after_removing(Default.after(before, folder, name))
