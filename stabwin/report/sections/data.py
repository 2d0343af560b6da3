"""The catalogue and the store as tables."""

from __future__ import annotations

from collections.abc import Iterable

from stabwin.chemistry.catalogue import Material
from stabwin.report.columns import column
from stabwin.report.table import Row, Table


def catalogue_table(materials: Iterable[Material]) -> Table:
    """The catalogue, one row for each material."""
    return Table(
        columns=[
            column(name)
            for name in ("name", "catalogue_formula", "role", "family", "catalogue_ion", "aliases")
        ],
        rows=[
            {
                "name": material.name,
                "catalogue_formula": f"not computed: {material.why_not}"
                if material.why_not
                else material.formula,
                "role": material.role,
                "family": material.family,
                "catalogue_ion": material.ion,
                "aliases": ", ".join(material.aliases),
            }
            for material in materials
        ],
    )


def store_table(datasets: Iterable[Row]) -> Table:
    """The data sets of a store."""
    return Table(
        columns=[
            column(name)
            for name in ("dataset", "data_kind", "covers", "parts", "bytes", "made_at", "own_labels")
        ],
        rows=[
            {
                **dataset,
                "data_kind": dataset["kind"],
                "covers": _covers(dataset),
                "own_labels": ", ".join(dataset["own_labels"]),
            }
            for dataset in datasets
        ],
    )


def _covers(dataset: Row) -> str:
    if dataset["kind"] == "own":
        return "own phases on top of the starter"
    if dataset["complete"]:
        return "everything"
    if dataset["systems"]:
        return f"{dataset['systems']} systems of {', '.join(dataset['elements'])}"
    if dataset["numbers_of_elements"]:
        sizes = ", ".join(str(number) for number in dataset["numbers_of_elements"])
        return f"all systems of {sizes} elements, so far"
    return ", ".join(dataset["element_sets"])
