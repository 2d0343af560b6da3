"""``stabwin catalogue``."""

from __future__ import annotations

from typing import Annotated

import typer

from stabwin.catalogue import select
from stabwin.cli import options
from stabwin.cli.output import console
from stabwin.report.files import csv_text, json_text, write_file


def catalogue(
    role: Annotated[str | None, typer.Option(help="Only this role, such as electrolyte.")] = None,
    family: Annotated[str | None, typer.Option(help="Only this family, such as garnet.")] = None,
    csv: options.Csv = None,
    json: options.Json = False,
) -> None:
    """Names of battery materials that every command understands."""
    found = select(role, family)
    rows = [material.to_dict() for material in found]
    if csv is not None:
        flat = [{**row, "aliases": ";".join(row["aliases"])} for row in rows]
        write_file(csv, csv_text(flat))
    if json:
        print(json_text({"schema": "stabwin/catalogue/1", "results": rows}))
    else:
        from stabwin.report.tables import catalogue_table

        console().print(catalogue_table(found))
