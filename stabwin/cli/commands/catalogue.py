"""``stabwin catalogue``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from stabwin.chemistry.catalogue import catalogue as select_materials
from stabwin.cli import options
from stabwin.cli.output import emit
from stabwin.cli.rows import check_rows, is_stdout, write_rows
from stabwin.writing import json_text


def catalogue(
    search: Annotated[
        str | None,
        typer.Argument(
            help="Only materials with this in a name, formula, role or family, or of this composition.",
            metavar="[SEARCH]",
            show_default=False,
        ),
    ] = None,
    role: Annotated[str | None, typer.Option(help="Only this role, such as electrolyte.")] = None,
    family: Annotated[str | None, typer.Option(help="Only this family, such as garnet.")] = None,
    csv: options.Csv = None,
    json: options.Json = False,
) -> None:
    """List the battery materials known by name."""
    check_rows(csv, json=json)
    found = select_materials(role, family, search)
    rows = [material.to_dict() for material in found]
    if csv is not None:
        write_rows(csv, [_flat(row) for row in rows])
    if json:
        emit(json_text({"schema": "stabwin/catalogue/1", "results": rows}))
    elif not is_stdout(csv):
        from stabwin.report.sections.data import catalogue_table

        emit(catalogue_table(found))


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose lists are columns or texts."""
    low, high = row["voltage_range_v"] or (None, None)
    plain = {name: value for name, value in row.items() if name != "voltage_range_v"}
    return {**plain, "aliases": ";".join(row["aliases"]), "voltage_low_v": low, "voltage_high_v": high}
