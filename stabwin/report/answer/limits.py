"""The limits that a study sets to coatings."""

from __future__ import annotations

import re
from typing import Any

from stabwin.screening.finished_run import FinishedRun

_LIMIT = re.compile(r"(?P<filter>.+)_(?P<side>above|below)_(?P<unit>v|ev|ev_per_atom)")
_UNITS = {"v": "V", "ev": "eV", "ev_per_atom": "eV/atom"}


def contact_limits(run: FinishedRun) -> tuple[float | None, float | None]:
    """The largest energy that a layer's contact may release: with the electrolyte, with the electrode."""
    if run.study.coatings is None:
        return None, None
    filters = run.study.coatings.filters.to_filters()
    return filters.electrolyte_contact_below_ev_per_atom, filters.electrode_contact_below_ev_per_atom


def filter_limits(run: FinishedRun) -> dict[str, dict[str, Any]]:
    """The limit of every filter by its name, as a number and in words; study files name side and unit."""
    section = run.study.coatings
    limits: dict[str, dict[str, Any]] = {}
    for key, value in section.filters.model_dump().items() if section else ():
        parts = _LIMIT.fullmatch(key)
        if parts is None or value is False:
            continue
        if section and section.window == "electrode" and parts["unit"] == "v":
            limits[parts["filter"]] = {"value": None, "text": "the electrode's range"}
            continue
        side = "at least" if parts["side"] == "above" else "at most"
        limits[parts["filter"]] = {"value": value, "text": f"{side} {value:g} {_UNITS[parts['unit']]}"}
    return limits
