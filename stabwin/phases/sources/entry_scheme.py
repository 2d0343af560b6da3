"""The energy scheme that pymatgen entries say they are in, by their adjustments.

Entries that `MaterialsProject2020Compatibility` corrected name each adjustment "MP2020 ...". Others may be
raw, corrected by an earlier generation or mixed with r2SCAN: what their energies hold is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stabwin.phases.schemes import MP2020
from stabwin.phases.sources.functional import GGA, family_of, stated_functional
from stabwin.thermo.generations import GENERATION_2020, generation_correction

_NAME = "MP2020 "

# Of an entry that the generation does not correct either way, such as an element.
ANY = "any"


def scheme_of_entry(entry: Any) -> str:
    """`MP2020`, `ANY`, or "" where it is not known."""
    if family_of(stated_functional(entry)) not in ("", GGA):
        return ""
    names = [str(adjustment.name) for adjustment in getattr(entry, "energy_adjustments", None) or ()]
    if names:
        return MP2020 if all(name.startswith(_NAME) for name in names) else ""
    amounts = {e: n for e, n in entry.composition.get_el_amt_dict().items() if n > 0}
    return "" if generation_correction(amounts, GENERATION_2020) else ANY


def shared_scheme(schemes: Iterable[str]) -> str:
    """What all phases are in; "" where that of one is not known, or there are several."""
    found = set(schemes) - {ANY}
    return found.pop() if len(found) == 1 else ""
