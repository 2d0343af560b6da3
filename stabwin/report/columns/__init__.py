"""Every column that a table may have, declared once.

Percentiles of a number (``..._p05``, ``..._median``, ``..._p95``) follow from its own column, and so do
the columns of the filters of coatings.
"""

from __future__ import annotations

from functools import cache

from stabwin.report.column import PERCENTILES, Column
from stabwin.report.columns import (
    air,
    coatings,
    contacts,
    data,
    heat,
    species,
    targets,
    uncertainty,
    validation,
)


@cache
def declared() -> dict[str, Column]:
    """Every declared column by its name."""
    every = (
        *targets.COLUMNS,
        *species.COLUMNS,
        *contacts.COLUMNS,
        *air.COLUMNS,
        *heat.COLUMNS,
        *coatings.COLUMNS,
        *uncertainty.COLUMNS,
        *data.COLUMNS,
        *validation.COLUMNS,
    )
    return {column.name: column for column in every}


@cache
def column(name: str) -> Column:
    """A column by its name.

    Raises
    ------
    KeyError
        No such column is declared.

    Examples
    --------
    >>> column("reduction_limit_v").words_and_unit
    'reduction limit (V)'
    >>> column("reduction_limit_v_p05").words
    'reduction limit, 5th percentile'
    >>> column("short_by_band_gap").unit
    'eV'
    """
    known = declared()
    if name in known:
        return known[name]
    stem, _, part = name.rpartition("_")
    if part in PERCENTILES:
        return column(stem).percentile(part)
    if name.endswith(uncertainty.DEPENDS_ON):
        return uncertainty.depends_on(column(name.removesuffix(uncertainty.DEPENDS_ON)))
    of_filter = coatings.column_of_filter(name)
    if of_filter is None:
        raise KeyError(f"No column {name!r} is declared.")
    return of_filter
